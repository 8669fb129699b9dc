"""Read the rows of a CSV, TSV or JSONL file, plain or compressed, one at a time."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import json
import lzma
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, NoReturn

from wikimill.errors import WikimillError
from wikimill.json_text import JsonLimitError, parse_json
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.text_encoding import UTF_8, DamagedTextError, detect_encoding
from wikimill.streams import EndlessLineError, LineReader, read_line
from wikimill.zstd import ZstdError

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
FORMATS = (".csv", ".jsonl", ".ndjson", ".tsv")
DELIMITERS = {".csv": ",", ".tsv": "\t"}
UTF_8_NAMES = (UTF_8, "utf-8-sig")
MARK = "\udcff"  # in a line, instead of bytes that are not of its encoding
MAX_LINE = 64 << 20  # bytes; what is longer is no row


@dataclass(frozen=True)
class Row:
    """A row: its values by column; None for what is neither a string nor a number."""

    line: int  # on which it begins
    values: dict[str, str | None]


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read, and why."""

    line: int
    problem: str


def read_rows(path: Path, encoding: str) -> Iterator[Row | BadRow]:
    """The rows of a file, those that cannot be read too.

    JSONL: one object per line; numbers stay as they are written. CSV and TSV: the first row has the column names;
    fields may be quoted, as pandas and spreadsheets write them. A row with a quotation mark too many ends with its
    line.

    Args:
        path: the file.
        encoding: of the file, decompressed, as `find_encoding` found it or a person says.

    Raises:
        WikimillError: no such file, another suffix, damaged, a table without names of columns, or a line without end.
    """
    delimiter = DELIMITERS.get(_format(path))
    with _open(path) as file:
        lines = _Lines(path, file, codecs.lookup(encoding).name)
        yield from _table(lines, delimiter) if delimiter else _jsonl(lines)


def find_encoding(path: Path) -> str:
    """The encoding of such a file: UTF-8 also where it is damaged, and where that of JSONL cannot be told.

    Raises:
        WikimillError: see `read_rows`; or the encoding of a table cannot be told.
    """
    is_table = _format(path) in DELIMITERS
    try:
        with _open(path) as file:
            return detect_encoding(file)
    except DamagedTextError:
        return UTF_8
    except UnreadableError as reason:
        if is_table:
            raise WikimillError(f"{path}: {reason}") from None
        return UTF_8


def _format(path: Path) -> str:
    """The suffix that tells the format."""
    name = path.name.lower()
    for suffix in COMPRESSED:
        name = name.removesuffix(suffix)
    if not name.endswith(FORMATS):
        raise WikimillError(
            f"{path}: the name of a file of pairs must end in one of {', '.join(FORMATS)}, optionally followed by one "
            f"of {', '.join(COMPRESSED)}; rename or convert it"
        )
    return Path(name).suffix


@contextlib.contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """The file, decompressed."""
    if not path.is_file():
        raise WikimillError(f"{path}: there is no such file; check `pairs:` (relative to the project folder)")
    import smart_open

    try:
        with smart_open.open(str(path.resolve()), "rb") as file:
            yield file
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ZstdError) as error:
        raise WikimillError(f"{path} is truncated or damaged ({error}); download or create it again") from None


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return MARK, error.end


codecs.register_error("wikimill.mark", _mark)


class _Recoded:
    """The lines of a file in another encoding, as UTF-8, in which a surrogate stands for bytes that are not of it."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self.text = io.TextIOWrapper(file, encoding=encoding, errors="wikimill.mark", newline="\n")

    def readline(self, size: int, /) -> bytes:
        """The next line, or so many characters of it."""
        return self.text.readline(size).encode("utf-8", "surrogatepass")


class _Lines:
    """The lines of a file as text, for rows that take one or several of them."""

    def __init__(self, path: Path, file: IO[bytes], encoding: str) -> None:
        self.path = path
        self.first = 1  # the number of the line on which the row begins
        self.problem = ""  # why a line of the row is no text; in its place comes what can be read of it
        self._encoding = encoding
        self._file: LineReader = file if encoding in UTF_8_NAMES else _Recoded(file, encoding)
        self._row: list[bytes | None] = []  # its lines so far; None for one that is too long
        self._again: deque[bytes | None] = deque()  # lines that were read and are not of the row

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._read()
        if line == b"":
            raise StopIteration
        number = self.first + len(self._row)
        self._row.append(line)
        if line is None:
            self.problem = f"longer than {MAX_LINE >> 20} MiB"
            return "\n"
        encoding = "utf-8-sig" if number == 1 else "utf-8"
        try:
            return line.decode(encoding)
        except UnicodeDecodeError as error:
            is_recoded = self._encoding not in UTF_8_NAMES
            self.problem = f"some bytes are not {self._encoding}" if is_recoded else f"byte {error.start} is not UTF-8"
            return line.decode(encoding, "replace")

    def next_row(self) -> None:
        """The row has ended, and the next one begins."""
        self.first += len(self._row)
        self._row.clear()
        self.problem = ""

    def end_row(self) -> None:
        """The row ends with its first line; those that were read after it come again."""
        self._again.extendleft(reversed(self._row[1:]))
        del self._row[1:]

    def fail(self, problem: str, fix: str) -> NoReturn:
        """End with an error that names the row."""
        raise WikimillError(f"{self.path} line {self.first}: {problem}; {fix}")

    def _read(self) -> bytes | None:
        try:
            return read_line(self._file, MAX_LINE)
        except EndlessLineError as error:
            self.next_row()
            self.fail(f"{error} without a line end", "write one row in each line")


def _jsonl(lines: _Lines) -> Iterator[Row | BadRow]:
    while True:
        lines.next_row()
        try:
            line = next(lines)
            if lines.problem:
                yield BadRow(lines.first, lines.problem)
                continue
            if not line.strip():
                continue
            values = parse_json(line, parse_number=str, parse_constant=_refuse_constant)
        except StopIteration:
            return
        except JsonLimitError as error:
            yield BadRow(lines.first, f"JSON that {error}")
        except json.JSONDecodeError as error:
            yield BadRow(lines.first, f"not JSON ({error.msg}, column {error.colno})")
        except ValueError as error:
            yield BadRow(lines.first, f"not JSON ({error})")
        else:
            if isinstance(values, dict):
                strings = {key: value if isinstance(value, str) else None for key, value in values.items()}
                yield Row(lines.first, strings)
            else:
                yield BadRow(lines.first, f"not a JSON object but {line.strip()[:20]!r}")


def _table(lines: _Lines, delimiter: str) -> Iterator[Row | BadRow]:
    csv.field_size_limit(MAX_LINE)
    # Strict: otherwise a stray quotation mark would swallow the rows up to the next one.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    while True:
        lines.next_row()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problem = " ".join(str(error).split())
            if columns is None:
                lines.fail(problem, "write the names of the columns into the first line, as UTF-8")
            lines.end_row()
            yield BadRow(lines.first, problem)
            continue
        if cells is None:
            return
        if not (cells or lines.problem):
            continue
        if columns is None:
            columns = cells
            if lines.problem:
                lines.fail(lines.problem, "write the names of the columns into the first line, as UTF-8")
            if len(set(columns)) < len(columns):
                lines.fail("two columns have the same name", "rename one")
        elif lines.problem:
            yield BadRow(lines.first, lines.problem)
        elif len(cells) != len(columns):
            yield BadRow(lines.first, f"{len(cells)} instead of {len(columns)} fields")
        else:
            yield Row(lines.first, dict(zip(columns, cells, strict=True)))


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a valid number")
