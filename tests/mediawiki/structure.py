"""What a page says and how it is laid out: its words in order, and the blocks that they stand in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "wbr", "meta", "link", "input", "col"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# An element of these begins a block, and ends one.
BLOCKS = {
    *HEADINGS, "p", "div", "center", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd", "hr", "section",
    "table", "caption", "thead", "tbody", "tr", "td", "th", "figure", "figcaption",
}  # fmt: skip
# What a block's place is told by. Definitions are not: pandoc has none without a term, and our reader makes blocks of
# those.
PLACES = {name: name for name in {*HEADINGS, "blockquote", "ul", "ol", "pre"}} | {"td": "cell", "th": "cell"}
# Footnotes stand in other places; what the wiki says of errors is not the page's.
APART = {"reference", "mw-references-wrap", "references", "error", "footnote-ref", "footnotes"}
# A link without a text. The wiki's parser numbers those in poems first, and numbers them in code.
NUMBERED = re.compile(r"\[\d+\]")

Block = tuple[tuple[str, ...], str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.captions: list[Block] = []  # pandoc has them before the cells, wherever they stand: sorted
        self.text: list[str] = []
        self.open: list[tuple[str, str | None, bool]] = []  # tag, name of the place, whether it stands apart

    def begin(self) -> None:
        """A block begins or ends."""
        text = NUMBERED.sub(" ", "".join(self.text)).replace("_", " ")
        text = " ".join(re.findall(r"\w+", text))
        if text:
            place = tuple(place for _, place, _ in self.open if place)
            captioned = any(tag == "caption" for tag, _, _ in self.open)
            (self.captions if captioned else self.blocks).append((place, text))
        self.text.clear()

    def is_code(self) -> bool:
        return any(place == "pre" for _, place, _ in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = PLACES.get(tag)
        if self.is_code():  # which holds nothing but text
            place = None
            if tag in BLOCKS:
                self.text.append(" ")
        elif tag in BLOCKS:
            self.begin()
            # A heading of pandoc has no blocks in it: ours ends where one begins.
            self.open = [(name, None if name in HEADINGS else where, apart) for name, where, apart in self.open]
        if tag == "br":
            self.text.append(" ")
        if tag not in VOID:
            attributes = {name: value or "" for name, value in attrs}
            # A footnote in the attributes of a cell gives it the footnote's.
            apart = tag not in {"td", "th", "caption"} and not APART.isdisjoint(attributes.get("class", "").split())
            self.open.append((tag, place, apart or attributes.get("href", "").startswith("#cite_")))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag in BLOCKS and (tag == "pre" or not self.is_code()):
            self.begin()
        last, *_ = self.open.pop()
        assert last == tag, (last, tag)

    def handle_data(self, data: str) -> None:
        if not any(apart for *_, apart in self.open):
            self.text.append(data)


def blocks(html: str) -> list[Block]:
    """The blocks of a page in well-formed HTML that have words: where each stands, from the outside in, and its words.

    `<ul><li>a<pre>b c</pre>` is `[(("ul",), "a"), (("ul", "pre"), "b c")]`. Captions of tables come last.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.begin()
    assert not reader.open, reader.open
    return reader.blocks + sorted(reader.captions)


def words(found: list[Block]) -> list[tuple[tuple[str, ...], str]]:
    """The words of blocks, in order, each with its place."""
    return [(place, word) for place, text in found for word in text.split()]
