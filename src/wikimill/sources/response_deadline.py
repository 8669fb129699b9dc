"""A bound on the time that one answer may take in all, its headers too.

A time-out of sockets starts anew with every byte: an answer that drips, or `100 Continue` for ever, has none.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse


class Watch:
    """Knows the socket of the answer that is awaited, and shuts it down when its time is over."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.over = False  # what came is then not the whole answer, though it may look so

    def pools(self) -> dict[str, type[HTTPConnectionPool]]:
        """urllib3's pools by scheme, whose connections tell this watch of their sockets."""
        watch = self

        class Plain(HTTPConnection):
            def getresponse(self) -> HTTPResponse:  # type: ignore[override]
                watch.socket = self.sock
                return super().getresponse()

        class Encrypted(HTTPSConnection):
            def getresponse(self) -> HTTPResponse:  # type: ignore[override]
                watch.socket = self.sock
                return super().getresponse()

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        return {"http": PlainPool, "https": EncryptedPool}

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is done within ends after so many seconds, with an error of its socket."""
        self.over = False
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self.socket = None

    def _end(self) -> None:
        self.over = True
        if self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)
