"""The derived manifest, `manifests/derived/NAME.tsv`: what expansion found, at pinned revisions.

It is a lock: once it exists nothing is listed again, and the corpus is made of exactly these
revisions. Header lines begin with `#`; then a row of column names, then a row a page, sorted by title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wikimill import __version__
from wikimill.errors import WikimillError
from wikimill.files import read_text, write_text
from wikimill.manifest.original import Original
from wikimill.sources.base import Pin
from wikimill.titles import check
from wikimill.wiki import Site, Wiki

COLUMNS = ["pageid", "ns", "title", "revid", "timestamp", "sha1", "bytes", "category"]
TITLE = "# wikimill derived manifest: the pages found, at pinned revisions. Commit it; do not edit it."


@dataclass(frozen=True)
class Header:
    """The comment lines.

    `date` is the timestamp of the newest pinned revision, so that listing an unchanged wiki again
    gives the same bytes.
    """

    original: str  # sha256 of the original's bytes, in hex
    wiki: str  # as the original has it
    dump: str | None
    date: str
    site: Site
    pages: int
    licence: str  # name and URL, empty when neither the manifest nor the wiki tells


@dataclass(frozen=True)
class Row:
    """A page, and the category in which it was found first; empty for one named in `pages:`."""

    pin: Pin
    category: str


def write(path: Path, sha256: str, original: Original, site: Site, rows: Iterable[Row]) -> None:
    """Write a derived manifest; the rows may come in any order."""
    ordered = sorted(rows, key=lambda row: row.pin.title)
    date = max((row.pin.timestamp for row in ordered), default="")
    head = {
        "original": sha256,
        "wiki": original.wiki,
        **({"dump": original.dump} if original.dump else {}),
        **({"licence": licence} if (licence := original.licence or site.licence) else {}),
        "date": date,
        "tool": f"wikimill {__version__}",
        "site": site.to_json(),
        "pages": len(ordered),
    }
    lines = [TITLE, *(f"# {key}: {value}" for key, value in head.items()), "\t".join(COLUMNS)]
    for row in ordered:
        pin = row.pin
        cells = [pin.pageid, pin.ns, pin.title, pin.revid, pin.timestamp, pin.sha1, pin.bytes, row.category]
        lines.append("\t".join(map(str, cells)))
    write_text(path, "\n".join(lines) + "\n")


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
        return Header(
            values["original"],
            values["wiki"],
            values.get("dump"),
            values["date"],
            Site.from_json(values["site"]),
            int(values["pages"]),
            values.get("licence", ""),
        )
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such derived manifest; build its original first") from None
    except (KeyError, ValueError) as error:
        raise _damaged(path, f"its header is broken ({error})") from None


def read(path: Path) -> tuple[Header, list[Row]]:
    """Header and rows.

    Raises:
        WikimillError: no derived manifest, or one that was damaged.
    """
    header = read_header(path)
    lines = [line for line in read_text(path, "derived manifest").split("\n") if not line.startswith("#")]
    if lines[0].split("\t") != COLUMNS or lines[-1] != "":
        raise _damaged(path, "its columns or its last line are broken")
    rows = list(_rows(path, lines[1:-1]))
    if len(rows) != header.pages:
        raise _damaged(path, f"it has {len(rows)} rows and its header says {header.pages}")
    return header, rows


def wiki_of(header: Header) -> Wiki:
    """The wiki that a derived manifest's pages come from."""
    return Wiki.parse(header.wiki)


def _rows(path: Path, lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        try:
            pageid, ns, title, revid, timestamp, sha1, size, category = line.split("\t")
            pin = Pin(int(pageid), int(ns), check(title, str(path)), int(revid), timestamp, sha1, int(size))
        except ValueError:
            raise _damaged(path, f"row {number} is broken") from None
        yield Row(pin, category)


def _damaged(path: Path, problem: str) -> WikimillError:
    return WikimillError(f"{path}: {problem}; restore it from version control, or delete it to list the wiki again")
