"""Read the rows of a CSV, TSV or JSONL file, plain or compressed, one at a time."""

from __future__ import annotations

import csv
import io
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from wikimill.errors import WikimillError
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.text_encoding import detect_encoding
from wikimill.zstd import ZstdError

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
FORMATS = (".csv", ".jsonl", ".ndjson", ".tsv")
DELIMITERS = {".csv": ",", ".tsv": "\t"}
MAX_LINE = 64 << 20  # characters; a compression bomb without line ends stops here

Row = tuple[int, dict[str, str | None]]  # line number, values by column; None: neither a string nor a number


def read_rows(path: Path, encoding: str = "") -> Iterator[Row]:
    """The rows of a file, with the number of the line on which each ends.

    JSONL: one object per line; numbers stay as they are written. CSV and TSV: the first row has the column names;
    fields may be quoted, as pandas and spreadsheets write them.

    Args:
        path: the file.
        encoding: its encoding; by default it is detected, and UTF-8 where the file is compressed.

    Raises:
        WikimillError: no such file, another suffix, not a text, damaged, or a line that is not a row.
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
    delimiter = DELIMITERS.get(Path(name).suffix)
    try:
        lines = _lines(path, encoding or _encoding(path))
        yield from _table(path, lines, delimiter) if delimiter else _jsonl(path, lines)
    except UnreadableError as reason:
        raise WikimillError(f"{path}: {reason}") from None
    except UnicodeDecodeError as error:
        raise WikimillError(
            f"{path}: some of its text is not {error.encoding}; save the file as UTF-8, or correct its encoding"
        ) from None
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ZstdError) as error:
        raise WikimillError(f"{path} is truncated or damaged ({error}); download or create it again") from None


def _encoding(path: Path) -> str:
    if path.name.lower().endswith(COMPRESSED):
        return "utf-8-sig"
    with path.open("rb") as file:
        return detect_encoding(file)


def _lines(path: Path, encoding: str) -> Iterator[str]:
    import smart_open

    with (
        smart_open.open(str(path.resolve()), "rb") as file,
        io.TextIOWrapper(file, encoding=encoding, newline="\n") as text,
    ):
        number = 0
        while line := text.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                _fail(path, number, f"longer than {MAX_LINE >> 20} Mi characters", "split or remove it")
            yield line


def _jsonl(path: Path, lines: Iterator[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            _fail(path, number, f"not valid JSON ({error})", "each line must be one object")
        if not isinstance(row, dict):
            _fail(path, number, f"not a JSON object but {line.strip()[:20]!r}", "each line must be one object")
        yield number, {key: value if isinstance(value, str) else None for key, value in row.items()}


def _table(path: Path, lines: Iterator[str], delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_LINE)
    # Strict: otherwise a stray quotation mark would swallow the rows up to the next one.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
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
