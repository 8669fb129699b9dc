"""The figures of the report, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from wikimill.figures import COLOURS, open_figure
from wikimill.model.log import Row


def plot_funnel(stages: Mapping[str, int]) -> str:
    """Pages left after each stage, the first stage on top."""
    with open_figure(height=0.4 + 0.42 * len(stages)) as drawn:
        names, counts = list(stages), list(stages.values())
        bars = drawn.axes.barh(names, counts)
        drawn.axes.bar_label(bars, [f"{count:,}" for count in counts], padding=3)
        drawn.axes.invert_yaxis()
        drawn.axes.set_xlabel("pages")
        drawn.axes.margins(x=0.15)
        drawn.axes.grid(False, axis="y")
    return drawn.svg


def plot_lengths(pages: Sequence[int]) -> str:
    """Pages by number of tokens, in powers of two, from the first power that has any."""
    powers = range(next((power for power, number in enumerate(pages) if number), 0), len(pages))
    with open_figure() as drawn:
        drawn.axes.bar(powers, [pages[power] for power in powers], width=0.9)
        drawn.axes.set_xticks(powers, [f"{1 << power:,}" for power in powers], rotation=45)
        drawn.axes.set_xlabel("tokens of a page, from … on")
        drawn.axes.set_ylabel("pages")
        drawn.axes.grid(False, axis="x")
    return drawn.svg


def plot_perplexity(rows: Sequence[Row]) -> str:
    """Validation perplexity by step, on a logarithmic scale."""
    points = [(row.step, row.val_perplexity) for row in rows if not math.isnan(row.val_loss)]
    with open_figure() as drawn:
        drawn.axes.plot([step for step, _ in points], [value for _, value in points], color=COLOURS[1], marker="o")
        drawn.axes.set_yscale("log")
        drawn.axes.set_xlabel("step")
        drawn.axes.set_ylabel("validation perplexity a token")
    return drawn.svg


def plot_copied(shares: Sequence[float], held_out: float | None) -> str:
    """The copied share of each sample, beside that of held-out pages."""
    with open_figure() as drawn:
        drawn.axes.bar(range(len(shares)), [100 * share for share in shares], color=COLOURS[2], label="samples")
        if held_out is not None:
            drawn.axes.axhline(100 * held_out, color=COLOURS[3], linestyle="--", label="held-out pages")
        drawn.axes.set_xlabel("sample")
        drawn.axes.set_ylabel("copied n-grams, %")
        drawn.axes.legend(frameon=False)
        drawn.axes.grid(False, axis="x")
    return drawn.svg
