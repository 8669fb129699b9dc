"""Generation against gpt-2-simple's sampler: 20 samples at once of a 124M model, on the CPU, in one run."""

from __future__ import annotations

import contextlib
import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tokenizers import pre_tokenizers

from bench.table import Result, seconds
from wikimill.config.training import Generate
from wikimill.corpus.pages.cleaning import END_OF_TEXT
from wikimill.corpus.tokens.vocabulary import Vocabulary, write_vocabulary
from wikimill.model.formats import openai
from wikimill.model.sampling.generate import complete
from wikimill.model.sampling.load import SamplingModel
from wikimill.model.sampling.network import Network
from wikimill.model.sampling.quantization import float32_arrays, int8_arrays
from wikimill.model.weights import Shape, Weights, initial_weights

SHAPE = Shape(n_vocab=50257, n_ctx=1024, n_embd=768, n_head=12, n_layer=12)
SAMPLES = 20
LENGTHS = {128: 3, 512: 1}  # tokens of a sample, and rounds that count
GOALS = {("int8", 128): 4.0, ("int8", 512): 3.5, ("float32", 128): 1.8, ("float32", 512): 2.5}


def settings(length: int) -> Generate:
    """The same for both: of top_k and top_p gpt-2-simple knows one at a time, and 40 is the k of its examples."""
    return Generate(
        nsamples=SAMPLES, batch_size=SAMPLES, length=length, temperature=0.7, top_k=40, top_p=1.0, engine="float32"
    )


def vocabulary() -> Vocabulary:
    """As many tokens as GPT-2's. What they are does not matter to random weights."""
    tokens = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens += [f"token{number}" for number in range(SHAPE.n_vocab - len(tokens) - 1)] + [END_OF_TEXT]
    return Vocabulary({token: number for number, token in enumerate(tokens)}, [])


def peer(folder: Path, length: int) -> Any:
    """gpt-2-simple's sampler, ready to run."""
    from wikimill.model.sampling.gpt_2_simple import GPT2SimpleSampler

    sampler = GPT2SimpleSampler(folder, settings(length))
    beginning = [[sampler.vocabulary.end_of_text]] * SAMPLES
    return lambda: sampler.session.run(sampler.output, {sampler.context: beginning})


def own(weights: Weights, engine: str) -> SamplingModel:
    """The same model in wikimill."""
    make = int8_arrays if engine == "int8" else float32_arrays
    words = vocabulary()
    network = Network(SHAPE, make(SHAPE, weights))
    return SamplingModel(Path(), engine, network, words.tokenizer(special=True), words.end_of_text)


def results() -> list[Result]:
    """The rows of the table; every engine takes its turn in each round."""
    weights = initial_weights(SHAPE, 0)
    folder = Path("model")
    write_vocabulary(vocabulary(), folder)
    openai.write(folder, SHAPE, weights)
    models = [(engine, own(weights, engine)) for engine in ("int8", "float32")]
    rows = []
    for length, rounds in LENGTHS.items():
        options = settings(length)
        work: dict[str, Callable[[], object]] = {
            engine: partial(complete, model, [[model.end_of_text]] * SAMPLES, options) for engine, model in models
        }
        work["peer"] = peer(folder, length)
        times = [{name: seconds(run) for name, run in work.items()} for _ in range(rounds + 1)][1:]
        medians = {name: statistics.median(each[name] for each in times) for name in work}
        for engine, _ in models:
            ratio, goal = medians["peer"] / medians[engine], GOALS[engine, length]
            speeds = [f"{SAMPLES * length / medians[name]:.0f} tokens/s" for name in (engine, "peer")]
            what = f"generating {SAMPLES} x {length} tokens, 124M, {engine}, gpt-2-simple"
            rows.append(Result(what, speeds[0], speeds[1], ratio, f">= {goal}", ratio >= goal))
    return rows


def in_scratch() -> list[Result]:
    """The same in a folder that is gone afterwards."""
    (Path.cwd() / "cache").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "cache") as scratch, contextlib.chdir(scratch):
        return results()
