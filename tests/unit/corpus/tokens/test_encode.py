"""Token ids of a corpus."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from pathlib import Path

import gigatoken
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.unit.corpus.builder import SPLITS, VOCABULARY, prose, write_manifest
from wikimill import layout
from wikimill.config.model import Corpus
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.tokens import encode as module
from wikimill.corpus.tokens.encode import Encoder, encode
from wikimill.corpus.tokens.token_file import SCHEMA, Ids
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


@pytest.mark.slow
@settings(max_examples=100)
@given(st.text() | st.lists(st.sampled_from(["<|endoftext|>", " ", "\n\n", "'s", "é", "北", "1234", "x"])).map("".join))
def test_encoding_is_lossless_and_equal_to_tokenizers(text: str) -> None:
    tokenizer = VOCABULARY.tokenizer(special=False)
    ids = tokenizer.encode(text).ids
    assert VOCABULARY.end_of_text not in ids
    assert tokenizer.decode(ids) == text
    fast = gigatoken.Tokenizer.from_json(tokenizer.to_str())
    assert [list(row) for row in fast.encode_batch([text])] == [ids]


@pytest.mark.slow
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


def write_pages(*rows: tuple[str, str, str], **columns: list[int | None]) -> Path:
    """`pages.parquet` of paths, splits and texts."""
    table = [
        {"path": path, "split": split, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
        for path, split, text in rows
    ]
    whole = pa.Table.from_pylist(table)
    for name, values in columns.items():
        whole = whole.append_column(name, pa.array(values, pa.int32()))
    pq.write_table(whole, "pages.parquet")
    return Path("pages.parquet")


def ids_of(text: str) -> list[int]:
    return [*VOCABULARY.tokenizer(special=False).encode(text).ids, VOCABULARY.end_of_text]


ROWS = [("a", "train", "the end"), ("b", "val", "北"), ("c", "train", ""), ("d", "train", "the the")]


def test_the_table_says_where_each_page_is(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    write_vocabulary(VOCABULARY, Path("v"))
    encode(write_pages(*ROWS), Path("v"), Path("corpus/c"), ("train", "val", "test"))
    table = pq.read_table("corpus/c/tokens.parquet")
    assert table.schema.remove_metadata() == SCHEMA
    assert table.schema.metadata[b"vocabulary"].decode() == VOCABULARY.digest
    assert pq.read_metadata("corpus/c/tokens.parquet").row_group(0).column(0).compression == "ZSTD"
    lengths = [len(ids_of(text)) for _, _, text in ROWS]
    assert table.to_pylist() == [
        {
            "path": path, "split": split, "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "start": start, "tokens": length, "loss_mask": None,
        }
        for (path, split, text), start, length in zip(
            ROWS, [0, 0, lengths[0], lengths[0] + lengths[2]], lengths, strict=True
        )
    ]  # fmt: skip
    found = {split: np.fromfile(f"corpus/c/{split}.bin", "<u2").tolist() for split in ("train", "val", "test")}
    assert found == {
        "train": [number for _, split, text in ROWS if split == "train" for number in ids_of(text)],
        "val": ids_of("北"),
        "test": [],
    }
    total = lengths[0] + lengths[2] + lengths[3]
    assert caplog.messages == [f"corpus/c: {total} train, {lengths[1]} val, 0 test tokens, 4 pages encoded now"]
    assert caplog.records[0].name == "wikimill.corpus.tokens.encode"


@pytest.mark.slow
@pytest.mark.parametrize("batch", [1, 2, 1024])
def test_what_is_kept_is_found_by_path_split_and_text(
    project: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(module, "BATCH", batch)
    write_vocabulary(VOCABULARY, Path("v"))

    def encoded(*rows: tuple[str, str, str], splits: tuple[str, ...] = SPLITS) -> int:
        encode(write_pages(*rows), Path("v"), Path("corpus/c"), splits)
        for split in splits:
            ids = [number for _, each, text in rows if each == split for number in ids_of(text)]
            assert np.fromfile(f"corpus/c/{split}.bin", "<u2").tolist() == ids
        return int(caplog.messages[-1].split()[-4])

    kept = Path("cache/corpus/c")
    assert encoded(*ROWS) == 4
    assert {path.name for path in kept.iterdir()} == {"train.bin", "val.bin", "tokens.parquet"}
    assert kept.joinpath("train.bin").stat().st_ino == Path("corpus/c/train.bin").stat().st_ino
    assert encoded(*ROWS) == 0
    assert encoded(ROWS[0], ("aa", "train", "new"), *ROWS[1:]) == 1
    assert encoded(ROWS[0], *ROWS[2:]) == 0
    assert encoded(ROWS[0], ("c", "val", ""), ROWS[3]) == 1
    assert encoded(ROWS[0], ("c", "val", "x"), ROWS[3]) == 1
    assert encoded(ROWS[0], ROWS[3], splits=(*SPLITS, "test")) == 2
    (kept / "val.bin").unlink()
    assert encoded(*ROWS) == 4
    table = pq.read_table(kept / "tokens.parquet")
    pq.write_table(table.replace_schema_metadata({}), kept / "tokens.parquet")
    assert encoded(*ROWS) == 4
    pq.write_table(table.drop_columns(["loss_mask"]), kept / "tokens.parquet")
    assert encoded(*ROWS) == 4
    (kept / "tokens.parquet").write_text("cut")
    assert encoded(*ROWS) == 4


def test_files_are_copied_where_a_disk_has_no_links(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", link)
    write_vocabulary(VOCABULARY, Path("v"))
    encode(write_pages(*ROWS), Path("v"), Path("corpus/c"), SPLITS)
    for name in ("train.bin", "val.bin", "tokens.parquet"):
        one, other = Path("corpus/c", name), Path("cache/corpus/c", name)
        assert one.read_bytes() == other.read_bytes()
        assert one.stat().st_ino != other.stat().st_ino


def test_an_encoder_is_made_again_after_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    original = gigatoken.Tokenizer.from_json

    def from_json(text: str) -> object:
        made.append(text)
        return original(text)

    monkeypatch.setattr(gigatoken.Tokenizer, "from_json", from_json)
    monkeypatch.setattr(module, "RENEW", pa.array(["abcd"]).nbytes + 1)
    encoder = Encoder(VOCABULARY)
    renewals = []
    for _ in range(4):
        assert encoder.encode(pa.array(["abcd"]), [None])[0].tolist() == ids_of("abcd")
        renewals.append(len(made))
    assert renewals == [1, 1, 2, 2]


def test_known_ids_are_between_new_ones() -> None:
    known: list[Ids | None] = [None, np.array([7, 8, 9], "<u2"), None, np.array([5], "<u2")]
    ids, counts, new = Encoder(VOCABULARY).encode(pa.array(["the", "x", "", "y"]), known)
    assert ids.tolist() == [*ids_of("the"), 7, 8, 9, VOCABULARY.end_of_text, 5]
    assert (counts.tolist(), new) == ([len(ids_of("the")), 3, 1, 1], 2)
    encoder = Encoder(VOCABULARY)
    ids, counts, new = encoder.encode(pa.array(["x"]), [np.array([7], "<u2")])
    assert not hasattr(encoder, "tokenizer"), "nothing is to be encoded"
    assert (ids.tolist(), ids.dtype, counts.tolist(), new) == ([7], np.dtype("<u2"), [1], 0)


def test_targets_have_masks_and_ids_of_another_text_are_refused(project: Path) -> None:
    write_vocabulary(VOCABULARY, Path("v"))
    pages = write_pages(("a", "train", "b the"), ("b", "train", "the end"), target_start=[2, None])
    encode(pages, Path("v"), Path("corpus/c"), SPLITS)
    masks = pq.read_table("corpus/c/tokens.parquet")["loss_mask"].to_pylist()
    assert masks == [[False, *[True] * (len(ids_of("b the")) - 1)], None]
    with Path("cache/corpus/c/train.bin").open("r+b") as file:
        file.write(np.array([VOCABULARY.ids["the"]], "<u2").tobytes())
    with pytest.raises(WikimillError, match="a: its ids are not its text; delete the corpus and build it again"):
        encode(pages, Path("v"), Path("corpus/c"), SPLITS)


@pytest.mark.slow
def test_all_ids_of_16_bits_are_used(project: Path) -> None:
    ids = dict(VOCABULARY.ids)
    del ids["<|endoftext|>"]
    ids |= {f"token {number}": number for number in range(len(ids), 65535)}
    write_vocabulary(Vocabulary({**ids, "<|endoftext|>": 65535}, VOCABULARY.merges), Path("big"))
    encode(write_pages(*ROWS[:1]), Path("big"), Path("out"), ("train",))
    assert np.fromfile("out/train.bin", "<u2")[-1] == 65535
