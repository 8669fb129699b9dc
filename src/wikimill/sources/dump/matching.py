"""The texts of pinned revisions among the pages of a dump."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision, Unavailable
from wikimill.sources.dump.page import Page
from wikimill.sources.dump.pin_table import pin_table


def match_pages(
    pins: Iterable[Pin], pages: Iterable[Page], dump: object, kind: str = "dump"
) -> Iterator[Revision | Pin]:
    """The pinned revisions, in the order of the pages, of which no more are read than needed; then the missing ones.

    Of pages that have the same revision, the one counts whose text is the pinned one.

    Args:
        pins: what is wanted.
        pages: those of the dump.
        dump: its name, for errors.
        kind: what it is, for errors.

    Raises:
        WikimillError: a revision has another text than the pinned one.
    """
    others: dict[int, str] = {}  # by revision, why its text is not the pinned one; empty for another text
    with pin_table(pins) as database:
        (left,) = database.execute("SELECT count(*) FROM pin").fetchone()
        for page in pages if left else ():
            row = database.execute("SELECT * FROM pin WHERE revid = ?", (page.pin.revid,)).fetchone()
            if row is None:
                continue
            pin = Pin(*row)
            if (page.problem and pin.sha1) or not _is_pinned(pin, page):
                others.setdefault(pin.revid, page.problem)
                continue
            database.execute("DELETE FROM pin WHERE revid = ?", (pin.revid,))
            others.pop(pin.revid, None)
            yield _item(pin, page)
            left -= 1
            if not left:
                return
        for pin in (Pin(*row) for row in database.execute("SELECT * FROM pin ORDER BY title")):
            problem = others.get(pin.revid)
            if problem == "":
                raise WikimillError(
                    f"{dump}: page {pin.title!r} at revision {pin.revid} no longer has the text that was pinned; "
                    f"restore the {kind}, or update the pins with `snakemake refresh`"
                )
            yield Unavailable.of(pin, problem) if problem else pin


def _is_pinned(pin: Pin, page: Page) -> bool:
    same_text = pin.sha1 in ("", page.pin.sha1)
    return same_text and not (pin.sha1 and pin.bytes not in (-1, page.pin.bytes))


def _item(pin: Pin, page: Page) -> Revision | Unavailable:
    if page.problem:
        return Unavailable.of(pin, page.problem)
    return Revision(pin.revid, pin.title, pin.timestamp, page.pin.sha1, page.text, page.model)
