"""The derived manifest, `manifests/derived/NAME.tsv`: what expansion found, at pinned revisions.

It is a lock: once it exists nothing is listed again, and the corpus is made of exactly these
revisions. Header lines begin with `#`; then a row of column names, then a row a page, sorted by title.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wikimill import __version__
from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.manifest.origin import Origin, of_header
from wikimill.sorting import sorted_lines
from wikimill.sources.base import Pin
from wikimill.wiki import ENGLISH, Site

COLUMNS = ["pageid", "ns", "title", "revid", "timestamp", "sha1", "bytes", "category"]
TITLE = "# wikimill derived manifest: the pages found, at pinned revisions. Commit it; do not edit it."


@dataclass(frozen=True)
class Header:
    """The comment lines.

    `date` is the timestamp of the newest pinned revision, so that listing an unchanged wiki again
    gives the same bytes.
    """

    original: str  # sha256 of the original's bytes, in hex
    origin: Origin
    date: str
    site: Site  # what conversion must know of a wiki
    pages: int
    licence: str  # name and URL, empty when neither the manifest nor the wiki tells


@dataclass(frozen=True)
class Row:
    """A page, and the category in which it was found first; empty for one named in `pages:`."""

    pin: Pin
    category: str


def write(path: Path, sha256: str, origin: Origin, licence: str, site: Site | None, rows: Iterable[Row]) -> int:
    """Write a derived manifest; the number of pages.

    Args:
        path: of the file.
        sha256: of the original's bytes.
        origin: where the texts come from.
        licence: of the texts; empty when it is not known.
        site: what is known of the wiki, if it is one.
        rows: in any order; of a page that comes several times the first row counts. Memory does not grow with them.
    """
    with sorted_lines((row.pin.title, _line(row)) for row in rows) as lines, tempfile.TemporaryFile("w+") as body:
        pages, date = 0, ""
        for line in lines:
            body.write(line)
            pages, date = pages + 1, max(date, line.split("\t")[4])
        head = {
            "original": sha256,
            **origin.header(),
            **({"licence": licence} if licence else {}),
            "date": date,
            "tool": f"wikimill {__version__}",
            **({"site": site.to_json()} if site else {}),
            "pages": pages,
        }
        body.seek(0)
        with atomic(path) as file:
            file.write("\n".join([TITLE, *(f"# {key}: {value}" for key, value in head.items()), ""]).encode())
            file.write(("\t".join(COLUMNS) + "\n").encode())
            file.writelines(line.encode() for line in body)
    return pages


def read_header(path: Path) -> Header:
    """The header alone, whatever the manifest's size.

    Raises:
        WikimillError: no derived manifest, or one that was damaged.
    """
    values: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            for line in file:
                if not line.startswith(b"# "):
                    break
                key, _, value = line[2:].decode("utf-8").rstrip("\n").partition(": ")
                values[key] = value
        origin = of_header(path.stem, values)
        _ = origin.place  # which an address that is none does not have
        return Header(
            values["original"],
            origin,
            values["date"],
            Site.from_json(values["site"]) if "wiki" in values else ENGLISH,
            int(values["pages"]),
            values.get("licence", ""),
        )
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such derived manifest; build its original first") from None
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, WikimillError) as error:
        raise _damaged(path, f"its header is broken ({error})") from None


def sharing(folder: Path, place: str) -> Iterator[tuple[Path, Header]]:
    """The derived manifests in `folder` that have their pages in `place`, by name; see `Origin.place`."""
    for path in sorted(folder.glob("*.tsv")):
        header = read_header(path)
        if header.origin.place == place:
            yield path, header


def read_rows(path: Path, wanted: Callable[[str], bool] | None = None) -> Iterator[Row]:
    """The rows, one at a time: memory does not grow with the manifest.

    Args:
        path: of the manifest.
        wanted: of which titles; other rows are counted and not parsed, which takes a quarter of the time.

    Raises:
        WikimillError: no derived manifest, or one that was damaged; it may be raised after the last row.
    """
    header, number = read_header(path), 0
    with path.open("rb") as file:
        lines = (line for line in file if not line.startswith(b"# "))
        if next(lines, b"").decode("utf-8", "replace").rstrip("\n").split("\t") != COLUMNS:
            raise _damaged(path, "its columns are broken")
        for number, line in enumerate(lines, start=1):
            try:
                if wanted is None or wanted(line.split(b"\t", 3)[2].decode("utf-8")):
                    yield _row(header.origin, path, line.decode("utf-8"))
            except (ValueError, IndexError):
                raise _damaged(path, f"row {number} is broken") from None
    if number != header.pages:
        raise _damaged(path, f"it has {number} rows and its header says {header.pages}")


def read(path: Path) -> tuple[Header, list[Row]]:
    """Header and rows.

    Raises:
        WikimillError: no derived manifest, or one that was damaged.
    """
    return read_header(path), list(read_rows(path))


def _line(row: Row) -> str:
    pin = row.pin
    cells = [pin.pageid, pin.ns, pin.title, pin.revid, pin.timestamp, pin.sha1, pin.bytes, row.category]
    return "\t".join(map(str, cells)) + "\n"


def _row(origin: Origin, path: Path, line: str) -> Row:
    if not line.endswith("\n"):
        raise ValueError
    pageid, ns, title, revid, timestamp, sha1, size, category = line[:-1].split("\t")
    title = origin.check(title, str(path))
    return Row(Pin(int(pageid), int(ns), title, int(revid), timestamp, sha1, int(size)), category)


def _damaged(path: Path, problem: str) -> WikimillError:
    return WikimillError(f"{path}: {problem}; restore it from version control, or delete it to list the wiki again")
