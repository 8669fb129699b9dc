"""The polite transport for pages of strangers: bodies are bounded in size and time, and are no JSON."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import requests

from wikimill.sources.transport import PoliteAdapter

LARGEST = 20_000_000  # bytes of a body, unpacked
SLOWEST = 300.0  # seconds that a body may take


class TooLargeError(requests.RequestException):
    """A body of more bytes, or seconds, than a page has."""


class PageAdapter(PoliteAdapter):
    """See `PoliteAdapter`."""

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        """See `HTTPAdapter`. Whoever reads the answer's body reads it within bounds."""
        response = super().build_response(req, resp)
        response.raw = _Bounded(resp)
        return response

    def _cut(self, response: requests.Response) -> str:
        """A page that is not whole shows by its length alone; urllib3 has checked that."""
        return ""


class _Bounded:
    """urllib3's answer, which raises instead of unpacking a bomb or waiting for drops."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def stream(self, amount: int, decode_content: bool | None = None) -> Iterator[bytes]:
        """See `urllib3.HTTPResponse.stream`. It yields what is there: to wait for `amount` bytes could take days."""
        size, end = 0, time.monotonic() + SLOWEST
        try:
            while data := self._raw.read1(amount, decode_content=decode_content):
                size += len(data)
                if size > LARGEST:
                    raise TooLargeError(f"it is larger than {LARGEST / 1e6:g} MB")
                if time.monotonic() > end:
                    raise TooLargeError(f"it takes longer than {SLOWEST:g} s")
                yield data
        except BaseException:
            self._raw.close()
            raise
