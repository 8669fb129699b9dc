"""What a terminal shows: colours, and lines where a progress bar stands."""

from __future__ import annotations

import os
from typing import TextIO


def use_colour(stream: TextIO) -> bool:
    """Whether to colour output: on a terminal, unless `NO_COLOR` (https://no-color.org) or `TERM=dumb` forbid it."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def clear_line(stream: TextIO) -> str:
    """What goes before a line on a terminal, where a progress bar may stand, perhaps of another process; else empty."""
    return "\r\x1b[K" if stream.isatty() and os.environ.get("TERM") != "dumb" else ""
