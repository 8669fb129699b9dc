"""Samples by our own decoder: what it computes, what is drawn of that, and the options."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import forward, random_weights, save
from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.formats.folder import read_model
from wikimill.model.sampling import generate as generating
from wikimill.model.sampling import quantization
from wikimill.model.sampling.beam import beam_search
from wikimill.model.sampling.decoder import Decoder
from wikimill.model.sampling.generate import generate, read_prompts
from wikimill.model.sampling.load import SamplingModel, load, resolve_engine
from wikimill.model.sampling.network import Arrays, Network
from wikimill.model.sampling.quantization import float32_arrays, int8_arrays, perplexity
from wikimill.model.sampling.sampler import SamplingParams, candidates, sample_rng, sample_token
from wikimill.model.weights import Shape, Weights

SHAPE = Shape(VOCABULARY.size, 32, 24, 3, 2)
END = VOCABULARY.end_of_text
OPTIONS: dict[str, Any] = {"nsamples": 6, "length": 20, "temperature": 1.0, "top_p": 1.0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with weights large enough that tokens are not all alike."""
    return save(tmp_path_factory.mktemp("models") / "model", SHAPE, random_weights(SHAPE))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def exact(folder: Path) -> SamplingModel:
    return load(folder, "float32")


def texts(folder: Path, **options: object) -> list[str]:
    return [sample.text for sample in generate(folder, Generate.model_validate(OPTIONS | options))]


def weights(folder: Path) -> Weights:
    return read_model(folder).weights


@pytest.mark.parametrize("heads", [2, 3])
def test_logits_are_those_of_a_plain_forward_pass(tmp_path: Path, heads: int) -> None:
    shape = Shape(50, 32, 24, heads, 2)
    made = random_weights(shape)
    network = Network(shape, float32_arrays(shape, made))
    ids = np.random.default_rng(0).integers(0, 50, 30).tolist()
    expected = forward(made, shape, ids)
    decoder = Decoder(network, 3, 32)
    assert np.abs(decoder.score(ids) - expected).max() < 1e-4
    starts = [1, 12, 5]
    for row, start in enumerate(starts):
        assert np.abs(decoder.read(row, ids[:start]) - expected[start - 1]).max() < 1e-4
    for step in range(10):
        logits = decoder.step([ids[start + step] for start in starts])
        assert np.abs(logits - expected[[start + step for start in starts]]).max() < 1e-4
    decoder.copy(1, 0)
    decoder.reorder([2, 0])
    logits = decoder.step([ids[15], ids[22]])
    assert np.abs(logits - expected[[15, 22]]).max() < 1e-4


@pytest.mark.parametrize("make", [float32_arrays, int8_arrays])
def test_a_row_gives_the_same_bits_whatever_stands_beside_it(folder: Path, make: Any) -> None:
    network = Network(SHAPE, make(SHAPE, weights(folder)))
    ids = np.random.default_rng(1).integers(0, SHAPE.n_vocab, 30).tolist()
    seen = []
    for rows in (1, 2, 3, 5, 8, 20):
        decoder = Decoder(network, rows, 25)
        for row in range(rows):
            decoder.read(row, ids[row : 2 * row + 1])
        decoder.read(rows - 1, ids[:7])
        seen.append([decoder.step([ids[7 + step]] * rows)[rows - 1] for step in range(10)])
    for other in seen[1:]:
        np.testing.assert_array_equal(seen[0], other)


def test_texts_beyond_the_context_keep_its_newer_half(folder: Path, exact: SamplingModel) -> None:
    made = weights(folder)
    text = np.random.default_rng(2).integers(0, SHAPE.n_vocab, 80).tolist()
    decoder = Decoder(exact.network, 1, 99)
    decoder.read(0, text[:3])
    begin = 0
    for size in range(4, 81):
        logits = decoder.append([text[:size]])[0]
        if size - begin > SHAPE.n_ctx:
            begin = size - SHAPE.n_ctx // 2
        assert np.abs(logits - forward(made, SHAPE, text[begin:size])[-1]).max() < 1e-4
    assert begin > 40
    long = decoder.read(0, text)
    assert np.abs(long - forward(made, SHAPE, text[-SHAPE.n_ctx // 2 :])[-1]).max() < 1e-4


def reference(logits: npt.NDArray[np.float32], params: SamplingParams) -> dict[int, float]:
    """Probabilities by a full sort: top_k, then top_p."""
    order = np.argsort(-logits, kind="stable")
    order = order[: params.top_k] if params.top_k else order
    chances = np.exp((logits[order] - logits.max()).astype(np.float64) / params.temperature)
    chances /= chances.sum()
    before = np.cumsum(chances) - chances
    order, chances = order[before < params.top_p], chances[before < params.top_p]
    return dict(zip(order.tolist(), chances / chances.sum(), strict=True))


@pytest.mark.parametrize("size", [300, 9000])
@pytest.mark.parametrize("spread", [0.5, 4.0])
@pytest.mark.parametrize(("top_k", "top_p"), [(0, 1.0), (7, 1.0), (0, 0.6), (40, 0.5), (0, 0.999), (99999, 1.0)])
def test_candidates_are_those_of_a_full_sort(size: int, spread: float, top_k: int, top_p: float) -> None:
    rng = np.random.default_rng(size)
    for temperature in (0.7, 1.3):
        logits = (rng.standard_normal(size) * spread).astype(np.float32)
        params = SamplingParams("sample", temperature, top_k, top_p)
        kept, found = candidates(logits, params)
        ids = range(size) if kept is None else kept.tolist()
        expected = reference(logits, params)
        assert len(set(ids) ^ set(expected)) <= (2 if top_p == 0.999 else 0)  # sums of float32 round
        shares = dict(zip(ids, found / found.sum(dtype=np.float64), strict=True))
        assert all(abs(shares.get(each, 0) - expected.get(each, 0)) < 1e-4 for each in expected)


def test_draws_have_the_frequencies_of_the_candidates() -> None:
    logits = np.array([1.0, 0.5, 3.0, -1.0, 2.5, 0.0], np.float32)
    params = SamplingParams("sample", 1.2, 4, 0.9)
    rng = sample_rng(0, 0, 0)
    counts = np.bincount([sample_token(logits, params, rng) for _ in range(6000)], minlength=6) / 6000
    expected = reference(logits, params)
    assert len(expected) == 3
    assert all(abs(counts[each] - expected.get(each, 0)) < 0.02 for each in range(6))
    assert sample_token(logits, SamplingParams("greedy", 1.0, 0, 1.0), rng) == 2


def test_uniform_numbers_are_of_seed_index_and_attempt() -> None:
    drawn = {key: sample_rng(*key).random() for key in itertools.product((0, 1), repeat=3)}
    assert len(set(drawn.values())) == 8
    assert drawn == {key: sample_rng(*key).random() for key in drawn}


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


@pytest.mark.parametrize(
    "options",
    [
        {"temperature": 0.3}, {"top_k": 2}, {"top_p": 0.2}, {"strategy": "greedy"}, {"strategy": "beam"},
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


def test_more_beams_find_likelier_texts_and_enough_the_likeliest(tmp_path: Path) -> None:
    vocabulary, length = 5, 4
    shape = Shape(vocabulary, 16, 8, 1, 1)
    made = random_weights(shape, 5)
    network = Network(shape, float32_arrays(shape, made))
    model = SamplingModel(tmp_path, "float32", network, VOCABULARY.tokenizer(special=True), vocabulary - 1)

    def mean(ids: list[int]) -> float:
        logits = forward(made, shape, [2, *ids])[:-1]
        logs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        return float(logs[np.arange(len(ids)), ids].mean())

    words = range(vocabulary - 1)
    every = [[*ids] for ids in itertools.product(words, repeat=length)]
    every += [[*ids, vocabulary - 1] for size in range(length) for ids in itertools.product(words, repeat=size)]
    best = max(every, key=mean)
    assert beam_search(model, [2], length, vocabulary**length) == best
    found = [mean(beam_search(model, [2], length, beams)) for beams in (2, 4, 30)]
    assert mean(best) == pytest.approx(max(found), abs=1e-5)
    assert found == sorted(found)


def test_beams_are_as_wide_as_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    widths = []
    original = beam_search

    def search(model: SamplingModel, prompt: list[int], length: int, beams: int) -> list[int]:
        widths.append(beams)
        return original(model, prompt, length, beams)

    monkeypatch.setattr(generating, "beam_search", search)
    assert len(set(texts(folder, strategy="beam", beams=3, nsamples=2))) == 1
    assert widths == [3]


def biased(folder: Path, target: Path, token: int, by: float) -> Path:
    """The model, with one token likelier."""
    made = weights(folder)
    direction = made["ln_f/b"] + 1
    made = made | {"ln_f/b": direction, "wte": made["wte"].copy()}
    made["wte"][token] += by * direction / float(direction @ direction)
    return save(target, SHAPE, made)


def test_end_of_text_ends_a_sample_and_one_that_says_nothing_is_drawn_again(folder: Path, tmp_path: Path) -> None:
    eager = biased(folder, tmp_path / "eager", END, 5.0)
    several = texts(eager, nsamples=20, prompts=["the"], include_prefix=False)
    assert all(text.strip() and "<|endoftext|>" not in text for text in several)
    assert len({len(text) for text in several}) > 2
    assert several == texts(eager, nsamples=20, prompts=["the"], include_prefix=False, batch_size=1)
    with pytest.raises(WikimillError, match="ended the text 100 times before it wrote anything; train it longer"):
        texts(biased(folder, tmp_path / "mute", END, 60.0))
    assert texts(tmp_path / "mute", strategy="greedy") == [""] * 6


def test_a_model_of_8_bits_is_kept_and_made_anew_when_the_model_changes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    original = quantization.int8_arrays

    def count(shape: Shape, weights: Weights) -> Arrays:
        made.append(shape)
        return original(shape, weights)

    monkeypatch.setattr(quantization, "int8_arrays", count)
    model = save(tmp_path / "m", SHAPE, random_weights(SHAPE))
    first = texts(model, engine="int8")
    assert texts(model, engine="int8") == first
    assert len(made) == 1
    save(tmp_path / "m", SHAPE, random_weights(SHAPE, 8))
    assert texts(model, engine="int8") != first
    assert len(made) == 2
    (file,) = Path("cache/int8").iterdir()
    file.write_bytes(file.read_bytes()[:999])
    texts(model, engine="int8")
    assert len(made) == 3


def test_auto_is_int8_for_large_models() -> None:
    assert resolve_engine(Shape(50257, 1024, 768, 12, 12), "auto") == "int8"
    assert resolve_engine(Shape(50257, 1024, 384, 6, 6), "auto") == "float32"
    assert resolve_engine(SHAPE, "int8") == "int8"


def test_perplexity_is_that_of_a_plain_forward_pass(folder: Path, exact: SamplingModel) -> None:
    ids = np.random.default_rng(3).integers(0, SHAPE.n_vocab, 70).astype("<u2")
    losses = []
    for start in range(0, 69, SHAPE.n_ctx):
        part = ids[start : start + SHAPE.n_ctx + 1].astype(int)
        logits = forward(weights(folder), SHAPE, part[:-1].tolist())
        losses += list(np.log(np.exp(logits).sum(1)) - logits[np.arange(len(part) - 1), part[1:]])
    assert perplexity(exact.network, ids) == pytest.approx(np.exp(np.mean(losses)), rel=1e-4)


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
    samples = list(generate(folder, options))
    assert [sample.index for sample in samples] == list(range(6))
    assert [sample.prompt for sample in samples] == ["a", "b"] * 3
    record = json.loads(json.dumps(vars(samples[1])))
    del record["text"]
    assert record == {
        "index": 1, "prompt": "b", "seed": 4, "engine": "float32", "strategy": "sample", "temperature": 1.0, "top_k": 9,
        "top_p": 1.0, "checkpoint": str(folder),
    }  # fmt: skip
