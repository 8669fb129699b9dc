"""A limit on the total time that one response may take, headers included.

A socket's time-out starts again with every byte, so a response that trickles in, or an endless `100 Continue`, never
reaches it.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse


class ResponseDeadline:
    """Knows the socket of the response that is awaited, and shuts it down when time is up."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.exceeded = False  # then what was read is not the whole response, even if it looks complete

    def pools(self) -> dict[str, type[HTTPConnectionPool]]:
        """urllib3's connection pools by scheme, whose connections report their sockets here."""
        deadline = self

        class Plain(HTTPConnection):
            def getresponse(self) -> HTTPResponse:  # type: ignore[override]
                deadline.socket = self.sock
                return super().getresponse()

        class Encrypted(HTTPSConnection):
            def getresponse(self) -> HTTPResponse:  # type: ignore[override]
                deadline.socket = self.sock
                return super().getresponse()

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        return {"http": PlainPool, "https": EncryptedPool}

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """After so many seconds the reading inside this context fails with a socket error."""
        self.exceeded = False
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self.socket = None

    def _expire(self) -> None:
        self.exceeded = True
        if self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)
