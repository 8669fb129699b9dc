"""Items in lists of a few (`itertools.batched` of Python 3.12, which 3.11 lacks)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of `size` items, the last one shorter; reads no further than the list that it yields."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
