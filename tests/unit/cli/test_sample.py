"""`wikimill sample`; tests/workflow/test_command_line.py has it write a text."""

from __future__ import annotations

from typing import get_args

from wikimill.cli.sample import ENGINES
from wikimill.config.training import Generate


def test_the_engines_are_those_of_the_configuration() -> None:
    assert get_args(Generate.model_fields["engine"].annotation) == ENGINES
