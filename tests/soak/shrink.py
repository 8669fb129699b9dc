"""The smallest part of an input that fails as the whole does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
MOST_TRIES = 400


def shrink(parts: Sequence[T], fails: Callable[[Sequence[T]], bool], most: int = MOST_TRIES) -> Sequence[T]:
    """Leave parts out, halves first and single ones last, as long as what is left still fails; `most` are the tries."""
    size, tries = max(1, len(parts) // 2), 0
    while tries < most:
        start, before = 0, len(parts)
        while start < len(parts) and tries < most:
            rest = [*parts[:start], *parts[start + size :]]
            tries += 1
            if fails(rest):
                parts = rest
            else:
                start += size
        if size == 1 and len(parts) == before:
            break
        size = max(1, size // 2)
    return parts
