"""A vocabulary is trained, written, read and checked."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tokenizers import Tokenizer, pre_tokenizers

from tests.unit.corpus.builder import VOCABULARY
from wikimill.config.model import Tokenizer as Options
from wikimill.corpus.tokens.vocabulary import (
    Vocabulary,
    read_vocabulary,
    train_vocabulary,
    vocabulary,
    write_vocabulary,
)
from wikimill.errors import WikimillError
from wikimill.sources.pinned_text import END_OF_TEXT

SYMBOLS = [*pre_tokenizers.ByteLevel.alphabet(), END_OF_TEXT]
WITHOUT_MERGES, WITH_ONE = (
    json.dumps({token: number for number, token in enumerate(tokens)}) for tokens in (SYMBOLS, [*SYMBOLS, "ab"])
)


def test_a_trained_vocabulary_is_in_gpt2s_format_and_deterministic(corpus: Path) -> None:
    for name in ("one", "two"):
        train_vocabulary(corpus / "pages.parquet", 400, Path(name))
    for file in ("encoder.json", "vocab.bpe", "tokenizer.json"):
        assert Path("one", file).read_bytes() == Path("two", file).read_bytes()
    ids = json.loads(Path("one/encoder.json").read_text())
    assert sorted(ids.values()) == list(range(len(ids)))
    assert ids["<|endoftext|>"] == len(ids) - 1 <= 399
    assert list(ids.values()) == sorted(ids.values())
    assert ids.keys() >= {"!", "Ā", "ÿ"}  # all bytes, whether the corpus has them or not
    assert Path("one/vocab.bpe").read_text().count("\n") == len(ids) - 256
    assert Path("one/vocab.bpe").read_text().startswith("#version: 0.2\n")


def test_a_corpus_too_small_for_the_size_gives_a_smaller_vocabulary(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train_vocabulary(corpus / "pages.parquet", 8192, Path("v"))
    words = read_vocabulary(Path("v"))
    assert words.end_of_text == words.size - 1 == 256 + len(words.merges) < 1000
    assert caplog.messages == [f"v: {words.size} tokens, not 8192: the corpus has no more pairs to merge"]


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
        ('{"a": 0, "<|endoftext|>": 1}', "#version: 0.2\n", "it lacks 255 of 256 bytes, such as '!'"),
        (WITHOUT_MERGES, "#version: 0.2\nx y\n", "its merge 'x y' needs 'xy', which is no token of texts"),
        (
            WITHOUT_MERGES,
            "#version: 0.2\na <|endoftext|>\n",
            "its merge 'a <|endoftext|>' needs '<|endof",
        ),
        (WITH_ONE, "#version: 0.2\na b\na b\n", "it has the merge 'a b' twice"),
        (WITHOUT_MERGES, "#version: 0.2\na b c\n", "too many values to unpack"),
    ],
)
def test_a_broken_vocabulary_is_one_line(tmp_path: Path, encoder: str, merges: str, part: str) -> None:
    (tmp_path / "encoder.json").write_text(encoder)
    (tmp_path / "vocab.bpe").write_text(merges)
    with pytest.raises(WikimillError, match=part):
        read_vocabulary(tmp_path)


def test_as_many_tokens_are_trained_as_asked(corpus: Path, caplog: pytest.LogCaptureFixture) -> None:
    vocabulary(Options(vocabulary="corpus", size=270), corpus / "pages.parquet", Path("v"))
    assert read_vocabulary(Path("v")).size == 270
    assert not caplog.messages


def test_the_training_split_alone_trains(project: Path) -> None:
    for name, split in (("one", "val"), ("two", "train")):
        rows = [{"text": "abab" * 50, "split": "train"}, {"text": "xyxy" * 50, "split": split}]
        pq.write_table(pa.Table.from_pylist(rows), f"{name}.parquet")
        train_vocabulary(Path(f"{name}.parquet"), 260, Path(name))
    one, two = (read_vocabulary(Path(name)).ids for name in ("one", "two"))
    assert ("ab" in one, "xy" in one) == (True, False)
    assert {"ab", "xy"} <= two.keys()


def test_the_end_of_text_is_a_token_where_it_is_special() -> None:
    text = "the <|endoftext|>"
    plain, special = (VOCABULARY.tokenizer(special=special) for special in (False, True))
    assert VOCABULARY.end_of_text not in plain.encode(text).ids
    assert special.encode(text).ids == [*plain.encode("the ").ids, VOCABULARY.end_of_text]
    assert special.decode(special.encode(" the tide").ids) == " the tide"
    assert [VOCABULARY.end_of_text, VOCABULARY.size] == [len(VOCABULARY.ids) - 1, len(VOCABULARY.ids)]


def test_a_digest_is_of_ids_and_merges() -> None:
    one = Vocabulary({"a": 0, "b": 1}, [("a", "b")])
    assert one.digest == Vocabulary({"b": 1, "a": 0}, [("a", "b")]).digest
    others = [Vocabulary({"a": 1, "b": 0}, one.merges), Vocabulary(one.ids, []), Vocabulary(one.ids, [("b", "a")])]
    assert len({one.digest, *(each.digest for each in others)}) == 4
    assert one.digest == hashlib.sha256(b'[{"a": 0, "b": 1}, [["a", "b"]]]').hexdigest()


def test_the_files_are_those_of_gpt2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_vocabulary(VOCABULARY, Path("v"))
    assert json.loads(Path("v/encoder.json").read_text()) == VOCABULARY.ids
    merges = Path("v/vocab.bpe").read_text(encoding="utf-8")
    assert merges == "#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in VOCABULARY.merges)
    (added,) = json.loads(Path("v/tokenizer.json").read_text())["added_tokens"]
    assert (added["id"], added["content"]) == (VOCABULARY.end_of_text, "<|endoftext|>")
    assert (added["special"], added["normalized"]) == (True, False)
    text = " the end<|endoftext|>\n\nthe's"
    tokenizer = Tokenizer.from_file("v/tokenizer.json")
    assert tokenizer.encode(text).ids == VOCABULARY.tokenizer(special=True).encode(text).ids
    assert list(tokenizer.encode("the  the").offsets) == [(0, 3), (3, 4), (4, 8)]


def test_a_broken_vocabulary_names_its_files(tmp_path: Path) -> None:
    (tmp_path / "vocab.json").write_text("[]")
    (tmp_path / "merges.txt").write_text("")
    with pytest.raises(WikimillError, match=r"vocab\.json and merges\.txt are not a GPT-2 vocabulary \("):
        read_vocabulary(tmp_path)


def test_a_vocabulary_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "encoder.json").write_bytes(b"{\xff")
    (tmp_path / "vocab.bpe").touch()
    with pytest.raises(WikimillError, match=r"encoder\.json: byte 1 of this vocabulary is not UTF-8"):
        read_vocabulary(tmp_path)
