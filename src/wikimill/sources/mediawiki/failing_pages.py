"""Pages on which a wiki fails: a page is to blame only if the wiki answers the next request."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from wikimill.sources.mediawiki.connection import Connection, InternalError

# The first page of the wiki and its last, for the page that it fails on may be one of them.
OTHERS: tuple[dict[str, Any], ...] = ({}, {"gapdir": "descending"})
PLAIN = "1"  # wikitext without a template


def check_others(connection: Connection, query: Mapping[str, str], error: InternalError) -> None:
    """Ask for other pages after the wiki failed on one.

    Args:
        connection: to the wiki.
        query: what was asked of the page.
        error: how it failed.

    Raises:
        InternalError: `error`, as it fails on the others as well.
    """
    for order in OTHERS:
        with contextlib.suppress(InternalError):
            connection.query(generator="allpages", gaplimit=1, **order, **query)
            return
    raise error


def check_parser(connection: Connection, title: str, error: InternalError) -> None:
    """Have plain text expanded after the wiki failed to expand something on page `title` with `error`.

    Raises:
        InternalError: `error`, as it fails on that as well.
    """
    try:
        connection.expand(PLAIN, title)
    except InternalError:
        raise error from None
