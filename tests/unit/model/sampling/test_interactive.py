"""Texts as they are written: streaming, and the interactive session."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import SHAPE, random_weights, sample_texts, save, save_run
from wikimill.config.training import Generate
from wikimill.model.sampling import interactive
from wikimill.model.sampling.decoder import Logits
from wikimill.model.sampling.interactive import SETTINGS, Session, run_session, stream
from wikimill.model.sampling.load import SamplingModel, load
from wikimill.model.sampling.sampler import SamplingParams, sample_token

OPTIONS = Generate(length=15, temperature=1.0, top_p=1.0)


@pytest.fixture
def model() -> SamplingModel:
    """That of `out/main`."""
    save_run()
    return load(Path("out/main/model"), "float32")


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [{}, {"length": 60}, {"truncate": "th"}, {"truncate": "abc"}, {"strategy": "greedy"}, {"strategy": "beam"}],
)
def test_a_stream_is_the_sample_in_pieces_of_whole_characters(model: SamplingModel, more: dict[str, object]) -> None:
    options = Generate.model_validate({**OPTIONS.model_dump(), **more, "include_prefix": False, "prompts": ["the"]})
    for index, text in enumerate(sample_texts(options.model_copy(update={"nsamples": 8}))):
        pieces = list(stream(model, model.encode("the"), options, index))
        assert "".join(pieces) == text
        assert options.strategy == "beam" or len(pieces) > len(text) / 8


@pytest.mark.slow
def test_a_stream_that_begins_anew_beyond_the_context_is_the_sample() -> None:
    """White space for longer than the context says nothing: when the text begins anew, its prompt was forgotten."""
    weights = random_weights(SHAPE)
    direction = weights["ln_f/b"] + 1
    weights["ln_f/b"] = direction
    for blank in VOCABULARY.tokenizer(special=False).encode(" \n").ids:
        weights["wte"][blank] += 10 * direction / float(direction @ direction)
    model = load(save(Path("blank"), SHAPE, weights), "float32")
    options = Generate(length=40, temperature=1.0, top_p=1.0, include_prefix=False, prompts=["the tide"], nsamples=3)
    for index, text in enumerate(sample_texts(options, "blank")):
        assert "".join(stream(model, model.encode("the tide"), options, index)) == text


def test_a_character_of_several_tokens_comes_whole(model: SamplingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = iter(model.encode("aé日b"))
    monkeypatch.setattr(interactive, "sample_token", lambda *_: next(tokens))
    pieces = list(stream(model, model.encode("the"), OPTIONS.model_copy(update={"length": 7}), 0))
    assert [piece for piece in pieces if piece] == ["a", "é", "日", "b"]


class Conversation:
    """A session with given lines; a line that is an exception is raised."""

    def __init__(self, model: SamplingModel, *lines: str | type[BaseException], options: Generate = OPTIONS) -> None:
        self.lines: Iterator[str | type[BaseException]] = iter(lines)
        self.signs: list[str] = []
        self.written: list[str] = []
        self.session = Session(model, options, self.ask, self.written.append)
        self.session.run()

    def ask(self, sign: str) -> str | None:
        self.signs.append(sign)
        line = next(self.lines, None)
        if line is None or isinstance(line, str):
            return line
        raise line

    @property
    def text(self) -> str:
        return "".join(self.written)


def test_prompts_are_answered_in_turn(model: SamplingModel) -> None:
    options = OPTIONS.model_copy(update={"prompts": ["the", ""], "nsamples": 2})
    assert Conversation(model, "the", "").text == "".join(f"{text}\n" for text in sample_texts(options))
    conversation = Conversation(model, '"""', "one", "", "two", '"""', "/quit", "never")
    assert conversation.text == sample_texts(OPTIONS.model_copy(update={"prompts": ["one\n\ntwo"]}))[0] + "\n"
    assert conversation.signs == ["> ", "… ", "… ", "… ", "… ", "> "]


def test_settings_are_shown_and_changed(model: SamplingModel) -> None:
    conversation = Conversation(
        model, "/set temperature 0.25", '/set truncate "\\n\\n"', "/set include_prefix false", "/settings"
    )
    settings = dict(line.split(" ", 1) for line in conversation.text.splitlines())
    assert list(settings) == list(SETTINGS)
    assert (settings["temperature"], settings["truncate"], settings["include_prefix"]) == ("0.25", '"\\n\\n"', "false")
    for name, value in (("top_k", "2"), ("strategy", "greedy"), ("length", "4"), ("seed", "8"), ("prefix", "a")):
        changed = Conversation(model, f"/set {name} {value}", "the").text
        assert changed != Conversation(model, "the").text
        assert (
            changed
            == Conversation(model, "the", options=Generate.model_validate(OPTIONS.model_dump() | {name: value})).text
        )


def test_a_seed_counts_texts_from_the_first_again(model: SamplingModel) -> None:
    first, second, third = Conversation(model, "the", "the", "/seed 0", "the").text.removesuffix("\n").split("the")[1:4]
    assert first.strip() == third.strip() != second.strip()


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("/set top_p 0", "/set: top_p: Input should be greater than 0, not '0'"),
        ("/set colour red", "/set colour: there is no such setting; choose from temperature, top_k"),
        ('/set truncate "', "is not a string in double quotes"),
        ("  ", "a prompt of white space alone tells the model nothing"),
    ],
)
def test_a_wrong_line_is_told_and_the_session_goes_on(
    model: SamplingModel, line: str, part: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert Conversation(model, line, "/seed 0", "the").text == Conversation(model, "the").text
    assert part in caplog.text


def test_help_is_shown_on_request_and_for_what_is_no_command(model: SamplingModel) -> None:
    assert Conversation(model, "/help").text == Conversation(model, "/nope").text == Conversation(model, "/set x").text
    assert "/set NAME VALUE" in Conversation(model, "/").text


def test_an_interrupt_stops_the_text_not_the_session(model: SamplingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def interrupted(logits: Logits, params: SamplingParams, rng: np.random.Generator, text: list[int]) -> int:
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return sample_token(logits, params, rng, text)

    monkeypatch.setattr(interactive, "sample_token", interrupted)
    conversation = Conversation(model, "the", KeyboardInterrupt, "/seed 0", "the")
    stopped, _, whole = conversation.text.split("\n", 2)
    assert whole.startswith(stopped)
    assert len(calls) == 5 + OPTIONS.length


def test_a_session_at_a_terminal_asks_and_helps(
    model: SamplingModel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("the\n"))
    run_session(model.folder, OPTIONS)
    out = capsys.readouterr().out
    assert "/set NAME VALUE" in out
    assert "> the" in out
