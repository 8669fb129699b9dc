"""A GPT-2's shape, and its weights as arrays under the names of OpenAI's checkpoints."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from wikimill.errors import WikimillError

Weights = dict[str, npt.NDArray[np.float32]]
State = dict[str, npt.NDArray[Any]]  # of an optimizer; the names are those of its learner


@dataclass(frozen=True)
class Shape:
    """The numbers of GPT-2's `hparams.json`.

    Args:
        n_vocab: tokens of the vocabulary.
        n_ctx: longest context, in tokens.
        n_embd: width of the embeddings.
        n_head: attention heads of a layer.
        n_layer: layers.
    """

    n_vocab: int
    n_ctx: int
    n_embd: int
    n_head: int
    n_layer: int

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Shape:
        """The shape in a mapping that may have other keys, too.

        Raises:
            ValueError: a number is missing, or the width is not a multiple of the heads.
        """
        names = [field.name for field in fields(cls)]
        missing = [name for name in names if type(values.get(name)) is not int or values[name] < 1]
        if missing:
            raise ValueError(f"it has no valid {', '.join(missing)}")
        shape = cls(**{name: values[name] for name in names})
        if shape.n_embd % shape.n_head:
            raise ValueError(f"n_embd {shape.n_embd} is not a multiple of n_head {shape.n_head}")
        return shape

    def asdict(self) -> dict[str, int]:
        """The content of `hparams.json`."""
        return asdict(self)

    @property
    def parameters(self) -> int:
        """Number of weights; the embeddings, which are the head, too, count once."""
        width = self.n_embd
        return (self.n_vocab + self.n_ctx + 2) * width + self.n_layer * (12 * width + 13) * width


def weight_shapes(shape: Shape) -> dict[str, tuple[int, ...]]:
    """Name and shape of every weight, in the order of the layers.

    Names are those of OpenAI's checkpoints without `model/`; a matrix `w` is [inputs, outputs], so a layer is
    `x @ w + b`. `wte` [n_vocab, n_embd] is the head, too. `c_attn` makes query, key and value, side by side.
    """
    return dict(_weight_shapes(shape))


def _weight_shapes(shape: Shape) -> Iterator[tuple[str, tuple[int, ...]]]:
    width = shape.n_embd
    yield "wte", (shape.n_vocab, width)
    yield "wpe", (shape.n_ctx, width)
    for layer in range(shape.n_layer):
        for norm, matrices in (
            ("ln_1", {"attn/c_attn": (width, 3 * width), "attn/c_proj": (width, width)}),
            ("ln_2", {"mlp/c_fc": (width, 4 * width), "mlp/c_proj": (4 * width, width)}),
        ):
            yield from ((f"h{layer}/{norm}/{part}", (width,)) for part in "gb")
            for name, size in matrices.items():
                yield f"h{layer}/{name}/w", size
                yield f"h{layer}/{name}/b", size[1:]
    yield from ((f"ln_f/{part}", (width,)) for part in "gb")


def initial_weights(shape: Shape, seed: int) -> Weights:
    """Random weights, as GPT-2 starts (normal, 0.02; 0.01 for positions; residual layers scaled by their number).

    Source: Radford et al. 2019, section 2.3, and https://github.com/openai/gpt-2/blob/master/src/model.py. Each weight
    has a generator of its own, so that it depends on seed, name and size alone.
    """
    weights = {}
    for number, (name, size) in enumerate(weight_shapes(shape).items()):
        last = name.rsplit("/", 1)[-1]
        if last in "gb":
            weights[name] = np.full(size, last == "g", np.float32)
            continue
        spread = 0.01 if name == "wpe" else 0.02
        if name.endswith("c_proj/w"):
            spread /= np.sqrt(2 * shape.n_layer)
        rng = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, number]))
        weights[name] = rng.standard_normal(size, np.float32) * np.float32(spread)
    return weights


def digest(weights: Weights, shape: Shape) -> str:
    """The sha256 of all weights as little-endian float32, in the order of `weight_shapes`: 64 hex digits."""
    sha256 = hashlib.sha256()
    for name in weight_shapes(shape):
        sha256.update(np.ascontiguousarray(weights[name], "<f4").data)
    return sha256.hexdigest()


def check_sizes(size_of: Callable[[str], Sequence[int] | None], shape: Shape, source: object) -> None:
    """Make sure that a file has the weights of a model of this shape. It takes no longer than the file has weights.

    Args:
        size_of: the size of the weight with this name in the file; None where it has none.
        shape: of the model, as another file says.
        source: names the file.

    Raises:
        WikimillError: one is missing or has another size.
    """
    for name, expected in _weight_shapes(shape):
        size = size_of(name)
        if size is None:
            raise WikimillError(f"{source}: the weight {name} is missing; take the files of one model")
        if tuple(size) != expected:
            raise WikimillError(
                f"{source}: the weight {name} is {list(size)}, but the model's shape says {list(expected)}; take the "
                "files of one model"
            )


def to_float32(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Weights as they are computed with; one that is too large becomes infinite, which `check_values` refuses."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(values, np.float32)


def check_values(weights: Weights, source: object) -> None:
    """Make sure that weights are numbers.

    Raises:
        WikimillError: one is NaN or infinite; `source` names the file.
    """
    for name, values in weights.items():
        if not np.isfinite(values).all():
            raise WikimillError(f"{source}: the weight {name} has values that are NaN or infinite; take another model")
