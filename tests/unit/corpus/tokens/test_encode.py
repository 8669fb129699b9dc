"""Token ids of a corpus."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.unit.corpus.builder import SPLITS, VOCABULARY, prose, write_manifest
from wikimill import layout
from wikimill.config.model import Corpus
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import Vocabulary, train_vocabulary, write_vocabulary
from wikimill.errors import WikimillError


def test_ids_are_those_of_gpt2s_encoder_and_of_tokenizers(corpus: Path) -> None:
    train_vocabulary(corpus / "pages.parquet", 400, Path("v"))
    encode(corpus / "pages.parquet", Path("v"), corpus, SPLITS)
    reference = Tokenizer.from_file("v/tokenizer.json")
    end = reference.token_to_id("<|endoftext|>")
    for split in ("train", "val"):
        texts = (corpus / f"{split}.txt").read_text().split("<|endoftext|>\n")
        expected = [number for text in texts for number in [*reference.encode(text).ids, end]]
        ids = np.fromfile(corpus / f"{split}.bin", "<u2")
        assert ids.tolist() == expected
    with np.load(corpus / "train.npz") as archive:
        assert archive.files == ["arr_0"]
        assert archive["arr_0"].tolist() == np.fromfile(corpus / "train.bin", "<u2").tolist()


def test_encoding_twice_gives_the_same_bytes(corpus: Path) -> None:
    train_vocabulary(corpus / "pages.parquet", 400, Path("v"))
    for name in ("one", "two"):
        encode(corpus / "pages.parquet", Path("v"), Path(name), SPLITS)
    for file in ("train.bin", "val.bin", "train.npz"):
        assert Path("one", file).read_bytes() == Path("two", file).read_bytes()


@settings(max_examples=100)
@given(st.text() | st.lists(st.sampled_from(["<|endoftext|>", " ", "\n\n", "'s", "é", "北", "1234", "x"])).map("".join))
def test_encoding_is_lossless_and_equal_to_tokenizers(text: str) -> None:
    import gigatoken

    tokenizer = VOCABULARY.tokenizer(special=False)
    ids = tokenizer.encode(text).ids
    assert VOCABULARY.end_of_text not in ids
    assert tokenizer.decode(ids) == text
    fast = gigatoken.Tokenizer.from_json(tokenizer.to_str())
    assert [list(row) for row in fast.encode_batch([text])] == [ids]


def test_ids_over_16_bits_are_refused(corpus: Path) -> None:
    ids = {**VOCABULARY.ids, **{f"token {number}": len(VOCABULARY.ids) + number for number in range(65536)}}
    write_vocabulary(Vocabulary(ids, VOCABULARY.merges), Path("big"))
    with pytest.raises(WikimillError, match="do not fit the 16 bits"):
        encode(corpus / "pages.parquet", Path("big"), Path("out"), SPLITS)


def test_pages_that_did_not_change_are_not_encoded_again(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    texts = {f"P{number:02}": prose(number) for number in range(30)}
    out = Path("corpus/c")

    def encoded() -> int:
        """Build, and encode; how many pages were encoded, when the bytes are those of a build from nothing."""
        write_manifest("m", texts)
        pages_table(["m"], Corpus(val_fraction=0.3), out)
        for name in ("train.bin", "val.bin", "train.npz", "tokens.parquet"):
            (out / name).unlink(missing_ok=True)  # as Snakemake does before a job
        caplog.clear()
        encode(out / "pages.parquet", Path("v"), out, SPLITS)
        encode(out / "pages.parquet", Path("v"), Path("corpus/other"), SPLITS)
        for name in ("train.bin", "val.bin", "train.npz", "tokens.parquet"):
            assert (out / name).read_bytes() == Path("corpus/other", name).read_bytes()
        layout.CACHE.joinpath("corpus/other/tokens.parquet").unlink()
        return int(re.findall(r"(\d+) pages encoded now", caplog.text)[0])

    write_manifest("m", texts)
    pages_table(["m"], Corpus(val_fraction=0.3), out)
    train_vocabulary(out / "pages.parquet", 300, Path("v"))
    assert encoded() == 30
    assert encoded() == 0
    texts["P07"], texts["New"] = prose(77), prose(78)
    del texts["P03"], texts["P29"]
    assert encoded() == 2
    with Path("cache/corpus/c/val.bin").open("ab") as file:
        file.write(b"\0\0")
    assert encoded() == len(texts)
    train_vocabulary(out / "pages.parquet", 310, Path("v"))
    assert encoded() == len(texts)
