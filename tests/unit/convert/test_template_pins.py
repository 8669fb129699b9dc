"""What is pinned of the templates of a manifest, whatever the settings make of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wiki_project import WikiProject
from wikimill import layout
from wikimill.config.model import Config, Convert
from wikimill.convert.template_pins import pin_templates

TEMPLATES = {"Template:Tide": "{{unit}}", "Template:Unit": "m", "Template:Moon": "full"}


def test_the_lock_has_what_renderers_and_drops_stand_for(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    renderers = tmp_path / "own.lua"
    renderers.write_text("return { moon = function() return 'new' end }")
    wiki = WikiProject.make(monkeypatch, TEMPLATES)
    wiki.list("m", {"Alpha": "{{tide}} {{moon}}"})
    convert = Convert(drop=["Tide"], renderers=[str(renderers)])
    pin_templates("m", layout.template_record("m"), Config(convert=convert))
    assert set(wiki.rows("m")) == set(TEMPLATES)
