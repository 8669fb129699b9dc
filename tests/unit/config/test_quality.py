"""The rules' keys are datatrove's parameters."""

from __future__ import annotations

import inspect

import pytest

from wikimill.config.load import load
from wikimill.config.quality import FineWebQuality, GopherQuality, GopherRepetition
from wikimill.config.section import Section
from wikimill.errors import WikimillError

NOT_KEYS = {"exclusion_writer", "language", "stop_chars"}


@pytest.mark.slow
@pytest.mark.parametrize("section", [GopherRepetition, GopherQuality, FineWebQuality])
def test_names_and_defaults_are_datatroves(section: type[Section]) -> None:
    from datatrove.pipeline import filters

    parameters = inspect.signature(getattr(filters, f"{section.__name__}Filter")).parameters
    theirs = {name: each.default for name, each in parameters.items() if name not in NOT_KEYS}
    if "stop_words" in theirs:
        theirs["stop_words"] = ()  # None, for the eight English words
    assert section().model_dump() == theirs


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            {"gopher_quality": {"min_words": 20}},
            "unknown key corpus.quality.gopher_quality.min_words; the nearest is corpus.min_words",
        ),
        (
            {"gopher_quality": {"min_dok_words": 20}},
            "unknown key corpus.quality.gopher_quality.min_dok_words; the nearest is "
            "corpus.quality.gopher_quality.min_doc_words",
        ),
        ({"gopher": {}}, "unknown key corpus.quality.gopher; the nearest is corpus.quality.gopher_quality"),
        (
            {"gopher_repetition": {"top_n_grams": [[2]]}},
            "corpus.quality.gopher_repetition.top_n_grams.0.1: Field required; correct this key",
        ),
        (
            {"fineweb_quality": {"line_punct_thr": 12}},
            "corpus.quality.fineweb_quality.line_punct_thr: Input should be less than or equal to 1, not 12; correct "
            "this key",
        ),
    ],
)
def test_a_wrong_rule_is_named_with_the_nearest(rules: object, message: str) -> None:
    with pytest.raises(WikimillError) as failure:
        load({"corpus": {"quality": rules}})
    assert str(failure.value) == f"--config: {message}"
