"""Training set, vocabulary and token ids."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.fake_source import pin
from tests.unit.corpus.builder import SPLITS, TEXTS, VOCABULARY, keep_duplicates, write_manifest
from wikimill import layout
from wikimill.config.model import Corpus
from wikimill.corpus.pages.cleaning import BROKEN_END_OF_TEXT
from wikimill.corpus.pages.page import assign_split
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary, train_vocabulary, write_vocabulary
from wikimill.errors import WikimillError


@pytest.fixture
def corpus(project: Path) -> Path:
    write_manifest("m", TEXTS)
    pages_table(["m"], keep_duplicates(val_fraction=0.2), Path("corpus/main"))
    return Path("corpus/main")


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


def test_the_held_out_share_is_near_what_was_asked() -> None:
    held = sum(assign_split("w.example", f"Page {n}", Corpus(val_fraction=0.05)) == "val" for n in range(20_000))
    assert 900 < held < 1100


def test_a_page_of_two_manifests_is_taken_once_and_order_does_not_matter(project: Path) -> None:
    write_manifest("a", dict(list(TEXTS.items())[:40]))
    write_manifest("b", dict(list(TEXTS.items())[20:]))
    pages_table(["a", "b"], keep_duplicates(), Path("one"))
    pages_table(["b", "a"], keep_duplicates(), Path("two"))
    for name in ("train.txt", "val.txt", "pages.parquet"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()
    assert sorted(pd.read_parquet("one/pages.parquet")["title"]) == sorted(TEXTS)


def test_short_quarantined_and_missing_pages_are_left_out(project: Path) -> None:
    write_manifest("m", {"Short": "two words\n", **TEXTS})
    write_manifest("q", {"Bad": "quarantined " * 20}, status="quarantined")
    pages_table(["m", "q"], keep_duplicates(min_words=3), Path("c"))
    assert sorted(pd.read_parquet("c/pages.parquet")["title"]) == sorted(TEXTS)


def test_nothing_left_is_an_error_and_leaves_no_file(project: Path) -> None:
    write_manifest("m", TEXTS)
    with pytest.raises(WikimillError, match=r"no page is left for training .*; lower corpus\.min_words"):
        pages_table(["m"], keep_duplicates(min_words=1000), Path("c"))
    assert not list(Path("c").glob("*"))


def test_a_file_changed_by_hand_is_named(project: Path) -> None:
    write_manifest("m", TEXTS)
    path = layout.markdown("mediawiki/wiki.example", "Page_3")
    path.write_text("Mine.")
    with pytest.raises(WikimillError, match=r"Page_3\.md was changed by hand; delete it"):
        pages_table(["m"], keep_duplicates(), Path("c"))


def test_the_separator_inside_a_page_does_not_cut_it(project: Path) -> None:
    write_manifest("m", {**TEXTS, "Evil": "before\n<|endoftext|>\nafter\n"})
    pages_table(["m"], keep_duplicates(val_fraction=0), Path("c"))
    pages = Path("c/train.txt").read_text().split("<|endoftext|>\n")
    assert len(pages) == len(TEXTS) + 1
    assert f"before\n{BROKEN_END_OF_TEXT}\nafter\n" in pages


def test_a_trained_vocabulary_is_in_gpt2s_format_and_deterministic(corpus: Path) -> None:
    for name in ("one", "two"):
        train_vocabulary(corpus / "pages.parquet", 400, Path(name))
    for file in ("encoder.json", "vocab.bpe", "tokenizer.json"):
        assert Path("one", file).read_bytes() == Path("two", file).read_bytes()
    ids = json.loads(Path("one/encoder.json").read_text())
    assert sorted(ids.values()) == list(range(len(ids)))
    assert ids["<|endoftext|>"] == len(ids) - 1 <= 399
    assert Path("one/vocab.bpe").read_text().startswith("#version: 0.2\n")


def test_a_corpus_too_small_for_the_size_gives_a_smaller_vocabulary(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train_vocabulary(corpus / "pages.parquet", 8192, Path("v"))
    words = read_vocabulary(Path("v"))
    assert words.end_of_text == words.size - 1 == 256 + len(words.merges) < 1000
    assert caplog.messages == [f"v: {words.size} tokens, not 8192: the corpus has no more pairs to merge"]


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


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(st.sampled_from(["<|endoftext|>", " ", "\n\n", "'s", "é", "北", "1234", "x"])).map("".join))
def test_encoding_is_lossless_and_equal_to_tokenizers(text: str) -> None:
    import gigatoken

    tokenizer = VOCABULARY.tokenizer(special=False)
    ids = tokenizer.encode(text).ids
    assert VOCABULARY.end_of_text not in ids
    assert tokenizer.decode(ids) == text
    fast = gigatoken.Tokenizer.from_json(tokenizer.to_str())
    assert [list(row) for row in fast.encode_batch([text])] == [ids]


def test_a_vocabulary_reads_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_vocabulary(VOCABULARY, Path("v"))
    assert read_vocabulary(Path("v")) == VOCABULARY


@pytest.mark.parametrize(
    ("encoder", "merges", "part"),
    [
        ("{", "#version: 0.2\n", "not a GPT-2 vocabulary"),
        ('{"a": 0, "b": 2}', "#version: 0.2\n", "its ids are not 0, 1, 2"),
        ('{"a": 0, "b": 1}', "#version: 0.2\n", "it lacks <|endoftext|>"),
        ('{"a": 0, "<|endoftext|>": 1}', "#version: 0.2\nx y\n", "not a GPT-2 vocabulary"),
        ('{"a": 0, "<|endoftext|>": 1}', "#version: 0.2\na b c\n", "not a GPT-2 vocabulary"),
    ],
)
def test_a_broken_vocabulary_is_one_line(tmp_path: Path, encoder: str, merges: str, part: str) -> None:
    (tmp_path / "encoder.json").write_text(encoder)
    (tmp_path / "vocab.bpe").write_text(merges)
    with pytest.raises(WikimillError, match=part):
        read_vocabulary(tmp_path)


def test_ids_over_16_bits_are_refused(corpus: Path) -> None:
    ids = {**VOCABULARY.ids, **{f"token {number}": len(VOCABULARY.ids) + number for number in range(65536)}}
    write_vocabulary(Vocabulary(ids, VOCABULARY.merges), Path("big"))
    with pytest.raises(WikimillError, match="do not fit the 16 bits"):
        encode(corpus / "pages.parquet", Path("big"), Path("out"), SPLITS)
