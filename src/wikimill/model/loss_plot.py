"""The plot of a training's losses: `loss.svg`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wikimill.figures import open_figure
from wikimill.model.log import Row


def plot_losses(rows: Sequence[Row]) -> str:
    """Losses by step, as SVG."""
    with open_figure() as result:
        for name, label in (("train_loss", "training"), ("val_loss", "validation")):
            points = [(row.step, getattr(row, name)) for row in rows if not math.isnan(getattr(row, name))]
            marker = "o" if len(points) == 1 else None
            result.axes.plot([step for step, _ in points], [loss for _, loss in points], label=label, marker=marker)
        result.axes.set_xlabel("step")
        result.axes.set_ylabel("loss, nats a token")
        result.axes.legend(frameon=False)
    return result.svg
