"""Folders of saved steps: what is in them, which are kept, and which one a training goes on from."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pytest

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import SHAPE, random_weights, save
from wikimill.config.training import Train
from wikimill.corpus.tokens.loss_mask import LossMask
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.errors import WikimillError
from wikimill.files import sha256
from wikimill.model import checkpoints
from wikimill.model.checkpoints import RECORD, STATE, Record, folder
from wikimill.model.formats.folder import Model

MODEL = Model(SHAPE, random_weights(SHAPE), VOCABULARY)
MOMENTS = {"m/wte": np.arange(6, dtype=np.float32).reshape(2, 3)}


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the vocabulary."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("tokenizer"))
        write_vocabulary(VOCABULARY, Path.cwd() / "words")
        return Path.cwd() / "words"


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a run that has saved nothing."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "out"


def record(step: int, **others: int) -> Record:
    return Record({"seed": 3}, {"batch_size": 8}, 100, step, [{"step": step}], [2.5, 2.25], **others)


def mark(output: Path, *steps: int, resumable: bool = True) -> None:
    """The folders of steps, with the names of the files alone."""
    for step in steps:
        folder(output, step).mkdir(parents=True)
        for name in (RECORD, STATE) if resumable else ():
            (folder(output, step) / name).touch()


def with_state(output: Path) -> list[int]:
    return [step for step in checkpoints.saved_steps(output) if (folder(output, step) / STATE).exists()]


def test_copies_of_checkpoints_are_left_alone(tmp_path: Path) -> None:
    for name in ("step-00000010", "step-123456789", "step-00000010.bak", "step-good"):
        (tmp_path / "checkpoints" / name).mkdir(parents=True)
    assert checkpoints.saved_steps(tmp_path) == [10, 123456789]


def test_a_step_that_is_not_saved_names_those_that_are(output: Path) -> None:
    with pytest.raises(WikimillError, match=r"step-00000007: step 7 is not saved; the saved steps are none$"):
        checkpoints.saved_folder(output, 7)
    mark(output, 5, 10)
    assert checkpoints.saved_folder(output, 5) == output / "checkpoints/step-00000005"
    with pytest.raises(WikimillError, match=r"the saved steps are 5, 10$"):
        checkpoints.saved_folder(output, 7)


def test_a_training_goes_on_from_what_it_saved(output: Path, tokenizer: Path) -> None:
    saved = record(20, best_step=10, waiting=1)
    saved.best_loss = 2.75
    checkpoints.save_training(output, saved, lambda: MODEL, tokenizer, lambda: MOMENTS)
    found = checkpoints.latest(output)
    assert found is not None
    assert found[0] == saved
    assert (found[1].shape, found[1].vocabulary) == (SHAPE, VOCABULARY)
    assert all(np.array_equal(found[1].weights[name], value) for name, value in MODEL.weights.items())
    assert found[2].keys() == MOMENTS.keys()
    assert np.array_equal(found[2]["m/wte"], MOMENTS["m/wte"])
    assert json.loads((folder(output, 20) / RECORD).read_text()) == {
        "identity": {"seed": 3}, "resolved": {"batch_size": 8}, "rates_until": 100, "step": 20, "rows": [{"step": 20}],
        "losses": [2.5, 2.25], "best_step": 10, "best_loss": 2.75, "waiting": 1,
    }  # fmt: skip


def test_a_training_begins_with_nothing() -> None:
    assert Record.from_json('{"identity": {}, "resolved": {}, "rates_until": 5}') == Record({}, {}, 5)
    assert list(vars(Record({}, {}, 5)).values()) == [{}, {}, 5, 0, [], [], 0, None, 0]


def test_a_saved_model_alone_is_nothing_to_go_on_from(output: Path, tokenizer: Path) -> None:
    assert checkpoints.latest(output) is None
    checkpoints.save_model(output, 30, MODEL, tokenizer)
    assert {path.name for path in folder(output, 30).iterdir()} == {
        "config.json", "model.safetensors", "vocab.json", "merges.txt", "tokenizer.json"
    }  # fmt: skip
    assert checkpoints.latest(output) is None
    checkpoints.save_training(output, record(20), lambda: MODEL, tokenizer, lambda: MOMENTS)
    found = checkpoints.latest(output)
    assert found is not None
    assert found[0].step == 20


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (RECORD, "["),
        (RECORD, "[]"),
        (RECORD, "{}"),
        (RECORD, '{"identity": {}, "resolved": {}, "rates_until": 1, "epoch": 2}'),
        (STATE, "cut"),
        ("model.safetensors", "cut"),
    ],
)
def test_of_two_checkpoints_the_whole_one_is_taken(
    output: Path, tokenizer: Path, caplog: pytest.LogCaptureFixture, file: str, content: str
) -> None:
    for step in (10, 20):
        checkpoints.save_training(output, record(step), lambda: MODEL, tokenizer, lambda: MOMENTS)
    (folder(output, 20) / file).write_text(content)
    found = checkpoints.latest(output)
    assert found is not None
    assert found[0] == record(10)
    assert [each.name for each in caplog.records] == ["wikimill.model.checkpoints"]
    assert caplog.messages[0].startswith(f"{folder(output, 20)}: the checkpoint is incomplete (")


def test_a_full_disk_leaves_no_checkpoint(output: Path, tokenizer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("I/O error: No space left on device (os error 28)")

    monkeypatch.setattr(checkpoints, "save_file", full)
    with pytest.raises(OSError, match="No space left") as raised:
        checkpoints.save_training(output, record(20), lambda: MODEL, tokenizer, lambda: MOMENTS)
    assert raised.value.errno == errno.ENOSPC
    assert raised.value.filename.endswith("step-00000020")
    assert checkpoints.saved_steps(output) == []


@pytest.mark.parametrize(
    ("best", "keep", "kept"),
    [
        (0, 0, [10, 20, 30, 40, 50]),  # 15 was the best once; it has no state
        (15, 0, [10, 15, 20, 30, 40, 50]),
        (15, 1, [15, 50]),
        (30, 2, [30, 40, 50]),
        (50, 1, [50]),
        (10, 9, [10, 20, 30, 40, 50]),
    ],
)
def test_the_best_and_the_newest_are_kept(output: Path, best: int, keep: int, kept: list[int]) -> None:
    mark(output, 10, 20, 30, 40, 50)
    mark(output, 15, resumable=False)
    checkpoints.prune(output, record(50, best_step=best), keep)
    assert checkpoints.saved_steps(output) == kept
    assert with_state(output) == [step for step in kept if step >= 40]
    checkpoints.prune(output, record(50, best_step=best), keep)  # without the states that are gone already
    assert checkpoints.saved_steps(output) == kept


def test_a_fingerprint_has_what_decides_the_numbers(output: Path, tokenizer: Path) -> None:
    output.mkdir()
    for name in ("train.bin", "val.bin"):
        (output / name).write_text(name)
    digests = {name: sha256(output / name) for name in ("train.bin", "val.bin")}
    options = Train(steps=7, keep_checkpoints=3, seed=5, learning_rate=0.5)
    found = checkpoints.fingerprint(output, None, SHAPE, options, None)
    assert found.items() >= {**digests, **SHAPE.asdict(), "init": "scratch", "seed": 5, "learning_rate": 0.5}.items()
    assert not found.keys() & {*checkpoints.WITHOUT_EFFECT, "train.loss_mask"} - {"init"}
    assert json.loads(json.dumps(found)) == found

    base = save(output / "base", SHAPE, MODEL.weights)
    mask = LossMask(np.array([3]), np.array([5]))
    other = checkpoints.fingerprint(output, base, SHAPE, options, mask)
    files = ("config.json", "model.safetensors", "tokenizer.json")
    init = {name: sha256(base / name) for name in files}
    assert other == {**found, "init": init, "train.loss_mask": mask.digest}


def test_a_difference_tells_values_and_of_contents_that_they_changed() -> None:
    old = {"seed": 1, "train.bin": "a", "init": {"config.json": "a"}, "n_layer": 2, "gone": 1}
    new = {"seed": 2, "train.bin": "b", "init": {"config.json": "b"}, "n_layer": 2, "loss": "all"}
    assert checkpoints.difference(old, new) == (
        "gone is None, was 1, init changed, loss is all, was None, seed is 2, was 1, train.bin changed"
    )
    assert checkpoints.difference(old, old) == ""


def test_the_checkpoints_of_another_training_are_set_aside(output: Path) -> None:
    mark(output, 10)
    checkpoints.set_aside(output)
    assert checkpoints.saved_steps(output) == []
    (output / "checkpoints").mkdir()  # the disk was full: this training saved nothing
    checkpoints.set_aside(output)
    assert (output / "replaced/step-00000010").is_dir()
    mark(output, 20)
    checkpoints.set_aside(output)
    assert [path.name for path in (output / "replaced").iterdir()] == ["step-00000020"]
