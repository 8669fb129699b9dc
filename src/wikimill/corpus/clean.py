"""The text of a page as it goes into the corpus."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Container
from typing import Literal, cast

END_OF_TEXT = "<|endoftext|>"
SEPARATOR = re.compile(rf"^{re.escape(END_OF_TEXT)}$\n?", re.MULTILINE)
# In a page's own text the separator would cut the page in two.
BROKEN = "<|endoftext |>"
# No text: control characters but tab and line feed, what stands for no character, and the byte order mark.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
FEWEST = 5  # words of a line that may be boilerplate
ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)]) ")
LISTED = 0.8  # share of the words of a list page that stand in items
LIST_TITLE = re.compile(r"Lists? of |List[ea] |Списък |Список |قائمة |.*一覧$")


def normalized(text: str, form: str) -> str:
    """The text with the separator broken; unless `form` is `none`, in that Unicode form, without control characters."""
    if form != "none":
        text = unicodedata.normalize(cast(Literal["NFC", "NFKC"], form), text.replace("\r\n", "\n").replace("\r", "\n"))
        text = CONTROL.sub("", text)
    return text.replace(END_OF_TEXT, BROKEN)


def pages(text: str) -> list[str]:
    """The pages of a text, which lines of `<|endoftext|>` alone separate; after a last one there is no other page."""
    parts = SEPARATOR.split(text)
    return parts[:-1] if len(parts) > 1 and not parts[-1] else parts


def taken_out(text: str, form: str) -> Counter[tuple[str, str]]:
    """What `normalized` does to a text: how often, by kind and what."""
    found = Counter({("separator", END_OF_TEXT): text.count(END_OF_TEXT)})
    if form != "none":
        found.update(("character", f"U+{ord(character):04X}") for character in CONTROL.findall(text.replace("\r", "")))
        found["form", form] = int(not unicodedata.is_normalized(cast(Literal["NFC", "NFKC"], form), text))
    return +found


def line_hashes(text: str) -> dict[str, int]:
    """A 64-bit hash for each line that may be boilerplate: of at least five words, and no heading."""
    lines = {line.strip() for line in text.split("\n") if not line.startswith("#") and len(line.split()) >= FEWEST}
    return {line: int.from_bytes(hashlib.blake2b(line.encode(), digest_size=8).digest(), "big") for line in lines}


def without_lines(text: str, repeated: Container[int]) -> tuple[str, set[str]]:
    """The text without lines whose hashes are in `repeated`, nor the blank lines that they leave; and these lines."""
    gone = {line for line, number in line_hashes(text).items() if number in repeated}
    if not gone:
        return text, gone
    kept = "\n".join(line for line in text.split("\n") if line.strip() not in gone)
    return re.sub(r"\n{3,}", "\n\n", kept).lstrip("\n"), gone


def is_list(title: str, text: str) -> bool:
    """Whether a page is a list: by its title, or because at least four fifths of its words stand in items."""
    if LIST_TITLE.match(title):
        return True
    words = items = 0
    for line in text.split("\n"):
        number = len(line.split())
        words += number
        items += number if ITEM.match(line) else 0
    return items > LISTED * words
