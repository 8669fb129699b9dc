"""Pinning the templates of manifests, and locks that do not fit together."""

from __future__ import annotations

import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import pin
from tests.wiki_project import WikiProject
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.manifest.lock import read_pins
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.site_file import read_site_file
from wikimill.manifest.templates_lock import (
    TemplatePin,
    TemplatesLock,
    find_pin,
    read_templates_header,
    write_templates_lock,
)
from wikimill.manifest.uses import Uses, answers_of, uses_path, write_uses
from wikimill.site.core import core_site

TEXTS = {"Template:A": "a {{b}}", "Template:B": "b <now>", "Template:C": "c", "Template:D": "d"}
PAGES = {"One": "{{a}} <message jan>", "Two": "{{none}}"}
LOCK, SITE = Path("manifests/derived/m.templates.tsv"), Path("manifests/derived/m.site.json")


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> WikiProject:
    wiki = WikiProject.make(monkeypatch, TEXTS)
    wiki.list("m", PAGES)
    return wiki


def test_a_lock_without_templates_gets_them_and_its_pins_stay(
    wiki: WikiProject, caplog: pytest.LogCaptureFixture
) -> None:
    before = layout.lock("m").read_bytes()
    with caplog.at_level(logging.INFO):
        wiki.pin("m")
    assert layout.lock("m").read_bytes() == before
    assert sorted(wiki.rows("m")) == ["Template:A", "Template:B", "Template:None"]
    assert read_site_file(SITE).now == "2026-01-02T03:04:05Z"
    assert f"{LOCK}: 3 templates, modules and other pages pinned" in caplog.text
    assert wiki.source.requests == ["siteinfo", "50 messages", "2 texts", "1 texts"]
    assert wiki.missing == []


def test_pages_without_templates_need_no_wiki(wiki: WikiProject) -> None:
    wiki.list("m", {"One": "plain {text}", "Two": ""})
    assert wiki.pin("m").rounds == []
    assert wiki.source.requests == []
    assert not LOCK.exists()
    assert not SITE.exists()
    wiki.list("m", PAGES)
    wiki.pin("m")
    wiki.list("m", {"One": "plain", "Two": ""})
    wiki.pin("m")
    assert wiki.rows("m") == {}


def test_what_is_there_is_not_made_again(wiki: WikiProject) -> None:
    wiki.pin("m")
    files = LOCK.read_bytes(), SITE.read_bytes()
    wiki.source.requests.clear()
    wiki.source.edit("Template:A", "edited")
    assert wiki.pin("m").rounds == []
    assert wiki.source.requests == []
    shutil.rmtree("cache/mediawiki")  # another machine, with these files and the pages
    wiki.list("m", PAGES)
    wiki.source.texts["Template:A"] = TEXTS["Template:A"]
    assert wiki.pin("m").rounds == []
    assert wiki.source.requests == []
    assert (LOCK.read_bytes(), SITE.read_bytes()) == files
    with wiki.cache() as cache:
        assert cache.newest("Template:A")


def test_the_same_wiki_gives_the_same_bytes(wiki: WikiProject) -> None:
    wiki.pin("m")
    files = LOCK.read_bytes(), SITE.read_bytes()
    for path in (LOCK, SITE):
        path.unlink()
    wiki.pin("m")
    assert (LOCK.read_bytes(), SITE.read_bytes()) == files
    SITE.unlink()  # alone: the wiki is asked again
    wiki.pin("m")
    assert (LOCK.read_bytes(), SITE.read_bytes()) == files


def test_pages_that_moved_add_what_they_use_and_the_rest_stays(wiki: WikiProject) -> None:
    wiki.pin("m")
    old = wiki.rows("m")
    wiki.source.edit("Template:A", "edited {{c}}")
    wiki.source.edit("Template:D", "d")
    wiki.list("m", {"One": PAGES["One"], "Two": "{{d}} <message new>"})
    expander = wiki.pin("m")
    assert expander.texts == {"One": "a b 2026-01-02T03:04:05Z Jan", "Two": "d none"}
    rows = wiki.rows("m")
    assert sorted(rows) == ["Template:A", "Template:B", "Template:D"]
    assert rows["Template:A"] == old["Template:A"]
    site = read_site_file(SITE)
    assert site.messages["new"] is None
    assert site.now == "2026-01-02T03:04:05Z"  # though the new template is newer: other pages stay as they are


def test_pages_that_did_not_change_are_not_expanded_again(wiki: WikiProject) -> None:
    wiki.pin("m", "engine")
    pins = {each.title: each.revid for each in read_pins(layout.lock("m"))}
    answer = answers_of(find_pin(TemplatesLock(LOCK), layout.lock("m")), read_site_file(SITE))
    asked = {"One": ["Template:A", "Template:B", "message|jan", "now|"], "Two": ["Template:None"]}
    answers = {name: answer(name) for names in asked.values() for name in names}
    pages = {title: (pins[title], names) for title, names in asked.items()}
    write_uses(uses_path("m", "00000-of-00001"), Uses("engine", answers, pages))
    before = LOCK.read_text().split("# rows")[1]
    for made_by, expanded in (("engine", ["Three"]), ("other", ["One", "Three", "Two"])):
        wiki.list("m", PAGES)
        wiki.pin("m", "engine")
        assert LOCK.read_text().split("# rows")[1] == before
        wiki.list("m", {**PAGES, "Three": "{{c}}"})
        rounds = wiki.pin("m", made_by).rounds
        assert rounds[0] == expanded
        assert sorted(wiki.rows("m")) == ["Template:A", "Template:B", "Template:C", "Template:None"]
    wiki.list("m", {"One": "changed", "Two": PAGES["Two"]})
    assert wiki.pin("m", "engine").rounds == [["One"]]
    assert sorted(wiki.rows("m")) == ["Template:None"]


def test_manifests_of_one_wiki_share_their_pins(wiki: WikiProject) -> None:
    wiki.pin("m")
    wiki.source.edit("Template:A", "edited {{c}}")
    wiki.source.info = core_site("en", sitename="Renamed", host="wiki.example")
    wiki.list("n", {"Three": "{{a}} {{:One}} {{:Four}} <now> <message own>", "Four": "4"})
    wiki.source.requests.clear()
    expander = wiki.pin("n")
    assert (
        expander.texts["Three"] == "a b 2026-01-02T03:04:05Z a b 2026-01-02T03:04:05Z Jan 4 2026-01-02T03:04:05Z none"
    )
    assert wiki.source.requests == ["1 messages"]
    rows = wiki.rows("n")
    assert sorted(rows) == ["One", "Template:A", "Template:B"]  # a page of the other manifest, at its pin
    assert rows["One"].revid == next(each.revid for each in read_pins(layout.lock("m")) if each.title == "One")
    assert read_site_file(layout.site_file("n")).site.general["sitename"] == "Wiki"
    wiki.pin("m")


def test_locks_that_disagree_are_refused(wiki: WikiProject) -> None:
    wiki.pin("m")
    wiki.list("n", {"Three": "{{a}}"})
    wiki.pin("n")
    good = layout.site_file("n").read_text()
    layout.site_file("n").write_text(good.replace('"now": "2026', '"now": "2025'))
    with pytest.raises(WikimillError, match=r"n\.site\.json is not the file that .*n\.templates\.tsv was made with"):
        wiki.pin("n")
    with pytest.raises(WikimillError, match=r"n\.site\.json says other things of the wiki than .*m\.site\.json"):
        wiki.pin("m")
    layout.site_file("n").write_text(good)
    header = read_templates_header(layout.templates_lock("n"))
    rows = [TemplatePin("Template:A", 5, pin("", "x").sha1)]
    write_templates_lock(layout.templates_lock("n"), header.pages, header.site, rows)
    with pytest.raises(WikimillError, match=r"'Template:A' at another revision than .*; move both to the newest by"):
        wiki.pin("m")


def test_a_file_that_was_written_alone_is_no_obstacle(wiki: WikiProject) -> None:
    wiki.pin("m")
    old = LOCK.read_bytes()
    wiki.list("m", {**PAGES, "Three": "<message feb>"})
    wiki.pin("m")
    whole = LOCK.read_bytes()
    LOCK.write_bytes(old)  # killed between the two
    wiki.pin("m")
    assert LOCK.read_bytes() == whole


def test_a_text_that_the_wiki_no_longer_shows_is_told(wiki: WikiProject, caplog: pytest.LogCaptureFixture) -> None:
    wiki.pin("m")
    shutil.rmtree("cache/mediawiki")
    wiki.list("m", PAGES)
    del wiki.source.texts["Template:B"]
    wiki.pin("m")
    assert wiki.missing == ["Template:B"]
    assert f"{LOCK}: the wiki no longer shows 1 of these revisions, such as 'Template:B'" in caplog.text


def test_a_dump_with_other_revisions_is_refused(wiki: WikiProject) -> None:
    wiki.origin = WikiOrigin("wiki.example", "wiki.xml")
    wiki.list("m", PAGES)
    wiki.pin("m")
    shutil.rmtree("cache/mediawiki")
    wiki.list("m", PAGES)
    del wiki.source.texts["Template:B"]
    with pytest.raises(WikimillError) as error:
        wiki.pin("m")
    assert str(error.value) == (
        "manifests/derived/m.templates.tsv: wiki.xml has other revisions of 1 templates, such as 'Template:B'; restore "
        "the dump that they were pinned from, or move the pins by `snakemake refresh`"
    )


def test_a_site_file_of_another_version_is_refused(wiki: WikiProject) -> None:
    wiki.pin("m")
    SITE.write_text(SITE.read_text().replace('"format": 1', '"format": 9'))
    wiki.list("m", {"One": "x"})
    with pytest.raises(WikimillError, match="it has format 9, and this version of wikimill reads 1"):
        wiki.pin("m")
    assert replace(read_templates_header(LOCK), pages="").pages == ""


def test_statistics_are_pinned_for_pages_that_show_some_and_agree_between_manifests(wiki: WikiProject) -> None:
    wiki.source.statistics = {"articles": 61204, "pages": 99}
    assert wiki.pin("m").texts["One"] == "a b 2026-01-02T03:04:05Z Jan"
    assert read_site_file(SITE).statistics is None
    wiki.list("n", {"Three": "{{c}} <statistic articles>"})
    wiki.source.requests.clear()
    assert wiki.pin("n").texts["Three"] == "c 61204"
    assert read_site_file(layout.site_file("n")).statistics == {"articles": 61204, "pages": 99}
    assert "siteinfo" in wiki.source.requests
    wiki.source.statistics = {"articles": 61205, "pages": 100}
    wiki.list("m", {**PAGES, "Four": "<statistic pages> {{b}}"})
    wiki.source.requests.clear()
    assert wiki.pin("m").texts["Four"].startswith("99 ")
    assert "siteinfo" not in wiki.source.requests
    wiki.list("k", {"Five": "<statistic users> {{c}}"})
    assert wiki.pin("k").texts["Five"] == "none c"


def test_a_fresh_lock_has_statistics_without_a_further_request(wiki: WikiProject) -> None:
    wiki.source.statistics = {"articles": 61204}
    wiki.list("m", {"One": "{{c}} <statistic articles>"})
    expander = wiki.pin("m")
    assert (expander.texts["One"], len(expander.rounds)) == ("c 61204", 1)
    assert wiki.source.requests.count("siteinfo") == 1
