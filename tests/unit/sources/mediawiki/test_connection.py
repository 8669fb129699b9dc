"""The connection to an API: identification, login, continuation and errors."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import mwclient.errors
import pytest
import requests

from tests.fake_source import pin
from tests.unit.sources.mediawiki.scripted import LOOPBACK, pinned, revision, scripted
from tests.unit.sources.mediawiki.web import HTML, JSON, Response, Web
from wikimill import __version__
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.base import Revision, Unavailable
from wikimill.sources.mediawiki import continuation
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.wiki import Wiki


def test_a_wiki_elsewhere_needs_a_contact(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match=r"en\.wikipedia\.org: .*set `contact` in config/config\.yaml"):
        ApiSource(Wiki.parse("en.wikipedia.org"), None, MediaWiki(), tmp_path)


def test_the_agent_names_tool_contact_and_library(tmp_path: Path) -> None:
    source = ApiSource(Wiki.parse("en.wikipedia.org"), "me@example.org", MediaWiki(), tmp_path)
    agent = source.connection.site.connection.headers["User-Agent"]
    assert agent == f"wikimill/{__version__} (me@example.org) mwclient/0.11.0"


def test_an_expired_session_is_logged_in_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_fifty_long_titles_are_posted_as_their_url_would_be_too_long(tmp_path: Path) -> None:
    source, _ = scripted([], tmp_path)
    methods = []

    def api(_action: str, method: str, **parameters: Any) -> dict[str, Any]:
        methods.append(method)
        pages = [{"title": title, "missing": True} for title in parameters["titles"].split("|")]
        return {"batchcomplete": True, "query": {"pages": pages}}

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
def test_a_continuation_that_repeats_is_an_error(tmp_path: Path, length: int) -> None:
    answers = [{"continue": {"gcmcontinue": str(number % length)}, "query": {"pages": []}} for number in range(9)]
    with pytest.raises(WikimillError, match="its continuations never end"):
        scripted(answers, tmp_path)[0].category_members("X", [0], subcategories=False)


def test_continuations_without_pages_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(continuation, "MAX_EMPTY", 5)
    answers = [{"continue": {"gcmcontinue": str(number)}} for number in range(9)]
    with pytest.raises(WikimillError, match="its continuations never end"):
        scripted(answers, tmp_path)[0].category_members("X", [0], subcategories=False)


def test_a_listing_with_a_warning_is_an_error_unless_it_was_truncated_and_continues(tmp_path: Path) -> None:
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
def test_refusals_name_the_fix(tmp_path: Path, code: str, part: str) -> None:
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
def test_errors_name_the_wiki_and_the_key(
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


def test_credentials_in_netrc_are_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    request = requests.Request("GET", "http://127.0.0.1:1/")
    plain = requests.Session()
    assert "Authorization" in plain.prepare_request(request).headers  # this is what is to be avoided
    wiki = ApiSource(Wiki.parse("http://127.0.0.1:1/w/api.php"), None, MediaWiki(), tmp_path)
    assert "Authorization" not in wiki.connection.site.connection.prepare_request(request).headers


def test_a_page_is_expanded_and_the_time_told(tmp_path: Path) -> None:
    answer = {"curtimestamp": "2026-02-03T04:05:06Z", "expandtemplates": {"wikitext": "a"}, "warnings": {"x": "odd"}}
    source, sent = scripted([answer], tmp_path)
    time = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert source.connection.expand_page("{{a}}", "Haar") == ("a", "x: odd", time)
    assert {key: sent[0][key] for key in ("text", "title", "prop", "curtimestamp")} == {
        "text": "{{a}}",
        "title": "Haar",
        "prop": "wikitext",
        "curtimestamp": True,
    }


@pytest.mark.parametrize("time", [None, "", "yesterday", 7, ["2026"]])
def test_an_expansion_without_a_time_is_one_line(tmp_path: Path, time: object) -> None:
    source, _ = scripted([{"curtimestamp": time, "expandtemplates": {"wikitext": "a"}}], tmp_path)
    with pytest.raises(WikimillError, match="its response does not tell the time"):
        source.connection.expand_page("{{a}}", "Haar")


def test_json_is_utf_8_whatever_the_server_calls_it_and_may_have_a_mark_before_it(web: Web, tmp_path: Path) -> None:
    page = pin("Köln", "ä")
    body = b"\xef\xbb\xbf" + json.dumps({"query": {"pages": [pinned(page)]}}, ensure_ascii=False).encode()
    web.put(LOOPBACK.url, body, Content_Type="text/html; charset=iso-8859-1")
    assert list(ApiSource(LOOPBACK, None, MediaWiki(), tmp_path).lookup(["Köln"])) == [page]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"query": {"pages": ' + b"[" * 100_000, "is nested too deeply"),
        (b'{"query": {"pages": [{"pageid": %s}]}}' % (b"9" * 5000), "has a number of too many digits"),
        (b'{"query": {"general": {"lang": -%s}}}' % (b"9" * 5000), "has a number of too many digits"),
    ],
)
def test_json_that_cannot_be_read_is_an_error_at_once(web: Web, tmp_path: Path, body: bytes, problem: str) -> None:
    web.put(LOOPBACK.url, body, Content_Type=JSON["Content-Type"])
    source = ApiSource(LOOPBACK, None, MediaWiki(), tmp_path)
    asks: list[Callable[[], object]] = [source.site, lambda: list(source.lookup(["A"])), source.count_articles]
    for number, ask in enumerate(asks, 1):
        with pytest.raises(WikimillError, match=f"its response is JSON that {problem}; ") as caught:
            ask()
        assert "\n" not in str(caught.value)
        assert len(web.asked) == number


def test_halves_of_characters_are_replaced_in_all_that_a_wiki_says(web: Web, tmp_path: Path) -> None:
    half = "a\ud800b"
    pages = [replace(pin("A"), title="A\ud800"), pin("B", "a?"), pin("C", "\U0001f600")]
    web.apis[LOOPBACK.url] = lambda _: {"query": {"pages": [pinned(each) for each in pages]}}
    source = ApiSource(LOOPBACK, None, MediaWiki(), tmp_path)
    found = {each.title: each for each in source.all_pages([0])}
    bad, lost, good = found.values()
    assert (bad.title, bad.problem) == (f"A\ufffd (page {bad.pageid})", "title not allowed")
    web.apis[LOOPBACK.url] = lambda asked: {
        "query": {"pages": [revision(each, "a\ud83d" if each.title == "B" else "\U0001f600") for each in pages[1:]]}
    }
    assert {each.title: each for each in source.revisions([lost, good])} == {
        "B": Unavailable.of(lost, "text not the pinned one"),
        "C": Revision(good.revid, "C", good.timestamp, good.sha1, "\U0001f600"),
    }
    web.apis[LOOPBACK.url] = lambda _: {"query": {"allmessages": [{"name": half, "content": half}]}}
    assert source.messages(["a\ufffdb"]) == {"a\ufffdb": "a\ufffdb"}
    web.apis[LOOPBACK.url] = lambda _: {"expandtemplates": {"wikitext": half}}
    assert source.connection.expand("{{a}}", "A") == ("a\ufffdb", "")


@pytest.mark.parametrize("status", [200, 500, 503])
def test_a_page_on_which_the_wiki_fails_is_named_and_the_others_arrive(status: int, web: Web, tmp_path: Path) -> None:
    pages = {each.revid: each for each in (pin(title, title) for title in "ABCDE")}
    broken = pages[pin("C").revid]

    def answer(parameters: dict[str, str]) -> dict[str, Any]:
        first = str(min(pages))
        wanted = [pages[int(revid)] for revid in parameters.get("revids", first).split("|")]
        web.status = 200
        if broken in wanted:
            code = "internal_api_error_MWUnknownContentModelException"
            web.status = status
            return {"error": {"code": code, "info": "The content model 'x' is not registered"}}
        return {"batchcomplete": True, "query": {"pages": [revision(each, each.title) for each in wanted]}}

    web.apis[LOOPBACK.url] = answer
    source = ApiSource(LOOPBACK, None, MediaWiki(), tmp_path)
    others = [each for each in pages.values() if each != broken]
    assert len(list(source.revisions(others))) == 4
    found = {each.title: each for each in source.revisions(pages.values())}
    assert found["C"] == Unavailable.of(broken, "the wiki fails on it (MWUnknownContentModelException)")
    assert len(found) == 5
    assert len(web.asked) < 16  # it is not waited for


@pytest.mark.parametrize(
    "text",
    [
        'The parameter "x" has been deprecated.',
        "Subscribe to the mediawiki-api-announce mailing list for notice of API deprecations and breaking changes.",
        "Unrecognized parameter: 'continue'",
    ],
)
@pytest.mark.parametrize("key", ["warnings", "*"])
def test_warnings_of_what_will_change_are_no_errors(tmp_path: Path, text: str, key: str) -> None:
    page = pin("A", "a")
    answer = {"warnings": {"main": {key: text}}, "query": {"pages": [pinned(page)]}}
    assert list(scripted([answer], tmp_path)[0].lookup(["A"])) == [page]
    answer["warnings"] = {"main": {key: f"{text}\nToo many values supplied for parameter 'titles'"}}
    with pytest.raises(WikimillError, match="it warns: main: Too many values supplied for parameter 'titles'"):
        list(scripted([answer], tmp_path)[0].lookup(["A"]))


def test_what_answers_in_the_wikis_place_is_named(web: Web, tmp_path: Path) -> None:
    web.put(LOOPBACK.url, "<title>Making sure</title><script src='/.within.website/x/cmd/anubis/main.mjs'>")
    with pytest.raises(WikimillError, match=r"api\.php: Anubis' challenge answers in its place \(HTTP 200\); only a"):
        ApiSource(LOOPBACK, None, MediaWiki(), tmp_path).site()
    assert len(web.asked) == 1


SECRET = "aB3 /'" * 20
ECHOES: list[Response] = [
    (200, JSON, b'{"error": {"code": "%s", "info": "%s"}}'),
    (200, JSON, b'{"warnings": {"main": {"warnings": "%s"}}, "query": {"pages": []}}'),
    (200, HTML, b"<p>%s</p> %s"),
    (200, HTML, b"<title>We cannot answer a request %s"),
    (302, {"Location": "https://elsewhere.example/%s"}, b""),
    (403, HTML, b"%s"),
]


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("encode", [str, quote, quote_plus, lambda text: b64encode(f"me:{text}".encode()).decode()])
def test_no_message_shows_a_secret_that_the_server_echoes(
    echo: Response, encode: Callable[[str], str], web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("HTTP_USERNAME", "me"), ("HTTP_PASSWORD", SECRET)):
        monkeypatch.setenv(f"WIKIMILL_{name}_WIKI_EXAMPLE", value)
    wiki = Wiki.parse("wiki.example")
    status, headers, body = echo
    said = encode(SECRET)
    web.pages[wiki.url] = (
        status,
        {key: value.replace("%s", said) for key, value in headers.items()},
        body.replace(b"%s", said.encode()),
    )
    etiquette = MediaWiki(retries=0, requests_per_minute=6000)
    with pytest.raises(WikimillError) as caught:
        ApiSource(wiki, "me@example.org", etiquette, tmp_path).find_by_id([7])
    for part in (said[:8], SECRET[:8]):
        assert part not in str(caught.value)  # masked before it is cut
