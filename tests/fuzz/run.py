"""One target in atheris: `python -m tests.fuzz.run TARGET`, followed by libFuzzer's options and folders.

wikimill's modules alone are instrumented, when they are imported: https://github.com/google/atheris.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import warnings

import atheris


def main() -> None:
    """Run the target until libFuzzer ends it."""
    warnings.simplefilter("error")  # as in the tests
    logging.disable()
    os.environ["TQDM_DISABLE"] = "1"
    sys.setrecursionlimit(20_000)  # as in wikimill/convert/expander_worker.py
    name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["wikimill"]):
        target = importlib.import_module(f"tests.fuzz.targets.{name}")
        atheris.Setup([sys.argv[0], *options], target.check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
