"""OpenAI's format, that of gpt-2-simple and nshepperd's gpt-2: a TensorFlow checkpoint, `hparams.json`, vocabulary."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from wikimill.errors import WikimillError
from wikimill.model.weights import Shape, Weights, check, shapes

HPARAMS, CHECKPOINT = "hparams.json", "model.ckpt"
SCOPE = "model/"


def read_shape(folder: Path) -> Shape:
    """The shape that `hparams.json` tells.

    Raises:
        WikimillError: no such file, or it is none.
    """
    path = folder / HPARAMS
    try:
        return Shape.of(json.loads(path.read_text()))
    except (OSError, ValueError, AttributeError) as error:  # JSON that is no mapping
        raise WikimillError(f"{path}: no GPT-2 checkpoint ({error}); take the files of one model") from None


def read(folder: Path) -> tuple[Shape, Weights]:
    """The model in `folder`: of the checkpoint that its file `checkpoint` names, else `model.ckpt`.

    Raises:
        WikimillError: a file is missing, cut or of another model.
    """
    import tensorflow as tf

    shape = read_shape(folder)
    prefix = str(folder / CHECKPOINT)
    try:
        prefix = tf.train.latest_checkpoint(folder) or prefix
        reader = tf.train.load_checkpoint(prefix)
        stored = reader.get_variable_to_shape_map()
        # A matrix is stored as the kernel of a convolution: [1, inputs, outputs].
        weights = {
            name: np.asarray(reader.get_tensor(SCOPE + name), np.float32).reshape(_unpadded(stored[SCOPE + name]))
            for name in shapes(shape)
            if SCOPE + name in stored
        }
    except (tf.errors.OpError, ValueError, IndexError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise WikimillError(f"{prefix}: no whole checkpoint ({reason}); fetch its files again") from None
    check(weights, shape, prefix)
    return shape, weights


def write(folder: Path, shape: Shape, weights: Weights) -> None:
    """Write the model, without its vocabulary, into an existing folder."""
    import tensorflow as tf

    tf1 = tf.compat.v1
    names = list(shapes(shape))
    with tf.Graph().as_default(), tf1.Session() as session:
        holders = [tf1.placeholder(tf.float32) for _ in names]
        save = tf.raw_ops.SaveV2(
            prefix=str(folder / CHECKPOINT),
            tensor_names=[SCOPE + name for name in names],
            shape_and_slices=[""] * len(names),
            tensors=holders,
        )
        session.run(save, {holder: _padded(name, weights) for holder, name in zip(holders, names, strict=True)})
    (folder / HPARAMS).write_text(json.dumps(shape.asdict()) + "\n")
    (folder / "checkpoint").write_text(f'model_checkpoint_path: "{CHECKPOINT}"\n')


def _unpadded(size: list[int]) -> list[int]:
    return size[1:] if len(size) == 3 else size


def _padded(name: str, weights: Weights) -> np.ndarray:
    return weights[name][None] if name.endswith("/w") else weights[name]
