"""Etiquette: waiting, asking again, and when to give up."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from wikimill.config.model import MediaWiki
from wikimill.sources.transport import PoliteAdapter, TokenBucket

Outcome = requests.Response | Exception
REQUEST = requests.Request("GET", "http://127.0.0.1:1/w/api.php").prepare()


def answer(status: int = 200, body: bytes = b"{}", **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[Outcome, list[float]]]:
    """Send one request against scripted outcomes: the final outcome and the waits."""

    def run(*outcomes: Outcome, retries: int = 3) -> tuple[Outcome, list[float]]:
        script = iter(outcomes)
        waits: list[float] = []

        def send(self: HTTPAdapter, *_args: Any, **_kwargs: Any) -> requests.Response:
            outcome = next(script)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(HTTPAdapter, "send", send)
        adapter = PoliteAdapter(MediaWiki(retries=retries), tmp_path / "wiki" / "lock", waits.append)
        try:
            result: Outcome = adapter.send(REQUEST)
        except requests.RequestException as error:
            result = error
        return result, [wait for wait in waits if wait]

    return run


def test_a_good_answer_costs_no_wait(ask: Callable[..., Any]) -> None:
    assert ask(good := answer()) == (good, [])


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_busy_wikis_are_asked_again_with_doubling_waits(ask: Callable[..., Any], status: int) -> None:
    assert ask(answer(status), answer(status), good := answer()) == (good, [1.0, 2.0])


def test_retry_after_in_seconds_is_honoured(ask: Callable[..., Any]) -> None:
    assert ask(answer(429, Retry_After="17"), good := answer()) == (good, [17.0])


def test_retry_after_as_a_date_is_honoured(ask: Callable[..., Any]) -> None:
    import time

    result, waits = ask(answer(503, Retry_After=formatdate(time.time() + 60, usegmt=True)), good := answer())
    assert result is good
    assert 50 < waits[0] <= 60


@pytest.mark.parametrize("asked", ["86400", "999999999999"])
def test_no_wait_exceeds_two_minutes(ask: Callable[..., Any], asked: str) -> None:
    assert ask(answer(429, Retry_After=asked), answer())[1] == [120.0]


def test_an_unreadable_retry_after_falls_back_to_doubling(ask: Callable[..., Any]) -> None:
    assert ask(answer(429, Retry_After="soon"), answer())[1] == [1.0]


@pytest.mark.parametrize("code", ["maxlag", "ratelimited", "readonly"])
def test_busy_errors_of_the_api_come_with_http_200(ask: Callable[..., Any], code: str) -> None:
    lagged = answer(200, MediaWiki_API_Error=code, Retry_After="5", X_Database_Lag="12")
    assert ask(lagged, good := answer()) == (good, [5.0])


def test_other_errors_of_the_api_are_final(ask: Callable[..., Any]) -> None:
    assert ask(bad := answer(200, MediaWiki_API_Error="toomanyvalues")) == (bad, [])
    assert ask(missing := answer(404)) == (missing, [])


def test_a_broken_connection_is_tried_again_and_the_last_failure_is_raised(ask: Callable[..., Any]) -> None:
    broken = requests.ConnectionError("refused")
    assert ask(broken, requests.Timeout("slow"), good := answer()) == (good, [1.0, 2.0])
    assert ask(broken, broken, retries=1) == (broken, [1.0])


def test_a_cut_answer_is_asked_for_again(ask: Callable[..., Any]) -> None:
    assert ask(answer(body=b'{"query": {"pa'), good := answer()) == (good, [1.0])


def test_html_from_a_wiki_that_never_answered_is_final(ask: Callable[..., Any]) -> None:
    html = answer(body=b"<html>Bad gateway")
    assert ask(html) == (html, [])
    assert ask(answer(503), html) == (html, [1.0])


def test_the_last_busy_answer_is_returned_without_the_header_on_which_mwclient_waits(ask: Callable[..., Any]) -> None:
    lagged = answer(200, MediaWiki_API_Error="maxlag", X_Database_Lag="12")
    result, _ = ask(lagged, retries=0)
    assert "X-Database-Lag" not in result.headers


def test_the_bucket_lets_a_burst_pass_and_then_the_rate_for_all_processes_together(tmp_path: Path) -> None:
    now = 1000.0
    buckets = [TokenBucket(tmp_path / "level", 120, lambda: now) for _ in range(3)]
    sent = 0
    while now < 1060:
        now += buckets[sent % 3].wait()
        sent += 1
    assert 149 <= sent <= 151  # a quarter minute's burst and 120: below Wikimedia's 200
    start, first = now, sent
    while now < start + 60:
        now += buckets[sent % 3].wait()
        sent += 1
    assert sent - first <= 121


@pytest.mark.parametrize("level", ["", "rubbish", "1 2 3"])
def test_a_damaged_level_starts_anew(tmp_path: Path, level: str) -> None:
    (tmp_path / "level").write_text(level)
    assert TokenBucket(tmp_path / "level", 60).wait() == 0


def test_a_clock_that_goes_back_earns_nothing(tmp_path: Path) -> None:
    (tmp_path / "level").write_text("0 2000")
    assert TokenBucket(tmp_path / "level", 60, lambda: 1000.0).wait() == 1.0
