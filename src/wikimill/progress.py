"""Progress bars: a live line on a terminal, a line every ten seconds in a log."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from tqdm import tqdm

from wikimill.plain_text import visible_lines

Item = TypeVar("Item")


def bar(label: str, total: int | None, unit: str, **options: Any) -> tqdm[Any]:
    """A bar with count, rate and time left; `total` None when it is not known, `options` are tqdm's own."""
    live = sys.stderr.isatty()
    return tqdm(
        desc=label,
        total=total,
        unit=f" {unit}",
        file=sys.stderr,
        mininterval=0.2 if live else 10,
        dynamic_ncols=live,
        leave=True,
        **options,
    )


def write_lines(text: str) -> None:
    """Write lines above the bars that are shown; what others wrote in them acts on no terminal."""
    tqdm.write(visible_lines(text), file=sys.stderr)


def track(items: Iterable[Item], label: str, unit: str) -> Iterator[Item]:
    """The items, with a bar that counts them."""
    with bar(label, None, unit) as progress:
        for item in items:
            yield item
            progress.update()
