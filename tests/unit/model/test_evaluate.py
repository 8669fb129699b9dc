"""Texts to evaluate on, and what follows from their loss; tests/model/test_evaluate.py evaluates."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import encode_pages, save
from wikimill.cli import wikimill
from wikimill.corpus.tokens.vocabulary import Vocabulary, write_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.evaluate import (
    Evaluation,
    EvaluationText,
    encode_evaluation_text,
    evaluation_table,
    read_evaluation_text,
)
from wikimill.model.weights import Shape, initial_weights

SHAPE = Shape(n_vocab=VOCABULARY.size, n_ctx=16, n_embd=16, n_head=2, n_layer=1)
WEIGHTS = {name: weight * 8 for name, weight in initial_weights(SHAPE, 1).items()}  # far from knowing nothing
SENTENCE = "the tide came in over the black rocks and the bells rang. "
PAGES = [f"{SENTENCE * 2}\n", "Größe, 大きい.\n", "7 bells\n"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`out/main/model` of a project folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("project"))
        return save(Path.cwd() / "out/main/model", SHAPE, WEIGHTS)


def test_numbers_follow_from_the_loss_of_the_whole_text() -> None:
    text = EvaluationText("t.txt", "d", np.arange(50, dtype=np.uint16), 20, 100)
    result = Evaluation.from_loss("m", "w", text, 16, 8, 60.0)
    assert result.loss == 60 / 50
    assert result.perplexity == math.exp(60 / 50)
    assert result.word_perplexity == math.exp(60 / 20)
    assert result.bits_per_byte == pytest.approx(60 / math.log(2) / 100)
    assert (result.text, result.text_sha256, result.weights_sha256) == ("t.txt", "d", "w")
    wordless = Evaluation.from_loss("m", "w", EvaluationText("t", "d", text.tokens, 0, 100), 16, 8, 60.0)
    assert wordless.word_perplexity is None
    unspaced = Evaluation.from_loss("m", "w", EvaluationText("t", "d", text.tokens, 1, 900), 16, 8, 900.0)
    assert unspaced.word_perplexity is None  # e to the 900th is no number of 64 bits
    assert json.loads(unspaced.to_json())["word_perplexity"] is None
    lines = evaluation_table({"before": unspaced, "after": result}).splitlines()
    assert lines[0] == "t: 50 tokens, 1 words, 900 bytes; context 16, stride 8"
    assert lines[3].split() == ["after", "1.2000", "3.32", "20.09", "0.8656"]
    assert lines[2].split()[3] == "-"


def test_token_ids_are_the_same_text(model: Path, tmp_path: Path) -> None:
    encode_pages(*PAGES).tofile(tmp_path / "val.bin")
    (tmp_path / "val.txt").write_text("<|endoftext|>\n".join(PAGES), encoding="utf-8")
    encoded, written = (read_evaluation_text(tmp_path / f"val.{kind}", VOCABULARY, model) for kind in ("bin", "txt"))
    assert encoded.tokens.tolist() == written.tokens.tolist() == encode_pages(*PAGES).tolist()
    assert encoded.words == written.words == sum(len(page.split()) for page in PAGES)
    assert encoded.bytes == written.bytes == sum(len(page.encode()) for page in PAGES)
    for text in (encoded, written):
        assert text.sha256 == hashlib.sha256(Path(text.source).read_bytes()).hexdigest()


def test_a_plain_text_is_taken_as_it_stands() -> None:
    text = encode_evaluation_text("a <|endoftext|> b", "x", VOCABULARY)
    assert VOCABULARY.tokenizer(special=False).decode(text.tokens.tolist()) == "a <|endoftext|> b"
    assert (text.words, text.bytes) == (3, 17)


@pytest.mark.parametrize("text", ["a\n<|endoftext|>\nb", "a\n<|endoftext|>\nb<|endoftext|>", "b<|endoftext|>\n"])
def test_lines_of_end_of_text_alone_end_pages(text: str) -> None:
    pages = text.split("\n<|endoftext|>\n")
    expected = encode_pages(*(f"{page}\n" for page in pages[:-1]), pages[-1])[: None if len(pages) > 1 else -1]
    assert encode_evaluation_text(text, "x", VOCABULARY).tokens.tolist() == expected.tolist()
    ended = encode_evaluation_text(f"{text}\n<|endoftext|>\n", "x", VOCABULARY)
    assert ended.tokens.tolist() == encode_pages(*(f"{page}\n" for page in pages)).tolist()


def invoke(model: Path, *arguments: str, **options: Any) -> str:
    """What `wikimill evaluate` prints, run in the model's project folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(model.parents[2])
        done = CliRunner().invoke(wikimill, ["evaluate", *arguments], catch_exceptions=True, **options)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        (["--run", "none"], SENTENCE, "out/none/model: there is no trained model; run `snakemake train` first"),
        (["--step", "7"], SENTENCE, "step 7 is not saved; the saved steps are"),
        ([], "", "standard input: there is no text in it"),
        (["--stride", "17"], SENTENCE, "evaluate.stride: 17 exceeds the context of 16; lower it"),
        (["--context", "8", "--stride", "9"], SENTENCE, "evaluate.stride: 9 exceeds the context of 8"),
        (["--context", "17"], SENTENCE, "evaluate.context: 17 exceeds the model's context of 16; lower it"),
        ([], b"a\xff", "standard input: byte 1 is not UTF-8"),
        (["none.txt"], "", "none.txt: there is no such text; check the name"),
        (["none.bin"], "", "none.bin: there is no such file of token ids; check the name"),
    ],
)
def test_what_cannot_be_evaluated_is_one_line(
    model: Path, arguments: list[str], text: str | bytes, message: str
) -> None:
    with pytest.raises(WikimillError) as error:
        invoke(model, *arguments, input=text)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (np.array([SHAPE.n_vocab], "<u2"), "it has the id"),
        (np.array([VOCABULARY.end_of_text] * 2, "<u2"), "there is no text in it"),
        (np.array([], "<u2"), "there is no text in it"),
        (np.array([1, 2, 3], "u1"), "3 bytes are not a whole number of 16-bit ids"),
    ],
)
def test_ids_that_are_none_are_refused(model: Path, tmp_path: Path, content: npt.NDArray[Any], message: str) -> None:
    content.tofile(tmp_path / "x.bin")
    with pytest.raises(WikimillError, match=message):
        read_evaluation_text(tmp_path / "x.bin", VOCABULARY, model)


def test_a_corpus_of_another_vocabulary_is_refused(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_vocabulary(Vocabulary(VOCABULARY.ids, VOCABULARY.merges[:0:-1]), tmp_path / "tokenizer")
    encode_pages(*PAGES).tofile("val.bin")
    with pytest.raises(WikimillError, match="is not the vocabulary of the model"):
        read_evaluation_text(Path("val.bin").absolute(), VOCABULARY, model)
