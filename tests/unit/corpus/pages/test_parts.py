"""Pages that are parts of one file: its tokens are those of the file, whatever its parts."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from tests.unit.corpus.builder import SPLITS, VOCABULARY, write_file_manifest, write_manifest
from wikimill.config.model import Corpus
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import write_vocabulary

EXACT = {"normalize": "none", "dedup": "none", "min_words": 0}
OUT = Path("corpus/c")
END = VOCABULARY.end_of_text


def build(*manifests: str, **options: object) -> list[list[int]]:
    """The ids of both splits of a corpus."""
    pages_table(manifests, Corpus.model_validate({**EXACT, **options}), OUT)
    encode(OUT / "pages.parquet", Path("v"), OUT, SPLITS)
    return [np.fromfile(OUT / f"{split}.bin", "<u2").tolist() for split in SPLITS]


def ids(text: str) -> list[int]:
    return list(VOCABULARY.tokenizer(special=False).encode(text).ids)


@pytest.fixture
def text(project: Path) -> str:
    """A text with white space of all kinds between its words."""
    write_vocabulary(VOCABULARY, Path("v"))
    rng = random.Random(3)
    gaps = [" ", "  ", "\n", "\n\n", "\n \n\n", "\t", " \n\n  ", ".\n\n"]
    words = ["the", "tide", "it's", "1234", "é", "北", "<|", "end", ","]
    return "\n\n" + "".join(rng.choice(words) + rng.choice(gaps) for _ in range(20_000))


@pytest.mark.slow
def test_the_tokens_of_a_text_are_those_of_the_file(text: str) -> None:
    Path("input.txt").write_text(text)
    write_file_manifest("input", Path("input.txt"))
    for _ in range(2):  # the second time they are copied
        train, val = build("input", val_fraction=0.05)
        assert train[:-1] + val[:-1] == ids(text)
        assert train.count(END) == val.count(END) == 1
    assert 0.04 < len(val) / len(train) < 0.07
    assert build("input", val_fraction=0) == [[*ids(text), END], []]
    assert (OUT / "train.txt").read_text() == text


@pytest.mark.slow
def test_documents_end_with_end_of_text(text: str) -> None:
    documents = [text[:5_000], "\nshort.", "\nno line end", text[5_000:]]
    Path("input.txt").write_text("<|endoftext|>".join([*documents, "\n"]))
    write_file_manifest("input", Path("input.txt"))
    train, _ = build("input", val_fraction=0)
    assert train == [number for each in documents for number in [*ids(each), END]]
    assert (OUT / "train.txt").read_text().count("\n<|endoftext|>\n") == 3


@pytest.mark.slow
def test_a_part_that_is_left_out_ends_the_text_before_it(text: str) -> None:
    Path("a.txt").write_text("one\n\n" * 600 + "two\n\n" * 600)
    Path("b.txt").write_text(text)
    for name in ("a", "b"):
        write_file_manifest(name, Path(f"{name}.txt"))
    write_manifest("wiki", {"Tern": "the tern\n"})
    train, _ = build("a", "b", "wiki", val_fraction=0, dedup="exact")
    assert train.count(END) > 3
    whole, _ = build("a", "b", "wiki", val_fraction=0)
    assert whole.count(END) == 3
    assert whole[-len(ids("the tern\n")) - 2 :] == [END, *ids("the tern\n"), END]
