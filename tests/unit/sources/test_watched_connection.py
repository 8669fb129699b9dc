"""Connections: where they lead, and responses that trickle in."""

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
from wikimill.sources.watched_connection import ConnectionWatch, NamedNetwork, PrivateAddressError, is_public


@pytest.mark.parametrize(
    "sent",
    [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 3, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"],
)
def test_a_response_that_trickles_in_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(transport, "MAX_TIMEOUTS", 0.05)
    more = b"HTTP/1.1 100 Continue\r\n\r\n" if b"100" in sent else b"X"
    client, server = socket.socketpair()
    client.settimeout(2)
    monkeypatch.setattr(ConnectionWatch, "permitted", lambda _, host, connection: connection)  # a pair has no address
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


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1", True),
        ("64:ff9b::101:101", True),
        ("::ffff:1.1.1.1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_what_is_on_the_internet(address: str, public: bool) -> None:
    assert is_public(address) == public


PUBLIC, PRIVATE = "1.1.1.1", "10.1.2.3"


@pytest.mark.parametrize(
    ("connections", "refused"),
    [
        # A host on the internet was named: nothing leads into our network, and its name cannot change its mind.
        ([("wiki.example", PUBLIC), ("www.example", PUBLIC), ("www.example", PRIVATE)], 2),
        ([("wiki.example", PUBLIC), ("wiki.example", "127.0.0.1")], 1),
        ([("wiki.example", PUBLIC), ("wiki.example", "::ffff:10.0.0.1")], 1),
        # A host in our network was.
        ([("wiki.example", PRIVATE), ("www.example", "192.168.1.1"), ("www.example", PUBLIC)], None),
        # What was named is not asked at all, as its API is elsewhere.
        ([("inside.example", PRIVATE)], None),
        ([("outside.example", PRIVATE)], 0),
        ([("nowhere.example", PRIVATE)], 0),
    ],
)
def test_what_a_person_named_decides_whether_connections_stay_out_of_our_network(
    connections: list[tuple[str, str]], refused: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = connections[0][0]
    known = {"inside.example": PRIVATE, "outside.example": PUBLIC}

    def look_up(host: str, _: object) -> list[tuple[object, ...]]:
        if host not in known:
            raise socket.gaierror(-2, "Name or service not known")
        return [(0, 0, 0, "", (known[host], 0))]

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    network = NamedNetwork(named)
    is_elsewhere = len(connections) == 1
    for number, (host, address) in enumerate(connections):
        asked = "api.example" if is_elsewhere else host
        if number == refused:
            with pytest.raises(PrivateAddressError, match=f"it leads to {asked} at .*, which is not on the internet"):
                network.permit(asked, address)
        else:
            network.permit(asked, address)
