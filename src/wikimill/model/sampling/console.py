"""A session at a terminal, or with a program that writes prompts into a pipe."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.sampling import opening
from wikimill.model.sampling.session import HELP, Session


def talk(folder: Path, options: Generate) -> None:
    """Answer standard input on standard output, until it ends.

    Raises:
        WikimillError: no model, or gpt-2-simple as the engine, which writes no text in pieces.
    """
    if options.engine == "gpt-2-simple":
        raise WikimillError("--interactive: gpt-2-simple writes whole texts alone; choose another --engine")
    model = opening.load(folder, options.engine)
    if sys.stdin.isatty():
        with contextlib.suppress(ImportError):  # Windows has none
            import readline  # noqa: F401  (gives `input` its history and its keys)
        _say(HELP)
        Session(model, options, _asked, _say).run()
    else:
        Session(model, options, _read, _say).run()


def _asked(sign: str) -> str | None:
    try:
        return input(sign).encode().decode()
    except EOFError:
        _say("\n")
        return None
    except UnicodeError:
        raise WikimillError("the line is not UTF-8; set the terminal to UTF-8") from None


def _read(_: str) -> str | None:
    line = sys.stdin.buffer.readline()
    try:
        return line.decode().rstrip("\r\n") if line else None
    except UnicodeDecodeError as error:
        raise WikimillError(f"standard input: byte {error.start} is not UTF-8; convert it to UTF-8") from None


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
