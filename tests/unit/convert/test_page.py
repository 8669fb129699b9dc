"""One page by its name."""

from __future__ import annotations

from pathlib import Path

from tests.unit.convert.samples import ORIGIN, cached, run
from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.page import page, raw_page
from wikimill.manifest.lock import write_lock
from wikimill.wiki import ENGLISH


def test_a_single_page_has_the_bytes_of_the_bulk(project: Path) -> None:
    text = "It lies {{convert|12|km|mi}} off.<ref>x</ref> {{PAGENAME}}"
    rows = cached({"Tide/Turn": text})
    bulk = Path(run(rows)["Tide/Turn"].path).read_text()
    write_lock(layout.lock("m"), "", ORIGIN, "", ENGLISH, rows)
    raw = project / "page.wiki"
    raw.write_text(raw_page("wiki.example", "Tide%2FTurn", Config()))
    assert raw.read_text() == text
    assert page("wiki.example", "Tide%2FTurn", raw, Config()).markdown == bulk
    assert "Tide/Turn" in bulk
