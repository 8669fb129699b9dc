"""Parser functions, by MediaWiki's names."""

from __future__ import annotations

from collections.abc import Callable

from wikimill.templates.call import Call

FUNCTIONS: dict[str, Callable[[Call], str | None]] = {}
