"""Text that the parser is to show as it is."""

from __future__ import annotations

import re

from wikimill.site.model import Site

WIKITEXT_SIGN = re.compile(
    r"""["&'<=>\[\]{|};]|[\n\r](?:----|[#*: \n\r\t])|__|://|\b(?:bitcoin|geo|magnet|mailto|matrix|news|sips?|sms|tel|urn|xmpp):""",
    re.IGNORECASE,
)
MAGIC_LINK = re.compile(r"(ISBN|PMID|RFC)([ \t\r\n\f])")


def escape_wikitext(site: Site, text: str) -> str:
    """Text that the parser shows as it is: wfEscapeWikiText."""
    text = WIKITEXT_SIGN.sub(_escape, f"\n{text}")[1:]
    if site.general.get("magiclinks") and any(dict(site.general["magiclinks"]).values()):
        text = MAGIC_LINK.sub(lambda match: f"{match[1]}&#{ord(match[2])};", text)
    return text


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    if found == "\r\n":
        return "&#13;\n"
    if len(found) == 1:
        return f"&#{ord(found)};"
    if found == "://":
        return "&#58;//"
    if found[-1] == ":" and found[0] not in "\n\r":
        return f"{found[:-1]}&#58;"
    return f"{found[0]}&#{ord(found[1])};{found[2:]}"
