"""The interface of an engine: what the training loop asks of the library that computes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from wikimill.config.training import Train
from wikimill.errors import WikimillError
from wikimill.model.weights import Shape, Weights

State = dict[str, npt.NDArray[Any]]


class OutOfMemoryError(WikimillError):
    """A batch that does not fit."""


class Learner(Protocol):
    """A model that learns. Tokens are int32 ids [..., length + 1]: the last `length` of them are predicted."""

    leads: bool
    """Whether this process writes files: of several that train together, one does."""

    def agree(self, stops: bool) -> bool:
        """Whether to stop after this step, which is the same in all processes though one alone was told so."""

    def meet(self) -> None:
        """Wait until all processes that train together are here."""

    def step(self, tokens: npt.NDArray[np.int32], counted: npt.NDArray[np.float32]) -> Any:
        """One optimizer step.

        Args:
            tokens: [accumulated, batch, length + 1].
            counted: weight of each predicted token in the loss, [accumulated, batch, length].

        Returns:
            The mean loss before the step, in nats a counted token; `float` of it waits until it is known.
        """

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """The loss of every predicted token, in nats: [batch, length] of tokens [batch, length + 1]."""

    def weights(self) -> Weights:
        """The weights as they are now."""

    def state(self) -> State:
        """All that a training needs beside the weights to go on: moments of the optimizer, its step."""

    def restore(self, state: State) -> None:
        """Go on from a state that `state` gave, after the same weights."""


class Alone:
    """The part of a `Learner` that is of several processes, for one."""

    leads = True

    def agree(self, stops: bool) -> bool:
        """See `Learner.agree`."""
        return stops

    def meet(self) -> None:
        """See `Learner.meet`."""


def prepare(options: Train) -> None:
    """What must be set before a library is imported."""
    if options.engine == "keras":
        from wikimill.model.keras_engine import hardware

        hardware.prepare(options.backend)


@contextlib.contextmanager
def together(options: Train, output: Path) -> Iterator[None]:
    """Meet the other processes of the training, if there are any; while entered, they fail together.

    Args:
        options: the configuration's section `train`.
        output: the folder `out/<run>`.

    Raises:
        WikimillError: the others are nowhere.
    """
    if options.backend != "jax":
        yield
        return
    from wikimill.model.keras_engine import processes

    with processes.together(output):
        yield


def compare(options: Train, value: Any) -> None:
    """Make sure that the processes of a training begin with the same `value`, which is one of JSON.

    Raises:
        WikimillError: another process has another one.
    """
    if options.backend == "jax":
        from wikimill.model.keras_engine import exchange

        exchange.compare("beginning", value)


def accelerated(options: Train) -> bool:
    """Whether the engine computes on a GPU or TPU."""
    from wikimill.model.keras_engine import hardware

    return hardware.accelerated(options.backend)


def resolve(shape: Shape, options: Train, most: int) -> dict[str, Any]:
    """What the options that say `auto` come to on this machine, by name.

    Args:
        shape: of the model.
        options: the configuration's section `train`.
        most: samples there are.
    """
    resolved: dict[str, Any] = {}
    if options.batch_size == "auto":  # before this process looks for devices: it would take their memory
        from wikimill.model import batch_size

        resolved["batch_size"] = batch_size.shared(shape, options, most)
    return resolved | {"precision": precision(options)}


def precision(options: Train) -> str:
    """What `precision` comes to on this machine."""
    if options.precision != "auto":
        return options.precision
    if options.engine == "gpt-2-simple":
        return "float32"
    from wikimill.model.keras_engine import hardware

    return hardware.precision(options.backend)


def load(shape: Shape, weights: Weights, options: Train, rates: Sequence[float]) -> Learner:
    """The engine that `train.engine` names, with a model.

    Args:
        shape: of the model.
        weights: to start from.
        options: the configuration's section `train`, resolved.
        rates: the learning rate of every step; none when losses alone are asked for, which need no moments.

    Raises:
        WikimillError: an option that the engine does not know.
    """
    if options.engine == "gpt-2-simple":
        from wikimill.model.gpt2simple.learner import GPT2SimpleLearner

        return GPT2SimpleLearner(shape, weights, options, rates)
    from wikimill.model.keras_engine.learner import KerasLearner

    return KerasLearner(shape, weights, options, rates)
