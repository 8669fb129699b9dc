"""OpenAI's format, that of gpt-2-simple and nshepperd's gpt-2: a TensorFlow checkpoint, `hparams.json`, vocabulary."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from wikimill.errors import WikimillError
from wikimill.model.weights import Shape, Weights, check_weights, weight_shapes

HPARAMS, CHECKPOINT = "hparams.json", "model.ckpt"
SCOPE = "model/"


def read_shape(folder: Path) -> Shape:
    """The shape in `hparams.json`.

    Raises:
        WikimillError: the file is missing or has other content.
    """
    path = folder / HPARAMS
    try:
        return Shape.from_mapping(json.loads(path.read_text()))
    except (OSError, ValueError, AttributeError) as error:  # JSON that is not a mapping
        raise WikimillError(f"{path}: it is not a GPT-2 checkpoint ({error}); take the files of one model") from None


def read(folder: Path) -> tuple[Shape, Weights]:
    """The model in `folder`: the checkpoint that its file `checkpoint` names, else `model.ckpt`.

    Raises:
        WikimillError: a file is missing, truncated or of another model.
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
            name: np.asarray(reader.get_tensor(SCOPE + name), np.float32).reshape(_matrix_shape(stored[SCOPE + name]))
            for name in weight_shapes(shape)
            if SCOPE + name in stored
        }
    except (tf.errors.OpError, ValueError, IndexError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise WikimillError(f"{prefix}: the checkpoint is damaged ({reason}); fetch its files again") from None
    check_weights(weights, shape, prefix)
    return shape, weights


def write(folder: Path, shape: Shape, weights: Weights) -> None:
    """Write the model without its vocabulary into an existing folder."""
    import tensorflow as tf

    tf1 = tf.compat.v1
    names = list(weight_shapes(shape))
    with tf.Graph().as_default(), tf1.Session() as session:
        placeholders = [tf1.placeholder(tf.float32) for _ in names]
        save = tf.raw_ops.SaveV2(
            prefix=str(folder / CHECKPOINT),
            tensor_names=[SCOPE + name for name in names],
            shape_and_slices=[""] * len(names),
            tensors=placeholders,
        )
        pairs = zip(placeholders, names, strict=True)
        session.run(save, {placeholder: _to_kernel(name, weights) for placeholder, name in pairs})
    (folder / HPARAMS).write_text(json.dumps(shape.asdict()) + "\n")
    (folder / "checkpoint").write_text(f'model_checkpoint_path: "{CHECKPOINT}"\n')


def _matrix_shape(size: list[int]) -> list[int]:
    return size[1:] if len(size) == 3 else size


def _to_kernel(name: str, weights: Weights) -> np.ndarray:
    return weights[name][None] if name.endswith("/w") else weights[name]
