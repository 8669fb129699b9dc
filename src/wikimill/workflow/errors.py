"""Errors that users can fix, while Snakemake reads the workflow."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from wikimill.errors import PREFIX, WikimillError
from wikimill.os_errors import describe_os_error
from wikimill.plain_text import to_message

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def exit_on_error(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The function, except that errors that users can fix end Snakemake with one line."""

    @wraps(function)
    def wrapped(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except WikimillError as error:
            message = str(error)
        except OSError as error:
            if error.errno is None:
                raise
            message = describe_os_error(error)
        # `sys.exit` prints nothing once a checkpoint was reached.
        print(f"{PREFIX}{to_message(message)}", file=sys.stderr)
        sys.exit(1)

    return wrapped
