"""Training from begin to end on a tiny corpus, in this process where Keras can; gpt-2-simple and kills in their own."""

from __future__ import annotations

import csv
import json
import logging
import math
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fork_server import Program
from tests.unit.corpus.builder import VOCABULARY, write_loss_masks
from tests.unit.gpt2 import write_corpus
from wikimill.config.training import Train
from wikimill.corpus.tokens.vocabulary import Vocabulary, write_vocabulary
from wikimill.errors import WikimillError
from wikimill.model import checkpoints
from wikimill.model.formats.folder import Model, read_model
from wikimill.model.loop import write_preview
from wikimill.model.train import train

TINY = {"n_ctx": 64, "n_embd": 32, "n_head": 2, "n_layer": 1}
OPTIONS: dict[str, Any] = {
    "init": "scratch", "architecture": TINY, "steps": 40, "batch_size": 4, "sample_length": 32, "precision": "float32",
    "learning_rate": 0.01, "print_every": 5, "val_every": 10, "save_every": 10, "seed": 3, "tensorboard": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tokens of a text that a tiny model learns fast."""
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, "the tide came in over the black rocks and the bells rang. ")
    return folder


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.INFO)
    yield


def run_training(corpus: Path, output: Path, base: Path | None = None, **options: Any) -> list[dict[str, str]]:
    """Train in this process; the rows of the log."""
    train(corpus, base, Train.model_validate({**OPTIONS, **options}), output)
    return rows(output)


def start(corpus: Path, output: Path, **options: Any) -> Program:
    """Train in a process of its own."""
    settings = ["--config", os.devnull, "--set", f"train={json.dumps({**OPTIONS, **options})}"]
    arguments = ["stage", "train", str(corpus), *settings, "--output", str(output)]
    preload = "gpt-2-simple" if "engine" in options else "tensorflow"
    return Program(preload, "wikimill", *arguments, folder=output.parent)


def rows(output: Path) -> list[dict[str, str]]:
    with (output / "log.csv").open(newline="") as file:
        return [{key: cell for key, cell in row.items() if key != "tokens_per_second"} for row in csv.DictReader(file)]


def losses(log: list[dict[str, str]], column: str = "val_loss") -> dict[int, float]:
    return {int(row["step"]): float(row[column]) for row in log if row[column]}


@pytest.fixture(scope="module")
def full_run(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An undisturbed training, with all that it can write."""
    output = tmp_path_factory.mktemp("whole") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(output.parent)
        run_training(corpus, output, tensorboard=True, sample_every=20, sample_num=2)
    return output


@pytest.fixture
def resumable_run(ten_step_run: Path, tmp_path: Path) -> Path:
    """A training of ten steps, to resume."""
    return Path(shutil.copytree(ten_step_run, tmp_path / "out"))


@pytest.fixture(scope="module")
def ten_step_run(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("begun") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(output.parent)
        run_training(corpus, output, steps=10)
    return output


def test_the_log_has_the_contracts_columns_and_a_falling_loss(full_run: Path) -> None:
    first = (full_run / "log.csv").read_text().splitlines()[0]
    assert first == "step,epoch,tokens,train_loss,val_loss,val_perplexity,lr,tokens_per_second"
    log = rows(full_run)
    assert [row["step"] for row in log] == ["0", *map(str, range(5, 41, 5))]
    assert list(losses(log)) == [0, 10, 20, 30, 40]
    assert float(log[-1]["val_perplexity"]) < float(log[0]["val_perplexity"]) / 2
    assert log[-1]["tokens"] == str(40 * 4 * 32)
    assert float(log[-1]["epoch"]) == pytest.approx(40 * 4 * 32 / 3552, abs=0.05)
    loss, perplexity = (float(log[-1][key]) for key in ("val_loss", "val_perplexity"))
    assert perplexity == pytest.approx(math.exp(loss), rel=1e-3)


def test_losses_are_plotted_and_told_to_tensorboard(full_run: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    assert "validation" in (full_run / "loss.svg").read_text()
    events = EventAccumulator(str(full_run / "tensorboard"))
    events.Reload()
    events_by_step = {event.step: float(make_ndarray(event.tensor_proto)) for event in events.Tensors("val_loss")}
    assert events_by_step == pytest.approx(losses(rows(full_run)), abs=1e-4)


def test_looks_show_what_the_model_writes(full_run: Path) -> None:
    assert sorted(path.name for path in (full_run / "previews").iterdir()) == ["00000020.txt", "00000040.txt"]
    texts = (full_run / "previews/00000040.txt").read_text().split("=" * 20)
    assert len(texts) == 2
    assert texts[0].strip() != texts[1].strip()
    assert all(text.strip() for text in texts)


def test_checkpoints_are_models_and_the_newest_hold_what_training_needs(full_run: Path) -> None:
    assert checkpoints.saved_steps(full_run) == [10, 20, 30, 40]
    with_state = [
        step for step in (10, 20, 30, 40) if (checkpoints.folder(full_run, step) / checkpoints.STATE).exists()
    ]
    assert with_state == [30, 40]
    first, last = (read_model(checkpoints.saved_folder(full_run, step)) for step in (10, 40))
    assert not np.array_equal(first.weights["wte"], last.weights["wte"])
    assert np.array_equal(last.weights["wte"], read_model(full_run / "model").weights["wte"])
    with pytest.raises(WikimillError, match="step 15 is not saved; the saved steps are 10, 20, 30, 40"):
        checkpoints.saved_folder(full_run, 15)


def test_a_killed_training_goes_on_and_ends_with_the_same_losses(full_run: Path, corpus: Path, tmp_path: Path) -> None:
    """Killed once while it writes a checkpoint, and once after; what the kill left behind is not taken for whole."""
    output = tmp_path / "out"
    for step in (10, 20):
        process = start(corpus, output)
        unfinished: list[Path] = []
        while not unfinished and step not in checkpoints.saved_steps(output):
            assert process.poll() is None, process.printed()
            unfinished = list(Path("cache/tmp").glob(f".tmp-*/step-{step:08d}"))
            time.sleep(0.001)
        process.kill()
        assert unfinished or step in checkpoints.saved_steps(output)
    assert not (output / "model").exists()
    assert run_training(corpus, output) == rows(full_run)
    assert (output / "model/model.safetensors").read_bytes() == (full_run / "model/model.safetensors").read_bytes()


def test_a_signal_saves_and_ends(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    logged: list[dict[str, str]] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        process = start(corpus, output, steps=100000, save_every=100000, keep="last")
        while not (output / "log.csv").exists() or len(rows(output)) < len(logged) + 3:
            assert process.poll() is None, process.printed()
            time.sleep(0.01)
        process.signal(number)
        status, printed = process.wait()
        assert status == 130
        assert "Traceback" not in printed
        step = checkpoints.saved_steps(output)[-1]
        assert f"stopped at step {step}, which is saved" in printed
        assert rows(output)[: len(logged)] == logged
        logged = rows(output)
    assert run_training(corpus, output, steps=step + 5)[: len(logged)] == logged


def test_the_same_again_is_written_not_trained_and_more_steps_go_on(
    resumable_run: Path, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    output = resumable_run
    first = {path.name: path.read_bytes() for path in (output / "model").iterdir()}
    table = (output / "log.csv").read_text()
    (output / "log.csv").unlink()
    run_training(corpus, output, steps=10)
    assert "resuming from step 10" in caplog.text
    assert "train loss" not in caplog.text
    assert (output / "log.csv").read_text() == table
    assert {path.name: path.read_bytes() for path in (output / "model").iterdir()} == first
    longer = run_training(corpus, output, steps=15, print_every=1)
    assert [row["step"] for row in longer] == ["0", "5", "10", *map(str, range(11, 16))]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"learning_rate": 0.02}, "learning_rate is 0.02, was 0.01"),
        ({"steps": 5}, "5 steps are asked for, and 10 are done"),
        ({"resume": False}, ""),
    ],
)
def test_another_training_starts_anew_and_keeps_the_old_one(
    resumable_run: Path, corpus: Path, caplog: pytest.LogCaptureFixture, options: dict[str, Any], reason: str
) -> None:
    log = run_training(corpus, resumable_run, **{"steps": 15, **options})
    assert "resuming" not in caplog.text
    assert (f"training starts anew: {reason}" if reason else "Training") in caplog.text + "Training"
    assert log[1]["step"] == "5"
    assert (resumable_run / "replaced/step-00000010/model.safetensors").exists()


def test_a_checkpoint_that_is_cut_is_told_and_the_one_before_is_taken(
    full_run: Path, corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    output = tmp_path / "out"
    shutil.copytree(full_run, output)
    cut = checkpoints.folder(output, 40) / "model.safetensors"
    os.truncate(cut, cut.stat().st_size // 2)
    assert run_training(corpus, output) == rows(full_run)
    assert "step-00000040: the checkpoint is incomplete" in caplog.text
    assert "resuming from step 30" in caplog.text


def test_the_schedule_decides_the_rates(corpus: Path, tmp_path: Path) -> None:
    log = run_training(
        corpus, tmp_path / "out", steps=None, epochs=0.5, schedule="linear", warmup_steps=4, final_learning_rate=0.002,
        print_every=1, val_every=100,
    )  # fmt: skip
    assert log[-1]["step"] == str(math.ceil(0.5 * 3552 / 128))
    rates = [float(row["lr"]) for row in log[1:]]
    assert rates[:4] == pytest.approx([0.0025, 0.005, 0.0075, 0.01])
    assert rates[4:] == sorted(rates[4:], reverse=True)
    assert 0.002 < rates[-1] < 0.004


def test_the_best_step_becomes_the_model_and_a_bad_one_ends_early(
    corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A rate that rises far too high makes the loss worse after some steps."""
    caplog.set_level(logging.INFO)
    wild: dict[str, Any] = {
        "steps": 60,
        "warmup_steps": 60,
        "learning_rate": 1.0,
        "val_every": 2,
        "save_every": 25,
        "early_stopping": 4,
    }
    log = run_training(corpus, tmp_path / "best", **wild)
    losses_by_step = {step: loss for step, loss in losses(log).items() if step}
    best = min(losses_by_step, key=losses_by_step.__getitem__)
    assert int(log[-1]["step"]) == best + 8 < 60
    assert (
        f"ended early, after step {best + 8} of 60: in 4 validations none had a lower loss than step {best}"
        in caplog.text
    )
    assert best in checkpoints.saved_steps(tmp_path / "best")
    kept = read_model(checkpoints.folder(tmp_path / "best", best)).weights["wte"]
    assert np.array_equal(read_model(tmp_path / "best/model").weights["wte"], kept)
    run_training(corpus, tmp_path / "best", **wild, keep="last")
    assert not np.array_equal(read_model(tmp_path / "best/model").weights["wte"], kept)
    shutil.rmtree(checkpoints.folder(tmp_path / "best", best))
    run_training(corpus, tmp_path / "best", **wild)
    assert f"step-{best:08d}: the best step was not saved" in caplog.text


def test_as_many_checkpoints_are_kept_as_asked(corpus: Path, tmp_path: Path) -> None:
    run_training(
        corpus, tmp_path / "out", steps=12, save_every=2, keep_checkpoints=3, keep="last", formats=["huggingface"]
    )
    assert checkpoints.saved_steps(tmp_path / "out")[-3:] == [8, 10, 12]
    assert len(checkpoints.saved_steps(tmp_path / "out")) <= 4  # and the best
    assert not (tmp_path / "out/model/hparams.json").exists()


def test_targets_alone_count(corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The model learns the tokens that count, and not the others."""
    marked = tmp_path / "corpus"
    shutil.copytree(corpus, marked)
    bell = VOCABULARY.tokenizer(special=False).encode(" bells").ids[0]
    write_loss_masks(marked, {split: np.fromfile(marked / f"{split}.bin", "<u2") == bell for split in ("train", "val")})
    log = run_training(marked, tmp_path / "out", loss="target")
    everything = run_training(
        corpus, tmp_path / "all", base=tmp_path / "out/model", init=str(tmp_path / "out/model"), steps=1
    )
    assert losses(log)[40] < 0.2
    assert losses(everything)[0] > 3
    sizes = {split: (marked / f"{split}.bin").stat().st_size // 2 for split in ("train", "val")}
    write_loss_masks(marked, {split: np.ones(size, bool) for split, size in sizes.items()})
    run_training(marked, tmp_path / "out", loss="target", steps=1)
    assert "training starts anew: train.loss_mask changed" in caplog.text
    write_loss_masks(marked, {"train": np.ones(1, bool)})
    with pytest.raises(WikimillError, match=r"tokens\.parquet: its tokens are not those of train\.bin"):
        run_training(marked, tmp_path / "out", loss="target")


def test_batch_size_auto_is_found_once(corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    log = run_training(corpus, tmp_path / "out", batch_size="auto", steps=2, val_every=1, save_every=1)
    size = int(log[-1]["tokens"]) // 2 // 32
    assert size == 109  # so little needs no more memory than there is: all samples of the corpus
    assert f"batch_size: {size} samples of 32 tokens fit" in caplog.text
    caplog.clear()
    assert int(run_training(corpus, tmp_path / "out", batch_size="auto", steps=3)[-1]["tokens"]) == 3 * size * 32
    assert "fit" not in caplog.text


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_checkpoint(corpus: Path, tmp_path: Path) -> None:
    wild: dict[str, Any] = {
        "learning_rate": 1e30,
        "schedule": "steps",
        "decay_epochs": [1e9],
        "warmup_steps": 0,
        "save_every": 1,
    }
    with pytest.raises(WikimillError, match=r"NaN or infinite at step \d+; (step 1 is|no step is) saved; lower"):
        run_training(corpus, tmp_path / "out", **wild)
    assert not (tmp_path / "out/model").exists()
    for step in checkpoints.saved_steps(tmp_path / "out"):
        assert np.isfinite(read_model(checkpoints.saved_folder(tmp_path / "out", step)).weights["wte"]).all()


def test_a_model_that_says_nothing_yet_is_trained_on(
    full_run: Path, corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = read_model(full_run / "model")
    direction = model.weights["ln_f/b"] + 1
    silent = {**model.weights, "ln_f/b": direction, "wte": model.weights["wte"].copy()}
    silent["wte"][VOCABULARY.end_of_text] += 60 * direction / float(direction @ direction)
    options = Train.model_validate(OPTIONS)
    write_preview(tmp_path, 20, Model(model.shape, silent, VOCABULARY), corpus / "tokenizer", options)
    assert "step 20: no preview of what the model writes (sample 0: the model ended the text 100 times" in caplog.text
    assert not (tmp_path / "previews").exists()


def test_a_full_disk_keeps_the_checkpoint_before(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safetensors import SafetensorError
    from safetensors.numpy import save_file as saved

    def save(state: Any, path: Path) -> None:
        if "step-00000020" in str(path):
            raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")
        saved(state, path)

    monkeypatch.setattr(checkpoints, "save_file", save)
    with pytest.raises(OSError, match="No space left on device"):
        run_training(corpus, tmp_path / "out")
    assert checkpoints.saved_steps(tmp_path / "out") == [10]


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"sample_length": 64, "architecture": {**TINY, "n_ctx": 32}}, "exceeds the model's context of 32"),
        (
            {"early_stopping": 1, "sample_length": 1000, "architecture": {**TINY, "n_ctx": 1024}},
            "train.early_stopping: .* has no sample of 1000 tokens to validate on",
        ),
        (
            {"sample_length": 5000, "architecture": {**TINY, "n_ctx": 8192}},
            "tokens are too few for samples of 5000",
        ),
    ],
)
def test_what_cannot_work_is_said_at_once(corpus: Path, tmp_path: Path, options: dict[str, Any], part: str) -> None:
    with pytest.raises(WikimillError, match=part):
        run_training(corpus, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_gpt_2_simple_learns_the_same(full_run: Path, corpus: Path, tmp_path: Path) -> None:
    """In the same loop, to the same losses; killed, it goes on as well."""
    engine = {"engine": "gpt-2-simple", "batch_size": 2, "accumulate_gradients": 2}
    process = start(corpus, tmp_path / "out", **engine)
    while 20 not in checkpoints.saved_steps(tmp_path / "out"):
        assert process.poll() is None, process.printed()
        time.sleep(0.01)
    process.kill()
    status, printed = start(corpus, tmp_path / "out", **engine).wait()
    assert status == 0, printed
    assert "resuming from step" in printed
    for column in ("train_loss", "val_loss"):
        assert losses(rows(tmp_path / "out"), column) == pytest.approx(losses(rows(full_run), column), abs=0.02)
    status, printed = start(corpus, tmp_path / "layers", **engine, only_train_transformer_layers=True, steps=1).wait()
    assert status == 0, printed
    assert "step 1" in printed


def _swapped(words: Vocabulary) -> Vocabulary:
    names = {"a": "b", "b": "a"}
    return Vocabulary({names.get(token, token): number for token, number in words.ids.items()}, words.merges)


def _reordered(words: Vocabulary) -> Vocabulary:
    return Vocabulary(words.ids, [words.merges[0], *words.merges[:0:-1]])


def _larger(words: Vocabulary) -> Vocabulary:
    return Vocabulary({**words.ids, "more": words.size}, words.merges)


@pytest.mark.parametrize(
    ("other", "part"),
    [
        (_swapped, "token 64 is 'a', not 'b'"),
        (_reordered, "its merges differ"),
        (_larger, f"it has {VOCABULARY.size} tokens, not {VOCABULARY.size + 1}"),
    ],
)
def test_a_vocabulary_of_another_model_is_refused_before_training(
    full_run: Path,
    corpus: Path,
    tmp_path: Path,
    other: Callable[[Vocabulary], Vocabulary],
    part: str,
) -> None:
    base = tmp_path / "base"
    shutil.copytree(full_run / "model", base)
    write_vocabulary(other(VOCABULARY), tmp_path / "theirs")
    shutil.copy(tmp_path / "theirs/encoder.json", base)
    shutil.copy(tmp_path / "theirs/vocab.bpe", base)
    with pytest.raises(WikimillError) as refused:
        run_training(corpus, tmp_path / "out", base, init=str(base))
    assert str(refused.value) == (
        f"tokenizer.vocabulary: {corpus / 'tokenizer'} is not the vocabulary of the model {base} ({part}); set "
        f"tokenizer.vocabulary to {base}"
    )
    assert not (tmp_path / "out").exists()


def test_a_model_whose_shape_is_of_another_is_refused(full_run: Path, corpus: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(full_run / "model", base)
    config = json.loads((base / "config.json").read_text())
    (base / "config.json").write_text(json.dumps({**config, "vocab_size": 50257}))
    with pytest.raises(WikimillError, match=r"the weight wte is \[\d+, 32\], but the model's shape says \[50257, 32\]"):
        run_training(corpus, tmp_path / "out", base, init=str(base))
