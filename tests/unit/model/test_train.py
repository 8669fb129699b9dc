"""How long a training is, and the learning rate of every step."""

from __future__ import annotations

from typing import Any

import pytest

from wikimill.config.training import Train
from wikimill.model.train import learning_rates, total_steps


def rates(steps: int = 10, **options: Any) -> list[float]:
    return learning_rates(Train.model_validate({"learning_rate": 1.0, **options}), steps, steps_per_epoch=2.5)


def test_schedules() -> None:
    assert rates() == [1.0] * 10
    assert rates(warmup_steps=4)[:5] == [0.25, 0.5, 0.75, 1.0, 1.0]
    cosine = rates(schedule="cosine", final_learning_rate=0.2)
    assert cosine[0] == 1
    assert cosine[5] == pytest.approx(0.6)
    assert cosine == sorted(cosine, reverse=True)
    assert rates(schedule="linear", final_learning_rate=0.5)[5] == pytest.approx(0.75)
    steps = rates(schedule="steps", decay_epochs=[1.0, 2.0], decay_rate=0.5)
    assert steps == [1.0] * 3 + [0.5] * 2 + [0.25] * 5
    assert rates(schedule="steps", decay_epochs=[2.0, 1.0], decay_rate=0.5) == steps


def test_steps_epochs_or_neither() -> None:
    assert total_steps(Train(), 5000, 100) == 1000
    assert total_steps(Train(steps=7), 5000, 100) == 7
    assert total_steps(Train(epochs=1.5), 5001, 100) == 76
