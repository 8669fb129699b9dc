"""One page by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fake_source import FakeSource
from tests.unit.convert.samples import cached, lock_templates, run_locked
from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.page import page, raw_page
from wikimill.errors import WikimillError
from wikimill.manifest.origin import WikiOrigin
from wikimill.sources.base import Unavailable

TEMPLATES = {"Template:High": "high {{unit|{{{1}}}}}", "Template:Unit": "{{{1}}} m"}


@pytest.mark.slow
def test_a_single_page_has_the_bytes_of_the_bulk(project: Path) -> None:
    text = "It lies {{off|12}}.<ref>x</ref> {{PAGENAME}} {{REVISIONTIMESTAMP}}"
    lock_templates(cached({"Tide/Turn": text}), {"Template:Off": "{{{1}}} km off"})
    bulk = Path(run_locked()["Tide/Turn"].path).read_text()
    raw = project / "page.wiki"
    raw.write_text(raw_page("wiki.example", "Tide%2FTurn", Config()))
    assert raw.read_text() == text
    assert page("wiki.example", "Tide%2FTurn", raw, Config()).markdown == bulk
    assert bulk == "It lies 12 km off. Tide/Turn 20260102030405\n"


def test_a_text_that_the_wiki_does_not_show_is_one_line_with_the_reason(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = FakeSource(texts={"Tide": "text"})
    monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: source)
    monkeypatch.setattr(
        source, "revisions", lambda pins: [Unavailable.of(each, "the wiki fails on it") for each in pins]
    )
    with pytest.raises(WikimillError, match=r"'Tide' at revision \d+ \(the wiki fails on it\); refresh"):
        raw_page("wiki.example", "Tide", Config())


@pytest.fixture
def tide(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Converts a page by its name; the wiki has its templates."""
    text = "It is {{high|4}}.{{#ifexist:Talk:Tide||}}"
    rows = cached({"Tide": text})
    lock_templates(rows, {**TEMPLATES, "Talk:Tide": None})
    source = FakeSource(texts={title: text.replace("m", "km") for title, text in TEMPLATES.items()})
    monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: source)
    raw = project / "page.wiki"
    raw.write_text(text)
    return lambda: page("wiki.example", "Tide", raw, Config()).markdown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "new", "title"),
    [
        (r"Template:Unit\t.*\n", "", "Template:Unit"),
        (r"Template:Unit\t", "Template:Units\t", "Template:Unit"),
        (r"(Template:Unit\t\d+\t)\w+", r"\1", "Template:Unit"),
        (r"Talk:Tide\t.*\n", "", "Talk:Tide"),
    ],
)
def test_a_row_that_a_person_took_out_of_the_lock_of_templates_is_noticed(
    tide: Callable[[], str], caplog: pytest.LogCaptureFixture, pattern: str, new: str, title: str
) -> None:
    assert tide() == "It is high 4 m.\n"
    assert caplog.messages == []
    lock = layout.templates_lock("m")
    lock.write_text(re.sub(pattern, new, lock.read_text()))
    assert tide() == ("It is high 4 m.\n" if title == "Talk:Tide" else "It is high 4 km.\n")
    assert caplog.messages == [
        f"{lock}: it does not pin {title!r}, which page 'Tide' uses; restore it from version control, or delete it to "
        "pin the wiki's templates anew. What it lacks is taken from the wiki for this page"
    ]


def test_a_site_file_that_a_person_changed_is_noticed(tide: Callable[[], str]) -> None:
    site = layout.site_file("m")
    site.write_text(site.read_text().replace("Wiki", "Other wiki"))
    with pytest.raises(WikimillError, match=r"m\.site\.json is not the file that .*m\.templates\.tsv was made with; "):
        tide()
