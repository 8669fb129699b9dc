"""A vocabulary is trained, written, read and checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import pre_tokenizers

from tests.unit.corpus.builder import VOCABULARY
from wikimill.corpus.tokens.vocabulary import read_vocabulary, train_vocabulary, write_vocabulary
from wikimill.errors import WikimillError
from wikimill.sources.pinned_text import END_OF_TEXT

SYMBOLS = [*pre_tokenizers.ByteLevel.alphabet(), END_OF_TEXT]
WITHOUT_MERGES = json.dumps({token: number for number, token in enumerate(SYMBOLS)})


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
        (WITHOUT_MERGES, "#version: 0.2\nx y\n", "Token `xy` out of vocabulary"),
        (WITHOUT_MERGES, "#version: 0.2\na b c\n", "too many values to unpack"),
    ],
)
def test_a_broken_vocabulary_is_one_line(tmp_path: Path, encoder: str, merges: str, part: str) -> None:
    (tmp_path / "encoder.json").write_text(encoder)
    (tmp_path / "vocab.bpe").write_text(merges)
    with pytest.raises(WikimillError, match=part):
        read_vocabulary(tmp_path)
