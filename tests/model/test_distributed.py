"""One model on several devices and in several processes, with CPUs in the place of GPUs."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from tests.fork_server import FAST_JAX, Program
from tests.ports import free_port
from tests.unit.gpt2 import write_corpus
from wikimill.model import checkpoints

STEPS = 40
OPTIONS = {
    "backend": "jax", "init": "scratch", "architecture": {"n_ctx": 16, "n_embd": 8, "n_head": 1, "n_layer": 1},
    "steps": STEPS, "batch_size": 4, "accumulate_gradients": 2, "sample_length": 16, "learning_rate": 0.001,
    "precision": "float32", "print_every": 1, "val_every": 20, "save_every": 2, "keep_checkpoints": 0, "seed": 3,
    "keep": "last", "formats": ["huggingface"], "tensorboard": False,
}  # fmt: skip


TWO_DEVICES = {"JAX_NUM_CPU_DEVICES": "2"}  # read when JAX is imported


@dataclass(frozen=True)
class Project:
    """A corpus, and trainings of it."""

    folder: Path

    def start(self, output: str, env: Mapping[str, str], preload: str | None = "jax", **options: Any) -> Program:
        settings = json.dumps({**OPTIONS, **options})
        arguments = ["--config", os.devnull, "--set", f"train={settings}"]
        command = ["wikimill", "stage", "train", "corpus", "--output", output, *arguments]
        return Program(preload, *command, folder=self.folder, env={**os.environ, **FAST_JAX, **env})

    def start_two(self, *outputs: str, **options: Any) -> list[Program]:
        """Two processes that train together, into a folder that they share or into one each."""
        env = {"JAX_COORDINATOR_ADDRESS": f"127.0.0.1:{free_port()}", "JAX_NUM_PROCESSES": "2"}
        places = enumerate((outputs[0], outputs[-1]))
        return [self.start(output, {**env, "JAX_PROCESS_ID": str(index)}, **options) for index, output in places]

    def wait(self, output: str, step: int, *started: Program) -> None:
        """Until this step or a later one is saved."""
        while self.last(output) < step:
            for process in started:
                assert process.poll() is None, process.printed()
            time.sleep(0.02)

    def last(self, output: str) -> int:
        return max(checkpoints.saved_steps(self.folder / output), default=0)

    def losses(self, output: str) -> list[float]:
        """Those of training and validation, after every step."""
        record = json.loads((checkpoints.folder(self.folder / output, STEPS) / checkpoints.RECORD).read_text())
        rows = record["rows"]
        assert [row["step"] for row in rows] == list(range(STEPS + 1))
        return [row[name] for row in rows for name in ("train_loss", "val_loss") if row[name] is not None]

    def weights(self, output: str) -> dict[str, np.ndarray]:
        weights: dict[str, np.ndarray] = load_file(self.folder / output / "model/model.safetensors")
        return weights


def wait_for_all(*started: Program) -> list[tuple[int, str]]:
    """Exit code of each, and what it printed."""
    return [process.wait() for process in started]


def errors(printed: str) -> list[str]:
    assert "Traceback" not in printed
    assert "stack trace" not in printed
    return [line for line in printed.splitlines() if "error: " in line]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("devices")
    corpus = folder / "corpus"
    corpus.mkdir()
    write_corpus(corpus, "the tide came in over the black rocks. ")
    return Project(folder)


@pytest.fixture(scope="module")
def single_run(project: Project) -> Project:
    """`one` is trained by one device."""
    ((code, printed),) = wait_for_all(project.start("one", {}))
    assert code == 0, printed
    return project


@pytest.fixture(scope="module")
def pair_run(single_run: Project) -> tuple[Project, list[str]]:
    """`two` is trained by two processes; what they printed."""
    results = wait_for_all(*single_run.start_two("two"))
    assert [code for code, _ in results] == [0, 0], results
    return single_run, [printed for _, printed in results]


def assert_equal_trainings(project: Project, output: str, other: str) -> None:
    assert project.losses(output) == pytest.approx(project.losses(other), abs=1e-5)
    weights, others = project.weights(output), project.weights(other)
    assert weights.keys() == others.keys()
    for name, values in weights.items():
        np.testing.assert_allclose(values, others[name], atol=1e-5, err_msg=name)


def test_two_devices_learn_what_one_does(single_run: Project) -> None:
    ((code, printed),) = wait_for_all(single_run.start("devices", TWO_DEVICES, None))
    assert code == 0, printed
    assert_equal_trainings(single_run, "devices", "one")


def test_two_processes_learn_what_one_does_and_the_first_tells(pair_run: tuple[Project, list[str]]) -> None:
    project, (first, second) = pair_run
    assert_equal_trainings(project, "two", "one")
    assert "training in 2 processes on 2 devices" in first
    assert f"step {STEPS}: train loss" in first
    assert "wikimill" not in second
    assert "Training" not in second


def test_a_signal_or_a_kill_of_one_ends_both_and_both_resume(pair_run: tuple[Project, list[str]]) -> None:
    project, _ = pair_run
    first, second = project.start_two("stopped")
    project.wait("stopped", 4, first, second)
    second.signal(signal.SIGTERM)
    (code, printed), (other, _) = wait_for_all(first, second)
    assert (code, other) == (130, 130)
    stopped = project.last("stopped")
    assert f"stopped at step {stopped}, which is saved" in printed
    assert stopped < STEPS
    for victim in (1, 0):
        both = project.start_two("stopped")
        project.wait("stopped", project.last("stopped") + 4, *both)
        both[victim].kill()
        killed = time.monotonic()
        code, printed = wait_for_all(*both)[1 - victim]
        assert time.monotonic() - killed < 60
        assert code not in (0, -signal.SIGKILL)
        (line,) = errors(printed)
        assert line == (
            f"wikimill: error: another process of the training ended; the last checkpoint is at step "
            f"{project.last('stopped')}; run all of them again to resume"
        )
        assert project.last("stopped") < STEPS
    results = wait_for_all(*project.start_two("stopped"))
    assert [code for code, _ in results] == [0, 0], results
    assert project.losses("stopped") == project.losses("two")


def test_a_batch_that_devices_cannot_share_is_refused(project: Project) -> None:
    ((code, printed),) = wait_for_all(project.start("shared", TWO_DEVICES, None, batch_size=3))
    assert code == 1
    (line,) = errors(printed)
    assert "train.batch_size: 3 samples cannot be shared evenly by 2 devices" in line


def test_processes_that_find_different_files_do_not_begin(pair_run: tuple[Project, list[str]]) -> None:
    project, _ = pair_run
    (code, printed), (other, _) = wait_for_all(*project.start_two("two", "elsewhere"))
    assert code == 1
    assert other != 0
    assert "the processes of the training read different files or options" in errors(printed)[0]


@pytest.mark.parametrize("options", [{"backend": "tensorflow"}, {"engine": "gpt-2-simple", "backend": "tensorflow"}])
def test_several_processes_need_jax(project: Project, options: dict[str, str]) -> None:
    started = project.start_two("refused", **options)
    for code, printed in wait_for_all(*started):
        assert code == 1
        assert "train.backend: this is one of 2 processes" in errors(printed)[0]
