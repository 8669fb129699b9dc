"""Wikis of which little is known."""

from __future__ import annotations

from wikimill.site.core import core_site

ENGLISH = core_site("en")
