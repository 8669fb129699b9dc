"""A wiki's own words for variants: pinned in the lock of templates, used by every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import write
from tests.wiki_project import WikiProject
from wikimill import layout
from wikimill.config.model import Config, Convert
from wikimill.convert.known_wiki import manifest_wiki
from wikimill.convert.recipe import load_recipe
from wikimill.convert.template_pins import pin_templates
from wikimill.convert.wikitext import WikitextConverter
from wikimill.manifest.lock import read_header, read_pins
from wikimill.manifest.origin import WikiOrigin
from wikimill.site.core import core_site
from wikimill.site.variants import variant_codes
from wikimill.sources.dump.source import DumpSource

BASE = "MediaWiki:Conversiontable"
TABLES = {
    f"{BASE}/zh-tw": f"-{{ 灯塔 => 燈樓; 小岛=>小島嶼 ; }}- [[{BASE}/zh-tw/岛]]",
    f"{BASE}/zh-tw/岛": "-{小岛=>島}-",
    f"{BASE}/zh-hant": "-{海风=>海上的風}-",
}
PAGE = {"灯塔": "灯塔、小岛、海风"}


@pytest.fixture
def wiki(project: object, monkeypatch: pytest.MonkeyPatch) -> WikiProject:
    wiki = WikiProject.make(monkeypatch, TABLES)
    wiki.source.info = core_site("zh", host="wiki.example")
    wiki.list("m", PAGE)
    return wiki


@pytest.fixture
def shown(wiki: WikiProject) -> Callable[..., str]:
    """The markdown of the page after its templates are pinned."""

    def convert(**options: object) -> str:
        convert = Convert.model_validate(options)
        pin_templates("m", layout.template_record("m"), Config(convert=convert))
        header = read_header(layout.lock("m"))
        with WikitextConverter(load_recipe(convert), manifest_wiki("m", header)) as converter:
            (pin,) = read_pins(layout.lock("m"))
            page = converter.convert_page(pin, PAGE[pin.title])
        asked = page.expanded.asked if page.expanded else ()
        assert [title for title in asked if title in TABLES] == [title for title in sorted(TABLES) if title in asked]
        return page.markdown.strip()

    return convert


@pytest.mark.slow
def test_they_are_pinned_and_used_where_a_variant_is_chosen(wiki: WikiProject, shown: Callable[..., str]) -> None:
    assert shown() == "灯塔、小岛、海风"
    assert not layout.templates_lock("m").exists()
    assert shown(variant="zh-tw") == "燈樓、島、海上的風"
    rows = wiki.rows("m")
    assert {title for title, row in rows.items() if row.sha1} == set(TABLES)
    assert {title for title, row in rows.items() if not row.revid} == {
        f"{BASE}/{variant}" for variant in variant_codes("zh")
    } - set(TABLES)
    assert shown(variant="zh-cn") == "灯塔、小岛、海风"
    asked = len(wiki.source.requests)
    assert shown(variant="zh-tw") == "燈樓、島、海上的風"
    assert len(wiki.source.requests) == asked


@pytest.mark.slow
def test_a_dump_has_them_too(
    wiki: WikiProject, shown: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = write(tmp_path, export({**PAGE, **TABLES}).replace('xml:lang="en"', 'xml:lang="zh"'))
    monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: DumpSource([str(path)], tmp_path))
    assert shown(variant="zh-tw") == "燈樓、島、海上的風"
    assert {title for title, row in wiki.rows("m").items() if row.sha1} == set(TABLES)


@pytest.mark.slow
def test_a_lock_that_was_made_without_them_gets_them(wiki: WikiProject, shown: Callable[..., str]) -> None:
    wiki.source.texts["Template:A"] = "海风"
    PAGE["灯塔"] += "{{A}}"
    try:
        wiki.list("m", PAGE)
        assert shown().endswith("海风海风")
        assert set(wiki.rows("m")) == {"Template:A"}
        assert shown(variant="zh-hant") == "燈塔、小島、海上的風海上的風"
        before = layout.templates_lock("m").read_bytes()
        assert shown().endswith("海风海风")
        assert layout.templates_lock("m").read_bytes() == before  # which has all that is needed, and more
    finally:
        PAGE["灯塔"] = PAGE["灯塔"].removesuffix("{{A}}")


@pytest.mark.slow
def test_without_the_wiki_s_templates_there_are_none(wiki: WikiProject, shown: Callable[..., str]) -> None:
    assert shown(variant="zh-tw", templates="drop") == "燈塔、小島、海風"
