"""What a reader says of an input that it does not take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wikimill.errors import WikimillError
from wikimill.plain_text import to_message

T = TypeVar("T")


def read_or_refuse(read: Callable[[], T]) -> T | None:
    """What `read` returns; None where it refuses, which is an error of one line that says what to do."""
    try:
        return read()
    except WikimillError as error:
        message = to_message(str(error))
    assert "; " in message, f"no fix: {message}"
    return None
