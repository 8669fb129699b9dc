"""Names of special pages."""

from __future__ import annotations

from wikimill.site.info import SiteInfo


def local_name(site: SiteInfo, name: str) -> str | None:
    """The wiki's own name of a special page, by any of its names; None for one that is not known."""
    return site.special_pages.get(name.replace(" ", "_").lower())


def is_special_page(site: SiteInfo, text: str) -> bool:
    """Whether the wiki has this special page; all are taken for granted where the wiki has not said which it has."""
    return not site.special_pages or local_name(site, text.partition("/")[0]) is not None
