"""The web in memory: responses by URL, instead of a network."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPConnectionPool, HTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError

HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json; charset=utf-8"}
Response = tuple[int, dict[str, str], bytes]
Api = Callable[[dict[str, str]], Any]  # the parameters of a request to its result, or its bytes


@dataclass
class Web:
    """Pages and APIs by URL without its query; everything else is a 404, and other hosts do not exist.

    `install` as `HTTPAdapter.send`.
    """

    pages: dict[str, Response] = field(default_factory=dict)
    apis: dict[str, Api] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # URLs without queries
    sent: list[dict[str, str]] = field(default_factory=list)  # parameters
    status: int = 200  # of the answers of APIs
    headers: list[CaseInsensitiveDict[str]] = field(default_factory=list)

    def put(self, url: str, body: str | bytes = "", status: int = 200, **headers: str) -> None:
        """Add a page."""
        data = body.encode() if isinstance(body, str) else body
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[url] = status, {**HTML, **more}, data

    def redirect(self, url: str, target: str) -> None:
        """Add a redirect; the query comes along."""
        self.put(url, status=301, Location=target)

    def add_api(self, url: str, generator: str = "MediaWiki 1.43.0", **general: str) -> None:
        """Add an API that answers what discovery asks."""
        self.apis[url] = lambda _: {"query": {"general": {"generator": generator, **general}}}

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """In place of `HTTPAdapter.send`."""
        parts = urlsplit(str(request.url))
        url = parts._replace(query="").geturl()
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
        self.asked.append(url)
        self.sent.append(dict(parse_qsl(parts.query or body, keep_blank_values=True)))
        self.headers.append(CaseInsensitiveDict(request.headers))
        hosts = {urlsplit(each).netloc for each in (*self.pages, *self.apis)}
        if parts.netloc not in hosts:
            connection = HTTPConnection(parts.hostname or "")
            refused = NewConnectionError(connection, "[Errno 111] Connection refused")
            raise requests.ConnectionError(MaxRetryError(HTTPConnectionPool(connection.host), url, refused))
        if url in self.apis:
            answer = self.apis[url](self.sent[-1])
            status, headers = self.status, JSON
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        else:
            status, headers, data = self.pages.get(url, (404, HTML, b"<title>Not found</title>"))
        if "Location" in headers and parts.query and "?" not in headers["Location"]:
            headers = {**headers, "Location": f"{headers['Location']}?{parts.query}"}
        response = requests.Response()
        response.request, response.url, response.status_code = request, str(request.url), status
        response.headers.update(headers)
        response.raw = HTTPResponse(io.BytesIO(data), headers, status, preload_content=False)
        return response


def page(api: str) -> str:
    """A page of a wiki whose API is at this address."""
    return (
        '<!DOCTYPE html><html><head><meta charset="UTF-8"><title>Page</title>'
        f'<link rel="EditURI" type="application/rsd+xml" href="{api}?action=rsd">'
        '</head><body class="mediawiki"><p>Text.</p></body></html>'
    )
