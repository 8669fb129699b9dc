"""The interface between the training loop and the library that computes."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from wikimill.errors import WikimillError
from wikimill.model.weights import State, Weights


class OutOfMemoryError(WikimillError):
    """A batch does not fit into memory."""


class Learner(Protocol):
    """A model that is trained. Tokens are int32 ids [..., length + 1]: the last `length` of them are predicted."""

    is_main: bool
    """Whether this process writes files: of several that train together, exactly one does."""

    def any_stop(self, stop: bool) -> bool:
        """Whether any process asked to stop: the same answer in all of them, so that they stop after the same step."""

    def barrier(self) -> None:
        """Wait until all processes of the training have reached this point."""

    def step(self, tokens: npt.NDArray[np.int32], loss_mask: npt.NDArray[np.float32]) -> Any:
        """One optimizer step.

        Args:
            tokens: [accumulated, batch, length + 1].
            loss_mask: weight of each predicted token in the loss, [accumulated, batch, length].

        Returns:
            The mean loss before the step, in nats a token of the mask; `float` of it waits until it is computed.
        """

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """The loss of every predicted token, in nats: [batch, length] for tokens [batch, length + 1]."""

    def weights(self) -> Weights:
        """The current weights."""

    def state(self) -> State:
        """Everything but the weights that is needed to resume: the optimizer's moments and step."""

    def restore(self, state: State) -> None:
        """Resume from what `state` returned; the weights must be those of the same step."""
