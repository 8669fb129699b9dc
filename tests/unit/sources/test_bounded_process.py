"""Limits on the time and memory of a process, and the reason when it fails."""

from __future__ import annotations

import sys

import pytest

from wikimill.config.model import Convert
from wikimill.sources.bounded_process import UnreadableError, run_bounded


def run(script: str, **bounds: float) -> bytes:
    return run_bounded([sys.executable, "-Sc", script], b"input", Convert(memory=64).model_copy(update=bounds))


def test_it_reads_standard_input_and_returns_its_output() -> None:
    assert run("print(input().upper())") == b"INPUT\n"


@pytest.mark.parametrize(
    ("script", "bounds", "reason"),
    [
        ("while True: pass", {"timeout": 0.05}, "it takes longer than convert.timeout (0.05 s)"),
        # It has its input, and so its limits, before it begins.
        ("input(); b = bytearray(400 << 20)", {}, "it needs more than convert.memory (64 MiB)"),
        ("import os; os.kill(os.getpid(), 9)", {}, "it needs more than convert.memory (64 MiB)"),
        ("import sys; sys.exit('a\\n  b')", {}, "a b"),
        ("import sys; sys.exit(3)", {}, "exit code 3"),
    ],
)
def test_the_reason_when_a_process_fails(script: str, bounds: dict[str, float], reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        run(script, **bounds)
    assert str(caught.value) == reason
