"""Training by gpt-2-simple's graph."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from gpt_2_simple.src import accumulate, model

from wikimill.config.model import Train
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.model.gpt2simple.graph import CHECKPOINT, tf1
from wikimill.progress import bar

log = logging.getLogger(__name__)

COLUMNS = ["step", "epoch", "tokens", "train_loss", "val_loss", "val_perplexity", "lr", "tokens_per_second"]
Tokens = npt.NDArray[np.uint16]


def _tokens(path: Path, length: int) -> Tokens:
    size = path.stat().st_size
    ids: Tokens = np.memmap(path, "<u2", mode="r") if size else np.empty(0, "<u2")
    if len(ids) <= length and path.name == "train.bin":
        raise WikimillError(
            f"{path}: {len(ids)} tokens are too few for samples of {length}; lower train.sample_length or add pages"
        )
    return ids


@dataclass
class Training:
    """A training run: graph, session, and the state from which it goes on after a kill."""

    corpus: Path
    base: Path | None
    options: Train
    hparams: Any
    state: Path
    saver: Any = field(init=False)
    session: Any = field(init=False)

    def __post_init__(self) -> None:
        options = self.options
        self.train_ids = _tokens(self.corpus / "train.bin", options.sample_length)
        self.val_ids = _tokens(self.corpus / "val.bin", options.sample_length)
        tf1.reset_default_graph()
        tf1.set_random_seed(options.seed)
        self.inputs = tf1.placeholder(tf.int32, [None, options.sample_length])
        logits = model.model(hparams=self.hparams, X=self.inputs)["logits"]
        self.loss = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.inputs[:, 1:], logits=logits[:, :-1])
        )
        weights = [v for v in tf1.trainable_variables() if "model" in v.name]
        trained = [v for v in weights if "/h" in v.name] if options.only_train_transformer_layers else weights
        adam = tf1.train.AdamOptimizer(learning_rate=options.learning_rate)
        if options.accumulate_gradients > 1:
            optimizer = accumulate.AccumulatingOptimizer(opt=adam, var_list=trained)
            self.reset = optimizer.reset()
            self.compute = optimizer.compute_gradients(self.loss)
            self.apply = optimizer.apply_gradients()
        else:  # without the accumulators' copy of every weight
            self.minimize = adam.minimize(self.loss, var_list=trained)
        self.saver = tf1.train.Saver(var_list=weights, max_to_keep=1)
        self.state_saver = tf1.train.Saver(max_to_keep=2)
        config = tf1.ConfigProto()
        config.gpu_options.allow_growth = True
        self.session = tf1.Session(config=config)
        self.session.run(tf1.global_variables_initializer())

    def run(self) -> list[list[str]]:
        """Train to the last step; the rows of the log."""
        options = self.options
        step, rows = self._resume()
        batch_tokens = options.batch_size * options.accumulate_gradients * options.sample_length
        if step == 0 and self.base is not None:
            self.saver.restore(self.session, str(self.base / CHECKPOINT))
        losses: list[float] = []
        since, since_step = time.monotonic(), step
        with bar("Training", options.steps, "step") as progress:
            progress.update(step)
            if step == 0:
                rows.append(self._row(0, math.nan, self._validate(), 0.0))
                _say(rows[-1])
            while step < options.steps:
                losses.append(self._step(step))
                step += 1
                progress.update()
                validates = step % options.val_every == 0 or step == options.steps
                if validates or step % options.print_every == 0:
                    speed = (step - since_step) * batch_tokens / (time.monotonic() - since)
                    rows.append(
                        self._row(step, float(np.mean(losses)), self._validate() if validates else math.nan, speed)
                    )
                    _say(rows[-1])
                    losses, since, since_step = [], time.monotonic(), step
                if step % options.save_every == 0 or step == options.steps:
                    self._save(step, rows)
                    since = time.monotonic()
        return rows

    def _step(self, step: int) -> float:
        """One optimizer step; its batches are a function of seed and step alone."""
        generator = np.random.Generator(np.random.Philox(key=self.options.seed, counter=[0, 0, 0, step]))
        last = len(self.train_ids) - self.options.sample_length
        shape = self.options.accumulate_gradients, self.options.batch_size
        batches = [self._batch(self.train_ids, starts) for starts in generator.integers(0, last + 1, shape)]
        if len(batches) == 1:
            loss = float(self.session.run([self.minimize, self.loss], {self.inputs: batches[0]})[1])
        else:
            self.session.run(self.reset)
            for batch in batches:
                self.session.run(self.compute, {self.inputs: batch})
            loss = float(self.session.run(self.apply))
        if not math.isfinite(loss):
            raise WikimillError(f"train.learning_rate: the loss is no number at step {step}; lower the rate")
        return loss

    def _validate(self) -> float:
        """Mean loss, in nats a token, over non-overlapping samples spread evenly over the validation set."""
        length = self.options.sample_length
        blocks = len(self.val_ids) // length
        if not blocks:
            return math.nan
        chosen = np.linspace(0, blocks - 1, min(blocks, self.options.val_samples)).astype(int) * length
        size = max(self.options.batch_size, 4)
        parts = [chosen[start : start + size] for start in range(0, len(chosen), size)]
        losses = [self.session.run(self.loss, {self.inputs: self._batch(self.val_ids, part)}) for part in parts]
        return float(np.average(losses, weights=[len(part) for part in parts]))

    def _batch(self, ids: Tokens, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        return np.stack([ids[start : start + self.options.sample_length] for start in starts]).astype(np.int32)

    def _row(self, step: int, train_loss: float, val_loss: float, speed: float) -> list[str]:
        options = self.options
        tokens = step * options.batch_size * options.accumulate_gradients * options.sample_length
        numbers = [
            f"{tokens / len(self.train_ids):.4f}",
            str(tokens),
            _shown(train_loss),
            _shown(val_loss),
            _shown(math.exp(min(val_loss, 700)) if not math.isnan(val_loss) else math.nan),
            f"{options.learning_rate:g}",
            f"{speed:.0f}" if speed else "",
        ]
        return [str(step), *numbers]

    def _identity(self) -> str:
        """Digest of what decides the run's result: another one starts anew."""
        aside = {"steps", "print_every", "save_every"}
        parts = [self.options.model_dump_json(exclude=aside), json.dumps(vars(self.hparams), sort_keys=True)]
        digest = hashlib.sha256("\n".join(parts).encode())
        for path in (self.corpus / "train.bin", self.corpus / "val.bin"):
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def _save(self, step: int, rows: list[list[str]]) -> None:
        """Weights, optimizer and log of a step; a kill in the middle leaves the one before."""
        self.state.mkdir(parents=True, exist_ok=True)
        self.state_saver.save(self.session, str(self.state / "step"), global_step=step, write_meta_graph=False)
        record = {"identity": self._identity(), "step": step, "rows": rows}
        write_text(self.state / "progress.json", json.dumps(record))

    def _resume(self) -> tuple[int, list[list[str]]]:
        """The step to go on from and the log until there; 0 and an empty log for a new run.

        A finished run is gone on from, too: with more steps, or, when Snakemake asks for the same again because a
        file before it was made anew with equal content, by writing its model once more.
        """
        try:
            record = json.loads((self.state / "progress.json").read_text())
        except FileNotFoundError:
            return 0, []
        if record["identity"] != self._identity() or record["step"] > self.options.steps:
            log.info("options or corpus changed: training starts anew")
            shutil.rmtree(self.state)
            return 0, []
        self.state_saver.restore(self.session, str(self.state / f"step-{record['step']}"))
        log.info("going on from step %d", record["step"])
        return record["step"], record["rows"]


def _shown(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.4f}"


def _say(row: list[str]) -> None:
    values = dict(zip(COLUMNS, row, strict=True))
    shown = [
        f"{name.replace('_', ' ')} {values[name]}"
        for name in ("train_loss", "val_loss", "val_perplexity")
        if values[name]
    ]
    log.info("step %s: %s", values["step"], ", ".join(shown) or "no validation set")
