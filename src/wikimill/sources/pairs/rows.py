"""Rows of a JSONL or TSV file, plain or compressed, one at a time: columns and their values as texts."""

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
LONGEST = 64 << 20  # bytes of a line; a compressed bomb without line ends stops here

Row = tuple[int, dict[str, str | None]]  # line, values by column; None: neither text nor number


def read(path: Path) -> Iterator[Row]:
    """The rows of a file, with the line each ends on.

    JSONL: an object a line; numbers as they are written. TSV: a row of column names first; fields may be
    quoted as in CSV, which is what pandas and spreadsheets write.

    Raises:
        WikimillError: no such file, another suffix, not UTF-8, damaged, or a line that is no row.
    """
    name = path.name.lower()
    for suffix in COMPRESSED:
        name = name.removesuffix(suffix)
    if not name.endswith(FORMATS):
        raise WikimillError(
            f"{path}: pairs are in a file that ends with {', '.join(FORMATS)}, or the same with one of "
            f"{', '.join(COMPRESSED)} behind; rename or convert it"
        )
    if not path.is_file():
        raise WikimillError(f"{path}: there is no such file; check `pairs:` (relative to the project folder)")
    try:
        yield from (_tsv if name.endswith(".tsv") else _jsonl)(path)
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ZstdError) as error:
        raise WikimillError(f"{path} is cut off or damaged ({error}); fetch or make it again") from None


def _lines(path: Path) -> Iterator[str]:
    import smart_open

    with smart_open.open(str(path.resolve()), "rb") as file:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                _fail(path, number, f"it is longer than {LONGEST >> 20} MiB", "break it up or take it out")
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                _fail(path, number, f"its byte {error.start} is not UTF-8", "save the file as UTF-8")


def _jsonl(path: Path) -> Iterator[Row]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_int=str, parse_float=str, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            _fail(path, number, f"it is no JSON ({error})", "each line is one object")
        if not isinstance(row, dict):
            _fail(path, number, f"it is no JSON object but {line.strip()[:20]!r}", "each line is one object")
        yield number, {key: value if isinstance(value, str) else None for key, value in row.items()}


def _tsv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(LONGEST)
    # Strict: a stray quotation mark would otherwise swallow the rows up to the next one.
    reader = csv.reader(_lines(path), delimiter="\t", strict=True)
    columns: list[str] | None = None
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            mend = "in a field with quotation marks write them twice and one around the field, as pandas does"
            _fail(path, reader.line_num, str(error), mend)
        if cells is None:
            return
        if not cells:
            continue
        if columns is None:
            columns = cells
            if len(set(columns)) < len(columns):
                _fail(path, 1, "two columns have one name", "rename one")
        elif len(cells) != len(columns):
            problem = f"it has {len(cells)} fields, and there are {len(columns)} columns"
            _fail(path, reader.line_num, problem, "write a field for each column")
        else:
            yield reader.line_num, dict(zip(columns, cells, strict=True))


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _fail(path: Path, line: int, problem: str, mend: str) -> NoReturn:
    raise WikimillError(f"{path} line {line}: {problem}; {mend}")
