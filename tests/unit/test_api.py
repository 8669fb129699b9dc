"""The API source before anything is sent; what a real wiki answers is tested in tests/mediawiki."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from tests.unit.conftest import pin
from wikimill import __version__
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.api import ApiSource
from wikimill.sources.base import Pin, Revision
from wikimill.wiki import Wiki

LOOPBACK = Wiki.parse("http://127.0.0.1:1/w/api.php")


class Scripted(ApiSource):
    """An API source whose answers are given."""

    def __init__(self, answers: list[dict[str, Any]], cache: Path) -> None:
        super().__init__(LOOPBACK, None, MediaWiki(), cache)
        self.answers = answers
        self.sent: list[dict[str, Any]] = []

    def _call(self, **parameters: Any) -> dict[str, Any]:
        self.sent.append(parameters)
        return self.answers.pop(0)


def test_a_wiki_elsewhere_needs_a_contact(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match=r"en\.wikipedia\.org: .*set `contact` in config/config\.yaml"):
        ApiSource(Wiki.parse("en.wikipedia.org"), None, MediaWiki(), tmp_path)


def test_the_agent_names_tool_contact_and_library(tmp_path: Path) -> None:
    source = ApiSource(Wiki.parse("en.wikipedia.org"), "me@example.org", MediaWiki(), tmp_path)
    agent = source.connection.connection.headers["User-Agent"]
    assert agent == f"wikimill/{__version__} (me@example.org) mwclient/0.11.0"


def revision(page: Pin, text: str) -> dict[str, Any]:
    slots = {"main": {"content": text}}
    return {"title": page.title, "revisions": [{"revid": page.revid, "slots": slots}]}


def test_what_an_answer_leaves_out_is_asked_for_again_in_halves(tmp_path: Path) -> None:
    pages = [pin(title, title) for title in "ABCD"]
    first = {"query": {"pages": [revision(pages[0], "A")]}}
    rest = [{"query": {"pages": [revision(page, page.title)]}} for page in pages[1:]]
    half = {"query": {"pages": [revision(pages[1], "B"), revision(pages[2], "C")]}}
    source = Scripted([first, half, rest[2]], tmp_path)
    got = list(source.revisions(pages))
    assert {each.title for each in got if isinstance(each, Revision)} == set("ABCD")
    asked = [len(sent["revids"].split("|")) for sent in source.sent]
    assert asked == [4, 2, 1]


def test_a_revision_that_never_comes_is_an_error_not_a_loop(tmp_path: Path) -> None:
    source = Scripted([{"query": {"pages": []}}], tmp_path)
    with pytest.raises(WikimillError, match="does not answer for revision"):
        list(source.revisions([pin("A", "A")]))


def test_deleted_and_hidden_revisions_come_back_as_pins(tmp_path: Path) -> None:
    gone, hidden = pin("Gone", "x"), pin("Hidden", "y")
    answer = {
        "query": {
            "badrevids": {str(gone.revid): {"revid": gone.revid, "missing": True}},
            "pages": [{"title": "Hidden", "revisions": [{"revid": hidden.revid, "texthidden": True}]}],
        }
    }
    assert set(Scripted([answer], tmp_path).revisions([gone, hidden])) == {gone, hidden}


def test_a_text_with_another_sha1_is_refused(tmp_path: Path) -> None:
    page = pin("A", "the pinned text")
    source = Scripted([{"query": {"pages": [revision(page, "another text")]}}], tmp_path)
    with pytest.raises(WikimillError, match=r"revision \d+ of 'A' arrived with another sha1"):
        list(source.revisions([page]))


@pytest.mark.parametrize(
    ("problem", "part"),
    [
        (requests.ConnectionError("no route"), "cannot be reached"),
        (ValueError, "which is no JSON"),
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

    monkeypatch.setattr(source.connection.connection, "request", request)
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

    monkeypatch.setattr(source.connection.connection, "request", request)
    failures = 0
    for ask in (
        source.site,
        lambda: source.members("A", [0], subcategories=True),
        lambda: list(source.lookup(["A"])),
        lambda: list(source.revisions([pin("A", "a")])),
    ):
        try:
            ask()
        except WikimillError as error:
            failures += 1
            assert "\n" not in str(error)
    assert failures >= 2
