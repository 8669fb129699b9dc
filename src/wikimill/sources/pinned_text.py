"""Texts that go into the corpus as they are: how they are cleaned, and pinned by their content."""

from __future__ import annotations

import hashlib
import re

from wikimill.sources.base import Pin, Revision

END_OF_TEXT = "<|endoftext|>"  # between the documents of a file, as gpt-2-simple and nshepperd's gpt-2 write it
LINE_END = re.compile("\r\n?|[\x0b\x0c]")  # a form feed separates pages: without it two words would be joined
CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    r"""Normalize `text`: \n line ends, exactly one at the end, valid Unicode, no byte order mark, no control characters
    except tabs. A text of white space alone becomes empty.
    """
    text = LINE_END.sub("\n", text)
    text = SURROGATE.sub("\ufffd", CONTROL.sub("", text)).lstrip("\ufeff").rstrip()
    return text and text + "\n"


def pin_text(title: str, text: str, timestamp: str) -> Pin:
    """The pin of a clean text. Its id is the start of its sha1, cut to fit SQLite's integers (60 of 64 bits)."""
    data = text.encode()
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return Pin(0, 0, title, int(sha1[:15], 16), timestamp, sha1, len(data))


def matching_revision(pin: Pin, text: str) -> Revision | None:
    """`text` as the revision that `pin` names; None if it is another text."""
    if pin_text(pin.title, text, "").sha1 != pin.sha1:
        return None
    return Revision(pin.revid, pin.title, pin.timestamp, pin.sha1, text)
