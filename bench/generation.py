"""Generation against gpt-2-simple's sampler: 20 samples at once of a 124M model, on the CPU, in one run."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tokenizers import pre_tokenizers
from tqdm import tqdm

from bench.harness import Result, scratch_folder, seconds
from wikimill.config.training import Generate
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary, write_vocabulary
from wikimill.model.formats import openai
from wikimill.model.sampling.generate import complete
from wikimill.model.sampling.load import SamplingModel
from wikimill.model.sampling.network import Network
from wikimill.model.sampling.quantization import float32_arrays, int8_arrays
from wikimill.model.weights import Shape, Weights, initial_weights
from wikimill.sources.pinned_text import END_OF_TEXT

SHAPE = Shape(n_vocab=50257, n_ctx=1024, n_embd=768, n_head=12, n_layer=12)
SMOKE_SHAPE = Shape(n_vocab=300, n_ctx=64, n_embd=64, n_head=2, n_layer=2)
SAMPLES = 20
FOLDER = Path("model")
PROMPT = "token7token3"


@dataclass(frozen=True)
class Task:
    """Tokens of a sample, rounds (of several the first is a warm-up), and goals: ratios with 8 bits and float32."""

    length: int
    rounds: int
    goals: dict[str, float]


# Gpt-2-simple takes minutes for 512 tokens: the 128 before them have warmed up everything but its graph.
TASKS = [
    Task(128, 3, {"int8": 4.0, "float32": 1.8}),
    Task(512, 1, {"int8": 3.5, "float32": 2.5}),
]
SMOKE_TASKS = [Task(16, 1, {"int8": 4.0, "float32": 1.8})]


def settings(length: int, **others: Any) -> Generate:
    """The same for both: of top_k and top_p gpt-2-simple knows one at a time, and 40 is the k of its examples."""
    options = {"temperature": 0.7, "top_k": 40, "top_p": 1.0, "engine": "float32", **others}
    return Generate(nsamples=SAMPLES, batch_size=SAMPLES, length=length, **options)


def write_model(shape: Shape, weights: Weights) -> None:
    """Write a model. What its tokens are does not matter to random weights, so they are invented."""
    tokens = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens += [f"token{number}" for number in range(shape.n_vocab - len(tokens) - 1)] + [END_OF_TEXT]
    vocabulary = Vocabulary({token: number for number, token in enumerate(tokens)}, [])
    write_vocabulary(vocabulary, FOLDER)
    openai.write(FOLDER, shape, weights)


def load(shape: Shape, weights: Weights, engine: str) -> SamplingModel:
    """The model in wikimill."""
    arrays = int8_arrays if engine == "int8" else float32_arrays
    vocabulary = read_vocabulary(FOLDER)
    network = Network(shape, arrays(shape, weights))
    return SamplingModel(FOLDER, engine, network, vocabulary.tokenizer(special=True), vocabulary.end_of_text)


def write_samples(model: SamplingModel, options: Generate, prompt: str = "") -> list[str]:
    """Samples by wikimill."""
    return complete(model, [model.encode(prompt)] * SAMPLES, options)


def peer(options: Generate) -> Any:
    """gpt-2-simple's sampler."""
    from wikimill.model.sampling.gpt_2_simple import GPT2SimpleSampler

    return GPT2SimpleSampler(FOLDER, options)


def check() -> None:
    """With the likeliest token at each step both write the same."""
    shape, options = SMOKE_SHAPE, settings(32, top_k=1)
    # Large enough that layers say more than the embedding, which alone repeats the token before.
    weights = {name: array * 10 if name.endswith("/w") else array for name, array in initial_weights(shape, 0).items()}
    write_model(shape, weights)
    own = write_samples(load(shape, weights, "float32"), options, PROMPT)
    with tqdm(disable=True) as progress:
        assert own == list(peer(options).texts(PROMPT, SAMPLES, progress)), "the samples are not gpt-2-simple's"
    assert len(set(own[0])) > 10, f"{own[0]!r} says too little to tell"


def measure(smoke: bool) -> list[Result]:
    """The rows of the table; every engine takes its turn in each round."""
    shape, tasks = (SMOKE_SHAPE, SMOKE_TASKS) if smoke else (SHAPE, TASKS)
    results = []
    with scratch_folder() as scratch, chdir(scratch):
        check()
        weights = initial_weights(shape, 0)
        write_model(shape, weights)
        models = {engine: load(shape, weights, engine) for engine in ("int8", "float32")}
        for task in tasks:
            options = settings(task.length)
            sampler = peer(options)
            beginnings = [[sampler.vocabulary.end_of_text]] * SAMPLES
            work: dict[str, Callable[[], object]] = {
                engine: partial(write_samples, model, options) for engine, model in models.items()
            }
            work["peer"] = partial(sampler.session.run, sampler.output, {sampler.context: beginnings})
            times = [{name: seconds(run) for name, run in work.items()} for _ in range(task.rounds)]
            medians = {name: statistics.median(each[name] for each in times[1:] or times) for name in work}
            speeds = {name: f"{SAMPLES * task.length / elapsed:,.0f} tokens/s" for name, elapsed in medians.items()}
            for engine, goal in task.goals.items():
                what = f"generating {SAMPLES} x {task.length} tokens, {_size(shape)}, {engine}, gpt-2-simple"
                ratio = medians["peer"] / medians[engine]
                results.append(Result.at_least(what, speeds[engine], speeds["peer"], ratio, goal))
    return results


def _size(shape: Shape) -> str:
    return f"{shape.parameters / 1e6:.3g}M"
