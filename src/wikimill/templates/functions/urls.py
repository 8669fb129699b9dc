"""Addresses: `urlencode`, `anchorencode`, `localurl`, `fullurl`, `canonicalurl` and their kin, `filepath`."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus, unquote_plus

from wikimill.site.namespaces import FILE, MEDIA
from wikimill.templates.call import Call
from wikimill.templates.functions.messages import is_word
from wikimill.templates.functions.php import attribute, escaped
from wikimill.templates.functions.quotes import without_quotes
from wikimill.templates.references import decode_references
from wikimill.templates.title import Title, parse_title
from wikimill.titles import DIRECTIONS, SPACES

PROTOCOLS = (
    r"bitcoin:|ftp://|ftps://|geo:|git://|gopher://|http://|https://|irc://|ircs://|magnet:|mailto:|matrix:|mms://|news:"
    r"|nntp://|redis://|sftp://|sip:|sips:|sms:|ssh://|svn://|tel:|telnet://|urn:|worldwind://|xmpp:|//"
)  # MediaWiki's default
PROTOCOL = re.compile(PROTOCOLS, re.IGNORECASE)
PIPED_LINK = re.compile(r"\[\[:?([^\[|]+)\|([^\[]+)\]\]")
LINK = re.compile(r"\[\[:?([^\[]+)\|?\]\]")
EXTERNAL_LINK = re.compile(rf"\[(?i:{PROTOCOLS})[^ ]+? ([^\[]+)\]")
TAG = re.compile(r"<[^>]*>", re.DOTALL)
BLANKS = re.compile("[ _]+")
PERCENT = re.compile(r"%(?=[0-9A-Fa-f]{2})")
LONGEST_ANCHOR = 1024  # characters
LONGEST_HEADING = 1 << 13  # characters that are looked at
WIKI_SAFE = ";@$!*(),/:~"
# What could be read as wikitext once more, in an attribute.
ARMOUR = {
    **{sign: f"&#{ord(sign)};" for sign in "{}[]|"},
    **{"''": "&#39;&#39;", "ISBN": "&#73;SBN", "RFC": "&#82;FC", "PMID": "&#80;MID", "＿": "&#xFF3F;"},
    **{"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"},
}
ARMOURED = re.compile("|".join(map(re.escape, ARMOUR)))


def urlencode(call: Call) -> str:
    """`{{urlencode:text|PATH or WIKI}}`: percent-encoded, for a query unless said otherwise."""
    text, way = call.expander.markers.kill(call.first), call.argument(0)
    if way and is_word(call.site, way, "url_wiki"):
        return wiki_encoded(text.replace(" ", "_"))
    if way and is_word(call.site, way, "url_path"):
        return quote(text, safe="", errors="replace")
    return query_encoded(text)


def anchorencode(call: Call) -> str:
    """`{{anchorencode:text}}`: the anchor of the section that has this heading."""
    section = anchor(call.expander.markers.kill(call.first))
    section = ARMOURED.sub(lambda match: ARMOUR[match[0]], escaped(section).replace("&#039;&#039;", "&#39;&#39;"))
    return PROTOCOL.sub(lambda match: match[0].replace(":", "&#58;"), section)


def localurl(call: Call) -> str | None:
    """`{{localurl:title|query}}`: the page's address without the server."""
    title = _title(call)
    return None if title is None else local_url(title, call.argument(0))


def fullurl(call: Call) -> str | None:
    """`{{fullurl:title|query}}`: the page's address; it may begin with `//`."""
    title = _title(call)
    return None if title is None else full_url(title, call.argument(0))


def canonicalurl(call: Call) -> str | None:
    """`{{canonicalurl:title|query}}`: the page's address."""
    title = _title(call)
    return None if title is None else canonical_url(title, call.argument(0))


def localurle(call: Call) -> str | None:
    """`localurl`, escaped for HTML."""
    return _escaped(localurl(call))


def fullurle(call: Call) -> str | None:
    """`fullurl`, escaped for HTML."""
    return _escaped(fullurl(call))


def canonicalurle(call: Call) -> str | None:
    """`canonicalurl`, escaped for HTML."""
    return _escaped(canonicalurl(call))


def filepath(call: Call) -> str:
    """`{{filepath:name}}`: the address of a file; nobody fetches files, so it is as if there were none."""
    return ""


def query_encoded(text: str) -> str:
    """PHP's urlencode."""
    return quote_plus(text, safe="", errors="replace").replace("~", "%7E")


def wiki_encoded(text: str) -> str:
    """wfUrlencode: as in the addresses of pages."""
    return quote_plus(text, safe=WIKI_SAFE, errors="replace")


def anchor(text: str) -> str:
    """The anchor of a heading, without the number sign."""
    text = LINK.sub(r"\1", PIPED_LINK.sub(r"\2", text[:LONGEST_HEADING]))
    text = without_quotes(EXTERNAL_LINK.sub(r"\1", text))
    last = text.rfind(">") + 1
    text = TAG.sub("", text[:last]) + text[last:]
    text = decode_references(BLANKS.sub(" ", text).strip(" "))
    # As the fragment of a title, which ends without spaces; a reference at its start keeps one.
    return fragment_encoded(SPACES.sub(" ", DIRECTIONS.sub("", text)).rstrip(" "))


def fragment_encoded(text: str) -> str:
    """A section's name as it stands after the number sign of a link; html5, MediaWiki's default."""
    return PERCENT.sub("%25", re.sub("[\t\n\f\r ]", "_", text[:LONGEST_ANCHOR]))


def local_url(title: Title, query: str = "") -> str:
    """A page's address on its server."""
    if title.interwiki:
        address = title.site.interwiki.get(title.interwiki, "").replace(
            "$1", wiki_encoded(title.text.replace(" ", "_"))
        )
        return f"{address}{'&' if '?' in address else '?'}{query}" if query else address
    key = wiki_encoded(title.full.replace(" ", "_"))
    if not query:
        return str(title.site.general.get("articlepath", "/wiki/$1")).replace("$1", key)
    return f"{title.site.general.get('script', '/w/index.php')}?title={key}&{'' if query == '-' else query}"


def full_url(title: Title, query: str = "") -> str:
    """A page's address, of the protocol that the wiki says, if any."""
    address = local_url(title, query)
    server = "" if title.interwiki or not address.startswith("/") else str(title.site.general.get("server", ""))
    return server + address + (f"#{_fragment(title)}" if title.fragment else "")


def canonical_url(title: Title, query: str = "") -> str:
    """A page's address with a protocol."""
    address = full_url(title, query)
    return f"https:{address}" if address.startswith("//") else address


def _fragment(title: Title) -> str:
    if not title.interwiki:
        return fragment_encoded(title.fragment)
    return query_encoded(title.fragment.replace(" ", "_")).replace("%3A", ":").replace("%", ".")


def _title(call: Call) -> Title | None:
    title = parse_title(call.site, call.first) or parse_title(call.site, unquote_plus(call.first))
    if title is not None and title.namespace == MEDIA:
        return Title(call.site, FILE, title.text, title.fragment)
    return title


def _escaped(text: str | None) -> str | None:
    return None if text is None else attribute(text)
