"""Releases of MediaWiki: how each wants to be asked, and its answers in the form of today's.

Requests are written, and answers read, in the form of `formatversion=2` and slots. Since when there is what
(https://www.mediawiki.org/wiki/API:Versioning_and_formats and HISTORY in MediaWiki's sources):

1.21  `continue`, where a request has the parameter, as mwclient's have; content models
1.24  `expandtemplates` with `prop`; `curtimestamp`
1.25  `formatversion=2`
1.32  slots
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GENERATOR = re.compile(r"MediaWiki (\d{1,3})\.(\d{1,3})(?!\d)")
# What says in a warning that a release is older than the form of the request.
TOO_OLD = re.compile(
    r"Unrecognized (?:parameter|value)s?\b[^\n]*\b(?:formatversion|rvslots|slotsha1|slotsize|uselang)\b"
)
# Properties whose presence means "yes" where there is no formatversion.
FLAGS = frozenset(
    {"missing", "invalid", "special", "known", "redirect", "texthidden", "sha1hidden", "suppressed", "textmissing"}
    | {"subpages", "nonincludable", "case-sensitive", "local", "rtl", "titleconversion", "langconversion", "readonly"}
)
# The name today of what was in `*`, by what holds it.
STAR = {"namespaces": "name", "namespacealiases": "alias", "revisions": "content", "allmessages": "content"}
SLOT = ("sha1", "size", "content", "contentmodel", "contentformat", "texthidden", "sha1hidden", "textmissing")


@dataclass(frozen=True, order=True)
class Release:
    """A release of MediaWiki."""

    major: int
    minor: int

    @classmethod
    def parse(cls, generator: object) -> Release | None:
        """The release that `siteinfo` names, such as `MediaWiki 1.31.16`; None where it names none."""
        found = GENERATOR.match(str(generator))
        return cls(int(found[1]), int(found[2])) if found else None

    def request(self, action: str, parameters: Mapping[str, Any], language: str = "") -> dict[str, Any]:
        """The parameters of a request as this release takes them.

        Args:
            action: of the API.
            parameters: as today's release takes them.
            language: the wiki's.
        """
        asked = dict(parameters)
        if self < SLOTS:
            asked.pop("rvslots", None)
            if "rvprop" in asked:
                names = asked["rvprop"].replace("slotsha1", "sha1").replace("slotsize", "size").split("|")
                asked["rvprop"] = "|".join(name for name in names if name != "contentmodel" or self >= MODELS)
        if self < FORMAT_VERSION:
            asked.pop("formatversion", None)
        if self < EXPANSION:
            asked.pop("curtimestamp", None)
            if action == "expandtemplates":
                asked.pop("prop", None)
        if self < FORMAT_VERSION and asked.get("uselang") == "content":
            del asked["uselang"]
            if "allmessages" in str(asked.get("meta")):
                asked["amlang"] = language
        if self < ASSERT:
            asked.pop("assert", None)
        return asked


ASSERT = Release(1, 22)
MODELS = Release(1, 21)
EXPANSION = Release(1, 24)
FORMAT_VERSION = Release(1, 25)
SLOTS = Release(1, 32)


def is_too_old(result: Mapping[str, Any], warnings: str) -> bool:
    """Whether a result shows that the release does not know the form of the request."""
    query, expanded = result.get("query"), result.get("expandtemplates")
    lists = query.values() if isinstance(query, dict) else ()
    return (
        "query-continue" in result
        or bool(TOO_OLD.search(warnings))
        or (isinstance(expanded, dict) and "*" in expanded)
        or (isinstance(query, dict) and isinstance(query.get("pages"), dict))
        or any("*" in each for part in lists if isinstance(part, list) for each in part if isinstance(each, dict))
    )


def modernize(result: dict[str, Any]) -> dict[str, Any]:
    """A result in today's form, whatever release it is of; one that has it already is not changed."""
    new = {**result, **({"batchcomplete": True} if "batchcomplete" in result else {})}
    expanded = new.get("expandtemplates")
    if isinstance(expanded, dict) and "*" in expanded:
        new["expandtemplates"] = {"wikitext": expanded["*"]}
    query = new.get("query")
    if isinstance(query, dict):
        new["query"] = query = {key: _modern(value, key) for key, value in query.items()}
        pages = query.get("pages")
        if isinstance(pages, dict):
            query["pages"] = list(pages.values())
        for page in query.get("pages") or ():
            if isinstance(page, dict) and isinstance(page.get("revisions"), list):
                page["revisions"] = [_with_slot(each) for each in page["revisions"]]
    return new


def with_continue(result: dict[str, Any], asked: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """A result that is continued by `continue`, and says by `batchcomplete` whether its pages are complete.

    Before 1.21 each module names its own parameters in `query-continue`. Those of the generator wait until the
    properties of its pages are through; until then it is sent what it was sent last.

    Args:
        result: of a query.
        asked: the parameters of the query.
        sent: those that continued it last.
    """
    modules = result.get("query-continue")
    if not modules:
        return {**result, "batchcomplete": True} if "continue" not in result else result
    generator = asked.get("generator")
    properties = {key: value for name, more in modules.items() if name != generator for key, value in more.items()}
    rest = {key: value for key, value in result.items() if key != "query-continue"}
    if not properties or not generator:
        more = {key: value for module in modules.values() for key, value in module.items()}
        return {**rest, "continue": more, "batchcomplete": True}
    again = {key: value for key, value in sent.items() if key.startswith("g")}
    return {**rest, "continue": {**again, **properties}}


def _modern(value: Any, key: str) -> Any:
    """A part of a query's result, with today's names, and flags as true; `key` is that of `STAR` that it is below."""
    if isinstance(value, list):
        return [_modern(each, key) for each in value]
    if not isinstance(value, dict):
        return value
    flags = FLAGS | {"content"} if key == "namespaces" else FLAGS
    new = {}
    for name, each in value.items():
        today = STAR.get(key, name) if name == "*" else name
        new[today] = True if name in flags and each == "" else _modern(each, name if name in STAR else key)
    return new


def _with_slot(revision: Any) -> Any:
    """A revision whose text is in the slot `main`."""
    if not isinstance(revision, dict) or "slots" in revision:
        return revision
    slot = {key: revision[key] for key in SLOT if key in revision}
    rest = {key: value for key, value in revision.items() if key not in slot}
    return {**rest, "slots": {"main": slot}}
