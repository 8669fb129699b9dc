"""Training and generation of models against their peers: `bench.training` and `bench.generation`, one table."""

from __future__ import annotations

import argparse

from bench import generation, training
from bench.harness import Result, parser, run


def measure(arguments: argparse.Namespace) -> list[Result]:
    """The rows of both."""
    return [*training.measure(arguments.smoke), *generation.measure(arguments.smoke)]


if __name__ == "__main__":
    run(measure, parser(__doc__))
