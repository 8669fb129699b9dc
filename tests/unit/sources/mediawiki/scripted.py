"""An API source with scripted responses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wikimill.config.model import MediaWiki
from wikimill.sources.base import Pin
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.wiki import Wiki

LOOPBACK = Wiki.parse("http://127.0.0.1:1/w/api.php")


def scripted(answers: list[dict[str, Any]], cache: Path) -> tuple[ApiSource, list[dict[str, Any]]]:
    """An API source whose answers are given, and the list of what it will have sent."""
    source = ApiSource(LOOPBACK, None, MediaWiki(), cache)
    sent: list[dict[str, Any]] = []

    def api(_action: str, _method: str, **parameters: Any) -> dict[str, Any]:
        sent.append(parameters)
        return answers.pop(0)

    source.connection.site.api = api
    return source, sent


def revision(page: Pin, text: str) -> dict[str, Any]:
    slots = {"main": {"content": text}}
    return {"title": page.title, "revisions": [{"revid": page.revid, "slots": slots}]}


def pinned(page: Pin) -> dict[str, Any]:
    slot = {"sha1": page.sha1, "size": page.bytes}
    newest = {"revid": page.revid, "timestamp": page.timestamp, "slots": {"main": slot}}
    return {"pageid": page.pageid, "ns": 0, "title": page.title, "revisions": [newest]}
