"""Samples by our own decoder, option by option."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import SHAPE, encode_pages, sample_texts, save, save_run
from wikimill.config.training import Generate
from wikimill.corpus.tokens.token_file import token_dtype
from wikimill.errors import WikimillError
from wikimill.model.sampling import generate as generating
from wikimill.model.sampling.beam import beam_search
from wikimill.model.sampling.generate import (
    TSV_ESCAPES,
    generate_samples,
    page_starts,
    read_prompts,
    write_test_samples,
)
from wikimill.model.sampling.load import SamplingModel, load
from wikimill.model.weights import Weights
from wikimill.plain_text import to_cell


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["float32", "int8"])
def test_samples_follow_seed_and_index_alone(folder: Path, engine: str) -> None:
    beginnings = ["the", "", "a longer one: the"]
    options = {"engine": engine, "prompts": beginnings, "length": 50, "nsamples": 20}
    twenty = texts(folder, **options, batch_size=20)
    assert len(set(twenty)) == 20
    assert twenty == texts(folder, **options, batch_size=1) == texts(folder, **options, batch_size=3)
    assert twenty[:5] == texts(folder, **options | {"nsamples": 5})
    assert not set(twenty) & set(texts(folder, **options, seed=1))
    assert [text.startswith(beginnings[index % 3]) for index, text in enumerate(twenty)] == [True] * 20
    shorter = texts(folder, **options | {"length": 10})
    assert all(long.startswith(short.rstrip("\ufffd")) for long, short in zip(twenty, shorter, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {"temperature": 0.3}, {"top_k": 2}, {"top_p": 0.2}, {"repetition_penalty": 1.5},
        {"strategy": "greedy"}, {"strategy": "beam"},
        {"length": 5}, {"prefix": "the"}, {"prompts": ["the"]}, {"seed": 9}, {"nsamples": 3}, {"truncate": "e"},
    ],
)  # fmt: skip
def test_every_option_shows(folder: Path, options: dict[str, object]) -> None:
    assert texts(folder, **options) != texts(folder)


def test_the_prompt_can_be_left_out(folder: Path) -> None:
    options = {"prefix": "a ", "prompts": ["the"]}
    whole = texts(folder, **options)
    assert [text.removeprefix("a the") for text in whole] == texts(folder, **options, include_prefix=False)
    assert all(text.startswith("a the") for text in whole)


def test_truncate_ends_a_text_before_it(folder: Path) -> None:
    options = {"prompts": ["the e"], "length": 60}
    whole = texts(folder, **options, include_prefix=False)
    short = texts(folder, **options, truncate="e", include_prefix=False)
    assert any("e" in text for text in whole)
    for one, other in zip(whole, short, strict=True):
        if other == one.split("e")[0]:
            continue
        assert not one.split("e")[0].strip()  # nothing before it: drawn again
        assert "e" not in other


def test_beams_are_as_wide_as_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    widths = []
    original = beam_search

    def search(model: SamplingModel, prompt: list[int], length: int, beams: int) -> list[int]:
        widths.append(beams)
        return original(model, prompt, length, beams)

    monkeypatch.setattr(generating, "beam_search", search)
    assert len(set(texts(folder, strategy="beam", beams=3, nsamples=2))) == 1
    assert widths == [3]


OPTIONS: dict[str, Any] = {"nsamples": 6, "length": 20, "temperature": 1.0, "top_p": 1.0}


def texts(folder: Path, **options: object) -> list[str]:
    return sample_texts(Generate.model_validate(OPTIONS | options), folder)


def biased(weights: Weights, target: Path, token: int, by: float) -> Path:
    """The model, with one token likelier."""
    direction = weights["ln_f/b"] + 1
    changed = weights | {"ln_f/b": direction, "wte": weights["wte"].copy()}
    changed["wte"][token] += by * direction / float(direction @ direction)
    return save(target, SHAPE, changed)


def test_end_of_text_ends_a_sample_and_one_that_says_nothing_is_drawn_again(weights: Weights, tmp_path: Path) -> None:
    eager = biased(weights, tmp_path / "eager", VOCABULARY.end_of_text, 5.0)
    several = texts(eager, nsamples=20, prompts=["the"], include_prefix=False)
    assert all(text.strip() and "<|endoftext|>" not in text for text in several)
    assert len({len(text) for text in several}) > 2
    assert several == texts(eager, nsamples=20, prompts=["the"], include_prefix=False, batch_size=1)
    with pytest.raises(WikimillError, match="ended the text 100 times before it wrote anything; train it longer"):
        texts(biased(weights, tmp_path / "mute", VOCABULARY.end_of_text, 60.0))
    assert texts(tmp_path / "mute", strategy="greedy") == [""] * 6


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("One\ntwo\n", ["One\ntwo"]),
        ("One\n\n<|endoftext|>\nTwo <|endoftext|>\n<|endoftext|>\n", ["One\n", "Two <|endoftext|>"]),
        ("One", ["One"]),
        ("One\r\n<|endoftext|>\r\nTwo\r\n", ["One", "Two"]),
    ],
)
def test_prompts_of_a_file(content: str, expected: list[str]) -> None:
    Path("p.txt").write_bytes(content.encode())
    assert read_prompts(Generate(prompt_file="p.txt")) == expected


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (" \n", "p.txt: it is white space alone"),
        ("", "p.txt: it is white space alone"),
        ("One\n<|endoftext|>\n\n<|endoftext|>\nTwo", "p.txt: prompt 2 of 3 is white space alone"),
        (None, "p.txt: there is no such prompt file"),
    ],
)
def test_prompt_files_that_say_nothing_are_refused(content: str | None, part: str) -> None:
    if content is not None:
        Path("p.txt").write_text(content)
    with pytest.raises(WikimillError, match=part):
        read_prompts(Generate(prompt_file="p.txt"))


def test_a_prompt_longer_than_the_context_counts_with_its_newest_tokens(folder: Path) -> None:
    long = "the end of " * 9
    assert len(VOCABULARY.tokenizer(special=True).encode(long).ids) > SHAPE.n_ctx
    one, other = texts(folder, prompts=[long, "x" + long], nsamples=2, strategy="greedy")
    assert one.startswith(long)
    assert other == "x" + one


def test_a_sample_tells_its_settings(folder: Path) -> None:
    options = Generate.model_validate(OPTIONS | {"prompts": ["a", "b"], "seed": 4, "top_k": 9})
    samples = list(generate_samples(folder, options))
    assert [sample.index for sample in samples] == list(range(6))
    assert [sample.prompt for sample in samples] == ["a", "b"] * 3
    record = json.loads(json.dumps(vars(samples[1])))
    del record["text"]
    assert record == {
        "index": 1, "prompt": "b", "seed": 4, "engine": "float32", "strategy": "sample", "temperature": 1.0, "top_k": 9,
        "top_p": 1.0, "repetition_penalty": 1.0, "checkpoint": str(folder),
    }  # fmt: skip


def write_pages(*pages: str) -> Path:
    encode_pages(*pages).tofile("test.bin")
    return Path("test.bin")


def test_pages_of_the_test_split_are_continued() -> None:
    save_run()
    ids = write_pages("a\tb\\c\nthe rest of it", "", "two", "three")
    options = Generate(test_samples=2, context_length=7, length=12, temperature=1.0, prompts=["not this"])
    write_test_samples(load(Path("out/main/model"), "auto"), ids, options, Path("t.tsv"))
    rows = [line.split("\t") for line in Path("t.tsv").read_text().split("\n")]
    assert rows.pop() == [""]
    assert [row[0] for row in rows] == ["a\\tb\\\\c\\nthe", "two"]
    for index, (prompt, row) in enumerate(zip(("a\tb\\c\nthe", "two"), rows, strict=True)):
        options = Generate(
            nsamples=2, length=12, temperature=1.0, prompts=["a\tb\\c\nthe", "two"], include_prefix=False
        )
        assert row[1] == to_cell(sample_texts(options)[index].translate(TSV_ESCAPES)), prompt
    assert len(list(page_starts(ids, token_dtype(VOCABULARY.size), VOCABULARY.end_of_text, 5))) == 3


def test_the_test_split_must_be_of_the_models_vocabulary() -> None:
    save_run()
    model = load(Path("out/main/model"), "auto")
    np.array([60000, VOCABULARY.end_of_text], "<u2").tofile("test.bin")
    with pytest.raises(WikimillError, match="ids that the model out/main/model does not know"):
        write_test_samples(model, Path("test.bin"), Generate(test_samples=1), Path("t.tsv"))
    Path("test.bin").write_bytes(b"abc")
    with pytest.raises(WikimillError, match="3 bytes are not a whole number of 16-bit ids"):
        write_test_samples(model, Path("test.bin"), Generate(test_samples=1), Path("t.tsv"))
