"""What a request must be before anything reads it: to this machine, not sent by another site, small, and soon here.

A page of another site can have a browser send requests to loopback. It cannot read the answers, unless its name is made
to lead here (DNS rebinding): then the header `Host` has that name, and is refused. A POST, which costs work, is refused
if its `Origin` is not this server.
"""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wikimill.address import is_loopback
from wikimill.serve.errors import ApiError
from wikimill.serve.limits import MAX_BODY, READ_SECONDS

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
READING = {"GET", "HEAD"}  # methods that change nothing and cost little


class Guard:
    """Lets requests through to `app`, with their whole body; adds headers to its answers.

    `stopping` ends the wait for bodies that are still on their way.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] != "http":
            return
        try:
            check_host(Headers(scope=scope))
            if scope["method"] not in READING:
                check_origin(Headers(scope=scope))
            body = await self._read(Headers(scope=scope), receive)
        except ApiError as error:
            await error.to_response()(scope, receive, answer)
            return
        if body is None:  # the client has gone
            return
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        await self.app(scope, replay, answer)

    async def _read(self, headers: Headers, receive: Receive) -> bytes | None:
        """The body; None when the client goes away."""
        too_large = ApiError(413, f"the request is larger than {MAX_BODY >> 10:,} KiB; send less", code="too_large")
        if int(headers.get("content-length", "0")) > MAX_BODY:  # h11 has seen that it is a number
            raise too_large
        parts: list[bytes] = []
        stopping = asyncio.create_task(self.stopping.wait())
        try:
            async with asyncio.timeout(READ_SECONDS):
                while True:
                    message = await _first(receive, stopping)
                    if message is None:
                        raise ApiError(503, "the server is stopping; start it again", kind="server_error")
                    if message["type"] == "http.disconnect":
                        return None
                    parts.append(message.get("body", b""))
                    if sum(map(len, parts)) > MAX_BODY:
                        raise too_large
                    if not message.get("more_body"):
                        return b"".join(parts)
        except TimeoutError:
            raise ApiError(408, f"the request was not complete after {READ_SECONDS} s; send it again") from None
        finally:
            stopping.cancel()


async def _first(receive: Receive, stopping: asyncio.Task[bool]) -> Message | None:
    """The next message; None if the server stops before."""
    waiting = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else None
    finally:
        waiting.cancel()


def check_host(headers: Headers) -> None:
    """Check that a request was sent to a name of this machine.

    Raises:
        ApiError: it was not.
    """
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _is_loopback(hosts[0]):
        raise ApiError(403, "the header Host names another machine; use http://127.0.0.1", code="bad_host")


def check_origin(headers: Headers) -> None:
    """Check that a request was not sent by a page of another site.

    Raises:
        ApiError: it was.
    """
    origins, site = headers.getlist("origin"), headers.get("sec-fetch-site", "none")
    if origins not in ([], [f"http://{headers['host']}"]) or site not in ("none", "same-origin"):
        raise ApiError(403, "a page of another site sent this request; use this server's own page", code="bad_origin")


def _is_loopback(host: str) -> bool:
    try:
        return is_loopback(host)
    except ValueError:  # such as `[`
        return False
