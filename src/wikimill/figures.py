"""Figures as SVG in the colours of the page around them; the same data give the same bytes."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Legible on white and on black: blue, orange, green, red of Tableau's palette, a little lighter.
COLOURS = ["#4c8bd0", "#e8833a", "#4ca05c", "#d65f5f"]
TEXT = "#010203"  # becomes `currentColor`, which matplotlib has no name for
DECLARATIONS = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
GROUP = re.compile(r'<g id="[^"]*"')


class SvgFigure:
    """Axes to draw on, and the figure as SVG, which is there once the block of `open_figure` has ended."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.svg = ""


@contextlib.contextmanager
def open_figure(width: float = 4.8, height: float = 3.0) -> Iterator[SvgFigure]:
    """Axes to draw on; sizes are in inches."""
    import matplotlib as mpl
    from cycler import cycler
    from matplotlib.figure import Figure

    style = {
        **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), TEXT),
        **{"axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True},
        **{"svg.hashsalt": "wikimill", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9},
        "axes.prop_cycle": cycler(color=COLOURS),
    }
    with mpl.rc_context(style):
        drawn = Figure(figsize=(width, height), layout="constrained", facecolor="none")
        figure = SvgFigure(drawn.subplots())
        figure.axes.set_facecolor("none")
        figure.axes.grid(alpha=0.25)
        yield figure
        text = io.StringIO()
        drawn.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    figure.svg = GROUP.sub("<g", DECLARATIONS.sub("", text.getvalue())).replace(TEXT, "currentColor")
