"""How long to train, and the learning rate of every step: functions of the options alone."""

from __future__ import annotations

import math
from bisect import bisect_right

from wikimill.config.training import Train

STEPS = 1000  # when neither steps nor epochs are set


def total_steps(options: Train, tokens: int, tokens_per_step: int) -> int:
    """Optimizer steps of a training on `tokens` tokens."""
    if options.epochs:
        return max(1, math.ceil(options.epochs * tokens / tokens_per_step))
    return options.steps or STEPS


def learning_rates(options: Train, steps: int, steps_per_epoch: float) -> list[float]:
    """The learning rate of every step, from the first: a rise over `warmup_steps`, then the schedule."""
    peak, end, warmup = options.learning_rate, options.final_learning_rate, options.warmup_steps
    ends = sorted(epoch * steps_per_epoch for epoch in options.decay_epochs)

    def rate(step: int) -> float:
        if step < warmup:
            return peak * (step + 1) / warmup
        done = (step - warmup) / max(1, steps - warmup)
        match options.schedule:
            case "cosine":
                return end + (peak - end) * (1 + math.cos(math.pi * done)) / 2
            case "linear":
                return peak + (end - peak) * done
            case "steps":
                return peak * options.decay_rate ** bisect_right(ends, step)
            case _:
                return peak

    return [rate(step) for step in range(steps)]
