"""Training against gpt-2-simple's graph and against transformers on PyTorch, step by step in turn, on the CPU."""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.table import Result
from wikimill.config.training import Train
from wikimill.model.backends.select import load_learner, prepare, resolve_precision
from wikimill.model.weights import Shape, initial_weights

# Name: the shape, samples of a batch, steps of a round.
SHAPES = {
    "6 layers, 384 wide, 8 x 256": (Shape(8192, 1024, 384, 6, 6), 8, 4),
    "124M, 2 x 256": (Shape(50257, 1024, 768, 12, 12), 2, 2),
}
LENGTH = 256
ROUNDS = 4
GOALS = {"gpt-2-simple": (1.45, 1.55), "torch": (0.97, 0.97)}

Ids = npt.NDArray[np.int32]


def of_wikimill(shape: Shape, batch: int) -> Callable[[Ids], object]:
    """A step of the engine Keras, with what `train.precision: auto` takes here."""
    options = Train(batch_size=batch, sample_length=LENGTH)
    prepare(options)
    options = options.model_copy(update={"precision": resolve_precision(options)})
    learner = load_learner(shape, initial_weights(shape, 0), options, [1e-4])
    loss_mask = np.ones((1, batch, LENGTH), np.float32)
    return lambda ids: float(learner.step(ids[None], loss_mask))


def of_gpt_2_simple(shape: Shape, batch: int) -> Callable[[Ids], object]:
    """A step as its `finetune` does it."""
    import tensorflow as tf
    from gpt_2_simple.src import model

    tf1 = tf.compat.v1
    tf1.disable_eager_execution()
    hparams = model.default_hparams()
    hparams.override_from_dict(shape.asdict())
    context = tf1.placeholder(tf.int32, [batch, None])
    logits = model.model(hparams=hparams, X=context)["logits"]
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=context[:, 1:], logits=logits[:, :-1]))
    step = tf1.train.AdamOptimizer(1e-4).minimize(loss)
    session = tf1.Session()
    session.run(tf1.global_variables_initializer())
    return lambda ids: session.run([step, loss], {context: ids[:, :-1]})


def of_torch(shape: Shape, batch: int) -> Callable[[Ids], object]:
    """A plain loop over transformers' GPT-2; bfloat16 where the CPU has it: elsewhere that is far slower."""
    import torch
    import transformers

    sizes = {"n_positions": shape.n_ctx, "n_embd": shape.n_embd, "n_head": shape.n_head, "n_layer": shape.n_layer}
    still = dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), 0.0)
    model = transformers.GPT2LMHeadModel(transformers.GPT2Config(vocab_size=shape.n_vocab, **sizes, **still))
    optimizer = torch.optim.AdamW(model.parameters(), 1e-4, fused=True)

    def step(ids: Ids) -> object:
        tokens = torch.from_numpy(ids[:, :-1].astype(np.int64))
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            loss: Any = model(tokens, labels=tokens).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss.item()

    return step


def has_bfloat16() -> bool:
    """Whether PyTorch computes in bfloat16 on this CPU without emulating it."""
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


ENGINES = {"wikimill": of_wikimill, "gpt-2-simple": of_gpt_2_simple, "torch": of_torch}


def serve(connection: Connection, name: str, shape: Shape, batch: int) -> None:
    """In a process of its own: as many steps as are asked for, answered by their seconds."""
    step = ENGINES[name](shape, batch)
    random = np.random.default_rng(0)
    while steps := connection.recv():
        times = []
        for _ in range(steps):
            ids = random.integers(0, shape.n_vocab, (batch, LENGTH + 1), np.int32)
            start = time.perf_counter()
            step(ids)
            times.append(time.perf_counter() - start)
        connection.send(times)


def medians(shape: Shape, batch: int, steps: int) -> dict[str, float]:
    """Seconds of a step of each, in turn so that a drifting machine touches all alike; round one warms up."""
    spawn = multiprocessing.get_context("spawn")
    asked: dict[str, Callable[[int], list[float]]] = {}
    processes = []
    for name in ENGINES:
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=serve, args=(theirs, name, shape, batch), daemon=True)
        process.start()
        processes.append((process, ours))
        asked[name] = partial(_ask, ours)
        asked[name](2)
    times: dict[str, list[float]] = {name: [] for name in ENGINES}
    for _ in range(ROUNDS):
        for name, ask in asked.items():
            times[name] += ask(steps)
    for process, connection in processes:
        connection.send(0)
        process.join()
    return {name: statistics.median(each) for name, each in times.items()}


def _ask(connection: Connection, steps: int) -> list[float]:
    connection.send(steps)
    answer: list[float] = connection.recv()
    return answer


def results() -> list[Result]:
    """The rows of the table."""
    rows = []
    precision = "bfloat16" if has_bfloat16() else "float32, no bfloat16 here"
    for place, (title, (shape, batch, steps)) in enumerate(SHAPES.items()):
        found = medians(shape, batch, steps)
        for peer, goals in GOALS.items():
            ratio, goal = found[peer] / found["wikimill"], goals[place]
            speeds = [f"{batch * LENGTH / found[name]:.0f} tokens/s" for name in ("wikimill", peer)]
            other = f"transformers + torch {precision}" if peer == "torch" else peer
            what = f"training {title}, {other}"
            rows.append(Result(what, speeds[0], speeds[1], ratio, f">= {goal}", ratio >= goal))
        sys.stdout.flush()
    return rows
