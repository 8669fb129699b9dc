"""Damaged models in both formats, read in a process with little memory and time: a model that is whole, or one line."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.fork_server import Program
from tests.soak.mutations import BYTES, JSON, change_json, mutate, seeds
from tests.soak.record import HANG, READ, REFUSED, TRACEBACK, Soak
from tests.unit.corpus.builder import VOCABULARY
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.model.formats.folder import Model, write_model
from wikimill.model.weights import Shape, initial_weights

COUNTS = {"short": 10, "full": 200}
SECONDS = 60
MEGABYTES = 1000  # more than the libraries take before they read
SHAPE = Shape(VOCABULARY.size, n_ctx=16, n_embd=8, n_head=2, n_layer=1)
FORMATS = ("huggingface", "openai")
SCRIPT = """
import re, resource, sys
from pathlib import Path
import numpy as np
from wikimill.errors import WikimillError
from wikimill.model.formats.folder import read_model
from wikimill.model.weights import weight_shapes
has = int(re.search(r"VmData:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) << 10
resource.setrlimit(resource.RLIMIT_DATA, (has + (int(sys.argv[2]) << 20),) * 2)
try:
    model = read_model(Path(sys.argv[1]))
except WikimillError as error:
    assert "\\n" not in str(error), repr(error)
    print("REFUSED", error)
else:
    assert {name: list(array.shape) for name, array in model.weights.items()} == {
        name: list(shape) for name, shape in weight_shapes(model.shape).items()
    }
    assert all(np.isfinite(array).all() for array in model.weights.values())
    assert model.vocabulary.size == model.shape.n_vocab
    model.vocabulary.tokenizer(special=True).encode("the tide")
    print("READ")
"""


def damage(path: Path, mutations: Sequence[int]) -> None:
    """Mutate a file of a model as its kind is: JSON, a header and data, or bytes."""
    data = path.read_bytes()
    if path.suffix == ".json":
        data = mutate(data, mutations, JSON)
    elif path.suffix == ".safetensors" and mutations and Random(mutations[0]).random() < 0.7:
        size = int.from_bytes(data[:8], "little")
        header = mutate(data[8 : 8 + size], mutations, (*[change_json] * 4, *BYTES))
        data = len(header).to_bytes(8, "little") + header + data[8 + size :]
    else:
        data = mutate(data, mutations, BYTES)
    path.write_bytes(data)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for each format."""
    monkeypatch.chdir(tmp_path)
    write_vocabulary(VOCABULARY, tmp_path / "tokenizer")
    for name in FORMATS:
        (tmp_path / name).mkdir()
        write_model(
            tmp_path / name, Model(SHAPE, initial_weights(SHAPE, 0), VOCABULARY), tmp_path / "tokenizer", [name]
        )
    return tmp_path


def test_a_whole_model_or_one_line(soak: Soak, models: Path) -> None:
    folder = models / "model"

    def attempt(form: str, file: str, mutations: Sequence[int]) -> tuple[str, str]:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(models / form, folder)
        damage(folder / file, mutations)
        command = ["python", "-c", SCRIPT, "model", str(MEGABYTES)]
        status, printed = Program("tensorflow", *command, folder=models, timeout=SECONDS).wait()
        if status == -14:  # SIGALRM
            return HANG, printed
        if status or not printed.splitlines():
            return TRACEBACK, f"{printed}\nexit status {status}"
        return (READ if printed.splitlines()[-1] == "READ" else REFUSED), printed

    for form, file in zip(FORMATS, ("config.json", "hparams.json"), strict=True):
        assert attempt(form, file, [])[0] == READ
    for number, random in soak.trials():
        form = random.choice(FORMATS)
        file = random.choice(sorted(path.name for path in (models / form).iterdir()))
        damaged = folder / file
        soak.attempt(
            number,
            seeds(random),
            partial(attempt, form, file),
            partial(lambda path: {path.name: path.read_bytes()}, damaged),
        )
    soak.finish()
