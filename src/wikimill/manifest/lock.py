"""The lock, or derived manifest, `manifests/derived/NAME.tsv`: what expansion found, at pinned revisions.

Once it exists nothing is listed again, and the corpus is made of exactly these revisions. Header lines begin with
`#`; then a row of column names, then a row per page, sorted by title.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from wikimill import __version__, layout
from wikimill.errors import WikimillError
from wikimill.files import atomic, folder_error, write_text
from wikimill.manifest.origin import Origin, WikiPages
from wikimill.manifest.parse_origin import parse_origin
from wikimill.site.model import Site
from wikimill.site.summary import format_summary, parse_summary
from wikimill.sources.base import BAD_TITLE, Pin
from wikimill.streams import sort_lines

ALL_COLUMNS = [field.name for field in fields(Pin)]
COLUMNS = ALL_COLUMNS[:-1]  # of a lock none of whose pages has an item of Wikidata
# Header lines on which no page depends.
NOT_OF_PAGES = ("# wikimill ", "# date: ", "# pages: ", "# original: ", "# licence: ", "# tool: ")
TITLE = "# wikimill derived manifest: the pages found, at pinned revisions. Commit it; do not edit it."


@dataclass(frozen=True)
class Header:
    """The comment lines.

    `date` is the timestamp of the newest pinned revision, so that listing an unchanged wiki again
    gives the same bytes.
    """

    original: str  # sha256 of the manifest's bytes, in hex
    origin: Origin
    date: str
    site_summary: str  # what the wiki said of itself (site/summary.py); empty where the source is none
    pages: int
    licence: str  # name and URL, empty when neither the manifest nor the wiki tells

    @property
    def site(self) -> Site:
        """The wiki, as far as the lock has it: MediaWiki's tables say the rest."""
        assert isinstance(self.origin, WikiPages)
        return parse_summary(self.site_summary, self.origin.wiki.host)


def write_lock(path: Path, sha256: str, origin: Origin, licence: str, site: Site | None, pins: Iterable[Pin]) -> int:
    """Write a lock and return the number of its pages.

    Args:
        path: of the file.
        sha256: of the manifest's bytes.
        origin: where the texts come from.
        licence: of the texts; empty when it is not known.
        site: what is known of the wiki, if it is one.
        pins: in any order; of a page that comes several times the first is kept. Memory does not grow with them.
    """
    with (
        sort_lines((pin.title, _line(pin)) for pin in pins) as lines,
        tempfile.TemporaryFile("w+", encoding="utf-8") as body,
    ):
        pages, date, has_items = 0, "", False
        for line in lines:
            body.write(line)
            pages, date = pages + 1, max(date, line.split("\t")[4])
            has_items = has_items or not line.endswith("\t\n")
        head = {
            "original": sha256,
            **origin.header(),
            **({"licence": licence} if licence else {}),
            "date": date,
            "tool": f"wikimill {__version__}",
            **({"site": format_summary(site)} if site else {}),
            "pages": pages,
        }
        body.seek(0)
        rows = body if has_items else (line.removesuffix("\t\n") + "\n" for line in body)
        write_table(path, TITLE, head, ALL_COLUMNS if has_items else COLUMNS, rows)
    return pages


def write_table(
    path: Path, title: str, head: Mapping[str, object], columns: Iterable[str], lines: Iterable[str]
) -> None:
    """Write the file of a lock: a comment line that says what it is, one for each fact, then columns and rows."""
    with atomic(path) as file:
        file.write("\n".join([title, *(f"# {key}: {value}" for key, value in head.items()), ""]).encode())
        file.write(("\t".join(columns) + "\n").encode())
        file.writelines(line.encode() for line in lines)


def read_head(path: Path) -> dict[str, str]:
    """The facts in the comment lines that `write_table` wrote."""
    values: dict[str, str] = {}
    with path.open("rb") as file:
        for line in file:
            if not line.startswith(b"# "):
                break
            key, _, value = line[2:].decode("utf-8").rstrip("\n").partition(": ")
            values[key] = value
    return values


def read_header(path: Path) -> Header:
    """The header alone, whatever the manifest's size.

    Raises:
        WikimillError: no such lock, or a damaged one.
    """
    try:
        values = read_head(path)
        origin = parse_origin(path.stem, values)
        _ = origin.folder  # raises an error when the address is not valid
        return Header(
            values["original"],
            origin,
            values["date"],
            _check_summary(values["site"]) if "wiki" in values else "",
            int(values["pages"]),
            values.get("licence", ""),
        )
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such derived manifest; build the manifest first") from None
    except IsADirectoryError:
        raise folder_error(path) from None
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, WikimillError) as error:
        raise damaged(path, f"its header is broken ({error})") from None


def find_locks(folder: str) -> Iterator[tuple[Path, Header]]:
    """The locks, sorted by name, of the manifests whose pages are in `folder`; see `Origin.folder`."""
    for path in layout.locks():
        header = read_header(path)
        if header.origin.folder == folder:
            yield path, header


def read_pins(path: Path, wanted: Callable[[str], bool] | None = None) -> Iterator[Pin]:
    """The pins, one at a time: memory does not grow with the manifest.

    Args:
        path: of the lock.
        wanted: tells by title which pins to yield; other rows are only counted, which takes a quarter of the time.

    Raises:
        WikimillError: no such lock, or a damaged one; it may be raised after the last row.
    """
    header, number = read_header(path), 0
    with path.open("rb") as file:
        lines = (line for line in file if not line.startswith(b"# "))
        columns = next(lines, b"").decode("utf-8", "replace").rstrip("\n").split("\t")
        if columns not in (COLUMNS, ALL_COLUMNS):
            raise damaged(path, "its columns are broken")
        for number, line in enumerate(lines, start=1):
            try:
                if wanted is None or wanted(line.split(b"\t", 3)[2].decode("utf-8")):
                    yield _parse(header.origin, path, line.decode("utf-8"), len(columns))
            except (ValueError, IndexError):
                raise damaged(path, f"row {number} is broken") from None
    if number != header.pages:
        raise damaged(path, f"it has {number} rows and its header says {header.pages}")


def read_lock(path: Path) -> tuple[Header, list[Pin]]:
    """Header and pins.

    Raises:
        WikimillError: no such lock, or a damaged one.
    """
    return read_header(path), list(read_pins(path))


def pins_digest(path: Path) -> str:
    """A digest of what a lock pins, whatever else it says: 64 hex digits."""
    return digest_pins(read_pins(path))


def digest_pins(pins: Iterable[Pin]) -> str:
    """The same of these pins, which are sorted by title."""
    digest = hashlib.sha256()
    for pin in pins:
        digest.update(f"{pin.title}\t{pin.revid}\t{pin.sha1}\n".encode())
    return digest.hexdigest()


def shard_digests(manifest: str, count: int) -> list[str]:
    """A digest of the pins of each of `count` shards, so that a change of one page runs one shard again.

    They are kept in `cache/convert/NAME/pins.json`.
    """
    path = layout.lock(manifest)
    stat = path.stat()
    return _compute_digests(path, layout.SHARDS / manifest / "pins.json", stat.st_mtime_ns, stat.st_size, count)


@cache
def _compute_digests(path: Path, record: Path, changed: int, size: int, count: int) -> list[str]:
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        known = json.loads(record.read_text(encoding="utf-8"))
        if known["of"] == [changed, size, count]:
            return [str(digest) for digest in known["digests"]]
    shards = [hashlib.sha256() for _ in range(count)]
    with path.open("rb") as file:
        for line in file:
            if line.startswith(b"# "):
                if not line.decode("utf-8", "replace").startswith(NOT_OF_PAGES):
                    for shard in shards:
                        shard.update(line)
                continue
            cells = line.split(b"\t", 3)
            title = cells[2].decode("utf-8", "replace") if len(cells) > 3 else ""
            shards[layout.shard_of(title, count)].update(line)
    digests = [shard.hexdigest() for shard in shards]
    write_text(record, json.dumps({"of": [changed, size, count], "digests": digests}))
    return digests


def _check_summary(line: str) -> str:
    parse_summary(line)
    return line


def _line(pin: Pin) -> str:
    return "\t".join(map(str, vars(pin).values())) + "\n"


def _parse(origin: Origin, path: Path, line: str, columns: int) -> Pin:
    cells = line[:-1].split("\t")
    if not line.endswith("\n") or len(cells) != columns:
        raise ValueError
    pageid, ns, title, revid, timestamp, sha1, size, *others = cells
    pin = Pin(int(pageid), int(ns), title, int(revid), timestamp, sha1, int(size), *others)
    if pin.problem != BAD_TITLE:
        origin.check_title(title, str(path))
    return pin


def damaged(path: Path, problem: str) -> WikimillError:
    """The error for a lock with a problem."""
    return WikimillError(f"{path}: {problem}; restore it from version control, or delete it to list the wiki again")
