"""Requests of all kinds to `wikimill serve`: it stays up, each answer is a completion, a page or an error in JSON."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.serving import Served, serve
from tests.soak.mutations import BYTES, JSON, TEXTS, VALUES, mutate, seeds
from tests.soak.record import HANG, READ, REFUSED, TRACEBACK, Soak
from tests.unit.serve.builder import write_project

COUNTS = {"short": 200, "full": 20_000}
SECONDS = 30.0  # that an answer may take on a busy machine; a request that never ends gets its answer after 10
BODY: dict[str, Any] = {
    "model": "main", "prompt": ["the tide", "and"], "max_tokens": 4, "temperature": 0.9, "top_p": 0.9, "n": 1,
    "stop": ["the"], "seed": 3, "stream": False, "echo": True, "top_k": 5, "repetition_penalty": 1.1,
    "stream_options": {"include_usage": True}, "logit_bias": {}, "best_of": 1, "user": "u",
}  # fmt: skip
PATHS = (
    "/v1/completions", "/v1/completions", "/v1/completions", "/copied", "/v1/models", "/v1/models/main", "/",
    "/corpus", "/corpus?q=harbour&start=7", "/corpus/pages/3", "/corpus/left-out?reason=missing", "/corpus/left-out/0",
    "/corpus/title?title=Twin", "/static/serve.js", "/nope",
)  # fmt: skip
MODELS = b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n"
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW")
HEADERS = (
    "Host: evil.example", "Origin: null", "Content-Length: -1", "Transfer-Encoding: chunked", "Expect: 100-continue",
    "Connection: close", "Upgrade: websocket\r\nConnection: upgrade", "Cookie: " + "a" * 9000,
    "Content-Type: text/html", "Accept-Encoding: gzip", "X-Forwarded-Host: evil.example",
    "Range: bytes=1-", "Sec-Fetch-Site: cross-site",
)  # fmt: skip


def make(random: Random) -> tuple[bytes, bytes]:
    """The header of a request, and its body."""
    content = dict(BODY)
    for name in random.sample(sorted(content), random.randint(0, 3)):
        content[name] = random.choice(VALUES)
    if random.random() < 0.5:
        content["stream"] = random.choice((True, False))
    path = random.choice(PATHS)
    if path == "/copied":
        content = {"text": random.choice([text for text in TEXTS if len(text) < 5000])}
    body = json.dumps(content).encode()
    if random.random() < 0.5:
        body = mutate(body, seeds(random, 2), JSON)
    method = "POST" if path.startswith(("/v1/completions", "/copied")) else "GET"
    method = random.choice(METHODS) if random.random() < 0.1 else method
    body = b"" if method == "GET" else body
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if random.random() < 0.25:
        lines.insert(random.randint(1, len(lines)), random.choice(HEADERS))
    head = "\r\n".join([*lines, "", ""]).encode()
    return (mutate(head, seeds(random, 2), BYTES) if random.random() < 0.15 else head), body


def exchange(served: Served, parts: Sequence[bytes], patience: float) -> tuple[str, str]:
    """What comes of a request that is sent in these parts; the client goes away after `patience` seconds."""
    answer = b""
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", served.port), timeout=SECONDS) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            connection.settimeout(patience)
            while data := connection.recv(1 << 16):
                answer += data
                if is_complete(answer):
                    break
        except TimeoutError:
            if patience == SECONDS:
                return HANG, f"no end after {patience:g} s: {answer[:200]!r}"
        except ConnectionError:
            pass  # the answer of a server that does not read on may be lost
    return judge(answer, time.monotonic() - begin)


def is_complete(answer: bytes) -> bool:
    """Whether an answer has ended, though its connection stays open."""
    head, found, body = answer.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100"):
        return is_complete(body)
    lines = head.lower().split(b"\r\n")
    if b"transfer-encoding: chunked" in lines:
        return answer.endswith(b"0\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
    return bool(found) and len(body) >= length


def judge(answer: bytes, seconds: float) -> tuple[str, str]:
    """The outcome of an answer; none, where the client or what is no HTTP ended the connection, is one as well."""
    while answer.startswith(b"HTTP/1.1 100"):
        answer = answer.partition(b"\r\n\r\n")[2]
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head:
        return REFUSED, f"nothing after {seconds:.1f} s"
    status = int(head.split()[1])
    said = body.decode("utf-8", "replace")
    if status >= 500 or "Traceback" in said:
        return TRACEBACK, f"{status}: {said[:300]}"
    if b"application/json" in head and is_complete(answer) and body:
        content = json.loads(said)
        if status >= 400:
            assert content["error"].keys() == {"message", "type", "param", "code"}
        elif "choices" in content:
            assert all(choice["finish_reason"] in ("stop", "length") for choice in content["choices"])
    elif status >= 400 and body:
        assert b"text/html" in head, said
    return (READ if status < 400 else REFUSED), str(status)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_project()
    return tmp_path


def test_it_stays_up_and_says_what_is_wrong(soak: Soak, project: Path) -> None:
    with serve(project, "--set", "generate.length=20") as served:
        for number, random in soak.trials():
            head, body = make(random)
            # One in ten clients goes away early; of a header that is damaged the end may never come.
            is_whole = head.endswith(b"\r\n\r\n") and f"Content-Length: {len(body)}".encode() in head
            patience = random.choice((0.0, 0.01, 0.2)) or 0.001
            patience = SECONDS if is_whole and random.random() < 0.9 and b"Transfer" not in head else patience
            sent: tuple[bytes, ...] = (head, body)

            def attempt(parts: Sequence[bytes], patience: float = patience) -> tuple[str, str]:
                nonlocal sent
                sent = tuple(parts)
                try:
                    return exchange(served, parts, patience)
                except (AssertionError, ValueError, KeyError) as error:
                    return TRACEBACK, repr(error)

            soak.attempt(number, sent, attempt, lambda: {"request.bin": b"".join(sent)})  # noqa: B023
            assert served.process.poll() is None, served.log
        assert "Traceback" not in served.log, served.log[-3000:]
        assert exchange(served, [MODELS], SECONDS) == (READ, "200")
        with contextlib.ExitStack() as stack:  # far more connections than are allowed, which do nothing
            for _ in range(400):
                stack.enter_context(socket.create_connection(("127.0.0.1", served.port)))
        deadline = time.monotonic() + SECONDS
        while exchange(served, [MODELS], SECONDS) != (READ, "200"):  # until it has noticed that they are gone
            assert time.monotonic() < deadline
        assert "Traceback" not in served.log, served.log[-3000:]
    soak.finish()
