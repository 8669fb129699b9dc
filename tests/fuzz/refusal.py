"""What a reader says of an input that it does not take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wikimill.errors import WikimillError

T = TypeVar("T")


def read_or_refuse(read: Callable[[], T]) -> T | None:
    """What `read` returns; None where it refuses, which is an error of one line that says what to do."""
    try:
        return read()
    except WikimillError as error:
        message = str(error)
    assert "\n" not in message, "several lines"
    assert "; " in message, f"no fix: {message}"
    return None
