"""What OpenAI's format needs no TensorFlow for: the shape, and which checkpoint is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from wikimill.errors import WikimillError
from wikimill.model.formats import openai
from wikimill.model.weights import Shape

SHAPE = Shape(7, 5, 4, 2, 2)


@pytest.mark.parametrize(("missing", "whole"), [(0, True), (1, False)])
def test_a_shape_has_no_more_weights_than_bytes(tmp_path: Path, missing: int, whole: bool) -> None:
    (tmp_path / "hparams.json").write_text(json.dumps(SHAPE.asdict()))
    (tmp_path / "a.data-00000-of-00002").write_bytes(bytes(100))
    (tmp_path / "a.data-00001-of-00002").write_bytes(bytes(SHAPE.parameters - 100 - missing))
    if whole:
        assert openai.read_shape(tmp_path) == SHAPE
        return
    with pytest.raises(WikimillError) as error:
        openai.read_shape(tmp_path)
    assert str(error.value) == (
        f"{tmp_path / 'hparams.json'}: it is not of a GPT-2 checkpoint (it tells of {SHAPE.parameters:,} weights, "
        f"more than the {SHAPE.parameters - 1:,} bytes beside it can hold); take the files of one model"
    )


@pytest.mark.parametrize("content", ["{}", '{"n_vocab": 7}', "x"])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "hparams.json").write_text(content)
    with pytest.raises(WikimillError, match=r"hparams\.json: it is not of a GPT-2 checkpoint \("):
        openai.read_shape(tmp_path)


@pytest.mark.parametrize(
    ("record", "named"),
    [
        (None, "model.ckpt"),
        ('model_checkpoint_path: "model-7"\n', "model-7"),
        ('x: 1\nmodel_checkpoint_path:"/home/me/model-7"\nall_model_checkpoint_paths: "b"\n', "model-7"),
    ],
)
def test_the_checkpoint_is_the_one_that_is_named_beside_its_record(
    tmp_path: Path, record: str | None, named: str
) -> None:
    if record:
        (tmp_path / "checkpoint").write_text(record)
    with pytest.raises(WikimillError, match=f"checkpoint: the checkpoint '{named}' that it names is not beside it"):
        openai._checkpoint(tmp_path)
    (tmp_path / f"{named}.index").touch()
    assert openai._checkpoint(tmp_path) == tmp_path / named


@pytest.mark.parametrize(
    "record", ["", ' model_checkpoint_path: "a"', " " * (64 << 10) + '\nmodel_checkpoint_path: "a"']
)
def test_a_record_that_names_nothing_is_refused(tmp_path: Path, record: str) -> None:
    (tmp_path / "checkpoint").write_text(record)
    for name in (".index", "a.index"):
        (tmp_path / name).touch()
    with pytest.raises(WikimillError, match="the checkpoint '' that it names"):
        openai._checkpoint(tmp_path)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(b'model_checkpoint_path: "\xff"')
    with pytest.raises(WikimillError, match="the checkpoint '\ufffd' that it names"):
        openai._checkpoint(tmp_path)


def test_matrices_are_kernels_of_convolutions() -> None:
    weights = {"h0/attn/c_attn/w": np.zeros((2, 6), np.float32), "wte": np.zeros((7, 2), np.float32)}
    assert [openai._to_kernel(name, weights).shape for name in weights] == [(1, 2, 6), (7, 2)]


def test_a_checkpoint_is_linked_under_a_plain_name(tmp_path: Path) -> None:
    for name in ("m*.index", "m*.data-00000-of-00001", "m*x.index", "other.index"):
        (tmp_path / name).write_text(name)
    with openai._by_plain_names(tmp_path / "m*") as prefix:
        found = {path.name: path.read_text() for path in prefix.parent.iterdir()}
    assert prefix.name == "model.ckpt"
    assert found == {"model.ckpt.index": "m*.index", "model.ckpt.data-00000-of-00001": "m*.data-00000-of-00001"}
    assert not prefix.parent.exists()
