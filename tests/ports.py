"""Ports for servers that tests start: free, and never one that the system gives to an outgoing connection."""

from __future__ import annotations

import random
import socket

PORTS = range(10_000, 32_768)  # what Linux gives to outgoing connections begins behind them
_claims: list[socket.socket] = []


def free_port() -> int:
    """A port of loopback that is free, and that no other process of the tests is given while this one lives."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        claim = socket.socket(type=socket.SOCK_DGRAM)
        try:
            claim.bind(("127.0.0.1", port))  # of UDP, so that the server's own, of TCP, stays free
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    """Whether a server can listen at this port of loopback."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
            server.listen()
        except OSError:
            return False
    return True
