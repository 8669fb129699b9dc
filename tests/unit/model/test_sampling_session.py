"""Texts as they are written: streaming, the interactive session, and the command line around it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import random_weights, save
from wikimill.cli import wikimill
from wikimill.config.model import Config, Corpus
from wikimill.config.resolved import write_resolved
from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.sampling import interactive
from wikimill.model.sampling.decoder import Logits
from wikimill.model.sampling.generate import TSV_ESCAPES, generate, page_starts, write_test_samples
from wikimill.model.sampling.interactive import SETTINGS, Session, run_session, stream
from wikimill.model.sampling.load import SamplingModel, load
from wikimill.model.sampling.sampler import SamplingParams, sample_token
from wikimill.model.sampling.samples import write_samples
from wikimill.model.weights import Shape

SHAPE = Shape(VOCABULARY.size, 32, 16, 2, 1)
OPTIONS = Generate(length=15, temperature=1.0, top_p=1.0)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a model and two saved steps."""
    monkeypatch.chdir(tmp_path)
    save(Path("out/main/model"), SHAPE, random_weights(SHAPE))
    for step in (5, 10):
        save(Path(f"out/main/checkpoints/step-{step:08d}"), SHAPE, random_weights(SHAPE, step))
    return tmp_path


@pytest.fixture
def model(project: Path) -> SamplingModel:
    return load(Path("out/main/model"), "float32")


def expected(options: Generate, folder: str = "out/main/model") -> list[str]:
    return [sample.text for sample in generate(Path(folder), options)]


@pytest.mark.parametrize(
    "more",
    [{}, {"length": 60}, {"truncate": "th"}, {"truncate": "abc"}, {"strategy": "greedy"}, {"strategy": "beam"}],
)
def test_a_stream_is_the_sample_in_pieces_of_whole_characters(model: SamplingModel, more: dict[str, object]) -> None:
    options = Generate.model_validate({**OPTIONS.model_dump(), **more, "include_prefix": False, "prompts": ["the"]})
    for index, text in enumerate(expected(options.model_copy(update={"nsamples": 8}))):
        pieces = list(stream(model, model.encode("the"), options, index))
        assert "".join(pieces) == text
        assert options.strategy == "beam" or len(pieces) > len(text) / 8


def test_a_stream_that_begins_anew_beyond_the_context_is_the_sample() -> None:
    """White space for longer than the context says nothing: when the text begins anew, its prompt was forgotten."""
    weights = random_weights(SHAPE)
    direction = weights["ln_f/b"] + 1
    weights["ln_f/b"] = direction
    for blank in VOCABULARY.tokenizer(special=False).encode(" \n").ids:
        weights["wte"][blank] += 10 * direction / float(direction @ direction)
    model = load(save(Path("blank"), SHAPE, weights), "float32")
    options = Generate(length=40, temperature=1.0, top_p=1.0, include_prefix=False, prompts=["the tide"], nsamples=8)
    for index, text in enumerate(expected(options, "blank")):
        assert "".join(stream(model, model.encode("the tide"), options, index)) == text


def test_a_character_of_several_tokens_comes_whole(model: SamplingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    coming = iter(model.encode("aé日b"))
    monkeypatch.setattr(interactive, "sample_token", lambda *_: next(coming))
    pieces = list(stream(model, model.encode("the"), OPTIONS.model_copy(update={"length": 7}), 0))
    assert [piece for piece in pieces if piece] == ["a", "é", "日", "b"]


class Talk:
    """A session with given lines; a line that is an exception is raised."""

    def __init__(self, model: SamplingModel, *lines: str | type[BaseException], options: Generate = OPTIONS) -> None:
        self.lines: Iterator[str | type[BaseException]] = iter(lines)
        self.signs: list[str] = []
        self.said: list[str] = []
        self.session = Session(model, options, self.ask, self.said.append)
        self.session.run()

    def ask(self, sign: str) -> str | None:
        self.signs.append(sign)
        line = next(self.lines, None)
        if line is None or isinstance(line, str):
            return line
        raise line

    @property
    def text(self) -> str:
        return "".join(self.said)


def test_prompts_are_answered_in_turn(model: SamplingModel) -> None:
    options = OPTIONS.model_copy(update={"prompts": ["the", ""], "nsamples": 2})
    assert Talk(model, "the", "").text == "".join(f"{text}\n" for text in expected(options))
    talk = Talk(model, '"""', "one", "", "two", '"""', "/quit", "never")
    assert talk.text == expected(OPTIONS.model_copy(update={"prompts": ["one\n\ntwo"]}))[0] + "\n"
    assert talk.signs == ["> ", "… ", "… ", "… ", "… ", "> "]


def test_settings_are_shown_and_changed(model: SamplingModel) -> None:
    talk = Talk(model, "/set temperature 0.25", '/set truncate "\\n\\n"', "/set include_prefix false", "/settings")
    shown = dict(line.split(" ", 1) for line in talk.text.splitlines())
    assert list(shown) == list(SETTINGS)
    assert (shown["temperature"], shown["truncate"], shown["include_prefix"]) == ("0.25", '"\\n\\n"', "false")
    for name, value in (("top_k", "2"), ("strategy", "greedy"), ("length", "4"), ("seed", "8"), ("prefix", "a")):
        changed = Talk(model, f"/set {name} {value}", "the").text
        assert changed != Talk(model, "the").text
        assert changed == Talk(model, "the", options=Generate.model_validate(OPTIONS.model_dump() | {name: value})).text


def test_a_seed_counts_texts_from_the_first_again(model: SamplingModel) -> None:
    first, second, third = Talk(model, "the", "the", "/seed 0", "the").text.removesuffix("\n").split("the")[1:4]
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
    assert Talk(model, line, "/seed 0", "the").text == Talk(model, "the").text
    assert part in caplog.text


def test_help_is_shown_on_request_and_for_what_is_no_command(model: SamplingModel) -> None:
    assert Talk(model, "/help").text == Talk(model, "/nope").text == Talk(model, "/set x").text
    assert "/set NAME VALUE" in Talk(model, "/").text


def test_an_interrupt_stops_the_text_not_the_session(model: SamplingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def interrupted(logits: Logits, params: SamplingParams, rng: np.random.Generator) -> int:
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return sample_token(logits, params, rng)

    monkeypatch.setattr(interactive, "sample_token", interrupted)
    talk = Talk(model, "the", KeyboardInterrupt, "/seed 0", "the")
    stopped, _, whole = talk.text.split("\n", 2)
    assert whole.startswith(stopped)
    assert len(calls) == 5 + OPTIONS.length


def sampled(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(wikimill, ["sample", *arguments], input=stdin)


def error(result: Result) -> str:
    assert isinstance(result.exception, WikimillError)
    return str(result.exception)


def test_the_command_writes_texts_with_its_options() -> None:
    result = sampled(
        "--prompt", "the", "-n", "3", "--length", "9", "--temperature", "1.5", "--seed", "2", "--top-k", "30"
    )
    options = Generate(nsamples=3, prompts=["the"], length=9, temperature=1.5, seed=2, top_k=30)
    assert result.stdout == "".join(f"{text}\n{'=' * 20}\n" for text in expected(options))
    facts = json.loads(sampled("--prompt", "the", "--length", "9", "--seed", "2", "--json").stdout)
    assert facts["text"] == expected(Generate(nsamples=1, prompts=["the"], length=9, seed=2))[0]
    assert (facts["index"], facts["prompt"], facts["seed"], facts["engine"]) == (0, "the", 2, "float32")
    greedy = sampled("--prompt", "the", "--greedy", "--length", "9", "--engine", "int8", "--top-p", "0.5").stdout
    options = Generate(nsamples=1, prompts=["the"], length=9, strategy="greedy", engine="int8")
    assert greedy == f"{expected(options)[0]}\n{'=' * 20}\n"
    assert len(list(Path("cache/int8").iterdir())) == 1


def test_the_command_takes_prompts_from_a_file_and_the_configuration() -> None:
    Path("p.txt").write_text("one\ntwo\n<|endoftext|>\nthree\n")
    texts = sampled("--prompt-file", "p.txt", "-n", "2", "--length", "3").stdout.split(f"\n{'=' * 20}\n")
    assert [text.startswith(begin) for text, begin in zip(texts, ("one\ntwo", "three"), strict=False)] == [True, True]
    Path("config").mkdir()
    Path("config/config.yaml").write_text("generate: {prompts: [the first], length: 3}\n")
    assert sampled().stdout.startswith("the first")
    assert sampled("--prompt-file", "p.txt").stdout.startswith("one\ntwo")
    Path("config/config.yaml").write_text("generate: {prompt_file: p.txt, length: 3}\n")
    assert sampled().stdout.startswith("one\ntwo")
    assert sampled("--prompt", "other").stdout.startswith("other")


def test_a_saved_step_can_be_asked() -> None:
    options = Generate(nsamples=1, length=9, prompts=["the"])
    text = sampled("--step", "10", "--prompt", "the", "--length", "9").stdout
    assert text == expected(options, "out/main/checkpoints/step-00000010")[0] + f"\n{'=' * 20}\n"
    assert text != sampled("--prompt", "the", "--length", "9").stdout
    assert error(sampled("--step", "7")) == (
        "out/main/checkpoints/step-00000007: step 7 is not saved; the saved steps are 5, 10"
    )


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--run", "other"], "out/other/model: there is no trained model; run `snakemake train` first"),
        (["--top-p", "1.5"], "the command line: top_p: Input should be less than or equal to 1, not 1.5"),
        (["--prompt", " "], "a prompt of whitespace alone says nothing"),
        (["--prompt", "a", "--prompt-file", "b"], "prompts and prompt_file are both set"),
        (["--prompt-file", "nope.txt"], "nope.txt: there is no such prompt file"),
        (["--engine", "gpt-2-simple", "--interactive"], "gpt-2-simple writes only whole texts"),
        (["--engine", "gpt-2-simple", "--top-k", "5"], "samples by top_k or by top_p, not both"),
        (["--engine", "gpt-2-simple", "--greedy"], "gpt-2-simple draws and nothing else"),
        (["--engine", "gpt-2-simple"], "gpt-2-simple reads only OpenAI's format"),
        (["--prompt", "caf\udce9"], "a prompt, prefix or truncate is not UTF-8"),
        (["-n", "0"], "nsamples: Input should be greater than or equal to 1"),
    ],
)
def test_what_cannot_work_is_one_line(arguments: list[str], part: str) -> None:
    assert part in error(sampled(*arguments))


def test_a_session_reads_a_pipe_without_a_sign(model: SamplingModel) -> None:
    Path("config").mkdir()
    Path("config/config.yaml").write_text("generate: {length: 5}\n")
    result = sampled("--interactive", stdin=b"the\n\n")
    options = Generate(nsamples=2, prompts=["the", ""], length=5)
    assert result.stdout == "".join(f"{text}\n" for text in expected(options))
    assert result.exit_code == 0


def test_a_session_at_a_terminal_asks_and_helps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("the\n"))
    run_session(Path("out/main/model"), OPTIONS)
    out = capsys.readouterr().out
    assert "/set NAME VALUE" in out
    assert "> the" in out


def test_samples_are_written_twice_over(tmp_path: Path) -> None:
    options = OPTIONS.model_copy(update={"nsamples": 12})
    samples = list(generate(Path("out/main/model"), options))
    write_samples(Path("o"), samples)
    assert sorted(path.name for path in Path("o/samples").iterdir()) == [f"{number:02d}.txt" for number in range(12)]
    assert Path("o/samples/03.txt").read_text() == samples[3].text.strip() + "\n"
    records = [json.loads(line) for line in Path("o/samples.jsonl").read_text().split("\n")[:-1]]
    assert records == [vars(sample) for sample in samples]


def pages_of(*texts: str) -> Path:
    tokenizer, ids = VOCABULARY.tokenizer(special=False), []
    for text in texts:
        ids += [*tokenizer.encode(text).ids, VOCABULARY.end_of_text]
    np.array(ids, "<u2").tofile("test.bin")
    return Path("test.bin")


def test_pages_of_the_test_split_are_continued(model: SamplingModel) -> None:
    ids = pages_of("a\tb\\c\nthe rest of it", "", "two", "three")
    options = Generate(test_samples=2, context_length=7, length=12, temperature=1.0, prompts=["not this"])
    folder = Path("out/main/model")
    write_test_samples(folder, ids, options, Path("t.tsv"))
    rows = [line.split("\t") for line in Path("t.tsv").read_text().split("\n")]
    assert rows.pop() == [""]
    assert [row[0] for row in rows] == ["a\\tb\\\\c\\nthe", "two"]
    for index, (prompt, row) in enumerate(zip(("a\tb\\c\nthe", "two"), rows, strict=True)):
        chosen = Generate(nsamples=2, length=12, temperature=1.0, prompts=["a\tb\\c\nthe", "two"], include_prefix=False)
        assert row[1] == expected(chosen)[index].translate(TSV_ESCAPES), prompt
    assert len(list(page_starts(ids, VOCABULARY.end_of_text, 5))) == 3


def test_the_test_split_must_be_of_the_models_vocabulary(model: SamplingModel) -> None:
    np.array([60000, VOCABULARY.end_of_text], "<u2").tofile("test.bin")
    with pytest.raises(WikimillError, match="ids that the model out/main/model does not know"):
        write_test_samples(Path("out/main/model"), Path("test.bin"), Generate(test_samples=1), Path("t.tsv"))
    Path("test.bin").write_bytes(b"abc")
    with pytest.raises(WikimillError, match="3 bytes are not a whole number of 16-bit ids"):
        write_test_samples(Path("out/main/model"), Path("test.bin"), Generate(test_samples=1), Path("t.tsv"))


def test_the_stages_write_where_the_rules_say() -> None:
    pages_of("the first page", "the second")
    options = OPTIONS.model_copy(update={"nsamples": 2, "test_samples": 2, "checkpoint": 5})
    write_resolved(Path("c.yaml"), Config(generate=options, corpus=Corpus(test_fraction=0.1)))
    for arguments in (["generate", "out/main"], ["test_samples", "out/main", "test.bin"]):
        result = CliRunner().invoke(wikimill, ["stage", *arguments, "--config", "c.yaml"])
        assert result.exit_code == 0, result.output
    records = [json.loads(line) for line in Path("out/main/samples.jsonl").read_text().splitlines()]
    assert [record["checkpoint"] for record in records] == ["out/main/checkpoints/step-00000005"] * 2
    assert len(Path("out/main/test_samples.tsv").read_text().split("\n")) == 3
