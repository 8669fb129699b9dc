"""Templates and modules that a text names literally, found without expanding it: what a wiki can be asked for early."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikimill.site.model import Site
from wikimill.site.namespaces import MODULE, TEMPLATE
from wikimill.templates.title import parse_title, redirect_target

# What an expansion does not see; what has no end reaches to the end of the text.
UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(nowiki|noinclude|pre)\b[^<>]*(?<!/)>.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
CALL = re.compile(r"(?<!\{)\{\{(?!\{)\s*([^{}|\[\]<>\n]{1,300})\s*(?=\||\}\})")
SUBSTITUTION = re.compile(r"\s*(?:(?:safesubst|subst|msg|msgnw|raw):\s*)+", re.IGNORECASE)
LUA_CALL = re.compile(r"""\b(?:require|mw\.loadData|mw\.loadJsonData)\b\s*\(?\s*(["'])([^"'\n]{1,300})\1(?!\s*\.\.)""")


def named_titles(site: Site, title: str, text: str) -> Iterator[str]:
    """Full titles of pages that the text of a page names, in order, perhaps several times.

    Some may not be used in the end, as those in a branch that is not taken; names that are put together are missing.
    """
    if site.namespace(title.partition(":")[0]) == MODULE:
        names = ((match[2], MODULE) for match in LUA_CALL.finditer(text))
    else:
        target = redirect_target(site, text)
        if target is not None and not target.interwiki:
            yield target.full
        seen = UNSEEN.sub("", text)
        names = (_called(site, match[1]) for match in CALL.finditer(seen))
    for name, namespace in names:
        found = parse_title(site, name, namespace) if name else None
        if found is not None and not found.interwiki and found.namespace >= 0 and found.text:
            yield found.full


def _called(site: Site, written: str) -> tuple[str, int]:
    """The title that a call names and its default namespace; empty for functions, variables and subpages."""
    name = SUBSTITUTION.sub("", written, count=1).strip()
    word, colon, rest = name.partition(":")
    function = site.function(word) if colon else None
    if function == "invoke":
        return rest.strip(), MODULE
    if function or site.variable(name) or name.startswith(("#", "/", "../")):
        return "", TEMPLATE
    return name, TEMPLATE
