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
    losses: list[dict[str, str | int]]  # kinds and names of what conversion left out, and how much of each
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
    words: int  # of the markdown, then of `text`
    categories: list[str]
    infoboxes: list[dict[str, Any]]
    has_math: bool
    target_start: int | None = None  # character at which the target of a pair begins; cleaning moves it
    target_problem: str = ""  # why that cannot be told; an error if the page is kept
    part: int | None = None  # number of the part, where the manifest is one file; the next may go on in its text
    parts: int = 0  # of the file

    # From cleaning and filters (`filter`)
    text: str = ""
    sha256: str = ""  # of `text`, in hex
    language: str | None = None  # as detected, where that is asked for
    language_score: float | None = None  # its probability
    rules: str | None = None  # digest of the rules of quality that were applied
    fault: str | None = None  # against these rules, such as `gopher_short_doc`; empty when there is none
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

    def assign_split(self, options: Corpus) -> None:
        """Assign the page to a split."""
        if self.part is None:
            self.split = split_of_title(self.source, self.title, options)
        else:
            self.split = split_of_part(self.part, self.parts, options)

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


def split_of_part(part: int, parts: int, options: Corpus) -> str:
    """The split of a part of a file, counted from 1: the last ones are held out.

    For each share that is not 0 that is one at least, if any is left to train on.
    """
    val, test = (
        max(1, round(share * parts)) if share else 0 for share in (options.val_fraction, options.test_fraction)
    )
    if part > parts - test and parts > test:
        return "test"
    return "val" if part > parts - test - val and parts > test + val else "train"


def split_of_title(wiki: str, title: str, options: Corpus) -> str:
    """The split of a page, by its own name: other pages that come or go never move it.

    The test split is taken from the end of the range that the others share, so that a page moves between train and val
    neither when it comes nor when it grows.
    """
    digest = hashlib.sha256(f"{wiki}\n{title}".encode()).digest()
    position = int.from_bytes(digest[:8], "big") / 2**64
    if position < options.val_fraction:
        return "val"
    return "test" if position >= 1 - options.test_fraction else "train"
