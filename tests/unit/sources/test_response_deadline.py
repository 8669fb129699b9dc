"""Responses that trickle in."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from pathlib import Path

import pytest
import requests

from wikimill.config.model import MediaWiki
from wikimill.sources import transport
from wikimill.sources.transport import NoResponseError, PoliteAdapter


@pytest.mark.parametrize(
    "sent",
    [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 3, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"],
)
def test_a_response_that_trickles_in_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(transport, "MAX_TIMEOUTS", 0.05)
    more = b"HTTP/1.1 100 Continue\r\n\r\n" if b"100" in sent else b"X"
    client, server = socket.socketpair()
    client.settimeout(2)
    monkeypatch.setattr("urllib3.util.connection.create_connection", lambda *_, **__: client)

    def trickle() -> None:
        with server, contextlib.suppress(OSError):
            server.sendall(sent)
            while True:
                server.sendall(more)
                time.sleep(0.02)

    thread = threading.Thread(target=trickle)
    thread.start()
    adapter = PoliteAdapter(MediaWiki(timeout=2, retries=0), tmp_path / "lock")
    start = time.monotonic()
    with pytest.raises(NoResponseError, match="its response arrives too slowly"):
        adapter.send(requests.Request("GET", "http://127.0.0.1:1/").prepare())
    adapter.close()
    assert time.monotonic() - start < 1
    thread.join(10)
    assert not thread.is_alive()
