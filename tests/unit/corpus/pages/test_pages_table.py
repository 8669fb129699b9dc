"""Training set: texts and table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.fake_source import pin
from tests.unit.corpus.builder import TEXTS, keep_duplicates, prose, write_manifest
from wikimill.config.model import Corpus
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import train_vocabulary
from wikimill.errors import WikimillError


def test_pages_are_separated_by_lines_and_split_by_page(corpus: Path) -> None:
    pages = {split: (corpus / f"{split}.txt").read_text().split("<|endoftext|>\n") for split in ("train", "val")}
    assert sorted(pages["train"] + pages["val"]) == sorted(TEXTS.values())
    frame = pd.read_parquet(corpus / "pages.parquet")
    for split in ("train", "val"):
        assert frame[frame["split"] == split]["text"].tolist() == pages[split]
        assert len(pages[split]) > 4


def test_the_table_has_what_a_citation_needs(corpus: Path) -> None:
    row = pd.read_parquet(corpus / "pages.parquet", filters=[("title", "==", "Page 7")]).to_dict("records")[0]
    revid = pin("Page 7").revid
    assert row["url"] == f"https://wiki.example/w/index.php?title=Page_7&oldid={revid}"
    assert [row[key] for key in ("licence", "wiki", "revid", "timestamp")] == [
        "CC BY-SA 4.0",
        "wiki.example",
        revid,
        "2026-01-02T03:04:05Z",
    ]


def test_a_page_never_moves_between_splits_when_others_come(project: Path) -> None:
    def splits(texts: Mapping[str, str]) -> dict[str, str]:
        write_manifest("m", texts)
        pages_table(["m"], keep_duplicates(val_fraction=0.3), Path("c"))
        frame = pd.read_parquet("c/pages.parquet")
        return dict(zip(frame["title"], frame["split"], strict=True))

    small = splits(dict(list(TEXTS.items())[:20]))
    assert small.items() <= splits(TEXTS).items()


def test_a_page_of_two_manifests_is_taken_once_and_order_does_not_matter(project: Path) -> None:
    write_manifest("a", dict(list(TEXTS.items())[:40]))
    write_manifest("b", dict(list(TEXTS.items())[20:]))
    pages_table(["a", "b"], keep_duplicates(), Path("one"))
    pages_table(["b", "a"], keep_duplicates(), Path("two"))
    for name in ("train.txt", "val.txt", "pages.parquet"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()
    assert sorted(pd.read_parquet("one/pages.parquet")["title"]) == sorted(TEXTS)


def test_nothing_left_is_an_error_and_leaves_no_file(project: Path) -> None:
    write_manifest("m", TEXTS)
    with pytest.raises(WikimillError, match=r"no page is left for training .*; lower corpus\.min_words"):
        pages_table(["m"], keep_duplicates(min_words=1000), Path("c"))
    assert not list(Path("c").glob("*"))


def test_the_test_split_has_its_files(project: Path) -> None:
    write_manifest("m", {f"P{number}": prose(number) for number in range(40)})
    options = Corpus(test_fraction=0.3, val_fraction=0.2)
    pages_table(["m"], options, Path("corpus/c"))
    texts = Path("corpus/c/test.txt").read_text().split("<|endoftext|>\n")
    frame = pd.read_parquet("corpus/c/pages.parquet")
    assert frame[frame["split"] == "test"]["text"].tolist() == texts
    train_vocabulary(Path("corpus/c/pages.parquet"), 300, Path("v"))
    encode(Path("corpus/c/pages.parquet"), Path("v"), Path("corpus/c"), options.splits)
    tokens = pd.read_parquet("corpus/c/tokens.parquet")
    ids = np.fromfile("corpus/c/test.bin", "<u2")
    assert tokens[tokens["split"] == "test"]["tokens"].sum() == len(ids) > 100
    assert tokens["path"].tolist() == frame["path"].tolist()
