"""The content models that MediaWiki gives pages by their titles."""

from __future__ import annotations

import pytest

from wikimill.site.core import core_site
from wikimill.templates.source import content_model

GERMAN = core_site("de", {828: ["Modul"], 486: ["Data"]})


@pytest.mark.parametrize(
    ("title", "model"),
    [
        ("Moor", "wikitext"),
        ("Moor.json", "wikitext"),
        ("Moor: a story.css", "wikitext"),
        ("MediaWiki:Common.css", "css"),
        ("MediaWiki:Gadget-x.js", "javascript"),
        ("MediaWiki:Sidebar", "wikitext"),
        ("Benutzerin:A/vector.js", "javascript"),
        ("Benutzer:A.js", "wikitext"),
        ("Modul:Wind", "Scribunto"),
        ("Modul:Wind/doc", "wikitext"),
        ("Data:Wind.tab", "json"),
    ],
)
def test_models(title: str, model: str) -> None:
    assert content_model(GERMAN, title) == model
