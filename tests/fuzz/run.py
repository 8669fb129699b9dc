"""One target in atheris: `python -m tests.fuzz.run TARGET`, followed by libFuzzer's options and folders.

Every second mutation is one of the target's own, where it has some: they keep XML or JSON what it is.
wikimill's modules alone are instrumented, when they are imported: https://github.com/google/atheris.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from random import Random

import atheris

from tests.soak.mutations import Operation


def main() -> None:
    """Run the target until libFuzzer ends it."""
    warnings.simplefilter("error")  # as in the tests
    logging.disable()
    os.environ["TQDM_DISABLE"] = "1"
    sys.setrecursionlimit(20_000)  # as in wikimill/convert/expander_worker.py
    name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["wikimill"]):
        target = importlib.import_module(f"tests.fuzz.targets.{name}")
        own = getattr(target, "MUTATIONS", ())
        mutator = {"custom_mutator": _mutator(own)} if own else {}
        atheris.Setup([sys.argv[0], *options], _with_panics(target.check), **mutator)
        atheris.Fuzz()


def _with_panics(check: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The same; what a library in Rust raises when it panics would end atheris before the input is saved."""

    def checked(data: bytes) -> None:
        try:
            check(data)
        except (Exception, KeyboardInterrupt):
            raise
        except BaseException as error:
            raise AssertionError(f"{type(error).__name__}: {error}") from None

    return checked


def _mutator(operations: Sequence[Operation]) -> Callable[[bytes, int, int], bytes]:
    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.5:
            changed: bytes = atheris.Mutate(data, most)
            return changed
        return random.choice(operations)(data, random)[:most]

    return mutate


if __name__ == "__main__":
    main()
