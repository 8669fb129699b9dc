"""An HTTP proxy on loopback that damages what passes, at seeded random, and keeps a record of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from urllib.parse import urlsplit

STALL = 0.5  # seconds; longer than the tests' time-out
BUSY = ("maxlag", "ratelimited", "readonly", "internal_api_error_DBQueryError")


@dataclass(frozen=True)
class Request:
    """What the proxy saw of a request."""

    began: float  # time.monotonic()
    ended: float
    line: str
    headers: dict[str, str]
    body: str
    fault: str  # empty when it passed unharmed


@dataclass
class Proxy:
    """In front of the API at `url`; each answer is damaged with probability `rate` by one of `faults`.

    With `known`, the wiki's answers by request, it is asked only for what is not among them.
    """

    url: str
    seed: int = 0
    rate: float = 0.0
    faults: tuple[str, ...] = ()
    known: dict[tuple[str, bytes], tuple[str, bytes]] | None = None
    requests: list[Request] = field(default_factory=list)
    most_connections: int = 0
    port: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.open = 0
        self.tasks: set[asyncio.Task[None] | None] = set()  # the loop itself does not keep those whose client has gone
        self.faults = self.faults or FAULTS
        self.upstream = urlsplit(self.url).port or 80

    @property
    def api(self) -> str:
        """URL of the API as seen through the proxy."""
        return f"http://127.0.0.1:{self.port}/w/api.php"

    def __enter__(self) -> Proxy:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result(10)
        return self

    def __exit__(self, *_error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def _listen(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, reuse_address=True)
        self.port = self.server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        for _ in range(10):  # a connection is several callbacks and tasks, one after the other, before it is served
            self.server.close()  # `refuse` may have opened it again
            await asyncio.sleep(0)  # what has begun closes what it has
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.current_task())
        self.open += 1
        self.most_connections = max(self.most_connections, self.open)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self.open -= 1
            await close(writer)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Pass one request and its answer; whether the connection stays open."""
        head = await reader.readuntil(b"\r\n\r\n")
        began = time.monotonic()
        line, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        fault = self.random.choice(self.faults) if self.random.random() < self.rate else ""
        if self.known is None:
            status, answer = await self._ask(line, headers, body)
        else:
            if (line, body) not in self.known:
                self.known[line, body] = await self._ask(line, headers, body)
            status, answer = self.known[line, body]
        try:
            return await (BEHAVIOURS[fault](self, writer, status, answer) if fault else send(writer, status, answer))
        finally:  # also of an answer that the end of the test cuts short
            self.requests.append(Request(began, time.monotonic(), line, headers, body.decode(), fault))

    async def _ask(self, line: str, headers: dict[str, str], body: bytes) -> tuple[str, bytes]:
        """Status and body of the wiki's answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        passed = {**headers, "host": f"127.0.0.1:{self.upstream}", "connection": "close"}
        head = "".join(f"{name}: {value}\r\n" for name, value in passed.items())
        try:
            writer.write(f"{line}\r\n{head}\r\n".encode("latin-1") + body)
            whole = await reader.read()
        finally:
            await close(writer)
        head_bytes, _, answer = whole.partition(b"\r\n\r\n")
        first, *rest = head_bytes.decode("latin-1").split("\r\n")
        cookies = [each for each in rest if each.lower().startswith("set-cookie:")]
        return "\r\n".join([first.split(" ", 1)[1], *cookies]), answer

    async def refuse(self) -> None:
        """Close the port for a moment."""
        self.server.close()
        await asyncio.sleep(0.05)
        await self._listen()


async def close(writer: asyncio.StreamWriter) -> None:
    """Close a connection, whatever its state."""
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def send(
    writer: asyncio.StreamWriter, status: str, body: bytes, *headers: str, length: int | None = None
) -> bool:
    """An answer that keeps the connection, unless its `length` is not what is sent."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {size}", *headers]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    await writer.drain()
    return size == len(body)


async def reset(_proxy: Proxy, writer: asyncio.StreamWriter, _status: str, _body: bytes) -> bool:
    """A reset connection."""
    endpoint: socket.socket = writer.get_extra_info("socket")
    endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def refuse(proxy: Proxy, _writer: asyncio.StreamWriter, _status: str, _body: bytes) -> bool:
    """No answer, and a port that is closed for a moment."""
    await proxy.refuse()
    return False


async def stall(_proxy: Proxy, writer: asyncio.StreamWriter, status: str, body: bytes) -> bool:
    """Half an answer, and then silence."""
    await send(writer, status, body[: len(body) // 2], length=len(body))
    await asyncio.sleep(STALL)
    return False


async def delay(_proxy: Proxy, writer: asyncio.StreamWriter, status: str, body: bytes) -> bool:
    """A slow answer, which is good."""
    await asyncio.sleep(0.05)
    return await send(writer, status, body)


async def truncate(proxy: Proxy, writer: asyncio.StreamWriter, status: str, body: bytes) -> bool:
    """An answer that ends early."""
    return await send(writer, status, body[: proxy.random.randrange(len(body))], length=len(body))


async def cut(proxy: Proxy, writer: asyncio.StreamWriter, status: str, body: bytes) -> bool:
    """A shorter answer that claims to be whole."""
    return await send(writer, status, body[: proxy.random.randrange(len(body))])


async def status(proxy: Proxy, writer: asyncio.StreamWriter, _status: str, _body: bytes) -> bool:
    """A busy server, which may say for how long: in seconds, or as a date."""
    when = proxy.random.choice(([], ["Retry-After: 0"], [f"Retry-After: {formatdate(usegmt=True)}"]))
    return await send(writer, proxy.random.choice(("429 Slow", "503 Busy", "500 Oops", "502 Gate")), b"<p>busy", *when)


async def busy(proxy: Proxy, writer: asyncio.StreamWriter, _status: str, _body: bytes) -> bool:
    """An API that asks for patience, with HTTP 200."""
    error = {"error": {"code": proxy.random.choice(BUSY), "info": "Waiting for db1: 12 seconds lagged."}}
    return await send(writer, "200 OK", json.dumps(error).encode(), "Retry-After: 0", "X-Database-Lag: 12")


async def patience(proxy: Proxy, writer: asyncio.StreamWriter, status: str, body: bytes) -> bool:
    """A server that asks once for two seconds."""
    if any(request.fault for request in proxy.requests):
        return await send(writer, status, body)
    return await send(writer, "429 Slow", b"", "Retry-After: 2")


async def other(proxy: Proxy, writer: asyncio.StreamWriter, _status: str, _body: bytes) -> bool:
    """Something else with HTTP 200."""
    return await send(
        writer, "200 OK", proxy.random.choice((b"<html>Log in to the network", b"{}", b"[]", b"", b"\xff"))
    )


async def warn(proxy: Proxy, writer: asyncio.StreamWriter, status: str, body: bytes) -> bool:
    """An answer that was truncated at the size limit: later texts are missing, with a warning and a continue."""
    answer = json.loads(body)
    pages = answer.get("query", {}).get("pages", [])
    if not any(
        "content" in each for page in pages for each in page.get("revisions", [{}])[0].get("slots", {}).values()
    ):
        return await send(writer, status, body)
    for page in pages[proxy.random.randrange(len(pages)) :]:
        page.pop("revisions", None)
    answer["warnings"] = {"result": {"warnings": "This result was truncated because it would otherwise be larger"}}
    answer["continue"] = {"rvcontinue": "7|8", "continue": "||"}
    return await send(writer, status, json.dumps(answer).encode())


async def corrupt(proxy: Proxy, writer: asyncio.StreamWriter, status: str, body: bytes) -> bool:
    """A text with another letter in it."""
    answer = json.loads(body)
    for page in answer.get("query", {}).get("pages", []):
        for slot in page.get("revisions", [{}])[0].get("slots", {}).values():
            if slot.get("content") and proxy.random.random() < 0.2:
                slot["content"] = slot["content"].replace("e", "a", 1)
    return await send(writer, status, json.dumps(answer).encode())


Behaviour = Callable[[Proxy, asyncio.StreamWriter, str, bytes], Awaitable[bool]]
HARM: tuple[Behaviour, ...] = (reset, refuse, stall, delay, truncate, cut, status, busy, other, warn, corrupt)
FAULTS = tuple(each.__name__ for each in HARM)
BEHAVIOURS = {each.__name__: each for each in (*HARM, patience)}
