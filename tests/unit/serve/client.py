"""Requests to an application without a server: as a client makes them, and one that goes away."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.testclient import TestClient

from wikimill.serve.app import Application

HOST = "127.0.0.1:8000"


def client(application: Application) -> TestClient:
    """A client that sends what a browser on this machine would."""
    return TestClient(application.guard, base_url=f"http://{HOST}", follow_redirects=False)


def ask(application: Application, **parameters: Any) -> Any:
    """The answer to a request for completions."""
    return client(application).post("/v1/completions", json={"model": "main", **parameters})


def events(text: str) -> list[Any]:
    """What server-sent events contain; the last one says that it is the last."""
    *found, done, rest = text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return [json.loads(each.removeprefix("data: ")) for each in found]


class Visitor:
    """A request whose client can go away while it is answered."""

    def __init__(self, application: Application, content: Any) -> None:
        self.body = json.dumps(content).encode()
        self.gone = asyncio.Event()
        self.sent: list[Any] = []
        self.is_read = False
        scope = {
            "type": "http",
            "asgi": {"spec_version": "2.3"},
            "method": "POST",
            "path": "/v1/completions",
            "query_string": b"",
            "headers": [(b"host", HOST.encode())],
        }
        self.task = asyncio.create_task(application.guard(scope, self._receive, self._send))

    @property
    def status(self) -> int | None:
        """Of the answer, if it has begun."""
        return self.sent[0]["status"] if self.sent else None

    async def _receive(self) -> dict[str, Any]:
        if not self.is_read:
            self.is_read = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)
