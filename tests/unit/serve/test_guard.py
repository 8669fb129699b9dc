"""Requests that never reach the application: other hosts and sites, bodies that are too large or too slow."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.unit.serve.builder import fake_app
from tests.unit.serve.client import HOST, client
from wikimill.serve import guard
from wikimill.serve.guard import Guard
from wikimill.serve.limits import MAX_BODY


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.1:8000", "", "[", "localhost.x", "::1"]
)
def test_another_host_is_refused(host: str) -> None:
    answer = client(fake_app()[0]).get("/v1/models", headers={"Host": host})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "bad_host"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:9", "127.1.2.3:8000", "[::1]:8000", "LOCALHOST"])
def test_this_machine_is_not(host: str) -> None:
    assert client(fake_app()[0]).get("/v1/models", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": f"https://{HOST}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_post(headers: dict[str, str]) -> None:
    application, writer = fake_app("a")
    answer = client(application).post("/v1/completions", json={"model": "main"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad_origin")
    assert "access-control-allow-origin" not in answer.headers
    assert not writer.asked


@pytest.mark.parametrize("headers", [{}, {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}])
def test_this_site_and_programs_can(headers: dict[str, str]) -> None:
    answer = client(fake_app("a")[0]).post("/v1/completions", json={"model": "main"}, headers=headers)
    assert answer.status_code == 200


def test_every_answer_lets_a_browser_load_and_run_nothing_else() -> None:
    for path in ("/", "/nope", "/static/serve.js", "/v1/models"):
        headers = client(fake_app()[0]).get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
        assert "unsafe" not in policy
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_body_has_a_bound_whatever_its_length_says() -> None:
    application, writer = fake_app("a")
    for content in (b"x" * (MAX_BODY + 1), iter([b"x" * MAX_BODY, b"x"])):
        answer = client(application).post("/v1/completions", content=content)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert not writer.asked


def call(messages: list[Any], stop: bool = False) -> list[Any]:
    """What the guard answers to these messages, after which nothing comes."""
    sent: list[Any] = []
    reached: list[bytes] = []

    async def receive() -> Any:
        return messages.pop(0) if messages else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    async def application(_scope: Any, receive: Any, _send: Any) -> None:
        reached.append((await receive())["body"])

    async def run() -> None:
        found = Guard(application)
        scope = {"type": "http", "method": "POST", "headers": [(b"host", b"localhost")]}
        task = asyncio.create_task(found(scope, receive, send))
        await asyncio.sleep(0)
        if stop:
            found.stopping.set()
        await task

    asyncio.run(run())
    return [each["status"] for each in sent if "status" in each] + reached


def test_a_body_in_parts_reaches_the_application_whole() -> None:
    parts: list[Any] = [
        {"type": "http.request", "body": b"a", "more_body": True},
        {"type": "http.request", "body": b"b"},
    ]
    assert call(parts) == [b"ab"]


def test_a_body_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "READ_SECONDS", 0.01)
    assert call([{"type": "http.request", "body": b"a", "more_body": True}]) == [408]


def test_a_body_that_does_not_end_does_not_hold_up_the_end_of_the_server() -> None:
    assert call([{"type": "http.request", "body": b"a", "more_body": True}], stop=True) == [503]


def test_a_client_that_goes_away_gets_no_answer() -> None:
    assert call([{"type": "http.disconnect"}]) == []
