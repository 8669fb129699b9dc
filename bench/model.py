"""Training and generation of models against their peers: `bench.training` and `bench.generation`, one table."""

from __future__ import annotations

from bench import generation, training
from bench.table import show


def main() -> None:
    """The table."""
    show([*training.results(), *generation.in_scratch()])


if __name__ == "__main__":
    main()
