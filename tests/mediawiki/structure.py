"""What a page says and how it is laid out: its words in order, and the blocks that they stand in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "wbr", "meta", "link", "input", "col"}
# An element of these begins a block, and ends one.
BLOCKS = set(
    "p div center blockquote ul ol li dl dt dd pre h1 h2 h3 h4 h5 h6 table caption thead tbody tr td th hr figure "
    "figcaption section aside".split()
)
# What a block's place is told by. Definitions are not: pandoc has none without a term, and its reader makes plain blocks of
# those.
PLACES = set("blockquote ul ol pre h1 h2 h3 h4 h5 h6 table".split())
# Footnotes stand in other places, a file that exists shows no text; what the wiki says of errors is not the page's.
APART = {"reference", "mw-references-wrap", "references", "error", "footnote-ref", "footnotes"}

Block = tuple[tuple[str, ...], str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.open: list[tuple[str, bool]] = []  # tags, and whether they stand apart

    def flush(self) -> None:
        text = " ".join(re.findall(r"\w+", "".join(self.text).replace("_", " ")))
        if text:
            self.blocks.append((tuple(tag for tag, _ in self.open if tag in PLACES), text))
        self.text.clear()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.flush()
        if tag == "br":
            self.text.append(" ")
        if tag not in VOID:
            attributes = {name: value or "" for name, value in attrs}
            classes = attributes.get("class", "").split()
            apart = not APART.isdisjoint(classes) or attributes.get("href", "").endswith("#missing")
            self.open.append((tag, apart))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag in BLOCKS:
            self.flush()
        last, _ = self.open.pop()
        assert last == tag, (last, tag)

    def handle_data(self, data: str) -> None:
        if not any(apart for _, apart in self.open):
            self.text.append(data)


def blocks(html: str) -> list[Block]:
    """The blocks of a page in well-formed HTML that have words: where each stands, from the outside in, and its words.

    `<ul><li>a<pre>b c</pre>` is `[(("ul",), "a"), (("ul", "pre"), "b c")]`.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    assert not reader.open, reader.open
    return reader.blocks


def words(found: list[Block]) -> list[str]:
    """The words of blocks, in order."""
    return [word for _, text in found for word in text.split()]
