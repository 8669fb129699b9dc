"""The cache of web pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.sources.web.response_cache import CachedResponse, ResponseCache

PAGE = CachedResponse("https://a.example/final", 200, "text/html; charset=x", "2026-01-02T03:04:05Z", b"\xff<p>a" * 99)
GONE = CachedResponse("https://a.example/gone", 410, "", "2026-01-03T03:04:05Z", b"")


def test_a_response_comes_back_by_its_address(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "web/responses.sqlite") as cache:
        cache.add("https://a.example/", PAGE)
        cache.add("https://a.example/gone", GONE)
        cache.add("https://a.example/twice", GONE)
        cache.add("https://a.example/twice", PAGE)
    with ResponseCache(tmp_path / "web/responses.sqlite") as cache:
        found = [cache.get(f"https://a.example/{name}") for name in ("", "gone", "twice", "other")]
    assert found == [PAGE, GONE, PAGE, None]


def test_a_body_that_rotted_is_one_line(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "responses.sqlite") as cache:
        cache.add("https://a.example/", replace(PAGE, body=b"a"))
        with cache.connection:
            cache.connection.execute("UPDATE response SET body = x'00'")
        with pytest.raises(WikimillError, match=r"responses\.sqlite: the cache is damaged .*; delete it and run again"):
            cache.get("https://a.example/")
