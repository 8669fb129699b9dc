"""The API source before anything is sent; what a real wiki answers is tested in tests/mediawiki."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import mwclient.errors
import pytest
import requests

from tests.fake_source import pin
from wikimill import __version__
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision
from wikimill.sources.mediawiki import connection
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.sources.mediawiki.credentials import read_credentials, variable_name
from wikimill.wiki import Wiki

LOOPBACK = Wiki.parse("http://127.0.0.1:1/w/api.php")


def scripted(answers: list[dict[str, Any]], cache: Path) -> tuple[ApiSource, list[dict[str, Any]]]:
    """An API source whose answers are given, and the list of what it will have sent."""
    source = ApiSource(LOOPBACK, None, MediaWiki(), cache)
    sent: list[dict[str, Any]] = []

    def api(_action: str, _method: str, **parameters: Any) -> dict[str, Any]:
        sent.append(parameters)
        return answers.pop(0)

    source.connection.site.api = api
    return source, sent


def test_a_wiki_elsewhere_needs_a_contact(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match=r"en\.wikipedia\.org: .*set `contact` in config/config\.yaml"):
        ApiSource(Wiki.parse("en.wikipedia.org"), None, MediaWiki(), tmp_path)


def test_the_agent_names_tool_contact_and_library(tmp_path: Path) -> None:
    source = ApiSource(Wiki.parse("en.wikipedia.org"), "me@example.org", MediaWiki(), tmp_path)
    agent = source.connection.site.connection.headers["User-Agent"]
    assert agent == f"wikimill/{__version__} (me@example.org) mwclient/0.11.0"


def test_a_page_without_a_revision_is_an_error_not_a_gap(tmp_path: Path) -> None:
    answer = {"query": {"pages": [pinned(pin("A", "a")), {"title": "B", "ns": 0, "pageid": 7}]}}
    with pytest.raises(WikimillError, match=r"its response is malformed \(ValueError: page 'B' without a revision\)"):
        scripted([answer], tmp_path)[0].category_members("X", [0], subcategories=False)


def test_aliases_of_namespaces_that_are_gone_and_odd_letters_do_no_harm(tmp_path: Path) -> None:
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
    assert source.site().magic_words == {"__kein_inhaltsverzeichnis__": "notoc"}
    assert len(sent) == 1


def test_the_variables_of_one_host_are_no_others() -> None:
    hosts = ["wiki-a.example", "wiki.a.example", "wikia.example", "wiki.a.example:8080", "wikí.example"]
    names = {variable_name("PASSWORD", Wiki.parse(f"https://{host}/w/api.php")) for host in hosts}
    assert len(names) == len(hosts)
    assert "WIKIMILL_PASSWORD_WIKI__A_EXAMPLE" in names
    assert all(re.fullmatch("[A-Z0-9_]+", name) for name in names)


def test_credentials_do_not_travel_in_the_clear_nor_show(tmp_path: Path) -> None:
    wiki = Wiki.parse("http://wiki.example/w/api.php")
    environment = {"WIKIMILL_USERNAME_WIKI_EXAMPLE": "me", "WIKIMILL_PASSWORD_WIKI_EXAMPLE": "secret"}
    with pytest.raises(WikimillError, match="credentials go over https only"):
        read_credentials(wiki, environment)
    found = read_credentials(Wiki.parse("wiki.example"), environment)
    assert found
    assert found.bot_password == {"username": "me", "password": "secret"}
    assert "secret" not in repr(found)
    assert read_credentials(Wiki.parse("other.example"), environment) is None


def test_oauth_signs_each_request_and_sends_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONSUMER_TOKEN", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET"):
        monkeypatch.setenv(f"WIKIMILL_{name}_WIKI_EXAMPLE", f"the-{name.lower()}")
    source = ApiSource(Wiki.parse("wiki.example"), "me@example.org", MediaWiki(), tmp_path)
    request = requests.Request("GET", "https://wiki.example/w/api.php", params={"action": "query"})
    signed = str(source.connection.site.connection.prepare_request(request).headers["Authorization"])
    assert 'oauth_consumer_key="the-consumer_token"' in signed
    assert 'oauth_token="the-access_token"' in signed
    assert "oauth_signature=" in signed
    assert "secret" not in signed


def test_a_session_that_ran_out_is_logged_in_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USERNAME", "PASSWORD"):
        monkeypatch.setenv(f"WIKIMILL_{name}_127_0_0_1_1", name.lower())
    source, sent = scripted([{"batchcomplete": True, "query": {"pages": []}}] * 2, tmp_path)
    inner = source.connection.site.api
    logins: list[dict[str, str]] = []

    def api(action: str, method: str, **parameters: Any) -> dict[str, Any]:
        if len(logins) == 1:
            raise mwclient.errors.APIError("assertuserfailed", "You are no longer logged in", {})
        return dict(inner(action, method, **parameters))

    source.connection.site.api = api
    monkeypatch.setattr(source.connection.site, "login", lambda **given: logins.append(given))
    assert source.find_by_id([7]) == {}
    assert logins == [{"username": "username", "password": "password"}] * 2
    assert sent[0]["assert"] == "user"


def revision(page: Pin, text: str) -> dict[str, Any]:
    slots = {"main": {"content": text}}
    return {"title": page.title, "revisions": [{"revid": page.revid, "slots": slots}]}


def test_what_an_answer_leaves_out_is_asked_for_again_in_halves(tmp_path: Path) -> None:
    pages = [pin(title, title) for title in "ABCD"]
    first = {"query": {"pages": [revision(pages[0], "A")]}}
    rest = [{"query": {"pages": [revision(page, page.title)]}} for page in pages[1:]]
    half = {"query": {"pages": [revision(pages[1], "B"), revision(pages[2], "C")]}}
    source, sent = scripted([first, half, rest[2]], tmp_path)
    got = list(source.revisions(pages))
    assert {each.title for each in got if isinstance(each, Revision)} == set("ABCD")
    assert [len(each["revids"].split("|")) for each in sent] == [4, 2, 1]


def test_nothing_that_carries_a_warning_is_taken(tmp_path: Path) -> None:
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
    assert set(scripted([answer], tmp_path)[0].revisions([gone, hidden])) == {gone, hidden}


@pytest.mark.parametrize("sent", ["another text", "the pinned text\n", ""])
def test_a_text_with_other_bytes_is_asked_for_again_and_then_refused(tmp_path: Path, sent: str) -> None:
    page = pin("A", "the pinned text")
    good = {"query": {"pages": [revision(page, "the pinned text")]}}
    bad = {"query": {"pages": [revision(page, sent)]}}
    (got,) = scripted([bad, bad, good], tmp_path)[0].revisions([page])
    assert isinstance(got, Revision)
    with pytest.raises(WikimillError, match="'A' does not arrive as pinned"):
        list(scripted([bad] * 9, tmp_path)[0].revisions([page]))


def test_a_text_whose_sha1_is_hidden_is_checked_by_its_size(tmp_path: Path) -> None:
    page = replace(pin("A", "abc"), sha1="")
    answers = [{"query": {"pages": [revision(page, text)]}} for text in ("ab", "abc")]
    (got,) = scripted(answers, tmp_path)[0].revisions([page])
    assert isinstance(got, Revision)
    assert got.text == "abc"


def pinned(page: Pin) -> dict[str, Any]:
    slot = {"sha1": page.sha1, "size": page.bytes}
    newest = {"revid": page.revid, "timestamp": page.timestamp, "slots": {"main": slot}}
    return {"pageid": page.pageid, "ns": 0, "title": page.title, "revisions": [newest]}


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
    got = list(source.lookup(["sea_fret", "Round", "None", "Dropped by the wiki"]))
    assert got[0] == page
    assert [(each.title, each.revid) for each in got[1:]] == [("Round", 0), ("None", 0), ("Dropped by the wiki", 0)]


def test_fifty_long_titles_are_posted_as_their_url_would_be_too_long(tmp_path: Path) -> None:
    source, _ = scripted([], tmp_path)
    methods = []

    def api(_action: str, method: str, **_parameters: Any) -> dict[str, Any]:
        methods.append(method)
        return {"batchcomplete": True, "query": {}}

    source.connection.site.api = api
    assert len(list(source.lookup([f"{number:04d}" + "ö" * 100 for number in range(51)]))) == 51
    assert methods == ["POST", "GET"]


@pytest.mark.parametrize(
    "tokens",
    [
        [{"gcmcontinue": "a", "continue": "gcmcontinue||"}, {"rvcontinue": "b", "continue": "||revisions"}],
        [{"continue": "-||", "gcmcontinue": "x"}, {"gcmcontinue": "y", "rvcontinue": "1"}],
        [{"gcmcontinue": 7}, {"gcmcontinue": 8}],
    ],
)
def test_every_form_of_continue_is_sent_back_as_it_came(tmp_path: Path, tokens: list[dict[str, Any]]) -> None:
    pages = [pin(title, title) for title in "ABC"]
    bare = {key: value for key, value in pinned(pages[0]).items() if key != "revisions"}
    answers: list[dict[str, Any]] = [
        {"query": {"pages": [bare]}, "continue": tokens[0]},
        {"query": {"pages": [pinned(pages[0]), pinned(pages[2])]}, "continue": tokens[1]},
        {"query": {"pages": [pinned(pages[1])]}, "batchcomplete": True},
    ]
    source, sent = scripted(answers, tmp_path)
    members = source.category_members("X", [0], subcategories=False)
    assert members is not None
    assert members.pages == pages
    first, *rest = sent
    assert rest == [{**first, **token} for token in tokens]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_continue_that_turns_in_a_circle_is_an_error(tmp_path: Path, length: int) -> None:
    answers = [{"continue": {"gcmcontinue": str(number % length)}, "query": {"pages": []}} for number in range(9)]
    with pytest.raises(WikimillError, match="its continuations never end"):
        scripted(answers, tmp_path)[0].category_members("X", [0], subcategories=False)


def test_a_continue_that_brings_nothing_new_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MAX_EMPTY_CONTINUATIONS", 5)
    answers = [{"continue": {"gcmcontinue": str(number)}} for number in range(9)]
    with pytest.raises(WikimillError, match="its continuations never end"):
        scripted(answers, tmp_path)[0].category_members("X", [0], subcategories=False)


def test_a_listing_that_warns_is_an_error_but_for_one_that_was_cut_and_continues(tmp_path: Path) -> None:
    page = pin("A", "a")
    cut = {
        "warnings": {"result": {"warnings": "This result was truncated because it would otherwise be larger"}},
        "query": {"pages": []},
        "continue": {"gcmcontinue": "x"},
    }
    source, _ = scripted([cut, {"query": {"pages": [pinned(page)]}}], tmp_path)
    members = source.category_members("X", [0], subcategories=False)
    assert members is not None
    assert members.pages == [page]
    odd = {"warnings": {"x": {"warnings": 'Unrecognized value for parameter "gcmnamespace": 99'}}, "query": {}}
    with pytest.raises(WikimillError, match="it warns: x: Unrecognized value for parameter"):
        scripted([odd], tmp_path)[0].category_members("X", [99], subcategories=False)


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("readapidenied", r"for a private wiki set WIKIMILL_USERNAME_127_0_0_1_1 and WIKIMILL_PASSWORD_127_0_0_1_1"),
        ("toomanyvalues", r"check `wiki:`"),
    ],
)
def test_refusals_name_the_mend(tmp_path: Path, code: str, part: str) -> None:
    source, _ = scripted([], tmp_path)

    def api(*_args: Any, **_kwargs: Any) -> dict[str, Any]:
        raise mwclient.errors.APIError(code, "You need\nthat", {})

    source.connection.site.api = api
    with pytest.raises(WikimillError, match=rf"it refuses the request \({code}: You need that\); {part}"):
        source.site()


@pytest.mark.parametrize(
    ("problem", "part"),
    [
        (requests.ConnectionError("no route"), "cannot be reached"),
        (ValueError, "is not JSON"),
    ],
)
def test_faults_name_the_wiki_and_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Any, part: str
) -> None:
    source = ApiSource(LOOPBACK, None, MediaWiki(), tmp_path)

    def request(*_args: Any, **_kwargs: Any) -> requests.Response:
        if isinstance(problem, Exception):
            raise problem
        response = requests.Response()
        response.status_code = 200
        response._content = b"<!DOCTYPE html><p>Welcome"
        return response

    monkeypatch.setattr(source.connection.site.connection, "request", request)
    with pytest.raises(WikimillError, match=rf"http://127\.0\.0\.1:1/w/api\.php: .*{part}.*check .*`wiki:`"):
        source.site()


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
    ],
)
def test_answers_of_another_shape_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
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
        lambda: list(source.revisions([pin("A", "a")])),
    ):
        try:
            ask()
        except WikimillError as error:
            failures += 1
            assert "\n" not in str(error)
    assert failures >= 2
