"""One page by its name."""

from __future__ import annotations

from pathlib import Path

from tests.unit.convert.samples import cached, lock_templates, run_locked
from wikimill.config.model import Config
from wikimill.convert.page import page, raw_page


def test_a_single_page_has_the_bytes_of_the_bulk(project: Path) -> None:
    text = "It lies {{off|12}}.<ref>x</ref> {{PAGENAME}}"
    lock_templates(cached({"Tide/Turn": text}), {"Template:Off": "{{{1}}} km off"})
    bulk = Path(run_locked()["Tide/Turn"].path).read_text()
    raw = project / "page.wiki"
    raw.write_text(raw_page("wiki.example", "Tide%2FTurn", Config()))
    assert raw.read_text() == text
    assert page("wiki.example", "Tide%2FTurn", raw, Config()).markdown == bulk
    assert bulk == "It lies 12 km off. Tide/Turn\n"
