"""What the stage commands share."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from wikimill.cli import wikimill
from wikimill.errors import WikimillError


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ('{"schedul": "cosine"}', "--options: unknown key schedul; the nearest is schedule"),
        ('{"steps": 0}', "--options: steps: Input should be greater than or equal to 1, not 0; correct this key"),
        ("{steps: 1}", "--options: {steps: 1} is not JSON"),
    ],
)
def test_options_of_a_stage_that_are_wrong_are_one_line(options: str, message: str) -> None:
    result = CliRunner().invoke(wikimill, ["train", "corpus/none", "--options", options, "--output", "out/none"])
    assert str(result.exception).startswith(message)
    assert isinstance(result.exception, WikimillError)
