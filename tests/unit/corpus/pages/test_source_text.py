"""The columns `wikitext` and `html`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.fake_source import pin
from tests.sites import ENGLISH
from tests.unit.corpus.builder import WIKI, keep_duplicates
from wikimill import layout
from wikimill.convert.losses import write_losses
from wikimill.convert.page_facts import write_facts
from wikimill.convert.pages import PageRow, write_pages
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.files import write_bytes, write_text
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import Origin, SnapshotOrigin
from wikimill.sources.base import Revision

SNAPSHOT = SnapshotOrigin("wiki.example", "wiki.ndjson")


def write_page(origin: Origin, source: bytes) -> Path:
    """A manifest of a page, `Haar`, as conversion leaves it; where its wikitext would be."""
    markdown, text = layout.markdown(origin.folder, "Haar"), "Sea fog.\n"
    write_text(markdown, text)
    row = PageRow("Haar", str(markdown), pin("Haar").revid, hashlib.sha256(text.encode()).hexdigest(), 2, "ok", "")
    write_pages(layout.pages("m"), [row])
    write_facts(layout.pages("m").parent, [("Haar", "{}")])
    write_losses(layout.pages("m").parent, [])
    sha1 = hashlib.sha1(source, usedforsecurity=False).hexdigest()
    write_lock(layout.lock("m"), "", origin, "", ENGLISH, [replace(pin("Haar"), sha1=sha1)])
    return layout.raw_page(markdown)


def columns(*names: str) -> dict[str, str | None]:
    """Those of the page that the table has."""
    pages_table(["m"], keep_duplicates(columns=names, val_fraction=0), Path("c"))
    (row,) = pq.read_table("c/pages.parquet").to_pylist()
    return {name: row[name] for name in ("wikitext", "html") if name in row}


def test_wikitext_is_what_was_converted(project: Path) -> None:
    path = write_page(WIKI, "''Haar''\r\n\ud800".encode("utf-8", "surrogatepass"))
    write_bytes(path, "''Haar''\r\n\ud800".encode("utf-8", "surrogatepass"))
    assert columns() == {}
    assert columns("wikitext", "html") == {"wikitext": "''Haar''\r\n\ufffd\ufffd\ufffd", "html": None}
    assert columns("html") == {"html": None}
    path.write_text("other")
    with pytest.raises(WikimillError, match=r"^raw/.*/Haar\.wiki was changed by hand; delete it and build"):
        columns("wikitext")
    path.unlink()
    with pytest.raises(WikimillError, match=r"^raw/.*/Haar\.wiki is gone; build its manifest again"):
        columns("wikitext")


def test_html_is_that_of_a_snapshot(project: Path) -> None:
    write_page(SNAPSHOT, b"<p>Fog")
    with pytest.raises(
        WikimillError, match=r"revision \d+ of 'Haar' is gone; build its manifest again, or leave `html`"
    ):
        columns("html")
    found = pin("Haar")
    digest = hashlib.sha1(b"<p>Fog", usedforsecurity=False).hexdigest()
    with RevisionCache(layout.CACHE / SNAPSHOT.folder) as cache:
        cache.add([Revision(found.revid, "Haar", found.timestamp, digest, "<p>Fog")])
    assert columns("html", "wikitext") == {"wikitext": None, "html": "<p>Fog"}
