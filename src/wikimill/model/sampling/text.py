"""One text that grows token by token."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from wikimill.errors import WikimillError
from wikimill.model.sampling.choosing import generator
from wikimill.model.sampling.opening import Model

MOST = 100  # beginnings of one text: a model that ends nine of ten at once fails here once in 30,000 texts


@dataclass
class Text:
    """A text that is being written.

    Args:
        index: its number among the samples.
        prompt: its first tokens.
        seed: of all samples.
        attempt: how often it was begun before.
    """

    index: int
    prompt: list[int]
    seed: int
    attempt: int = 0
    made: list[int] = field(default_factory=list)
    chance: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.chance = generator(self.seed, self.index, self.attempt)

    @property
    def ids(self) -> list[int]:
        """All tokens."""
        return self.prompt + self.made

    def again(self) -> None:
        """Begin anew, with other numbers.

        Raises:
            WikimillError: that was done too often.
        """
        self.attempt += 1
        if self.attempt == MOST:
            raise WikimillError(
                f"sample {self.index}: the model ended it {MOST} times before it said anything; train it longer, or "
                "give another prompt or a higher temperature"
            )
        self.made.clear()
        self.chance = generator(self.seed, self.index, self.attempt)


@dataclass(frozen=True)
class End:
    """When a text is over, and what of it stays."""

    model: Model
    length: int
    truncate: str

    def reached(self, made: list[int]) -> bool:
        """Whether nothing comes after these tokens."""
        if made[-1] == self.model.end_of_text or len(made) == self.length:
            return True
        return bool(self.truncate) and self.truncate in self.model.text(made)

    def kept(self, made: list[int]) -> str:
        """The text of these tokens, without its end."""
        if made and made[-1] == self.model.end_of_text:
            made = made[:-1]
        text = self.model.text(made)
        return text[: text.index(self.truncate)] if self.truncate and self.truncate in text else text
