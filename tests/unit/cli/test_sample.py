"""`wikimill sample`, and the stages that write samples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

from tests.unit.gpt2 import encode_pages, sample_texts, save_run
from wikimill.cli import wikimill
from wikimill.cli.sample import ENGINES
from wikimill.config.model import Config, Corpus
from wikimill.config.resolved import write_resolved
from wikimill.config.training import Generate
from wikimill.errors import WikimillError


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project with a model and two saved steps."""
    monkeypatch.chdir(tmp_path)
    save_run()


def test_the_engines_are_those_of_the_configuration() -> None:
    assert get_args(Generate.model_fields["engine"].annotation) == ENGINES


def sampled(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(wikimill, ["sample", *arguments], input=stdin)


def error(result: Result) -> str:
    assert isinstance(result.exception, WikimillError)
    return str(result.exception)


@pytest.mark.slow
def test_the_command_writes_texts_with_its_options() -> None:
    result = sampled(
        "--prompt", "the", "-n", "3", "--length", "9", "--temperature", "1.5", "--seed", "2", "--top-k", "30"
    )
    options = Generate(nsamples=3, prompts=["the"], length=9, temperature=1.5, seed=2, top_k=30)
    assert result.stdout == "".join(f"{text}\n{'=' * 20}\n" for text in sample_texts(options))
    facts = json.loads(sampled("--prompt", "the", "--length", "9", "--seed", "2", "--json").stdout)
    assert facts["text"] == sample_texts(Generate(nsamples=1, prompts=["the"], length=9, seed=2))[0]
    assert (facts["index"], facts["prompt"], facts["seed"], facts["engine"]) == (0, "the", 2, "float32")
    greedy = sampled("--prompt", "the", "--greedy", "--length", "9", "--engine", "int8", "--top-p", "0.5").stdout
    options = Generate(nsamples=1, prompts=["the"], length=9, strategy="greedy", engine="int8")
    assert greedy == f"{sample_texts(options)[0]}\n{'=' * 20}\n"
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
    assert text == sample_texts(options, "out/main/checkpoints/step-00000010")[0] + f"\n{'=' * 20}\n"
    assert text != sampled("--prompt", "the", "--length", "9").stdout
    assert error(sampled("--step", "7")) == (
        "out/main/checkpoints/step-00000007: step 7 is not saved; the saved steps are 5, 10"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--run", "other"], "out/other/model: there is no trained model; run `snakemake train` first"),
        (["--top-p", "1.5"], "the command line: top_p: Input should be less than or equal to 1, not 1.5"),
        (["--prompt", " "], "a prompt contains only whitespace"),
        (["--prompt", "a", "--prompt-file", "b"], "prompts and prompt_file are both set"),
        (["--prompt-file", "nope.txt"], "nope.txt: there is no such prompt file"),
        (["--engine", "gpt-2-simple", "--interactive"], "gpt-2-simple writes only whole texts"),
        (["--engine", "gpt-2-simple", "--top-k", "5"], "samples by top_k or by top_p, not both"),
        (["--engine", "gpt-2-simple", "--greedy"], "gpt-2-simple can only draw samples"),
        (["--engine", "gpt-2-simple"], "gpt-2-simple reads only OpenAI's format"),
        (["--prompt", "caf\udce9"], "a prompt, prefix or truncate is not UTF-8"),
        (["-n", "0"], "nsamples: Input should be greater than or equal to 1"),
    ],
)
def test_what_cannot_work_is_one_line(arguments: list[str], part: str) -> None:
    assert part in error(sampled(*arguments))


def test_a_session_reads_a_pipe_without_a_sign() -> None:
    Path("config").mkdir()
    Path("config/config.yaml").write_text("generate: {length: 5}\n")
    result = sampled("--interactive", stdin=b"the\n\n")
    options = Generate(nsamples=2, prompts=["the", ""], length=5)
    assert result.stdout == "".join(f"{text}\n" for text in sample_texts(options))
    assert result.exit_code == 0


def test_the_stage_writes_where_the_rule_says() -> None:
    encode_pages("the first page", "the second").tofile("test.bin")
    options = Generate(length=15, nsamples=2, test_samples=2, checkpoint=5)
    write_resolved(Path("c.yaml"), Config(generate=options, corpus=Corpus(test_fraction=0.1)))
    result = CliRunner().invoke(wikimill, ["stage", "generate", "out/main", "test.bin", "--config", "c.yaml"])
    assert result.exit_code == 0, result.output
    records = [json.loads(line) for line in Path("out/main/samples.jsonl").read_text().splitlines()]
    assert [record["checkpoint"] for record in records] == ["out/main/checkpoints/step-00000005"] * 2
    assert len(Path("out/main/test_samples.tsv").read_text().split("\n")) == 3
