"""The form of a text that goes into the corpus as it is, and the pin that stands for it."""

from __future__ import annotations

import hashlib
import re

from wikimill.sources.base import Pin, Revision

LINE_END = re.compile("\r\n?|[\x0b\x0c]")  # a form feed parts pages: without it words of two would join
CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    r"""`text` with \n line ends and one at its end, valid Unicode, no byte order mark, no control character but tab.

    White space alone is no text: the result is empty.
    """
    text = LINE_END.sub("\n", text)
    text = SURROGATE.sub("\ufffd", CONTROL.sub("", text)).lstrip("\ufeff").rstrip()
    return text and text + "\n"


def pin_text(title: str, text: str, timestamp: str) -> Pin:
    """The pin of a clean text. Its id is the head of its sha1, as long as fits SQLite's integers (60 of 64 bits)."""
    data = text.encode()
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return Pin(0, 0, title, int(sha1[:15], 16), timestamp, sha1, len(data))


def matching_revision(pin: Pin, text: str) -> Revision | None:
    """`text` as the revision that `pin` names; None when it is another text."""
    if pin_text(pin.title, text, "").sha1 != pin.sha1:
        return None
    return Revision(pin.revid, pin.title, pin.timestamp, pin.sha1, text)
