"""A page on its way from the manifests to `pages.parquet`: one record, to which each step adds its fields."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wikimill.config.model import Corpus
from wikimill.errors import WikimillError


@dataclass(slots=True)
class Page:
    """A page of a corpus."""

    # From the manifests (`candidates`)
    path: str  # of the markdown; empty when the wiki does not show the page
    markdown_sha256: str  # in hex
    title: str
    status: str  # of the conversion
    page_type: str  # `redirect`, `disambiguation` or `stub`, as conversion noted it; else empty
    losses: list[dict[str, str | int]]  # kinds of what conversion left out, and how much of each
    source: str
    wikiname: str | None
    url: str
    page_id: int | None
    revid: int
    date_modified: str | None
    sha1: str | None
    wikidata_id: str | None
    licence: str | None
    in_language: str | None
    categories: list[str]
    infoboxes: list[dict[str, Any]]
    has_math: bool
    target_start: int | None = None  # character at which the target of a pair begins; cleaning moves it
    target_problem: str = ""  # why that cannot be told; an error if the page is kept

    # From cleaning and filters (`filter`)
    text: str = ""
    words: int = 0
    sha256: str = ""  # of `text`, in hex
    text_language: str | None = None  # as detected, where the corpus is limited to languages
    signature: bytes | None = None  # MinHash, where near duplicates are looked for
    reason: str = ""  # why the page is left out; empty when it is kept
    detail: str = ""
    removed: Counter[tuple[str, str]] = field(default_factory=Counter)  # parts of the text, by kind and what

    wikitext: str | None = None  # as it was converted, where the corpus has such a column
    html: str | None = None

    split: str = ""  # `train`, `val` or `test`

    @property
    def id(self) -> str:
        """A name that no other page has."""
        return f"{self.wikiname}/{self.page_id}" if self.wikiname and self.page_id else f"{self.source}/{self.title}"

    @property
    def version(self) -> int:
        """The revision, under FineWiki's name."""
        return self.revid

    def read_markdown(self) -> str:
        """The markdown of the page.

        Raises:
            WikimillError: the file is gone, or not the one that was converted.
        """
        try:
            data = Path(self.path).read_bytes()
        except FileNotFoundError:
            raise WikimillError(f"{self.path} is gone; build its manifest again") from None
        if hashlib.sha256(data).hexdigest() != self.markdown_sha256:
            raise WikimillError(f"{self.path} was changed by hand; delete it and build its manifest again")
        return data.decode()


def assign_split(wiki: str, title: str, options: Corpus) -> str:
    """A page's split, by its own name: other pages that come or go never move it.

    The test split is taken from the end of the range that the others share, so that a page moves between train and val
    neither when it comes nor when it grows.
    """
    digest = hashlib.sha256(f"{wiki}\n{title}".encode()).digest()
    position = int.from_bytes(digest[:8], "big") / 2**64
    if position < options.val_fraction:
        return "val"
    return "test" if position >= 1 - options.test_fraction else "train"
