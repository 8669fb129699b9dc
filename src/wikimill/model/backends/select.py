"""Which learner the options ask for. Every library is imported only when it is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from wikimill.config.training import Train
from wikimill.model.backends import hardware
from wikimill.model.backends.learner import Learner
from wikimill.model.weights import Shape, Weights


def prepare(options: Train) -> None:
    """Set what a library reads when it is imported, and import it."""
    if options.engine == "keras":
        hardware.prepare(options.backend)


def resolve_precision(options: Train) -> str:
    """The precision to compute in: `auto` depends on this machine."""
    if options.precision != "auto":
        return options.precision
    return "float32" if options.engine == "gpt-2-simple" else hardware.fastest_precision(options.backend)


def load_learner(shape: Shape, weights: Weights, options: Train, rates: Sequence[float]) -> Learner:
    """The learner that `train.engine` names, with a model.

    Args:
        shape: of the model.
        weights: to start from.
        options: the configuration's section `train`, without any `auto`.
        rates: the learning rate of every step; empty when only losses are wanted, which need no optimizer.

    Raises:
        WikimillError: an option that this learner does not support.
    """
    if options.engine == "gpt-2-simple":
        from wikimill.model.backends.gpt_2_simple import GPT2SimpleLearner

        return GPT2SimpleLearner(shape, weights, options, rates)
    from wikimill.model.backends.keras_learner import KerasLearner

    return KerasLearner(shape, weights, options, rates)
