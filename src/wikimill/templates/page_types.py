"""What kind of page a page is, as far as its templates tell.

What the wiki's own templates put on a page, switches and categories, is read with the page (workflow/wikitext). Here
are those that the wiki names in `MediaWiki:Disambiguationspage`, categories that lead to another, and, of templates
whose texts are not at hand, their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wikimill.site.model import Site
from wikimill.site.namespaces import CATEGORY, TEMPLATE
from wikimill.site.page_types import page_types
from wikimill.templates.expansion import Expansion
from wikimill.templates.source import PageSource
from wikimill.templates.title import Title, parse_title

DISAMBIGUATION, REDIRECT = "disambiguation", "redirect"
LISTED = "MediaWiki:Disambiguationspage"  # the message in which a wiki links to its templates
LINK = re.compile(r"\[\[([^\[\]|]+)")
OWN = ("page", "function", "module", "literal", "error")  # origins of what needs no name
MISSING = "missing"
ONE_CALL = re.compile(r"\s*\{\{[^\n]*\}\}\s*|\s*\{\{[^{}]*\}\}\s*")


def types_of(site: Site, source: PageSource, title: str, text: str, expansion: Expansion) -> list[str]:
    """The kinds of a page, `disambiguation`, `stub` or `redirect`; none of them for an article.

    Args:
        site: the wiki.
        source: its pages.
        title: of the page.
        text: its wikitext.
        expansion: what became of it.
    """
    known = page_types(site.language)
    listed = source.page(LISTED)
    templates = {page.full for page in _links(site, LINK.findall(listed.text))} if listed else set()
    found = {known.of(name.partition(":")[2]) for kind, name, _ in expansion.losses if kind == MISSING}
    for name, by_name in {(use.name, use.origin not in OWN) for use in expansion.templates}:
        called = parse_title(site, name, TEMPLATE) if by_name or templates else None
        if called and called.full in templates:
            found.add(DISAMBIGUATION)
        if called and by_name:
            found.add(known.of(called.text))
    if _leads_to_a_category(site, title, text, expansion):
        found.add(REDIRECT)
    return sorted(found - {""})


def _links(site: Site, links: Iterable[str]) -> Iterator[Title]:
    """The pages of the wiki that links lead to."""
    for link in links:
        title = parse_title(site, link.lstrip(":"))
        if title and not title.interwiki:
            yield title


def _leads_to_a_category(site: Site, title: str, text: str, expansion: Expansion) -> bool:
    """Whether a category is one template and nothing else, which shows a link to one other category."""
    page = parse_title(site, title)
    if page is None or page.namespace != CATEGORY or len(expansion.templates) != 1 or not ONE_CALL.fullmatch(text):
        return False
    shown = (link for link in LINK.findall(expansion.text) if link.startswith(":"))
    return len({link.full for link in _links(site, shown) if link.namespace == CATEGORY} - {page.full}) == 1
