"""A connection to uvicorn, with bounds of its own: requests whose header never ends, and too many clients."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from wikimill.serve.errors import ApiError
from wikimill.serve.limits import MAX_CONNECTIONS, READ_SECONDS


class BoundedConnection(H11Protocol):
    """Closes itself when no request arrives in time; what is not HTTP gets an error in JSON."""

    deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """See `asyncio.Protocol`."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        super().data_received(data)
        if self._is_idle and self.deadline is None:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        super().connection_lost(exc)
        if self.deadline:
            self.deadline.cancel()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP, unless an answer is on its way already."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = ApiError(400, msg, code="bad_http").to_json().encode()
            headers = [
                ("content-type", "application/json"),
                ("content-length", str(len(body))),
                ("connection", "close"),
            ]
            events = (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            )
            for event in events:
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    @property
    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _watch(self) -> None:
        self.deadline = self.loop.call_later(READ_SECONDS, self._end_if_idle)

    def _end_if_idle(self) -> None:
        self.deadline = None
        if self._is_idle and not self.transport.is_closing():
            self.transport.abort()
