"""The closure of templates, on a wiki in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import FakeSource, pin, revision
from tests.page_expander import ToyExpander
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest import closure as module
from wikimill.manifest.answers import Answers
from wikimill.manifest.closure import Closure
from wikimill.manifest.site_file import SiteFile
from wikimill.manifest.templates_lock import TemplatePin

NOW = "2026-01-02T03:04:05Z"  # when the pages of a FakeSource were edited


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[RevisionCache]:
    with RevisionCache(tmp_path / "cache") as cache:
        yield cache


class Case:
    """A closure of pages with a source."""

    def __init__(
        self,
        cache: RevisionCache,
        folder: Path,
        pages: dict[str, str],
        texts: dict[str, str],
        pinned: dict[str, TemplatePin] | None = None,
        now: str = "",
    ) -> None:
        self.source = FakeSource(texts=texts)
        self.pins = [pin(title, text) for title, text in pages.items()]
        cache.add(revision(each, pages[each.title]) for each in self.pins)
        self.expander = ToyExpander(cache)
        self.answers = Answers(
            SiteFile(self.source.info, now or NOW).with_messages({}),
            lambda: self.source,
            cache,
            (pinned or {}).get,
            lambda title: title in pages,
        )
        self.closure = Closure(
            lambda: self.pins, cache.text, len(pages), self.answers, self.expander, folder, keep_now=bool(now)
        )

    def find(self) -> dict[str, TemplatePin]:
        self.closure.find()
        return {row.title: row for row in self.closure.rows()}

    @property
    def texts(self) -> list[str]:
        """Requests, but for those for messages."""
        return [request for request in self.source.requests if not request.endswith("messages")]


def test_templates_of_templates_and_those_that_do_not_exist_are_rows(cache: RevisionCache, tmp_path: Path) -> None:
    texts = {"Template:A": "{{b}} {{None}}", "Template:B": "b", "Template:Unused": "", "Talk:One": "talk"}
    case = Case(cache, tmp_path, {"One": "{{a}} <exists Talk:One> <exists Talk:Two>", "Two": "plain"}, texts)
    rows = case.find()
    assert rows == {
        "Template:A": TemplatePin("Template:A", pin("Template:A").revid, pin("", texts["Template:A"]).sha1),
        "Template:B": TemplatePin("Template:B", pin("Template:B").revid, pin("", "b").sha1),
        "Template:None": TemplatePin("Template:None", 0, ""),
        "Talk:One": TemplatePin("Talk:One", pin("Talk:One").revid, ""),
        "Talk:Two": TemplatePin("Talk:Two", 0, ""),
    }
    assert case.expander.texts == {"One": "b missing yes no", "Two": "plain"}
    # One request for what the page names; one for the rest, with room for what the template names.
    assert case.texts == ["1 texts", "4 texts"]
    assert case.expander.rounds == [["One", "Two"], ["One"]]
    cached = cache.get(pin("Template:B").revid)
    assert cached is not None
    assert cached.text == "b"


def test_a_title_that_texts_only_name_is_no_row(cache: RevisionCache, tmp_path: Path) -> None:
    case = Case(cache, tmp_path, {"One": "{{a}}"}, {"Template:A": "<now>{{b|[[x]]}}", "Template:B": ""})
    assert set(case.find()) == {"Template:A"}  # the toy knows no arguments
    assert case.texts == ["1 texts"]
    assert "Template:B" not in case.answers.pages
    case = Case(cache, tmp_path, {"One": "{{a}}{{b|[[x]]}}"}, {"Template:A": "", "Template:B": ""})
    assert set(case.find()) == {"Template:A"}
    assert "Template:B" in case.answers.pages


def test_requests_are_full(cache: RevisionCache, tmp_path: Path) -> None:
    texts = {f"Template:T{number}": f"{{{{u{number}}}}}" for number in range(109)}
    texts |= {f"Template:U{number}": "" for number in range(109)}
    pages = {f"P{number}": f"{{{{t{number}}}}}" for number in range(109)}
    case = Case(cache, tmp_path, pages, texts)
    assert len(case.find()) == 218
    assert case.texts == ["50 texts", "50 texts", "9 texts", "50 texts", "50 texts", "9 texts"]
    assert len(case.expander.rounds) == 2
    assert len(case.expander.rounds[1]) == 109


def test_existence_is_asked_without_texts_when_there_is_much_of_it(cache: RevisionCache, tmp_path: Path) -> None:
    page = "{{a}}" + "".join(f"<exists Talk:{number}>" for number in range(70))
    case = Case(cache, tmp_path, {"One": page}, {"Template:A": "{{b}}", "Template:B": ""})
    assert len(case.find()) == 72
    assert case.texts == ["1 texts", "50 pins", "20 pins", "1 texts"]


def test_what_locks_pin_stays_and_is_not_asked_for(cache: RevisionCache, tmp_path: Path) -> None:
    old = replace(pin("Template:A", "old {{b}}"), revid=7)
    cache.add([revision(old, "old {{b}}")])
    pinned = {
        "Template:A": TemplatePin("Template:A", 7, old.sha1),
        "Talk:X": TemplatePin("Talk:X", 9, ""),
        "Template:Left": TemplatePin("Template:Left", 3, "0" * 40),
    }
    texts = {"Template:A": "new {{c}}", "Template:B": "b", "Template:C": "c"}
    case = Case(cache, tmp_path, {"One": "{{a}} <exists Talk:X>"}, texts, pinned)
    rows = case.find()
    assert rows["Template:A"] == pinned["Template:A"]
    assert rows["Talk:X"] == pinned["Talk:X"]
    assert set(rows) == {"Template:A", "Template:B", "Talk:X"}
    assert case.expander.texts["One"] == "old b yes"
    assert case.texts == ["1 texts"]


def test_a_pinned_text_that_the_cache_lacks_is_fetched(cache: RevisionCache, tmp_path: Path) -> None:
    text = pin("Template:A", "text")
    pinned = {"Template:A": TemplatePin("Template:A", text.revid, text.sha1)}
    case = Case(cache, tmp_path, {"One": "{{a}}"}, {"Template:A": "text"}, pinned)
    assert set(case.find()) == {"Template:A"}
    assert case.expander.texts["One"] == "text"
    assert case.texts == []  # by its revision


def test_a_pinned_text_that_the_wiki_no_longer_shows_is_replaced(cache: RevisionCache, tmp_path: Path) -> None:
    pinned = {"Template:A": TemplatePin("Template:A", 77, "0" * 40)}
    case = Case(cache, tmp_path, {"One": "{{a}}"}, {}, pinned)
    assert case.find()["Template:A"] == TemplatePin("Template:A", 0, "")
    assert case.expander.texts["One"] == "missing"


def test_existence_that_a_lock_pins_is_no_text(cache: RevisionCache, tmp_path: Path) -> None:
    pinned = {"Template:A": TemplatePin("Template:A", 5, "")}
    case = Case(cache, tmp_path, {"One": "{{a}}"}, {"Template:A": "text"}, pinned)
    assert case.find()["Template:A"].sha1 == pin("", "text").sha1


def test_pages_of_the_manifest_are_no_rows(cache: RevisionCache, tmp_path: Path) -> None:
    case = Case(cache, tmp_path, {"One": "{{:Two}} <exists One>", "Two": "x"}, {"One": "newer", "Two": "newer"})
    assert case.find() == {}
    assert case.texts == []


def test_messages_are_asked_for_once_and_missing_ones_are_kept(cache: RevisionCache, tmp_path: Path) -> None:
    long = "m" * 300
    page = f"<message jan> <message none> <message own> <message {long}> <message a|b>"
    case = Case(cache, tmp_path, {"One": page, "Two": "<message own>"}, {})
    case.source.interface |= {"own": "Own", "other": "Other"}
    case.find()
    assert case.expander.texts["One"] == "Jan none Own none none"
    site = case.closure.site()
    assert {key: site.messages[key] for key in ("jan", "own", "none", long)} == {
        "jan": "Jan",
        "own": "Own",
        "none": None,
        long: None,
    }
    assert "other" not in site.messages
    assert [request for request in case.source.requests if "messages" in request] == ["50 messages", "2 messages"]


def test_clocks_show_the_newest_of_pages_and_what_they_use(cache: RevisionCache, tmp_path: Path) -> None:
    texts = {"Template:A": "", "Template:Newer": "", "Template:Newest": ""}
    pages = {"One": "{{a}} <now>", "Two": "{{newer}}", "Three": "plain <now>", "Four": "<!-- no use -->"}
    case = Case(cache, tmp_path, pages, texts)
    for _ in range(3):
        case.source.edit("Template:Newer", "n")
    assert set(case.find()) == {"Template:A", "Template:Newer"}
    assert case.closure.site().now == "2026-01-05T03:04:05Z"
    assert case.expander.texts["One"] == " 2026-01-05T03:04:05Z"
    assert case.expander.rounds == [["One", "Two", "Three", "Four"], ["One", "Three"]]


def test_clocks_of_other_manifests_go_on(cache: RevisionCache, tmp_path: Path) -> None:
    case = Case(cache, tmp_path, {"One": "{{a}} <now>"}, {"Template:A": ""}, now="2025-01-01T00:00:00Z")
    case.find()
    assert case.closure.site().now == "2025-01-01T00:00:00Z"
    assert case.expander.texts["One"] == " 2025-01-01T00:00:00Z"


def test_a_page_that_asks_without_end_is_given_up(
    cache: RevisionCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "MAX_ROUNDS", 5)
    texts = {f"Template:T{number}": f"{{{{t{number + 1}}}}}" for number in range(100)}
    case = Case(cache, tmp_path, {"One": "{{t0}}"}, texts)
    case.source.texts = texts
    monkeypatch.setattr(case.answers, "_scan", lambda *_: None)
    assert sorted(case.find()) == [f"Template:T{number}" for number in range(4)]
    assert "page 'One' asks for ever more titles, such as 'Template:T4'; they are not pinned" in caplog.text


def test_the_lock_does_not_depend_on_the_way_to_it(cache: RevisionCache, tmp_path: Path) -> None:
    texts = {"Template:A": "{{b}}", "Template:B": "{{c}}", "Template:C": "<now>"}
    first = Case(cache, tmp_path, {"One": "{{a}}", "Two": "{{b}} {{d}}"}, texts)
    rows = first.find()
    second = Case(cache, tmp_path, {"Two": "{{b}} {{d}}", "One": "{{a}}"}, texts)
    second.answers.ask_named([("X", "{{e}} {{f}} {{c}}")])
    assert second.find() == rows
    assert second.closure.site().now == first.closure.site().now


def test_pages_that_exceed_their_limits_are_named_in_one_line(
    cache: RevisionCache, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pages = {f"Slow {number}": "{{a}}" for number in range(1, 6)} | {"One": "{{b}}"}
    case = Case(cache, tmp_path, pages, {"Template:A": "<endless>", "Template:B": "b"})
    assert set(case.find()) == {"Template:B"}
    assert case.closure.exceeding == [f"Slow {number}" for number in range(1, 6)]
    (message,) = caplog.messages
    assert message == (
        "5 pages ('Slow 1', 'Slow 2', 'Slow 3', …) exceeded their limits, and what they use is not pinned; raise "
        "convert.timeout or convert.memory, and delete the lock of templates to look again"
    )
