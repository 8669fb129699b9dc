"""Texts in variants of a language in the HTML of snapshots.

Parsoid converts nothing: what `-{…}-` says stands in the attribute `data-mw-variant` of an element that is empty
(https://www.mediawiki.org/wiki/Specs/HTML/2.8.0#Language_conversion_blocks).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lxml.html
from lxml import etree

from wikimill.json_text import parse_json
from wikimill.site.variants import shown_first, variant_names

TYPE = "mw:LanguageVariant"
ATTRIBUTE = "data-mw-variant"


class HtmlVariants:
    """Fills elements with the text of the variant that is shown: the chosen one, else the first, as it is written.

    Args:
        language: the wiki's.
        chosen: see `language_variants`.
    """

    def __init__(self, language: str, chosen: str | None) -> None:
        self.language = language
        self.order = shown_first(language, chosen)

    def fill(self, element: etree._Element) -> bool:
        """Put the text into an element; whether there was one."""
        try:
            parts = lxml.html.fragments_fromstring(self._text(parse_json(element.get(ATTRIBUTE, ""))))
        except (ValueError, LookupError, TypeError, AttributeError, etree.LxmlError):
            return False
        for part in parts:
            if isinstance(part, str):
                element.text = part
            else:
                element.append(part)
        return True

    def _text(self, rule: Mapping[str, Any]) -> str:
        for kind in ("disabled", "filter"):
            if kind in rule:
                return str(rule[kind]["t"])
        if "name" in rule:
            code = str(rule["name"]["t"])
            return variant_names(self.language).get(code, code)
        both = "twoway" in rule
        texts = {str(each["l"]): str(each["t"]) for each in rule["twoway" if both else "oneway"]}
        first = str(rule["twoway"][0]["t"] if both else rule["oneway"][0]["f"])
        return next((texts[variant] for variant in self.order if variant in texts), first)
