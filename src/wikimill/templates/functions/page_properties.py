"""What the wiki knows of a page beside its text: sizes, protection, revisions, members of categories.

A lock has the texts of some pages and nothing else, so most of it is what MediaWiki shows for a page that is not known.
"""

from __future__ import annotations

from wikimill.templates.call import Call
from wikimill.templates.functions.language import language
from wikimill.templates.functions.messages import is_word
from wikimill.templates.functions.numbers import write_number
from wikimill.templates.title import parse_title

PROTECTED = ("edit", "move")  # what can be protected against of a page that exists


def pagesize(call: Call) -> str:
    """`{{PAGESIZE:title|R}}`: bytes of the page's text, 0 for a page that is not known."""
    title = parse_title(call.site, call.first)
    page = call.expander.source.page(title.full) if title is not None and not title.interwiki else None
    size = str(len(page.text.encode("utf-8", "surrogatepass"))) if page else "0"
    option = call.argument(0)
    return size if option and is_word(call.site, option, "rawsuffix") else write_number(language(call.site), size)


def pageid(call: Call) -> str:
    """`{{PAGEID:title}}`: no page's number is known."""
    return "" if parse_title(call.site, call.first) is None else "0"


def unknown(call: Call) -> str:
    """What is not known of any page: its last revision, its protection, pages that protect it with them."""
    return ""


def protectionexpiry(call: Call) -> str:
    """`{{PROTECTIONEXPIRY:action|title}}`: no protection is known, so it never ends."""
    title = parse_title(call.site, call.argument(0)) or call.title
    exists = title.full == call.title.full or call.expander.source.exists(title.full)
    return "infinity" if call.first.lower() in (PROTECTED if exists else ("create",)) else ""
