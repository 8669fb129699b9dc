"""The model that is served: its texts are those of `wikimill sample`."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.unit.gpt2 import sample_texts, save_run
from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.serve.writer import Ending, load_writer

FOLDER = Path("out/main/model")


def collect(pieces: Generator[str, None, Ending]) -> tuple[str, Ending]:
    text = ""
    while True:
        try:
            text += next(pieces)
        except StopIteration as end:
            return text, end.value


@pytest.mark.parametrize("strategy", ["sample", "greedy"])
def test_texts_are_the_samples(strategy: str) -> None:
    save_run()
    options = Generate(length=30, seed=3, nsamples=3, prompts=["the"], include_prefix=False, strategy=strategy)
    writer = load_writer(FOLDER, "main", options)
    found = [collect(writer.write("the", options, index, [])) for index in range(3)]
    assert [text for text, _ in found] == sample_texts(options)
    for text, ending in found:
        assert ending.tokens == 30 if ending.reason == "length" else ending.tokens <= 30
        assert text
    assert writer.count_tokens("the") == 1


def test_the_earliest_of_the_strings_that_end_a_text_ends_it() -> None:
    save_run()
    options = Generate(length=30, seed=3)
    writer = load_writer(FOLDER, "main", options)
    whole, _ = collect(writer.write("the", options, 0, []))
    for stops in ([whole[9:11], whole[4:6]], [whole[4:6], whole[9:11]], [whole[9:11] + "never", whole[4:6]]):
        text, ending = collect(writer.write("the", options, 0, stops))
        assert text == whole[: whole.index(whole[4:6])]
        assert ending.reason == "stop"
        assert ending.tokens < 30


def test_what_cannot_write_piece_by_piece_is_refused() -> None:
    with pytest.raises(WikimillError, match="gpt-2-simple writes only whole texts"):
        load_writer(FOLDER, "main", Generate(engine="gpt-2-simple"))
    with pytest.raises(WikimillError, match="beam finds only whole texts"):
        load_writer(FOLDER, "main", Generate(strategy="beam"))
