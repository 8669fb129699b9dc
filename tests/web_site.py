"""A web site for tests, in memory or behind a server on this machine."""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3 import HTTPResponse

PAGE = """<!doctype html><html><head><title>The lighthouse - Site</title></head><body>
<div id="cookie-banner" class="cookie-consent"><p>We use cookies. <button>Accept all</button></p></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About</a></li></ul></nav>
<main><article><h1>The lighthouse</h1>
<p>The lighthouse of <a href="/x">Varde</a> was built in 1871 by fishermen who had lost their boats.</p>
<h2>History</h2><p>Its <em>old</em> <strong>lamp</strong> burned whale oil until 1902, when a &amp; b came.</p>
<img src="a.png" alt="pic"><ul><li>First keeper: Anna</li><li>Second keeper: Bo</li></ul>
<table><tr><td>cell</td></tr></table><script>alert(1)</script></article></main>
<footer><p>© 2026 Example. All rights reserved. <a href="/privacy">Privacy policy</a></p></footer></body></html>"""
TEXT = """# The lighthouse

The lighthouse of Varde was built in 1871 by fishermen who had lost their boats.

## History

Its *old* **lamp** burned whale oil until 1902, when a & b came.

- First keeper: Anna
- Second keeper: Bo
"""
HTML = {"Content-Type": "text/html; charset=utf-8"}
Page = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """Pages by path, and the requests that came for them."""

    url: str = "http://127.0.0.1:8080"
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def put(self, path: str, body: str | bytes = PAGE, status: int = 200, **headers: str) -> str:
        """Add a page and return its address."""
        data = body.encode() if isinstance(body, str) else body
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = status, {**HTML, **more}, data
        return self.url + path

    def request(self, path: str, agent: str) -> Page:
        """Note a request; the page, or a 404."""
        self.asked.append(path)
        self.agents.add(agent)
        status, headers, body = self.pages.get(path, (404, HTML, b"gone"))
        return status, {"Content-Length": str(len(body)), **headers}, body

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """In place of `HTTPAdapter.send`, for a site in memory."""
        parts = urlsplit(str(request.url))
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        status, headers, body = self.request(path, request.headers["User-Agent"])
        response = requests.Response()
        response.request, response.url, response.status_code = request, str(request.url), status
        response.headers.update(headers)
        response.raw = HTTPResponse(io.BytesIO(body), headers, status, preload_content=False)
        return response


@contextlib.contextmanager
def serve_site() -> Iterator[Site]:
    """Serve a site until the block ends."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = site.request(self.path, self.headers["User-Agent"])
            self.send_response_only(status)  # no Date but that of the page
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if headers.get("X-Slow"):
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)
            self.wfile.write(body)
            self.close_connection = "X-Cut" in headers

        def log_message(self, *_: Any) -> None:
            pass

        def handle(self) -> None:
            with contextlib.suppress(ConnectionError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    with serving(server):
        yield site


@contextlib.contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    """Let a server answer until the block ends."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()
