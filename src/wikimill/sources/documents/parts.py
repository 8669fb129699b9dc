"""A file in parts: its documents, between `<|endoftext|>`, and of long ones blocks that end at blank lines.

The parts put together are the file, and their tokens are those of the file. So a block ends before the last white space
between two words: GPT-2's pattern (`encoder.py`) makes one token of white space up to there, and another begins there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wikimill.sources.pinned_text import END_OF_TEXT

SMALLEST, LARGEST = 1 << 10, 64 << 10  # characters of a block, about
PARTS = 200  # of a file, about: a share of one in twenty for validation is ten of them
SEARCH = 4  # times as long is a block in which there is no better place to end
# Where a block may end, the best first: before the last white space of a blank line, of a line end, between words.
ENDS = [re.compile(pattern) for pattern in (r"\n[^\S\n]*\n\s*(?=\S)", r"\n[^\S\n]*(?=\S)", r"\s+(?=\S)")]


def block_size(size: int) -> int:
    """Characters of a block of a file with so many bytes, at least."""
    return max(SMALLEST, min(LARGEST, size // PARTS))


def split_parts(chunks: Iterable[str], size: int) -> Iterator[tuple[str, str]]:
    """The parts of a file, each with its title: the numbers of the document and of the block, `00000001.00001` first.

    Documents of white space alone are left out.

    Args:
        chunks: the text, cut anywhere.
        size: characters of a block, at least; documents that are shorter are one.
    """
    for number, document in enumerate(split_documents(chunks), start=1):
        for index, block in enumerate(_split_blocks(document, size), start=1):
            yield f"{number:08d}.{index:05d}", block


def is_continued(title: str, following: str) -> bool:
    """Whether the part of this title goes on in the part that follows it: both are of one document."""
    return title.partition(".")[0] == following.partition(".")[0]


def split_documents(chunks: Iterable[str]) -> Iterator[Iterator[str]]:
    """The documents of a text, each in chunks that are to be read before the next; none is of white space alone."""
    source = _Documents(chunks)
    while not source.is_over:
        document = source.next_document()
        blank = ""
        for chunk in document:
            blank += chunk
            if not blank.isspace():
                yield _chain(blank, document)
                break
        for _ in document:  # what was not read of it
            pass


class _Documents:
    """The chunks of a text, up to each `<|endoftext|>`."""

    def __init__(self, chunks: Iterable[str]) -> None:
        self.chunks = iter(chunks)
        self.rest = ""
        self.is_over = False

    def next_document(self) -> Iterator[str]:
        """The chunks, none of them empty, of the next document."""
        while True:
            before, separator, after = self.rest.partition(END_OF_TEXT)
            if separator:
                self.rest = after
                if before:
                    yield before
                return
            chunk = next(self.chunks, None)
            if chunk is None:
                self.is_over = True
                last, self.rest = self.rest, ""
                if last:
                    yield last
                return
            kept = len(END_OF_TEXT) - 1  # of which a separator may begin
            if ready := self.rest[:-kept]:
                yield ready
            self.rest = self.rest[-kept:] + chunk


def _chain(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    yield from others


def _split_blocks(chunks: Iterable[str], size: int) -> Iterator[str]:
    """Blocks of at least `size` characters, but for the last one; where they end does not depend on the chunks."""
    longest = SEARCH * size
    text = ""
    for chunk in chunks:
        text += chunk
        start = 0
        while len(text) - start > longest:
            end = start + _end_of_block(text[start : start + longest + 1], size)
            yield text[start:end]
            start = end
        text = text[start:]
    while len(text) > size:
        end = _end_of_block(text[: longest + 1], size)
        yield text[:end]
        text = text[end:]
    if text:
        yield text


def _end_of_block(text: str, size: int) -> int:
    indent = len(text) - len(text.lstrip())  # no block is white space alone, if that can be helped
    for pattern in ENDS:
        if found := pattern.search(text, max(size, indent)):
            return found.end() - 1
    return min(len(text), SEARCH * size)
