"""Whom to credit for each text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fake_source import pin
from tests.unit.corpus.builder import (
    FOLDER,
    LICENCE,
    page_row,
    write_card,
    write_corpus_tables,
    write_manifest_tables,
)
from tests.unit.corpus.card.reader import read_attribution
from wikimill import __version__
from wikimill.errors import WikimillError
from wikimill.manifest.text_origins import WebOrigin
from wikimill.wiki import Wiki


@pytest.mark.slow
def test_every_page_has_its_attribution(three: None) -> None:
    write_card("m", "n", "d")
    first, *_ = (FOLDER / "attribution.tsv").read_text().splitlines()
    assert first == (
        f"# Changes: every text was converted to markdown by wikimill {__version__}, without category links and "
        "layout; of some texts these were left out: notices and navigation, tables, templates."
    )
    assert read_attribution() == [
        {
            "title": "a.txt",
            "url": "texts/a.txt",
            "revid": str(pin("a.txt").revid),
            "history": "",
            "licence": "",
        },
        {
            "title": "Alpha",
            "url": f"https://wiki.example/w/index.php?title=Alpha&oldid={pin('Alpha').revid}",
            "revid": str(pin("Alpha").revid),
            "history": "https://wiki.example/w/index.php?title=Alpha&action=history",
            "licence": LICENCE,
        },
        {
            "title": "Beta",
            "url": f"https://wiki.example/w/index.php?title=Beta&oldid={pin('Beta').revid}",
            "revid": str(pin("Beta").revid),
            "history": "https://wiki.example/w/index.php?title=Beta&action=history",
            "licence": LICENCE,
        },
    ]


def test_histories_are_the_wikis() -> None:
    wiki = Wiki.parse("http://localhost:8080/wiki/api.php")
    assert wiki.history("Who? Ä & b") == (
        "http://localhost:8080/wiki/index.php?title=Who%3F_%C3%84_%26_b&action=history"
    )
    assert WebOrigin().history("https://example.org/") == ""


def test_pages_of_a_manifest_that_was_not_named_are_an_error(project: Path) -> None:
    write_manifest_tables("m", {"A": "ok"})
    write_corpus_tables([page_row("A", "x", 1, WebOrigin())])
    with pytest.raises(WikimillError, match=r"pages\.parquet: no manifest that was named has 'web'"):
        write_card("m")
