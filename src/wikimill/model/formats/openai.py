"""OpenAI's format, that of gpt-2-simple and nshepperd's gpt-2: a TensorFlow checkpoint, `hparams.json`, vocabulary."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from wikimill.errors import WikimillError
from wikimill.model.formats.numbers_file import not_a_model, read_numbers
from wikimill.model.weights import Shape, Weights, check_sizes, check_values, to_float32, weight_shapes
from wikimill.scratch import scratch_folder

HPARAMS, CHECKPOINT = "hparams.json", "model.ckpt"
SCOPE = "model/"
WHAT = "a GPT-2 checkpoint"
NAMED = re.compile(rb'^model_checkpoint_path: *"([^"\n]+)"', re.MULTILINE)  # TensorFlow's CheckpointState
LONGEST = 64 << 10  # bytes of the file `checkpoint` that are read


def read_shape(folder: Path) -> Shape:
    """The shape in `hparams.json`.

    Raises:
        WikimillError: the file is missing or has other content.
    """
    path = folder / HPARAMS
    try:
        shape = Shape.from_mapping(read_numbers(path, WHAT))
        size = sum(file.stat().st_size for file in folder.glob("*.data-*-of-*"))
        if shape.parameters > size:
            raise ValueError(
                f"it tells of {shape.parameters:,} weights, more than the {size:,} bytes beside it can hold"
            )
    except ValueError as error:
        raise not_a_model(path, WHAT, error) from None
    return shape


def read(folder: Path) -> tuple[Shape, Weights]:
    """The model in `folder`: the checkpoint that its file `checkpoint` names, else `model.ckpt`.

    Raises:
        WikimillError: a file is missing, truncated or of another model.
    """
    import tensorflow as tf

    shape = read_shape(folder)
    prefix = _checkpoint(folder)
    try:
        with _by_plain_names(prefix) as linked:
            reader = tf.train.load_checkpoint(str(linked))
            # A matrix is stored as the kernel of a convolution: [1, inputs, outputs].
            sizes = {name.removeprefix(SCOPE): size[-2:] for name, size in reader.get_variable_to_shape_map().items()}
            check_sizes(sizes.get, shape, prefix)
            types = reader.get_variable_to_dtype_map()
            weights = {}
            for name in weight_shapes(shape):
                if not types[SCOPE + name].is_floating:
                    raise ValueError(f"{name} is {types[SCOPE + name].name}")
                weights[name] = to_float32(reader.get_tensor(SCOPE + name)).reshape(sizes[name])
    except (tf.errors.OpError, ValueError, IndexError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise WikimillError(f"{prefix}: the checkpoint is damaged ({reason}); fetch its files again") from None
    check_values(weights, prefix)
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


@contextlib.contextmanager
def _by_plain_names(prefix: Path) -> Iterator[Path]:
    """The prefix of links to a checkpoint's files: TensorFlow takes the path of a checkpoint for a pattern."""
    with scratch_folder() as scratch:
        for path in prefix.parent.iterdir():
            if path.name.startswith(f"{prefix.name}."):
                (scratch / (CHECKPOINT + path.name.removeprefix(prefix.name))).symlink_to(path.resolve())
        yield scratch / CHECKPOINT


def _checkpoint(folder: Path) -> Path:
    """What the file `checkpoint` names, in this very folder; TensorFlow would look elsewhere, and for a pattern.

    Raises:
        WikimillError: it names none that is there.
    """
    record, name = folder / "checkpoint", CHECKPOINT
    if record.is_file():
        found = NAMED.search(record.read_bytes()[:LONGEST])
        name = Path(found[1].decode("utf-8", "replace")).name if found else ""
    index = folder / f"{name}.index"
    if not name or not index.is_file():
        raise WikimillError(f"{record}: the checkpoint {name!r} that it names is not beside it; fetch its files again")
    return folder / name


def _to_kernel(name: str, weights: Weights) -> np.ndarray:
    return weights[name][None] if name.endswith("/w") else weights[name]
