"""Loss and perplexity of whole texts, against what a few lines of numpy make of each token by itself."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from tests.clone import Clone
from tests.sample_manifest import write_sample_manifest
from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import encode_pages, save, token_losses
from tests.unit.model.test_evaluate import PAGES, SENTENCE, SHAPE, WEIGHTS
from tests.unit.model.test_perplexity import guide
from wikimill.cli import wikimill
from wikimill.config.training import Evaluate, Train
from wikimill.errors import WikimillError
from wikimill.model.backends.select import load_learner, prepare
from wikimill.model.evaluate import (
    encode_evaluation_text,
    evaluate,
    evaluate_model,
)
from wikimill.model.weights import digest, initial_weights

# Keras turns TensorFlow's variables into arrays in a way that NumPy 2 would have otherwise.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`out/main/model` of a project folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("project"))
        return save(Path.cwd() / "out/main/model", SHAPE, WEIGHTS)


@pytest.mark.parametrize(("context", "stride"), [(16, 8), (16, 16), (11, 3), (5, 1)])
def test_the_loss_is_that_of_each_token_in_its_window(model: Path, context: int, stride: int) -> None:
    text = encode_evaluation_text(SENTENCE * 4, "x", VOCABULARY)
    result = evaluate_model(model, text, Evaluate(context=context, stride=stride, batch_size=3), "tensorflow")
    ids = [VOCABULARY.end_of_text, *text.tokens.tolist()]
    expected = sum(
        token_losses(WEIGHTS, SHAPE, ids[begin : place + 2])[-1]
        for begin, place in guide(len(text.tokens), context, stride)
    )
    assert (result.context, result.stride, result.tokens) == (context, stride, len(text.tokens))
    assert result.loss * result.tokens == pytest.approx(expected, rel=1e-5)
    if context == stride:
        blocks = [
            token_losses(WEIGHTS, SHAPE, ids[at : at + context + 1]).sum() for at in range(0, len(ids) - 1, context)
        ]
        assert result.loss == pytest.approx(sum(blocks) / result.tokens, rel=1e-5)


def test_the_default_is_half_the_context_and_the_batch_changes_nothing(model: Path) -> None:
    text = encode_evaluation_text(SENTENCE * 4, "x", VOCABULARY)
    results = [evaluate_model(model, text, Evaluate(batch_size=size), "tensorflow") for size in (1, 4, 100)]
    assert (results[0].context, results[0].stride) == (16, 8)
    assert [result.loss for result in results] == pytest.approx([results[0].loss] * 3, rel=1e-6)


def test_a_model_that_only_tells_losses_holds_no_moments() -> None:
    settings = Train(precision="float32")
    prepare(settings)
    learner = load_learner(SHAPE, WEIGHTS, settings, [])
    assert sum(array.size for array in learner.state().values()) < 10
    ids = encode_pages(*PAGES)[:17].tolist()
    assert learner.losses(np.array([ids], np.int32))[0] == pytest.approx(token_losses(WEIGHTS, SHAPE, ids), rel=1e-4)


def test_before_and_after_are_of_one_text(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    encode_pages(*PAGES).tofile("test.bin")
    knows_nothing = initial_weights(SHAPE, 1)
    after = save(tmp_path / "out/after", SHAPE, knows_nothing)
    results = evaluate(Path("test.bin"), after, model, Evaluate(), "tensorflow", Path("out/evaluation.json"))
    result = json.loads(Path("out/evaluation.json").read_text())
    assert result["split"] == "test"
    assert result["after"]["perplexity"] == pytest.approx(SHAPE.n_vocab, rel=0.2)
    assert result["after"]["loss"] < result["before"]["loss"]
    assert result["before"]["weights_sha256"] == digest(WEIGHTS, SHAPE)
    assert result["after"]["weights_sha256"] == digest(knows_nothing, SHAPE)
    sha256 = hashlib.sha256(Path("test.bin").read_bytes()).hexdigest()
    assert {result[each]["text_sha256"] for each in ("before", "after")} == {sha256}
    alone = evaluate(Path("test.bin"), after, None, Evaluate(), "tensorflow", Path("out/alone.json"))
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
    result = json.loads(invoke(model, "--json", "--context", "8", "--stride", "2", str(tmp_path / "t.txt")))
    assert (result["model"], result["text"]) == ("out/main/model", str(tmp_path / "t.txt"))
    assert (result["context"], result["stride"], result["words"], result["bytes"]) == (8, 2, 12, len(SENTENCE))
    assert result["perplexity"] == pytest.approx(math.exp(result["loss"]))
    other = json.loads(invoke(model, "--json", "--context", "8", "--stride", "2", "-", input=SENTENCE))
    assert other == {**result, "text": "standard input"}
    table = invoke(model, str(tmp_path / "t.txt"))
    assert table.splitlines()[0].endswith("12 words, 58 bytes; context 16, stride 8")
    assert table.splitlines()[2].startswith("out/main/model  ")


def test_a_saved_step_can_be_evaluated(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(model.parents[2])
        save(model.parent / "checkpoints/step-00000003", SHAPE, initial_weights(SHAPE, 2))
    result = json.loads(invoke(model, "--step", "3", "--json", input=SENTENCE))
    assert result["model"] == "out/main/checkpoints/step-00000003"
    assert result["weights_sha256"] == digest(initial_weights(SHAPE, 2), SHAPE)


def test_a_broken_model_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = save(tmp_path / "broken", SHAPE, {**WEIGHTS, "ln_f/b": WEIGHTS["ln_f/b"] * np.float32(np.nan)})
    with pytest.raises(
        WikimillError, match="the weight ln_f/b has values that are NaN or infinite; take another model"
    ):
        evaluate_model(folder, encode_evaluation_text(SENTENCE, "x", VOCABULARY), Evaluate(), "tensorflow")


def test_snakemake_evaluates_before_and_after_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the test split where there is one, else the validation split; the trained model is the better one."""
    clone = Clone.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    save(Path("base"), SHAPE, WEIGHTS)
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
    result = json.loads(clone.read("out/main/evaluation.json"))
    assert (result["split"], result["after"]["text"], result["after"]["stride"]) == ("test", "corpus/main/test.bin", 4)
    assert result["after"]["loss"] < result["before"]["loss"] - 1
    assert result["before"]["weights_sha256"] == digest(WEIGHTS, SHAPE)
    assert all(any(line.startswith(name) for line in printed.splitlines()) for name in ("before  ", "after   "))
    assert "Nothing to be done" in clone.snakemake("-n", *own, "--config", "evaluate={batch_size: 1}")
