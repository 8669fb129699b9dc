"""A page is converted again when its own text, the recipe or something that it uses changed, and no other page is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.convert.samples import ORIGIN, cached, lock_templates, run_locked, spied_titles
from wikimill import layout
from wikimill.config.model import Convert
from wikimill.convert.expander_process import ExpanderProcess
from wikimill.convert.worker_process import LimitError
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache

PAGES = {
    "Tide": "It is {{high|4}}.",
    "Wind": "{{#ifexist:Fog|a|b}} {{:Plain}}",
    "Moon": "{{#invoke:Moon|phase}}",
    "Year": "{{CURRENTYEAR}}",
    "Plain": "Words.",
    "Fog": "{{#if:{{{1|}}}|{{low}}|{{high|1}}}} {{gone}}",
}
TEMPLATES = {
    "Template:High": "high {{unit|{{{1}}}}}",
    "Template:Unit": "{{{1}}} m",
    "Template:Low": "low",
    "Template:Gone": None,
    "Module:Moon": "local p = {} function p.phase() return require('Module:Phase').name end return p",
    "Module:Phase": "return { name = 'full' }",
}


@pytest.fixture
def converted(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of pages that are converted."""
    return spied_titles(monkeypatch)


@pytest.mark.slow
def test_what_changed_is_converted_again_and_nothing_else(converted: list[str]) -> None:
    rows = cached(PAGES)
    lock_templates(rows, dict(TEMPLATES))
    first = run_locked()
    texts = {title: Path(row.path).read_text() for title, row in first.items() if row.path}
    assert texts["Tide"] == "It is high 4 m.\n"
    assert (texts["Wind"], texts["Moon"], texts["Year"]) == ("a Words.\n", "full\n", "2026\n")
    assert first["Fog"].dropped == "missing:1"
    assert sorted(converted) == sorted(PAGES)

    def after(change: dict[str, str | None], now: str = "2026-02-03T04:05:06Z") -> list[str]:
        converted.clear()
        lock_templates(rows, {**TEMPLATES, **change}, now)
        run_locked()
        return sorted(converted)

    assert after({}) == []
    assert after({"Template:Unit": "{{{1}}} km"}) == ["Fog", "Tide"]
    assert Path(first["Tide"].path).read_text() == "It is high 4 km.\n"
    assert after({}) == ["Fog", "Tide"]
    assert after({"Template:Low": "lower", "Template:New": "x"}) == []
    assert after({"Template:Gone": "here"}) == ["Fog"]
    assert after({"Module:Phase": "return { name = 'new' }"}) == ["Fog", "Moon"]
    assert after({}, "2027-01-01T00:00:00Z") == ["Moon", "Year"]
    assert after({}, "2027-01-01T00:00:00Z") == []
    converted.clear()
    run_locked(Convert(drop=["High"]))
    assert sorted(converted) == sorted(PAGES)


@pytest.mark.slow
def test_after_its_cache_is_gone_everything_is_made_again(converted: list[str]) -> None:
    lock_templates(cached(PAGES), dict(TEMPLATES))
    first = run_locked()
    converted.clear()
    (layout.SHARDS / "m/00000-of-00001.uses").write_bytes(b"damaged")
    assert run_locked() == first
    assert sorted(converted) == sorted(PAGES)


def test_a_template_that_was_fetched_and_is_gone_ends_the_shard(converted: list[str]) -> None:
    lock_templates(cached({"Tide": "{{high|1}}"}), dict(TEMPLATES))
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        cache.connection.execute("DELETE FROM revision WHERE title = 'Template:Unit'")
        cache.connection.commit()
    with pytest.raises(
        WikimillError, match=r"revisions\.sqlite: revision \d+ of 'Template:Unit' was in the cache and is gone"
    ):
        run_locked()


@pytest.mark.slow
def test_a_page_that_exceeded_its_limits_is_tried_again_when_any_template_changed(
    converted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = cached({"Tide": "{{high}}", "Plain": "Words."})
    lock_templates(rows, {"Template:High": "high"})

    def exceeds(*_: object, **_named: object) -> None:
        raise LimitError("timeout")

    with monkeypatch.context() as patch:
        patch.setattr(ExpanderProcess, "expand", exceeds)
        assert run_locked()["Tide"].status == "quarantined"
    converted.clear()
    assert run_locked()["Tide"].status == "quarantined"
    assert converted == []
    lock_templates(rows, {"Template:High": "low"})
    assert run_locked()["Tide"].status == "ok"
    assert converted == ["Tide"]
