"""Etiquette: waiting, retrying, and when to give up."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NameResolutionError

from wikimill.config.model import MediaWiki
from wikimill.sources import transport
from wikimill.sources.mediawiki.responses import check_response, is_final_error
from wikimill.sources.refusals import find_refusal
from wikimill.sources.transport import NoResponseError, PoliteAdapter, RefusedError, UnreachableError

Outcome = requests.Response | Exception


REQUEST = requests.Request("GET", "http://127.0.0.1:1/w/api.php").prepare()


def answer(status: int = 200, body: bytes = b'{"batchcomplete": true}', **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.raw = HTTPResponse(io.BytesIO(body), preload_content=False)
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += [round(seconds, 3)] if seconds else []


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[Outcome, list[float]]]:
    """Send one request against scripted outcomes: the final outcome and the waits."""
    monkeypatch.setattr(transport, "GIVE_WAY", 0.0)
    clock = Time()

    def run(
        *outcomes: Outcome, max_body: int = 1 << 20, refusal: Any = lambda _: None, **etiquette: Any
    ) -> tuple[Outcome, list[float]]:
        script = iter(outcomes)
        clock.slept = []

        def send(self: HTTPAdapter, *_args: Any, **_kwargs: Any) -> requests.Response:
            outcome = next(script)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(HTTPAdapter, "send", send)
        settings = MediaWiki(**{"retries": 3, **etiquette})
        adapter = PoliteAdapter(
            settings,
            tmp_path / "wiki" / "lock",
            check_response,
            max_body,
            clock.sleep,
            clock,
            refusal,
            is_final=is_final_error,
        )
        try:
            result: Outcome = adapter.send(REQUEST)
        except requests.RequestException as error:
            result = error
        adapter.close()
        return result, clock.slept

    return run


def test_a_valid_response_costs_no_wait(ask: Callable[..., Any]) -> None:
    assert ask(good := answer()) == (good, [])


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 522])
def test_busy_wikis_are_retried_with_doubling_waits(ask: Callable[..., Any], status: int) -> None:
    assert ask(answer(status), answer(status), good := answer()) == (good, [1.0, 2.0])


def test_retry_after_in_seconds_is_honoured(ask: Callable[..., Any]) -> None:
    assert ask(answer(429, Retry_After="17"), good := answer()) == (good, [17.0])


def test_retry_after_as_a_date_is_honoured(ask: Callable[..., Any]) -> None:
    result, waits = ask(answer(503, Retry_After=formatdate(time.time() + 60, usegmt=True)), good := answer())
    assert result is good
    assert 50 < waits[0] <= 60


def test_the_wait_has_a_maximum_unless_the_server_asks_for_more(ask: Callable[..., Any]) -> None:
    assert ask(*[answer(503)] * 5, good := answer(), retries=9, backoff_max=6) == (good, [1.0, 2.0, 4.0, 6.0, 6.0])


@pytest.mark.parametrize(
    "asked", ["86400", "1000000000", "99999999999999999999", "9" * 400, formatdate(4e9, usegmt=True)]
)
@pytest.mark.parametrize("date", ["", "now", formatdate(0), formatdate(1e9, usegmt=True)])
def test_a_wait_beyond_the_budget_is_an_error(ask: Callable[..., Any], asked: str, date: str) -> None:
    error, waits = ask(answer(429, Retry_After=asked, Date=date))
    assert isinstance(error, NoResponseError)
    assert "it answers with HTTP 429; another" in str(error)
    assert "mediawiki.retry_budget" in str(error)
    assert waits == []


def test_all_waits_together_stay_within_the_budget(ask: Callable[..., Any]) -> None:
    error, waits = ask(*[answer(503)] * 9, retries=9, retry_budget=10)
    assert isinstance(error, NoResponseError)
    assert waits == [1.0, 2.0, 4.0]


NEVER = ["Fri, 31 Dec 99999 23:59:59 GMT", "12 Jan 2030 00:00:00 +99999999999999999999", "99 Foo 2026 99:99:99 GMT"]


@pytest.mark.parametrize(
    "asked", ["soon", "-5", "", "nan", "inf", "1e9", "1.5", "²", "9" * 5000, formatdate(0), *NEVER]
)
@pytest.mark.parametrize("date", ["", "now", formatdate(0), formatdate(4e9, usegmt=True), *NEVER])
def test_an_invalid_retry_after_falls_back_to_doubling(ask: Callable[..., Any], asked: str, date: str) -> None:
    assert ask(answer(429, Retry_After=asked, Date=date), answer())[1] == [1.0]


@pytest.mark.parametrize("date", ["now", *NEVER])
def test_a_date_is_compared_with_our_clock_where_the_server_shows_none(ask: Callable[..., Any], date: str) -> None:
    until = formatdate(time.time() + 60, usegmt=True)
    result, waits = ask(answer(503, Retry_After=until, Date=date), good := answer())
    assert result is good
    assert 50 < waits[0] <= 60


@pytest.mark.parametrize("code", ["maxlag", "ratelimited", "readonly", "internal_api_error_DBQueryError"])
def test_busy_errors_of_the_api_come_with_http_200(ask: Callable[..., Any], code: str) -> None:
    body = b'{"error": {"code": "%s"}}' % code.encode()
    lagged = [answer(200, body, Retry_After="5") for _ in range(3)]
    assert ask(lagged[0], good := answer()) == (good, [5.0])
    error, waits = ask(*lagged[1:], retries=1)
    assert (str(error), waits) == (f"it reports {code} (2 attempts)", [5.0])


def test_other_errors_of_the_api_are_final(ask: Callable[..., Any]) -> None:
    assert ask(bad := answer(200, b'{"error": {"code": "toomanyvalues"}}')) == (bad, [])
    assert ask(missing := answer(404)) == (missing, [])
    assert ask(off := answer(200, b"MediaWiki API is not enabled for this site.")) == (off, [])


INTERNAL = b'{"error": {"code": "internal_api_error_%s", "info": "x"}}'


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_of_the_api_that_does_not_pass_is_final_whatever_the_status(
    ask: Callable[..., Any], status: int
) -> None:
    assert ask(bad := answer(status, INTERNAL % b"TypeError")) == (bad, [])
    for body in (INTERNAL % b"DBQueryError", b'{"error": {"code": "maxlag"}}', b'{"error": "x"}', b"[]", b"{}", b"<p>"):
        assert ask(answer(status, body), good := answer()) == (good, [1.0])
    assert ask(answer(429, b'{"message": "too many"}'), good := answer()) == (good, [1.0])


@pytest.mark.parametrize(
    "broken", [requests.ConnectionError("refused"), requests.Timeout("slow"), ConnectionResetError(104, "reset")]
)
def test_a_broken_connection_is_tried_again(ask: Callable[..., Any], broken: Exception) -> None:
    assert ask(broken, broken, good := answer()) == (good, [1.0, 2.0])
    error, waits = ask(broken, broken, retries=1)
    assert isinstance(error, NoResponseError)
    assert str(error).endswith("(2 attempts)")
    assert waits == [1.0]


def test_a_host_without_a_name_is_asked_twice_and_a_known_one_as_often_as_configured(ask: Callable[..., Any]) -> None:
    pool = HTTPConnectionPool("wiki.example")
    unknown = NameResolutionError(
        "wiki.example", HTTPConnection("wiki.example"), socket.gaierror(-2, "Name or service not known")
    )
    broken = requests.ConnectionError(MaxRetryError(pool, "/", unknown))
    error, waits = ask(*[broken] * 9, retries=20)
    assert isinstance(error, UnreachableError)
    assert waits == [1.0]
    error, waits = ask(answer(503), *[broken] * 9, retries=3)
    assert isinstance(error, UnreachableError)
    assert waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    "body", [b'{"query": {"pa', b"<html>Bad gateway", b"", b"{}", b"[]", b"7", b'{"x": 1}', b"\xff"]
)
def test_a_response_that_is_not_from_an_api_is_retried(ask: Callable[..., Any], body: bytes) -> None:
    assert ask(answer(body=body), good := answer()) == (good, [1.0])


def test_an_unknown_server_is_asked_five_times_and_a_known_one_as_often_as_configured(ask: Callable[..., Any]) -> None:
    html = b"<html>Welcome"
    error, waits = ask(*[answer(body=html) for _ in range(9)], retries=20)
    assert str(error) == "its response is not JSON but '<html>Welcome' (5 attempts)"
    assert waits == [1.0, 2.0, 4.0, 8.0]
    first = answer(503)
    error, waits = ask(first, *[answer(body=html) for _ in range(9)], retries=6)
    assert str(error).endswith("(7 attempts)")


def test_bodies_have_a_maximum_size(ask: Callable[..., Any]) -> None:
    error, waits = ask(answer(body=b" " * (2 << 20)), max_body=1 << 20)
    assert (str(error), waits) == ("its response is larger than 1 MiB", [])  # it would not be smaller the next time


def test_without_a_retry_budget_the_rate_limit_still_holds(ask: Callable[..., Any]) -> None:
    waits = []
    for _ in range(20):
        waits += ask(answer(), requests_per_minute=60, retry_budget=0)[1]
    assert len(waits) == 5  # after a burst of 15, one a second
    assert sum(waits) == pytest.approx(5)


def test_what_answers_in_the_servers_place_is_not_asked_again(ask: Callable[..., Any]) -> None:
    wall = answer(503, b"<title>Just a moment...</title>", cf_mitigated="challenge", Retry_After="600")
    error, slept = ask(wall, refusal=find_refusal)
    assert isinstance(error, RefusedError)
    assert error.refusal.problem == "Cloudflare's challenge answers in its place (HTTP 503)"
    assert slept == []


@pytest.mark.parametrize("skew", [-7200, 0, 7200])
def test_a_date_to_wait_for_is_read_by_the_servers_clock(ask: Callable[..., Any], skew: int) -> None:
    now = 1_000_000 + skew  # by the server's clock
    date, until = (formatdate(each, usegmt=True) for each in (now, now + 40))
    response, slept = ask(answer(503, Date=date, Retry_After=until), answer())
    assert isinstance(response, requests.Response)
    assert sum(slept) == 40
