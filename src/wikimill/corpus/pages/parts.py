"""Pages that are parts of one file: where the text of one goes on in the next, there is no end of text between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import pyarrow as pa

from wikimill.sources.documents.parts import is_continued
from wikimill.sources.pinned_text import END_OF_TEXT


class PartKey(NamedTuple):
    """What tells whether a page goes on in the next; `part` is None for a page that is no part."""

    path: str
    title: str
    split: str
    part: int | None

    def goes_on(self, following: PartKey | None) -> bool:
        """Whether its text goes on in that of the page that follows it in the corpus."""
        return (
            following is not None
            and self.part is not None
            and following.part == self.part + 1
            and following.split == self.split
            and is_continued(self.title, following.title)
            and following.path.rpartition("/")[0] == self.path.rpartition("/")[0]
        )


def part_keys(batch: pa.RecordBatch) -> Iterator[PartKey]:
    """The keys of pages, of a batch with the columns `path`, `title`, `split` and, if there are parts, `part`."""
    columns = [batch[name].to_pylist() for name in ("path", "title", "split")]
    parts = batch["part"].to_pylist() if "part" in batch.schema.names else [None] * len(batch)
    return (PartKey(*key) for key in zip(*columns, parts, strict=True))


class SplitText:
    """The text of a split, such as `train.txt`: pages separated by lines of `<|endoftext|>`."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.last: PartKey | None = None
        self.ends_line = True

    @property
    def is_empty(self) -> bool:
        """Whether no page was added."""
        return self.last is None

    def add(self, key: PartKey, text: str) -> None:
        """Add a page."""
        if self.last and not self.last.goes_on(key):
            self.file.write(f"{'' if self.ends_line else chr(10)}{END_OF_TEXT}\n".encode())
        self.file.write(text.encode())
        self.last, self.ends_line = key, text.endswith("\n")
