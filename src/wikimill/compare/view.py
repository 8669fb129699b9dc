"""A difference as people are shown it: headings, sentences and tables, in the terminal and on a page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wikimill.compare import difference as kinds
from wikimill.compare.difference import (
    ADDED,
    CHANGED,
    CHANGES,
    MOVED,
    REMOVED,
    TOUCHED,
    Cause,
    Difference,
    PageChange,
)
from wikimill.plain_text import visible

SHOWN = 10  # rows of a table
CAUSES = 3  # of a page
WIDTH = 60  # characters of a title or value
SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~", MOVED: ">", TOUCHED: "*"}
NONE = "–"
DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Table:
    """A table: its heading, columns, those of them that hold numbers, rows, and how many more there are."""

    heading: str
    columns: Sequence[str]
    numbers: frozenset[int]
    rows: Sequence[Sequence[str]]
    more: int = 0


def tables(found: Difference, limit: int | None = SHOWN, page_limit: int | None = SHOWN) -> list[Table]:
    """The tables of a difference, without empty ones.

    Args:
        found: the difference.
        limit: rows of each; None: all.
        page_limit: the same, of the table of pages.
    """
    unit = found.units[0]
    causes = [
        [change, _number(count["pages"]), _signed(count[unit]), describe_cause(cause)]
        for change, cause, count in found.causes()
    ]
    pages = [_page_row(page, unit) for page in found.pages]
    templates = [
        [shorten(each.title), _value(each.before or None), _value(each.after or None), _value(each.pages)]
        for each in sorted(found.templates, key=lambda each: (-(each.pages or 0), each.title))
    ]
    named = {
        "The wiki itself": found.site,
        "Manifests": found.manifests,
        "Settings": found.settings,
        "Versions": found.versions,
    }
    sides = ["before", "after"]
    made = [
        _table("", ["", "pages", *found.units], _amounts(found), None, {1, 2, 3}),
        _table("Why", ["change", "pages", unit, "because of"], causes, limit, {1, 2}),
        _table("Templates and modules", ["title", *sides, "used by pages"], templates, limit, {1, 2, 3}),
        *(
            _table(
                name,
                ["", *sides],
                [[shorten(each.name), *map(_value, (each.before, each.after))] for each in values],
                limit,
            )
            for name, values in named.items()
        ),
        _table("Pages", ["", "title", unit, "because of"], pages, page_limit, {2}),
    ]
    return [table for table in made if table.rows]


# Causes in words; `{name}` and `{sides}`, what it was and is.
PHRASES = {
    kinds.REVISION: "its own revision, {sides}",
    kinds.TEMPLATE: "{name}, {sides}",
    kinds.MESSAGE: "the wiki's message {name}",
    kinds.STATISTIC: "the wiki's number of {name}, {sides}",
    kinds.TIME: "the time that clocks show, {sides}",
    kinds.PARSER: "what the wiki's parser answers",
    kinds.SITE: "what the wiki says of itself",
    kinds.SETTING: "{name}, {sides}",
    kinds.VERSION: "the version of {name}, {sides}",
    kinds.RECIPE: "an edit of filters or renderers, or of wikimill's code of one version",
    kinds.LEFT_OUT: "left out on the other side: {name}",
    kinds.LISTED: "the manifests, which do not name it on the other side",
    kinds.UNKNOWN: "unknown",
}


def describe_cause(cause: Cause) -> str:
    """A cause in a few words."""
    if cause == Cause(kinds.REVISION):
        return "their own revisions"
    before, after = cause.before, cause.after
    if cause.kind == kinds.TEMPLATE:  # 0 is no revision
        before, after = before or None, after or None
    return PHRASES[cause.kind].format(name=shorten(cause.name), sides=f"{_value(before)} → {_value(after)}")


def shorten(text: str) -> str:
    """A text in one line of bounded length, as it may be shown."""
    text = visible(text)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _page_row(page: PageChange, unit: str) -> list[str]:
    names = [describe_cause(cause) for cause in page.causes]
    more = [f"{len(names) - CAUSES} more"] if len(names) > CAUSES else []
    title = f"{shorten(page.title)} → {shorten(page.new_title)}" if page.new_title else shorten(page.title)
    return [SIGNS[page.change], title, _signed(page.growth(unit)), "; ".join([*names[:CAUSES], *more])]


def _amounts(found: Difference) -> list[list[str]]:
    rows = [_total(found, "before")]
    for change in CHANGES:
        count = found.count(change)
        if count["pages"]:
            rows.append([change, _number(count["pages"]), *(_signed(count[unit]) for unit in found.units)])
    if any(found.same[unit] for unit in found.units):
        rows.append(["same text", _number(found.same["pages"]), *(_signed(found.same[unit]) for unit in found.units)])
    rows.append(_total(found, "after"))
    if touched := found.count(TOUCHED)["pages"]:
        rows.append(["touched", _number(touched), *("" for _ in found.units)])
    return rows


def _total(found: Difference, side: str) -> list[str]:
    return [side, *(_number(found.totals[side][name]) for name in ("pages", *found.units))]


def _table(
    heading: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    limit: int | None,
    numbers: set[int] | frozenset[int] = frozenset(),
) -> Table:
    shown = rows if limit is None else rows[:limit]
    return Table(heading, columns, frozenset(numbers), shown, len(rows) - len(shown))


def _value(value: Any) -> str:
    """A value as it may be shown."""
    if value is None:
        return NONE
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and DIGEST.fullmatch(value):
        return f"{value[:12]}…"
    return shorten(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _number(value: int) -> str:
    return f"{value:,}"


def _signed(value: int) -> str:
    return f"{value:+,}" if value else "0"
