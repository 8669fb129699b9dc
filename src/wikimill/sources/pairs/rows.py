"""Read the rows of a JSONL or TSV file, plain or compressed, one at a time."""

from __future__ import annotations

import csv
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from wikimill.errors import WikimillError
from wikimill.zstd import ZstdError

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
FORMATS = (".jsonl", ".ndjson", ".tsv")
MAX_LINE = 64 << 20  # bytes; a compression bomb without line ends stops here

Row = tuple[int, dict[str, str | None]]  # line number, values by column; None: neither a string nor a number


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file, with the number of the line on which each ends.

    JSONL: one object per line; numbers stay as they are written. TSV: the first row has the column names; fields may
    be quoted as in CSV, which is what pandas and spreadsheets write.

    Raises:
        WikimillError: no such file, another suffix, not UTF-8, damaged, or a line that is not a row.
    """
    name = path.name.lower()
    for suffix in COMPRESSED:
        name = name.removesuffix(suffix)
    if not name.endswith(FORMATS):
        raise WikimillError(
            f"{path}: the name of a file of pairs must end in one of {', '.join(FORMATS)}, optionally followed by one "
            f"of {', '.join(COMPRESSED)}; rename or convert it"
        )
    if not path.is_file():
        raise WikimillError(f"{path}: there is no such file; check `pairs:` (relative to the project folder)")
    try:
        yield from (_tsv if name.endswith(".tsv") else _jsonl)(path)
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ZstdError) as error:
        raise WikimillError(f"{path} is truncated or damaged ({error}); download or create it again") from None


def _lines(path: Path) -> Iterator[str]:
    import smart_open

    with smart_open.open(str(path.resolve()), "rb") as file:
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                _fail(path, number, f"longer than {MAX_LINE >> 20} MiB", "split or remove it")
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                _fail(path, number, f"byte {error.start} is not UTF-8", "save the file as UTF-8")


def _jsonl(path: Path) -> Iterator[Row]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            _fail(path, number, f"not valid JSON ({error})", "each line must be one object")
        if not isinstance(row, dict):
            _fail(path, number, f"not a JSON object but {line.strip()[:20]!r}", "each line must be one object")
        yield number, {key: value if isinstance(value, str) else None for key, value in row.items()}


def _tsv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(MAX_LINE)
    # Strict: otherwise a stray quotation mark would swallow the rows up to the next one.
    reader = csv.reader(_lines(path), delimiter="\t", strict=True)
    columns: list[str] | None = None
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            fix = "quote fields that contain quotation marks and double the marks inside, as pandas does"
            _fail(path, reader.line_num, str(error), fix)
        if cells is None:
            return
        if not cells:
            continue
        if columns is None:
            columns = cells
            if len(set(columns)) < len(columns):
                _fail(path, 1, "two columns have the same name", "rename one")
        elif len(cells) != len(columns):
            problem = f"{len(cells)} instead of {len(columns)} fields"
            _fail(path, reader.line_num, problem, "write one field per column")
        else:
            yield reader.line_num, dict(zip(columns, cells, strict=True))


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a valid number")


def _fail(path: Path, line: int, problem: str, fix: str) -> NoReturn:
    raise WikimillError(f"{path} line {line}: {problem}; {fix}")
