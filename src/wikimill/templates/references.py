"""Character references, as MediaWiki's Sanitizer reads them: only with a semicolon."""

from __future__ import annotations

import re
from html.entities import html5

REFERENCE = re.compile(r"&(?:([A-Za-z0-9\u0080-\U0010ffff]+;)|#([0-9]+);|#[xX]([0-9A-Fa-f]+);)")
OWN = {"רלמ;": "rlm;", "رلم;": "rlm;"}  # MediaWiki's, in Hebrew and Arabic
REPLACEMENT = "\ufffd"
LONGEST = 8  # digits of a number that can be a character


def decode_references(text: str) -> str:
    """The text with `&amp;`, `&#38;` and `&#x26;` read; an unknown name stays, a number of no character is U+FFFD."""
    return REFERENCE.sub(_decode, text) if "&" in text else text


def _decode(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return html5.get(OWN.get(name, name), match[0])
    digits = (decimal or hexadecimal).lstrip("0")
    if len(digits) > LONGEST:
        return REPLACEMENT
    code = int(digits or "0", 10 if decimal else 16)
    return chr(code) if _is_character(code) else REPLACEMENT


def _is_character(code: int) -> bool:
    return (
        code in {0x09, 0x0A}
        or 0x20 <= code <= 0x7E
        or 0xA0 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
