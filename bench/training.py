"""Training against gpt-2-simple's graph and against transformers on PyTorch, step by step in turn, on the CPU."""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.harness import Result
from wikimill.config.training import Train
from wikimill.model.backends.select import load_learner, prepare, resolve_precision
from wikimill.model.formats import huggingface
from wikimill.model.weights import Shape, initial_weights

ROUNDS = 3
WARM_UP = 2  # steps
SAME = 4  # steps whose losses agree closely

Ids = npt.NDArray[np.int32]
Step = Callable[[Ids], float]


@dataclass(frozen=True)
class Task:
    """What all train. `steps` are those of a round; goals are ratios to gpt-2-simple and to PyTorch."""

    name: str
    shape: Shape
    batch: int
    length: int
    steps: int
    goals: tuple[float, float]
    learning_rate: float = 1e-4

    @property
    def ids(self) -> Ids:
        """The one batch of every step."""
        return np.random.default_rng(0).integers(0, self.shape.n_vocab, (self.batch, self.length + 1), np.int32)


TASKS = [
    Task("6 layers, 384 wide, 8 x 256", Shape(8192, 1024, 384, 6, 6), 8, 256, 4, (1.45, 0.97)),
    Task("124M, 2 x 256", Shape(50257, 1024, 768, 12, 12), 2, 256, 2, (1.55, 0.97)),
]
SMOKE_TASKS = [Task("2 layers, 32 wide, 2 x 16", Shape(300, 16, 32, 2, 2), 2, 16, 4, (1.45, 0.97), 1e-3)]


def with_wikimill(task: Task) -> Step:
    """A step of the engine Keras, with what `train.precision: auto` takes here."""
    options = Train(batch_size=task.batch, sample_length=task.length)
    prepare(options)
    options = options.model_copy(update={"precision": resolve_precision(options)})
    learner = load_learner(task.shape, initial_weights(task.shape, 0), options, [task.learning_rate])
    loss_mask = np.ones((1, task.batch, task.length), np.float32)
    loss_mask[..., -1] = 0  # the peers see no token after the last
    return lambda ids: float(learner.step(ids[None], loss_mask))


def with_gpt_2_simple(task: Task) -> Step:
    """A step as its `finetune` does it."""
    import tensorflow as tf
    from gpt_2_simple.src import model

    tf1 = tf.compat.v1
    tf1.disable_eager_execution()
    hparams = model.default_hparams()
    hparams.override_from_dict(task.shape.asdict())
    context = tf1.placeholder(tf.int32, [task.batch, None])
    logits = model.model(hparams=hparams, X=context)["logits"]
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=context[:, 1:], logits=logits[:, :-1]))
    step = tf1.train.AdamOptimizer(task.learning_rate).minimize(loss)
    session = tf1.Session()
    session.run(tf1.global_variables_initializer())
    weights = initial_weights(task.shape, 0)
    for variable in tf1.trainable_variables():
        variable.load(weights[variable.op.name.removeprefix("model/")].reshape(variable.shape), session)
    return lambda ids: float(session.run([step, loss], {context: ids[:, :-1]})[1])


def with_torch(task: Task) -> Step:
    """A plain loop over transformers' GPT-2; bfloat16 where the CPU has it: elsewhere that is far slower."""
    import torch
    import transformers

    no_dropout = dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), 0.0)
    with tempfile.TemporaryDirectory() as folder:
        huggingface.write(Path(folder), task.shape, initial_weights(task.shape, 0), end_of_text=0)
        model = transformers.GPT2LMHeadModel.from_pretrained(folder, **no_dropout).train()
    optimizer = torch.optim.AdamW(model.parameters(), task.learning_rate, weight_decay=0, fused=True)

    def step(ids: Ids) -> float:
        tokens = torch.from_numpy(ids[:, :-1].astype(np.int64))
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            loss: Any = model(tokens, labels=tokens).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return float(loss.item())

    return step


def has_bfloat16() -> bool:
    """Whether PyTorch computes in bfloat16 on this CPU without emulating it."""
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


ENGINES = {"wikimill": with_wikimill, "gpt-2-simple": with_gpt_2_simple, "torch": with_torch}


@dataclass
class Trained:
    """The steps of an engine: seconds and loss of each."""

    seconds: list[float]
    losses: list[float]


def serve(connection: Connection, name: str, task: Task) -> None:
    """In a process of its own: as many steps as are asked for."""
    step, ids = ENGINES[name](task), task.ids
    while steps := connection.recv():
        trained = Trained([], [])
        for _ in range(steps):
            start = time.perf_counter()
            trained.losses.append(step(ids))
            trained.seconds.append(time.perf_counter() - start)
        connection.send(trained)


def train(task: Task) -> dict[str, float]:
    """Median seconds of a step of each, in turn so that a drifting machine slows all alike.

    All start from the same weights and see the same batch, so their losses must fall alike: to 2 % at first, since some
    compute in bfloat16, whose rounding errors add up from step to step, and to 10 % at last.
    """
    spawn = multiprocessing.get_context("spawn")
    processes = []
    ask: dict[str, Callable[[int], Trained]] = {}
    for name in ENGINES:
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=serve, args=(theirs, name, task), daemon=True)
        process.start()
        theirs.close()
        processes.append((process, ours))
        ask[name] = partial(_ask, ours)
    all_steps = {name: ask[name](WARM_UP) for name in ENGINES}
    for steps in all_steps.values():
        steps.seconds.clear()
    for _ in range(ROUNDS):
        for name, steps in all_steps.items():
            more = ask[name](task.steps)
            steps.seconds += more.seconds
            steps.losses += more.losses
    for process, connection in processes:
        connection.send(0)
        process.join()
    own = all_steps["wikimill"].losses
    assert own[-1] < own[0], f"the loss does not fall: {own}"
    for name, steps in all_steps.items():
        alike = np.allclose(own, steps.losses, rtol=0.1) and np.allclose(own[:SAME], steps.losses[:SAME], rtol=0.02)
        assert alike, f"losses of wikimill {own}, of {name} {steps.losses}"
    return {name: statistics.median(steps.seconds) for name, steps in all_steps.items()}


def _ask(connection: Connection, steps: int) -> Trained:
    connection.send(steps)
    answer: Trained = connection.recv()
    return answer


def measure(smoke: bool) -> list[Result]:
    """The rows of the table."""
    torch = f"transformers + torch, {'bfloat16' if has_bfloat16() else 'float32: no bfloat16 here'}"
    results = []
    for task in SMOKE_TASKS if smoke else TASKS:
        found = train(task)
        speeds = {name: f"{task.batch * task.length / elapsed:,.0f} tokens/s" for name, elapsed in found.items()}
        for peer, goal in zip(("gpt-2-simple", "torch"), task.goals, strict=True):
            what = f"training {task.name}, {torch if peer == 'torch' else peer}"
            ratio = found[peer] / found["wikimill"]
            results.append(Result.at_least(what, speeds["wikimill"], speeds[peer], ratio, goal))
    return results
