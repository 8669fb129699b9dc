"""The API source with scripted responses; those of a real wiki are tested in tests/mediawiki."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from mwclient.errors import APIError

from tests.fake_source import pin
from tests.sites import ENGLISH
from tests.unit.sources.mediawiki.scripted import LOOPBACK, pinned, revision, scripted
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.manifest.expand import list_wiki
from wikimill.manifest.models import WikiManifest
from wikimill.sources.base import Pin, Revision, Unavailable
from wikimill.sources.mediawiki.api import ApiSource

REDIRECT = "#REDIRECT [[Template:A b]]"


def test_pages_that_cannot_be_pinned_are_rows_with_their_reasons(tmp_path: Path) -> None:
    titles = ["B", "C\x85", "a|b", "\u202edlrow", "x" * 300]
    bad = [{"title": title, "ns": 0, "pageid": number} for number, title in enumerate(titles, 7)]
    bad[1] |= {"revisions": pinned(pin("C", "c"))["revisions"]}
    answer = {"query": {"pages": [pinned(pin("A", "a")), *bad]}}
    members = scripted([answer], tmp_path)[0].category_members("X", [0], subcategories=False)
    assert members
    assert {page.title: page.problem for page in members.pages} == {
        "A": "",
        "B": "no revision",
        "C\ufffd (page 8)": "title not allowed",
        "a\ufffdb (page 9)": "title not allowed",
        "\ufffddlrow (page 10)": "title not allowed",
        f"{'x' * 100}\ufffd (page 11)": "title not allowed",
    }


INVALID = {"invalid": True, "invalidreason": "The requested page title contains a relative path."}


@pytest.mark.parametrize("listing", ["category", "all", "titles"])
def test_a_title_that_the_wiki_calls_invalid_is_a_row_with_its_reason(tmp_path: Path, listing: str) -> None:
    bad: list[dict[str, Any]] = [{"title": "Talk:File:A", **INVALID}, {"title": "A[b", "pageid": 7, "ns": 0, **INVALID}]
    bad[0] |= {"pageid": -1} if listing == "all" else {}
    answer = {"batchcomplete": True, "query": {"pages": [pinned(pin("A", "a")), *bad]}}
    source, _ = scripted([answer], tmp_path)
    if listing == "all":
        found = list(source.all_pages([0]))
    elif listing == "titles":
        found = list(source.lookup(["A", "Talk:File:A", "A[b"]))
    else:
        members = source.category_members("X", [0], subcategories=False)
        assert members
        found = members.pages
    assert {page.title: page.problem for page in found} == {
        "A": "",
        "Talk:File:A\ufffd": "title not allowed",
        "A\ufffdb (page 7)": "title not allowed",
    }


def test_a_page_with_an_invalid_title_has_no_text_for_templates(tmp_path: Path) -> None:
    answer = {"batchcomplete": True, "query": {"pages": [{"title": "Talk:File:A", **INVALID}]}}
    source, _ = scripted([answer] * 2, tmp_path)
    assert list(source.current_pages(["Talk:File:A"])) == [("Talk:File:A", None)]
    assert list(source.current_pins(["Talk:File:A"])) == [("Talk:File:A", None)]


def fails_on(
    bad: int, pages: dict[int, Pin], code: str = "internal_api_error_Broken"
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A wiki that fails on the revisions of a page."""

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        ids = list(map(int, asked["pageids"].split("|"))) if "pageids" in asked else list(pages)
        if asked.get("gaplimit") == 1:
            ids = ids[-1:] if "gapdir" in asked else ids[:1]
        if asked.get("list"):
            return {"query": {asked["list"]: [{"pageid": each, "title": pages[each].title} for each in ids]}}
        if "prop" in asked and bad in ids:
            raise APIError(code, "[x] Caught exception", {})
        found = [pinned(pages[each]) for each in ids]
        return {"batchcomplete": True, "query": {"pages": [page | (
            {} if "prop" in asked else {"revisions": []}
        ) for page in found]}}  # fmt: skip

    return answer


@pytest.mark.parametrize("code", ["internal_api_error_Broken", "internal_api_error", "unknownerror", "unknown_error"])
@pytest.mark.parametrize("listing", ["category", "all"])
def test_a_page_on_which_a_listing_fails_is_a_row_and_the_others_are_listed(
    tmp_path: Path, listing: str, code: str
) -> None:
    pages = {page.pageid: page for page in (pin(title, title) for title in "ABCDEFGH")}
    bad = pin("E", "E")
    source, sent = scripted([], tmp_path)
    answer = fails_on(bad.pageid, pages, code)

    def api(*_: object, **asked: Any) -> dict[str, Any]:
        sent.append(asked)
        return answer(asked)

    source.connection.site.api = api
    if listing == "all":
        found = list(source.all_pages([0]))
    else:
        members = source.category_members("X", [0], subcategories=False)
        assert members
        found = members.pages
    assert {page.title: page.problem for page in found} == {
        title: "no revision" if title == "E" else "" for title in "ABCDEFGH"
    }
    assert len(sent) < 13


class FailingWiki:
    """A wiki that fails on the texts of some pages; it shows its first page and its last."""

    def __init__(self, pages: str, bad: str, code: str = "unknownerror") -> None:
        self.pages = {each.revid: each for each in (pin(title, title) for title in pages)}
        self.bad = bad
        self.code = code
        self.asked = 0

    def __call__(self, *_: object, **asked: Any) -> dict[str, Any]:
        self.asked += 1
        revids = list(map(int, asked["revids"].split("|"))) if "revids" in asked else list(self.pages)
        if asked.get("generator") == "allpages":
            revids = revids[-1:] if asked.get("gapdir") == "descending" else revids[:1]
        wanted = [self.pages[revid] for revid in revids]
        if any(page.title in self.bad for page in wanted):
            raise APIError(self.code, "Caught exception", {})
        return {"batchcomplete": True, "query": {"pages": [revision(page, page.title) for page in wanted]}}

    def texts(self, cache: Path) -> dict[str, str]:
        """What becomes of each page: its text, or why there is none."""
        source, _ = scripted([], cache)
        source.connection.site.api = self
        found = source.revisions(self.pages.values())
        return {each.title: each.text if isinstance(each, Revision) else getattr(each, "reason", "") for each in found}


@pytest.mark.parametrize("code", ["unknownerror", "unknown_error", "internal_api_error_Broken"])
@pytest.mark.parametrize("bad", ["C", "A", "H", "AC", "BCDEFG"])
def test_a_page_on_which_the_wiki_fails_has_its_reason_if_the_wiki_shows_others(
    tmp_path: Path, bad: str, code: str
) -> None:
    wiki = FailingWiki("ABCDEFGH", bad, code)
    reason = f"the wiki fails on it ({code.removeprefix('internal_api_error_')})"
    assert wiki.texts(tmp_path) == {title: reason if title in bad else title for title in "ABCDEFGH"}


@pytest.mark.parametrize("pages", ["ABCDEFGH", "A"])
def test_a_wiki_that_fails_on_all_pages_is_an_error_at_once(tmp_path: Path, pages: str) -> None:
    wiki = FailingWiki(pages, pages)
    with pytest.raises(WikimillError, match=r"fails on the request \(unknownerror: Caught exception\)"):
        wiki.texts(tmp_path)
    assert wiki.asked < 12


def test_a_wiki_that_fails_on_all_that_is_looked_up_is_an_error(tmp_path: Path) -> None:
    wiki = FailingWiki("ABCDEFGH", "ABCDEFGH")
    source, _ = scripted([], tmp_path)
    source.connection.site.api = wiki
    with pytest.raises(WikimillError, match="fails on the request"):
        list(source.lookup(list("ABCDEFGH")))
    assert wiki.asked < 12


@pytest.mark.parametrize(
    "broken",
    [
        {"timestamp": "9999-99-99T99:99:99Z"},
        {"slots": None, "slotsmissing": True},
        {"slots": {"main": {"texthidden": True}}},
        {"revid": "9" * 5000},
        {"revid": 0},
        {"timestamp": "-2026-01-01"},
        {"timestamp": "x" * 1_000_000},
        {"slots": {"main": {"sha1": "../../x", "size": 1}}},
        {"slots": {"main": {"sha1": "", "size": -5}}},
        {"slots": {"main": {"sha1": "", "size": 10**30}}},
    ],
)
def test_a_revision_that_no_wiki_has_is_a_page_without_one(tmp_path: Path, broken: dict[str, Any]) -> None:
    page = pinned(pin("B", "b"))
    page["revisions"][0] |= broken
    pins = list(scripted([{"query": {"pages": [pinned(pin("A", "a")), page]}}], tmp_path)[0].all_pages([0]))
    assert [(each.title, each.problem) for each in pins] == [("A", ""), ("B", "no revision")]


def test_a_text_that_is_longer_than_a_result_is_not_available(tmp_path: Path) -> None:
    page = pin("A", "a")
    cut = {"warnings": {"result": {"warnings": "This result was truncated because it would otherwise be larger"}}}
    answers = [{"query": {"pages": []}, "batchcomplete": True, **cut}] * 4
    assert list(scripted(answers, tmp_path)[0].revisions([page])) == [Unavailable.of(page, "text too long")]


def test_a_text_that_no_response_can_hold_is_not_asked_for(tmp_path: Path) -> None:
    long, page = replace(pin("Long"), bytes=40 << 20), pin("A", "a")
    source, sent = scripted([{"query": {"pages": [revision(page, "a")]}}], tmp_path)
    found = {each.title: each for each in source.revisions([long, page])}
    assert found["Long"] == Unavailable.of(long, "text too long")
    assert isinstance(found["A"], Revision)
    assert [each["revids"] for each in sent] == [str(page.revid)]


@pytest.mark.parametrize("slots", [{}, {"main": {}}, {"main": {"content": None}}, {"main": {"content": 7}}])
def test_a_revision_that_is_shown_without_its_text_is_not_available(tmp_path: Path, slots: dict[str, Any]) -> None:
    page = pin("A", "a")
    answer = {"query": {"pages": [{"title": "A", "revisions": [{"revid": page.revid, "slots": slots}]}]}}
    assert list(scripted([answer] * 4, tmp_path)[0].revisions([page])) == [Unavailable.of(page, "text missing")]


def test_a_listing_that_repeats_itself_ends(tmp_path: Path) -> None:
    page = pinned(pin("A", "a"))
    answers = [
        {"continue": {"gapcontinue": str(number), "continue": "-"}, "batchcomplete": True, "query": {"pages": [page]}}
        for number in range(99)
    ]
    source, sent = scripted(answers, tmp_path)
    with pytest.raises(WikimillError, match="its continuations never end"):
        list(source.all_pages([0]))
    assert len(sent) == 12


@pytest.mark.parametrize("listing", ["pages", "categories"])
def test_a_wiki_without_an_end_is_listed_up_to_a_bound(tmp_path: Path, listing: str) -> None:
    source, sent = scripted([], tmp_path)
    source.connection.etiquette = MediaWiki(max_requests=40)

    def api(*_: object, **asked: Any) -> dict[str, Any]:
        sent.append(asked)
        if "titles" in asked:
            return {"query": {"pages": [{"title": title, "missing": True} for title in asked["titles"].split("|")]}}
        new = pinned(pin(f"Category:{len(sent)}", str(len(sent)))) | {"ns": 14 if listing == "categories" else 0}
        more = {"continue": {"gapcontinue": str(len(sent)), "continue": "-"}} if listing == "pages" else {}
        return {"query": {"pages": [new]}, "batchcomplete": True, **more}

    source.connection.site.api = api
    names = {"categories": ["A"], "depth": 10**8} if listing == "categories" else {"pages": "all"}
    manifest = WikiManifest.model_validate({"wiki": LOOPBACK.url, **names})
    source._site = ENGLISH
    with pytest.raises(
        WikimillError, match=r"api\.php: listing takes more than 40 requests \(`mediawiki\.max_requests`"
    ):
        list(list_wiki(manifest, source, "m.yaml", {}))
    assert len(sent) == 40


def test_aliases_of_removed_namespaces_and_invalid_characters_are_harmless(tmp_path: Path) -> None:
    spaces = {"6": {"id": 6, "name": "File\ud800\n"}}
    general = {"lang": "en", "case": "first-letter"}
    query = {"general": general, "namespaces": spaces, "namespacealiases": [{"id": 500, "alias": "X"}]}
    site = scripted([{"query": query}], tmp_path)[0].site()
    assert site.namespace_names(6)[0] == "File?"
    assert 500 not in site.namespaces


def test_magic_words_come_with_the_namespaces_in_one_request(tmp_path: Path) -> None:
    words = [{"name": "notoc", "aliases": ["__KEIN_INHALTSVERZEICHNIS__"], "case-sensitive": False}]
    general = {"lang": "de", "case": "first-letter"}
    query = {"general": general, "namespaces": {}, "namespacealiases": [], "magicwords": words}
    source, sent = scripted([{"query": query}], tmp_path)
    assert source.site().magic_words["notoc"].aliases == ("__KEIN_INHALTSVERZEICHNIS__",)
    assert len(sent) == 1


def test_texts_that_a_response_leaves_out_are_requested_again_in_halves(tmp_path: Path) -> None:
    pages = [pin(title, title) for title in "ABCD"]
    first = {"query": {"pages": [revision(pages[0], "A")]}}
    rest = [{"query": {"pages": [revision(page, page.title)]}} for page in pages[1:]]
    half = {"query": {"pages": [revision(pages[1], "B"), revision(pages[2], "C")]}}
    source, sent = scripted([first, half, rest[2]], tmp_path)
    got = list(source.revisions(pages))
    assert {each.title for each in got if isinstance(each, Revision)} == set("ABCD")
    assert [len(each["revids"].split("|")) for each in sent] == [4, 2, 1]


def test_a_response_with_a_warning_is_not_used(tmp_path: Path) -> None:
    pages = [pin(title, title) for title in "AB"]
    warned = {
        "warnings": {"result": {"warnings": "This result was truncated because it would otherwise be too large"}},
        "query": {"pages": [revision(page, page.title) for page in pages]},
        "continue": {"rvcontinue": "1|2"},
    }
    halves = [{"query": {"pages": [revision(page, page.title)]}} for page in pages]
    source, sent = scripted([warned, *halves], tmp_path)
    assert [item.title for item in source.revisions(pages)] == ["A", "B"]
    assert [each["revids"] for each in sent] == [f"{pages[0].revid}|{pages[1].revid}", *(str(p.revid) for p in pages)]


def test_a_single_revision_with_a_warning_that_stays_is_an_error(tmp_path: Path) -> None:
    answer = {"warnings": {"main": {"warnings": "Odd parameter"}}, "query": {"pages": [revision(pin("A", "a"), "a")]}}
    source, sent = scripted([answer] * 9, tmp_path)
    with pytest.raises(WikimillError, match=r"revision \d+ of 'A' does not arrive as pinned \(main: Odd parameter\)"):
        list(source.revisions([pin("A", "a")]))
    assert len(sent) == 4


def test_large_texts_come_in_smaller_batches(tmp_path: Path) -> None:
    text = "x" * (2 << 20)
    pages = [pin(title, text) for title in "ABCD"]
    answers = [{"query": {"pages": [revision(page, text) for page in part]}} for part in (pages[:3], pages[3:])]
    source, sent = scripted(answers, tmp_path)
    assert len(list(source.revisions(iter(pages)))) == 4
    assert [len(each["revids"].split("|")) for each in sent] == [3, 1]


def test_a_revision_that_never_comes_is_an_error_not_a_loop(tmp_path: Path) -> None:
    source, sent = scripted([{"query": {"pages": []}} for _ in range(9)], tmp_path)
    with pytest.raises(WikimillError, match=r"revision \d+ of 'A' does not arrive as pinned; .*leave the page out"):
        list(source.revisions([pin("A", "A")]))
    assert len(sent) == 4


def test_deleted_and_hidden_revisions_come_back_as_pins(tmp_path: Path) -> None:
    gone, hidden = pin("Gone", "x"), pin("Hidden", "y")
    answer = {
        "query": {
            "badrevids": {str(gone.revid): {"revid": gone.revid, "missing": True}},
            "pages": [{"title": "Hidden", "revisions": [{"revid": hidden.revid, "texthidden": True}]}],
        }
    }
    assert set(scripted([answer], tmp_path)[0].revisions([gone, hidden])) == {
        Unavailable.of(gone, "revision deleted"),
        Unavailable.of(hidden, "text hidden"),
    }
    lost = {"title": "Gone", "revisions": [{"revid": gone.revid, "slots": {"main": {"textmissing": True}}}]}
    answer = {"query": {"pages": [lost]}}
    assert list(scripted([answer], tmp_path)[0].revisions([gone])) == [Unavailable.of(gone, "text missing")]


@pytest.mark.parametrize("sent", ["another text", "the pinned text\n"])
def test_a_text_that_does_not_match_its_pin_is_requested_again_and_then_left_out(tmp_path: Path, sent: str) -> None:
    page = pin("A", "the pinned text")
    good = {"query": {"pages": [revision(page, "the pinned text")]}}
    bad = {"query": {"pages": [revision(page, sent)]}}
    (got,) = scripted([bad, bad, good], tmp_path)[0].revisions([page])
    assert isinstance(got, Revision)
    (got,) = scripted([bad] * 9, tmp_path)[0].revisions([page])
    assert got == Unavailable.of(page, "text not the pinned one")
    for unlike in ({"query": {"pages": [revision(page, "")]}}, {"query": {"pages": [revision(page, f"{sent}!")]}}):
        with pytest.raises(WikimillError, match="'A' does not arrive as pinned"):
            list(scripted([bad, bad, unlike, bad], tmp_path)[0].revisions([page]))


def test_a_text_whose_sha1_is_hidden_is_checked_by_its_size(tmp_path: Path) -> None:
    page = replace(pin("A", "abc"), sha1="")
    answers = [{"query": {"pages": [revision(page, text)]}} for text in ("ab", "abc")]
    (got,) = scripted(answers, tmp_path)[0].revisions([page])
    assert isinstance(got, Revision)
    assert got.text == "abc"


def test_titles_are_followed_through_normalization_and_redirects_and_loops_lead_nowhere(tmp_path: Path) -> None:
    page = pin("Haar", "fog")
    answer = {
        "query": {
            "normalized": [{"from": "sea_fret", "to": "Sea fret"}],
            "redirects": [
                {"from": "Sea fret", "to": "Haar"},
                {"from": "Round", "to": "About"},
                {"from": "About", "to": "Round"},
            ],
            "pages": [pinned(page), {"title": "Bad[", "invalid": True}, {"title": "None", "missing": True}],
        }
    }
    source, _ = scripted([answer], tmp_path)
    got = list(source.lookup(["sea_fret", "Round", "None", "Bad["]))
    assert got[0] == page
    assert [(each.title, each.problem) for each in got[1:]] == [
        ("Round", "no such page"),
        ("None", "no such page"),
        ("Bad\ufffd", "title not allowed"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"[1, 2]",
        b'"text"',
        b"7",
        b'{"query": []}',
        b'{"query": {"pages": {"1": {}}}}',
        b'{"query": {"pages": [7]}}',
        b'{"query": {"pages": [{"title": "A", "ns": 0, "revisions": [{}]}]}}',
        b'{"query": {"pages": [{"title": "../A", "ns": 0, "pageid": 1, "revisions": [{"revid": 1, "timestamp": "x",'
        b' "slots": {"main": {"sha1": "x", "size": 1}}}]}]}}',
        b'{"query": {"pages": [{"ns": 0}]}}',
        b'{"query": {"pages": []}, "continue": {"a": 1}}',
        b'{"query": {"badrevids": {"x": 1}, "pages": null}}',
        b'{"error": "text"}',
        b"[" * 100_000,
        b'{"batchcomplete": true, "query": {"pages": [{"title": "A", "ns": 0, "pageid": 1}]}}',
        b'{"batchcomplete": true, "query": {"pages": [{"title": "A", "ns": 0, "pageid": 1, "revisions": [{"revid":'
        b' 1e999, "timestamp": "x", "slots": {"main": {"sha1": "x", "size": 1}}}]}]}}',
        b'{"batchcomplete": true, "query": {"pages": [{"title": "A", "ns": 0, "pageid": 1, "revisions": [{"revid":'
        b' 1180591620717411303424, "timestamp": "x", "slots": {"main": {"sha1": "x", "size": 1}}}]}]}}',
        b'{"error": {"code": "internal_api_error", "info": "x"}}',
        b'{"batchcomplete": true, "continue": 3}',
        b'{"query-continue": [1], "query": {"pages": {}}}',
        b'{"batchcomplete": true, "query": {"pages": ' + b"[" * 900 + b"]" * 900 + b"}}",
    ],
)
def test_malformed_responses_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    source = ApiSource(LOOPBACK, None, MediaWiki(), tmp_path)

    def request(*_args: Any, **_kwargs: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = 200
        response._content = body
        return response

    monkeypatch.setattr(source.connection.site.connection, "request", request)
    failures = 0
    for ask in (
        source.site,
        lambda: source.category_members("A", [0], subcategories=True),
        lambda: list(source.lookup(["A"])),
        lambda: list(source.all_pages([0])),
        lambda: list(source.revisions([pin("A", "a")])),
    ):
        try:
            ask()
        except WikimillError as error:
            failures += 1
            assert "\n" not in str(error)
    assert failures >= 2


def current(page: Pin, text: str, **more: object) -> dict[str, Any]:
    """A page in an answer that has its newest revision and its text."""
    found = pinned(page)
    found["revisions"][0]["slots"]["main"]["content"] = text
    return {**found, **more}


def test_pages_by_title_are_answered_as_they_were_asked_for(tmp_path: Path) -> None:
    pages = [current(pin("Template:A b", "text"), "text"), current(pin("Template:R", REDIRECT), REDIRECT)]
    pages += [{"ns": 10, "title": "Template:Gone", "missing": True}, {"title": "A[", "invalid": True}]
    pages += [{"ns": -1, "title": "Special:Version", "special": True}]
    found = {
        "pages": pages,
        "normalized": [{"from": "template:A_b", "to": "Template:A b"}],
        "interwiki": [{"title": "w:X", "iw": "w"}],
    }
    source, sent = scripted([{"query": found}], tmp_path)
    titles = ["template:A_b", "Template:R", "Template:Gone", "A[", "Special:Version", "w:X"]
    answered = dict(source.current_pages(titles))
    assert list(answered) == titles
    assert {title: page and page.text for title, page in answered.items()} == {
        **dict.fromkeys(titles),
        "template:A_b": "text",
        "Template:R": REDIRECT,
    }
    assert answered["template:A_b"] == Revision(
        pin("Template:A b").revid, "Template:A b", "2026-01-02T03:04:05Z", pin("", "text").sha1, "text"
    )
    (request,) = sent
    assert request["titles"] == "|".join(titles)
    assert "redirects" not in request


def test_fifty_titles_a_request(tmp_path: Path) -> None:
    titles = [f"Template:{number:03}" for number in range(109)]
    answers = [
        {"query": {"pages": [{"title": title, "missing": True} for title in titles[start : start + 50]]}}
        for start in (0, 50, 100)
    ]
    source, sent = scripted([*answers], tmp_path)
    assert source.titles_per_request == 50
    assert dict(source.current_pins(titles)) == dict.fromkeys(titles)
    assert [len(request["titles"].split("|")) for request in sent] == [50, 50, 9]
    assert {request["rvprop"] for request in sent} == {"ids|timestamp|slotsha1|slotsize"}


@pytest.mark.parametrize("method", ["current_pages", "current_pins", "lookup"])
def test_a_title_that_an_answer_leaves_out_is_asked_for_again_and_then_an_error(tmp_path: Path, method: str) -> None:
    answer = {"query": {"pages": [{"title": "A", "missing": True}]}}
    source, sent = scripted([dict(answer), {"query": {"pages": [{"title": "B", "missing": True}]}}], tmp_path)
    assert len(list(getattr(source, method)(["A", "B"]))) == 2
    assert [each["titles"] for each in sent] == ["A|B", "B"]
    source, _ = scripted([dict(answer), {"query": {}}], tmp_path)
    with pytest.raises(WikimillError, match=r"its response says nothing of page 'B'; run again later"):
        list(getattr(source, method)(["A", "B"]))


def test_a_text_that_is_not_what_the_wiki_says_of_it_is_requested_again(tmp_path: Path) -> None:
    page = pin("Template:A", "text")
    again = {"query": {"pages": [revision(page, "text")]}}
    source, sent = scripted([{"query": {"pages": [current(page, "cut")]}}, again], tmp_path)
    ((_, found),) = source.current_pages(["Template:A"])
    assert found
    assert found.text == "text"
    assert sent[1]["revids"] == str(page.revid)


def test_pages_of_an_answer_that_goes_on(tmp_path: Path) -> None:
    a, b = pin("A", "a"), pin("B", "b")
    bare = {"title": "B", "ns": 0, "pageid": b.pageid}
    first = {
        "query": {"pages": [current(a, "a"), bare]},
        "warnings": {"result": {"warnings": "This result was truncated because it would otherwise be too large"}},
        "continue": {"rvcontinue": "1|2", "continue": "||"},
    }
    rest = {"query": {"pages": [{"title": "A", "ns": 0, "pageid": a.pageid}, current(b, "b")]}}
    source, _ = scripted([first, rest], tmp_path)
    assert {title: page and page.text for title, page in source.current_pages(["A", "B"])} == {"A": "a", "B": "b"}


def test_titles_are_asked_for_in_the_form_that_a_wiki_keeps(tmp_path: Path) -> None:
    source, sent = scripted([{"query": {"pages": [current(pin("Template:é", "x"), "x")]}}], tmp_path)
    ((title, found),) = source.current_pages(["Template:e\u0301"])
    assert title == "Template:e\u0301"
    assert found
    assert sent[0]["titles"] == "Template:é"


def test_messages_in_the_language_of_the_wiki(tmp_path: Path) -> None:
    listed = [
        {"name": "jan", "normalizedname": "jan", "content": "Jän\ud800"},
        {"name": "none", "normalizedname": "none", "missing": True},
    ]
    source, sent = scripted([{"query": {"allmessages": listed}, "batchcomplete": True}], tmp_path)
    assert source.messages({"none", "jan"}) == {"jan": "Jän?", "none": None}
    assert (sent[0]["ammessages"], sent[0]["uselang"]) == ("jan|none", "content")
    assert scripted([], tmp_path)[0].messages(()) == {}


def test_what_a_wiki_says_of_itself_is_asked_for_once(tmp_path: Path) -> None:
    query = {
        "general": {"lang": "de", "case": "first-letter", "sitename": "W"},
        "namespaces": {"10": {"id": 10, "name": "Vorlage", "canonical": "Template"}},
        "namespacealiases": [],
        "functionhooks": ["lc"],
        "extensiontags": ["<ref>"],
        "interwikimap": [{"prefix": "w", "url": "https://w.example/$1"}],
    }
    source, sent = scripted([{"query": query}], tmp_path)
    info = source.site()
    assert (info.language, info.namespace("vorlage"), info.functions) == ("de", 10, frozenset({"lc"}))
    assert info.extension_tags == frozenset({"ref"})
    assert info.interwiki == {"w": "https://w.example/$1"}
    assert source.site().language == "de"
    assert len(sent) == 1


def test_a_revision_of_unknown_size_and_time_takes_those_that_it_has(tmp_path: Path) -> None:
    page = pin("Template:A", "text")
    answer = revision(page, "text")
    answer["revisions"][0]["timestamp"] = "2026-05-06T07:08:09Z"
    source, _ = scripted([{"query": {"pages": [answer]}}], tmp_path)
    (found,) = source.revisions([replace(page, bytes=-1, timestamp="")])
    assert isinstance(found, Revision)
    assert found.timestamp == "2026-05-06T07:08:09Z"


def test_a_text_comes_with_its_content_model(tmp_path: Path) -> None:
    page = pin("A", "{}")
    said = pinned(page)
    said["revisions"][0]["slots"]["main"] |= {"content": "{}", "contentmodel": "json"}
    answer = {"query": {"pages": [said]}}
    (kept,) = scripted([answer], tmp_path)[0].revisions([page])
    ((_, current),) = scripted([answer], tmp_path)[0].current_pages(["A"])
    assert isinstance(kept, Revision)
    assert current is not None
    assert (kept.model, current.model) == ("json", "json")


def test_all_pages_are_asked_for_500_at_a_time_and_streamed(tmp_path: Path) -> None:
    one, two, three = pinned(pin("A", "a")), pinned(pin("B", "b")), {**pinned(pin("Category:C", "c")), "ns": 14}
    more = {"continue": {"gapcontinue": "B", "continue": "-"}}
    answers = [{"batchcomplete": True, **extra, "query": {"pages": [page]}} for page, extra in ((one, more), (two, {}))]
    source, sent = scripted([*answers, {"batchcomplete": True, "query": {"pages": [three]}}], tmp_path)
    pages = iter(source.all_pages([14, 0], "x"))
    assert next(pages).title == "A"
    assert len(sent) == 1
    assert [page.title for page in pages] == ["B", "Category:C"]
    assert [(each["gapnamespace"], each["gapprefix"]) for each in sent] == [(0, "x"), (0, "x"), (14, "x")]
    assert sent[1]["gapcontinue"] == "B"
    assert all(each["gapfilterredir"] == "nonredirects" and each["gaplimit"] == "max" for each in sent)


def test_members_are_counted_by_namespace(tmp_path: Path) -> None:
    members = [{"pageid": number, "ns": ns, "title": "x"} for number, ns in enumerate([0, 6, 6], start=1)]
    source, sent = scripted([{"batchcomplete": True, "query": {"categorymembers": members}}], tmp_path)
    assert source.count_members("Fog") == {0: 1, 6: 2}
    assert len(sent) == 1
