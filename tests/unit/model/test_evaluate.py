"""Loss and perplexity of whole texts, against what a few lines of numpy make of each token by itself."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.clone import Clone
from tests.sample_manifest import write_sample_manifest
from tests.unit.corpus.builder import VOCABULARY
from wikimill.cli import wikimill
from wikimill.config.training import Evaluate, Train
from wikimill.corpus.tokens.vocabulary import Vocabulary, write_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.backends.learner import Learner
from wikimill.model.backends.select import load_learner, prepare
from wikimill.model.evaluate import (
    Evaluation,
    EvaluationText,
    compare,
    encode_evaluation_text,
    evaluate,
    evaluation_table,
    read_evaluation_text,
    write_evaluations,
)
from wikimill.model.formats.folder import Model, write_model
from wikimill.model.perplexity import total_loss
from wikimill.model.weights import Shape, Weights, digest, initial_weights

SHAPE = Shape(n_vocab=VOCABULARY.size, n_ctx=16, n_embd=16, n_head=2, n_layer=1)
WEIGHTS = {name: weight * 8 for name, weight in initial_weights(SHAPE, 1).items()}  # far from knowing nothing
SENTENCE = "the tide came in over the black rocks and the bells rang. "
PAGES = [f"{SENTENCE * 2}\n", "Größe, 大きい.\n", "7 bells\n"]
# Keras turns TensorFlow's variables into arrays in a way that NumPy 2 would have otherwise.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


def losses(weights: Weights, shape: Shape, ids: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """GPT-2, plainly: the loss on each of ids [length + 1] but the first, [length]."""

    def norm(x: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
        return cast(npt.NDArray[Any], scaled * weights[f"{name}/g"] + weights[f"{name}/b"])

    def dense(x: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
        return x @ weights[f"{name}/w"] + weights[f"{name}/b"]

    length, width = len(ids) - 1, shape.n_embd // shape.n_head
    x = weights["wte"].astype(float)[ids[:-1]] + weights["wpe"][:length]
    for layer in range(shape.n_layer):
        joined = dense(norm(x, f"h{layer}/ln_1"), f"h{layer}/attn/c_attn")
        query, key, value = joined.reshape(length, 3, shape.n_head, width).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(width)
        scores[:, ~np.tri(length, dtype=bool)] = -np.inf
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        attended = (shares / shares.sum(-1, keepdims=True)) @ value
        x = x + dense(attended.transpose(1, 0, 2).reshape(length, -1), f"h{layer}/attn/c_proj")
        y = dense(norm(x, f"h{layer}/ln_2"), f"h{layer}/mlp/c_fc")
        y = y / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (y + 0.044715 * y**3)))
        x = x + dense(y, f"h{layer}/mlp/c_proj")
    logits = norm(x, "ln_f") @ weights["wte"].T
    top = logits.max(-1, keepdims=True)
    all_of_them = np.log(np.exp(logits - top).sum(-1)) + top[:, 0]
    return cast(npt.NDArray[np.float64], all_of_them - logits[np.arange(length), ids[1:]])


def guide(number: int, context: int, stride: int) -> list[tuple[int, int]]:
    """Begin of the window and place of each predicted token, by the loop of Hugging Face's guide to perplexity."""
    found, done = [], 0
    for begin in range(0, number, stride):
        end = min(begin + context, number)
        found += [(begin, place) for place in range(done, end)]
        done = end
        if end == number:
            break
    return found


class Spy:
    """A learner whose loss on a token tells which it is and what its window begins with; counts its calls' shapes."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        self.shapes.append(tokens.shape)
        return (tokens[:, 1:] ** 2 + tokens[:, :1] * 3.0).astype(np.float32)


@given(st.integers(1, 60), st.integers(1, 20), st.integers(1, 20), st.integers(1, 5))
def test_every_token_is_predicted_once_in_the_window_of_the_guide(
    number: int, context: int, stride: int, size: int
) -> None:
    stride = min(stride, context)
    spy = Spy()
    ids = np.arange(1, number + 1, dtype=np.uint16)
    total = total_loss(cast(Learner, spy), ids, 0, context, stride, size)
    windows = guide(number, context, stride)
    assert [place for _, place in windows] == list(range(number))
    assert all(place - begin >= min(place, context - stride) for begin, place in windows)
    assert total == sum((place + 1) ** 2 + begin * 3 for begin, place in windows)
    assert len(set(spy.shapes)) == 1  # compiled once


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`out/main/model` of a project folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("project"))
        return saved(Path.cwd() / "out/main/model", WEIGHTS)


def saved(folder: Path, weights: Weights) -> Path:
    folder.mkdir(parents=True)
    tokenizer = Path("tokenizers", folder.name)
    write_vocabulary(VOCABULARY, tokenizer)
    write_model(folder, Model(SHAPE, weights, VOCABULARY), tokenizer, ["huggingface"])
    return folder


def ids_of(pages: list[str]) -> npt.NDArray[np.uint16]:
    tokenizer = VOCABULARY.tokenizer(special=False)
    return np.array([i for page in pages for i in [*tokenizer.encode(page).ids, VOCABULARY.end_of_text]], "<u2")


@pytest.mark.parametrize(("context", "stride"), [(16, 8), (16, 16), (11, 3), (5, 1)])
def test_the_loss_is_that_of_each_token_in_its_window(model: Path, context: int, stride: int) -> None:
    text = encode_evaluation_text(SENTENCE * 4, "x", VOCABULARY)
    result = evaluate(model, text, Evaluate(context=context, stride=stride, batch_size=3), "tensorflow")
    ids = np.array([VOCABULARY.end_of_text, *text.tokens])
    expected = sum(
        losses(WEIGHTS, SHAPE, ids[begin : place + 2])[-1] for begin, place in guide(len(text.tokens), context, stride)
    )
    assert (result.context, result.stride, result.tokens) == (context, stride, len(text.tokens))
    assert result.loss * result.tokens == pytest.approx(expected, rel=1e-5)
    if context == stride:
        blocks = [losses(WEIGHTS, SHAPE, ids[at : at + context + 1]).sum() for at in range(0, len(ids) - 1, context)]
        assert result.loss == pytest.approx(sum(blocks) / result.tokens, rel=1e-5)


def test_the_default_is_half_the_context_and_the_batch_changes_nothing(model: Path) -> None:
    text = encode_evaluation_text(SENTENCE * 4, "x", VOCABULARY)
    results = [evaluate(model, text, Evaluate(batch_size=size), "tensorflow") for size in (1, 4, 100)]
    assert (results[0].context, results[0].stride) == (16, 8)
    assert [result.loss for result in results] == pytest.approx([results[0].loss] * 3, rel=1e-6)


def test_a_model_that_only_tells_losses_holds_no_moments() -> None:
    settings = Train(precision="float32")
    prepare(settings)
    learner = load_learner(SHAPE, WEIGHTS, settings, [])
    assert sum(array.size for array in learner.state().values()) < 10
    ids = ids_of(PAGES)[:17]
    assert learner.losses(ids[None].astype(np.int32))[0] == pytest.approx(losses(WEIGHTS, SHAPE, ids), rel=1e-4)


def test_numbers_follow_from_the_loss_of_the_whole_text() -> None:
    text = EvaluationText("t.txt", "d", np.arange(50, dtype=np.uint16), 20, 100)
    result = Evaluation.from_loss("m", "w", text, 16, 8, 60.0)
    assert result.loss == 60 / 50
    assert result.perplexity == math.exp(60 / 50)
    assert result.word_perplexity == math.exp(60 / 20)
    assert result.bits_per_byte == pytest.approx(60 / math.log(2) / 100)
    assert (result.text, result.text_sha256, result.weights_sha256) == ("t.txt", "d", "w")
    assert (
        Evaluation.from_loss("m", "w", EvaluationText("t", "d", text.tokens, 0, 100), 16, 8, 60.0).word_perplexity
        is None
    )
    unspaced = Evaluation.from_loss("m", "w", EvaluationText("t", "d", text.tokens, 1, 900), 16, 8, 900.0)
    assert unspaced.word_perplexity is None  # e to the 900th is no number of 64 bits
    assert json.loads(unspaced.to_json())["word_perplexity"] is None
    lines = evaluation_table({"before": unspaced, "after": result}).splitlines()
    assert lines[0] == "t: 50 tokens, 1 words, 900 bytes; context 16, stride 8"
    assert lines[3].split() == ["after", "1.2000", "3.32", "20.09", "0.8656"]
    assert lines[2].split()[3] == "-"


def test_token_ids_are_the_same_text(model: Path, tmp_path: Path) -> None:
    ids_of(PAGES).tofile(tmp_path / "val.bin")
    (tmp_path / "val.txt").write_text("<|endoftext|>\n".join(PAGES), encoding="utf-8")
    encoded, written = (read_evaluation_text(tmp_path / f"val.{kind}", VOCABULARY, model) for kind in ("bin", "txt"))
    assert encoded.tokens.tolist() == written.tokens.tolist() == ids_of(PAGES).tolist()
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
    expected = ids_of([*(f"{page}\n" for page in pages[:-1]), pages[-1]])[: None if len(pages) > 1 else -1]
    assert encode_evaluation_text(text, "x", VOCABULARY).tokens.tolist() == expected.tolist()
    ended = encode_evaluation_text(f"{text}\n<|endoftext|>\n", "x", VOCABULARY)
    assert ended.tokens.tolist() == ids_of([*(f"{page}\n" for page in pages)]).tolist()


def test_before_and_after_are_of_one_text(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ids_of(PAGES).tofile("test.bin")
    knows_nothing = initial_weights(SHAPE, 1)
    after = saved(tmp_path / "out/after", knows_nothing)
    results = compare(Path("test.bin"), after, model, Evaluate(), "tensorflow")
    write_evaluations(Path("out/evaluation.json"), "test", results)
    told = json.loads(Path("out/evaluation.json").read_text())
    assert told["split"] == "test"
    assert told["after"]["perplexity"] == pytest.approx(SHAPE.n_vocab, rel=0.2)
    assert told["after"]["loss"] < told["before"]["loss"]
    assert told["before"]["weights_sha256"] == digest(WEIGHTS, SHAPE)
    assert told["after"]["weights_sha256"] == digest(knows_nothing, SHAPE)
    sha256 = hashlib.sha256(Path("test.bin").read_bytes()).hexdigest()
    assert {told[each]["text_sha256"] for each in ("before", "after")} == {sha256}
    alone = compare(Path("test.bin"), after, None, Evaluate(), "tensorflow")
    assert alone == {"before": None, "after": results["after"]}


def invoke(model: Path, *arguments: str, **options: Any) -> str:
    """What `wikimill evaluate` prints, run in the model's project folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(model.parents[2])
        done = CliRunner().invoke(wikimill, ["evaluate", *arguments], catch_exceptions=True, **options)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_takes_files_and_standard_input(model: Path, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(SENTENCE)
    told = json.loads(invoke(model, "--json", "--context", "8", "--stride", "2", str(tmp_path / "t.txt")))
    assert (told["model"], told["text"]) == ("out/main/model", str(tmp_path / "t.txt"))
    assert (told["context"], told["stride"], told["words"], told["bytes"]) == (8, 2, 12, len(SENTENCE))
    assert told["perplexity"] == pytest.approx(math.exp(told["loss"]))
    other = json.loads(invoke(model, "--json", "--context", "8", "--stride", "2", "-", input=SENTENCE))
    assert other == {**told, "text": "standard input"}
    table = invoke(model, str(tmp_path / "t.txt"))
    assert table.splitlines()[0].endswith("12 words, 58 bytes; context 16, stride 8")
    assert table.splitlines()[2].startswith("out/main/model  ")


def test_a_saved_step_can_be_evaluated(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(model.parents[2])
        saved(model.parent / "checkpoints/step-00000003", initial_weights(SHAPE, 2))
    told = json.loads(invoke(model, "--step", "3", "--json", input=SENTENCE))
    assert told["model"] == "out/main/checkpoints/step-00000003"
    assert told["weights_sha256"] == digest(initial_weights(SHAPE, 2), SHAPE)


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
    ids_of(PAGES).tofile("val.bin")
    with pytest.raises(WikimillError, match="is not the vocabulary of the model"):
        read_evaluation_text(Path("val.bin").absolute(), VOCABULARY, model)


def test_a_broken_model_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = saved(tmp_path / "broken", {**WEIGHTS, "ln_f/b": WEIGHTS["ln_f/b"] * np.float32(np.nan)})
    with pytest.raises(WikimillError, match="its loss is NaN or infinite"):
        evaluate(folder, encode_evaluation_text(SENTENCE, "x", VOCABULARY), Evaluate(), "tensorflow")


def test_snakemake_evaluates_before_and_after_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the test split where there is one, else the validation split; the trained model is the better one."""
    clone = Clone.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    saved(Path("base"), WEIGHTS)
    write_sample_manifest(clone, "m", {f"Page {number}": f"{SENTENCE * 3}It is {number}.\n" for number in range(30)})
    clone.write(
        "own.yaml",
        "corpus: {manifests: [m], dedup: none, val_fraction: 0.2, test_fraction: 0.2}\n"
        "tokenizer: {vocabulary: base}\n"
        "train: {init: base, steps: 30, batch_size: 2, sample_length: 16, learning_rate: 0.02, tensorboard: false}\n"
        "evaluate: {stride: 4}\n",
    )
    own = ("evaluate", "--configfile", "own.yaml")
    assert "corpus/main/val.bin" in clone.snakemake("-n", *own, "--config", "corpus={test_fraction: 0}")
    printed = clone.snakemake(*own)
    told = json.loads(clone.read("out/main/evaluation.json"))
    assert (told["split"], told["after"]["text"], told["after"]["stride"]) == ("test", "corpus/main/test.bin", 4)
    assert told["after"]["loss"] < told["before"]["loss"] - 1
    assert told["before"]["weights_sha256"] == digest(WEIGHTS, SHAPE)
    assert all(any(line.startswith(name) for line in printed.splitlines()) for name in ("before  ", "after   "))
    assert "Nothing to be done" in clone.snakemake("-n", *own, "--config", "evaluate={batch_size: 1}")
