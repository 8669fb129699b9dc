"""The rows of a dump of a MySQL table, as mysqldump and mariadb-dump write it.

Values are bytes: sort keys have no encoding.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from wikimill.sources.dump.decompress import read_lines
from wikimill.sources.dump.errors import DumpError, dump_errors

MAX_LINE = 32 << 20  # bytes; a statement has 1 MB, at most 16 MB (net_buffer_length) and one row
MAX_HEAD = 1000  # lines before the columns
# Possessive quantifiers: a hostile string cannot make it backtrack, which would cost time and memory.
VALUE = rb"(?:NULL|-?[0-9][0-9.eE+-]*+|'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+')"
ESCAPE = re.compile(rb"\\(.)|''", re.S)
ESCAPES = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}


def read_columns(path: Path, table: str) -> list[str]:
    """The names of a table's columns.

    Raises:
        WikimillError: not a dump of `table`, or a damaged one.
    """
    names: list[str] = []
    with dump_errors(path):
        head = itertools.islice(read_lines(path, MAX_LINE), MAX_HEAD)
        if any(line.startswith(f"CREATE TABLE `{table}` (".encode()) for line in head):
            for line in head:
                match = re.match(rb"\s*`(\w+)` ", line)
                if not match:
                    break
                names.append(match[1].decode())
        if not names:
            raise DumpError(f"does not contain the table `{table}`")
    return names


def read_rows(path: Path, table: str, names: Sequence[str]) -> Iterator[tuple[bytes, ...]]:
    """The columns `names`, in the table's order, as SQL writes them: see `parse_number` and `parse_string`.

    Raises:
        WikimillError: a damaged dump, or statements that do not belong in one.
    """
    values = [b"(%s)" % VALUE if name in names else VALUE for name in read_columns(path, table)]
    row = re.compile(rb"\(" + b",".join(values) + rb"\)([,;])\s*", re.S)
    insert = f"INSERT INTO `{table}` VALUES".encode()
    inside = False  # mariadb-dump writes one row per line, mysqldump one statement per line
    with dump_errors(path):
        for number, line in enumerate(read_lines(path, MAX_LINE), start=1):
            position = 0
            if not inside:
                if not line.startswith(b"INSERT"):
                    continue
                inside = line.startswith(insert)
                position = len(line) - len(line[len(insert) :].lstrip())
            while position < len(line):
                match = row.match(line, position) if inside else None
                if match is None:
                    raise DumpError(f"has an invalid row of `{table}` at byte {position} of line {number}")
                *found, end = match.groups()
                yield tuple(found)
                position = match.end()
                inside = end == b","
        if inside:
            raise DumpError("ends in the middle of a statement")


def parse_number(value: bytes) -> int:
    """Parse a number that is not negative.

    Raises:
        DumpError: anything else.
    """
    if not value.isdigit() or len(value) > 18:
        raise DumpError(f"has {value[:40]!r} instead of a number")
    return int(value)


def parse_string(value: bytes) -> str:
    """Parse and decode a string; what is not UTF-8 becomes U+FFFD, which no title has.

    Raises:
        DumpError: anything else.
    """
    if not value.startswith(b"'"):
        raise DumpError(f"has {value[:40]!r} instead of a string")
    return ESCAPE.sub(_unescape, value[1:-1]).decode("utf-8", "replace")


def _unescape(match: re.Match[bytes]) -> bytes:
    return ESCAPES.get(match[1], match[1]) if match[1] else b"'"
