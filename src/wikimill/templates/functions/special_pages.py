"""Names of special pages."""

from __future__ import annotations

from wikimill.site.model import Site

# Lists that stand in a page which transcludes them, {{Special:Prefixindex/A}}; others become a link.
LISTS = (
    *("allpages", "contributions", "listfiles", "listusers", "newfiles", "newpages", "prefixindex", "recentchanges"),
    *("recentchangeslinked", "wantedpages", "whatlinkshere"),
)


def local_name(site: Site, name: str) -> str | None:
    """The wiki's own name of a special page, by any of its names; None for one that is not known."""
    return site.special_pages.get(name.replace(" ", "_").lower())


def is_special_page(site: Site, text: str) -> bool:
    """Whether the wiki has this special page; all are taken for granted where the wiki has not said which it has."""
    return not site.special_pages or local_name(site, text.partition("/")[0]) is not None


def is_list(site: Site, text: str) -> bool:
    """Whether a special page is a list that pages may transclude; `text` is its title without the namespace."""
    name = text.partition("/")[0].replace(" ", "_").lower()
    return name in LISTS or site.special_pages.get(name, name) in {site.special_pages.get(each) for each in LISTS}
