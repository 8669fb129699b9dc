"""The small JSON file of a model that has the numbers of its shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wikimill.errors import WikimillError

LARGEST = 1 << 20  # bytes; those of released models have a few hundred


def read_numbers(path: Path, what: str) -> dict[str, Any]:
    """The JSON object in a file.

    Args:
        path: of the file.
        what: what it should be of, for the error: "a GPT-2 model".

    Raises:
        WikimillError: no such file, one that is too large, or other content.
    """
    try:
        if not path.is_file():
            raise ValueError("there is no such file")
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it has more than {LARGEST:,} bytes")
        content = json.loads(path.read_text("utf-8"))
        if not isinstance(content, dict):
            raise ValueError(f"it holds a {type(content).__name__}, not names and values")
    except (OSError, ValueError, RecursionError) as error:
        raise not_a_model(path, what, error) from None
    return content


def not_a_model(path: Path, what: str, error: Exception) -> WikimillError:
    """The error for a file that says something else."""
    return WikimillError(f"{path}: it is not of {what} ({error}); take the files of one model")
