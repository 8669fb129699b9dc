"""The text of a page as it goes into the corpus."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Container
from typing import Literal, cast

from wikimill.sources.pinned_text import END_OF_TEXT

SEPARATOR = re.compile(rf"^{re.escape(END_OF_TEXT)}$\n?", re.MULTILINE)
# In a page's own text the separator would cut the page in two.
BROKEN_END_OF_TEXT = "<|endoftext |>"
# Not text: control characters but tab and line feed, noncharacters, and the byte order mark.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
MIN_LINE_WORDS = 5  # of a line that may be boilerplate
ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)]) ")
LIST_SHARE = 0.8  # of the words of a list page are in items
LIST_TITLE = re.compile(r"Lists? of |List[ea] |Списък |Список |قائمة |.*一覧$")


def normalize(text: str, form: str) -> str:
    """The text with the separator broken; unless `form` is `none`, in that Unicode form, without control characters."""
    if form != "none":
        text = unicodedata.normalize(cast(Literal["NFC", "NFKC"], form), text.replace("\r\n", "\n").replace("\r", "\n"))
        text = CONTROL.sub("", text)
    return text.replace(END_OF_TEXT, BROKEN_END_OF_TEXT)


def count_normalized(text: str, form: str) -> Counter[tuple[str, str]]:
    """What `normalize` does to a text: how often, by kind and what."""
    counts = Counter({("separator", END_OF_TEXT): text.count(END_OF_TEXT)})
    if form != "none":
        counts.update(("character", f"U+{ord(character):04X}") for character in CONTROL.findall(text.replace("\r", "")))
        counts["form", form] = int(not unicodedata.is_normalized(cast(Literal["NFC", "NFKC"], form), text))
    return +counts


def split_pages(text: str) -> list[str]:
    """The pages of a text, separated by lines of `<|endoftext|>` alone; after a last such line there is no page."""
    parts = SEPARATOR.split(text)
    return parts[:-1] if len(parts) > 1 and not parts[-1] else parts


def line_hashes(text: str) -> dict[str, int]:
    """A 64-bit hash of each line that may be boilerplate: at least five words, not a heading."""
    lines = {
        line.strip() for line in text.split("\n") if not line.startswith("#") and len(line.split()) >= MIN_LINE_WORDS
    }
    return {line: int.from_bytes(hashlib.blake2b(line.encode(), digest_size=8).digest(), "big") for line in lines}


def remove_lines(text: str, repeated: Container[int]) -> tuple[str, set[str]]:
    """The text without lines whose hashes are in `repeated`, nor the blank lines that they leave; and these lines."""
    removed = {line for line, number in line_hashes(text).items() if number in repeated}
    return _without(text, removed), removed


def target_after_removal(text: str, start: int, removed: Collection[str], length: int) -> int:
    """Where the target, which begins with character `start` of `text`, begins once these lines are removed.

    Args:
        text: of the page.
        start: a character of it.
        removed: lines.
        length: of the text without them.
    """
    if not removed:
        return start
    *lines, last = text[:start].split("\n")
    before = "".join(f"{line}\n" for line in lines if line.strip() not in removed)
    if (last + text[start:].partition("\n")[0]).strip() not in removed:  # the line in which the target begins
        before += last
    return min(length, len(_squeeze(before)))


def is_list(title: str, text: str) -> bool:
    """Whether a page is a list: by its title, or because at least four fifths of its words are in items."""
    if LIST_TITLE.match(title):
        return True
    items = sum(len(line.split()) for line in text.split("\n") if ITEM.match(line))
    return items > LIST_SHARE * len(text.split())


def _without(text: str, removed: Collection[str]) -> str:
    if not removed:
        return text
    return _squeeze("\n".join(line for line in text.split("\n") if line.strip() not in removed))


def _squeeze(text: str) -> str:
    """No more than one blank line at a time, and none at the beginning."""
    return re.sub(r"\n{3,}", "\n\n", text).lstrip("\n")
