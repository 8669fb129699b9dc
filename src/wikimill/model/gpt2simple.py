"""The engine gpt-2-simple: its model, sampler, gradient accumulation and checkpoints, unmodified.

Its `finetune` is not used: it fixes the sample length at 1,024 tokens, draws batches from an unseeded
generator and keeps no optimizer state. Its modules are. Importing it switches eager execution off for the
whole process, so nothing else of TensorFlow may run in it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wikimill.config.model import Generate, Train
from wikimill.corpus import vocabulary as vocabularies
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, write_text
from wikimill.model.engine import Sample
from wikimill.progress import bar

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import tensorflow as tf
from gpt_2_simple.src import accumulate, model, sample

tf1 = tf.compat.v1
tf1.disable_eager_execution()
tf1.logging.set_verbosity(tf1.logging.ERROR)

log = logging.getLogger(__name__)

COLUMNS = ["step", "epoch", "tokens", "train_loss", "val_loss", "val_perplexity", "lr", "tokens_per_second"]
CHECKPOINT = "model.ckpt"
MOST_DRAWS = 20  # texts drawn for one that is not empty
Tokens = npt.NDArray[np.uint16]


class GPT2Simple:
    """See `wikimill.model.engine.Engine`."""

    def train(self, corpus: Path, base: Path | None, options: Train, output: Path) -> None:
        """See `Engine.train`. A killed run goes on from its last checkpoint, `out/<run>/state/`."""
        words = vocabularies.read(corpus / "tokenizer")
        hparams = _hparams(base, options, words.size)
        training = _Training(corpus, base, options, hparams, output / "state")
        rows = training.run()
        with atomic_folder(output / "model") as folder:
            training.saver.save(training.session, str(folder / CHECKPOINT), write_meta_graph=True)
            (folder / "hparams.json").write_text(json.dumps(vars(hparams)) + "\n")
            for name in (vocabularies.ENCODER, vocabularies.MERGES):
                shutil.copy(corpus / "tokenizer" / name, folder)
            # The saver writes absolute paths of the temporary folder.
            (folder / "checkpoint").write_text(f'model_checkpoint_path: "{CHECKPOINT}"\n')
        write_text(output / "log.csv", "".join(",".join(row) + "\n" for row in [COLUMNS, *rows]))
        shutil.rmtree(output / "state", ignore_errors=True)

    def generate(self, model: Path, options: Generate) -> Iterator[Sample]:
        """See `Engine.generate`.

        Raises:
            WikimillError: no model, a prompt that leaves no room, or top-k and top-p together.
        """
        if options.top_k and options.top_p < 1:
            raise WikimillError(
                "generate: gpt-2-simple samples by top_k or by top_p, not both; set top_k: 0 or top_p: 1.0"
            )
        if not (model / "hparams.json").exists():
            raise WikimillError(f"{model}: there is no trained model; run `snakemake train` first")
        sampler = _Sampler(model, options)
        prompts = options.prompts or [""]
        texts: dict[int, str] = {}
        with bar("Sampling", options.nsamples, "sample") as progress:
            for number, prompt in enumerate(prompts):
                indexes = list(range(number, options.nsamples, len(prompts)))
                for index, text in zip(indexes, sampler.texts(prompt, len(indexes), progress), strict=True):
                    texts[index] = text
        for index in range(options.nsamples):
            prompt = prompts[index % len(prompts)]
            yield Sample(
                prompt,
                texts[index],
                options.seed,
                options.temperature,
                options.top_k,
                options.top_p,
                str(model),
            )


def _hparams(base: Path | None, options: Train, vocabulary: int) -> Any:
    """The model's shape, checked against vocabulary and sample length."""
    hparams = model.default_hparams()
    if base is None:
        hparams.override_from_dict({**options.architecture.model_dump(), "n_vocab": vocabulary})
    else:
        try:
            hparams.override_from_dict(json.loads((base / "hparams.json").read_text()))
        except (OSError, ValueError) as error:
            raise WikimillError(f"{base}/hparams.json: no GPT-2 checkpoint ({error}); check train.init") from None
    if hparams.n_vocab != vocabulary:
        raise WikimillError(
            f"tokenizer.vocabulary: it has {vocabulary} tokens and the model {base} {hparams.n_vocab}; use the model's "
            "own vocabulary"
        )
    if options.sample_length > hparams.n_ctx:
        raise WikimillError(
            f"train.sample_length: {options.sample_length} exceeds the model's context of {hparams.n_ctx}; lower it"
        )
    return hparams


def _tokens(path: Path, length: int) -> Tokens:
    size = path.stat().st_size
    ids: Tokens = np.memmap(path, "<u2", mode="r") if size else np.empty(0, "<u2")
    if len(ids) <= length and path.name == "train.bin":
        raise WikimillError(
            f"{path}: {len(ids)} tokens are too few for samples of {length}; lower train.sample_length or add pages"
        )
    return ids


@dataclass
class _Training:
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
                if step % options.save_every == 0 and step < options.steps:
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
        """The step to go on from and the log until there; 0 and an empty log for a new run."""
        try:
            record = json.loads((self.state / "progress.json").read_text())
        except FileNotFoundError:
            return 0, []
        if record["identity"] != self._identity() or record["step"] >= self.options.steps:
            log.info("options or corpus changed: training starts anew")
            shutil.rmtree(self.state)
            return 0, []
        self.state_saver.restore(self.session, str(self.state / f"step-{record['step']}"))
        log.info("going on from step %d", record["step"])
        return record["step"], record["rows"]


class _Sampler:
    """A loaded model and one sampling graph."""

    def __init__(self, folder: Path, options: Generate) -> None:
        self.options = options
        self.words = vocabularies.read(folder)
        self.tokenizer = self.words.tokenizer(special=True)
        self.hparams = model.default_hparams()
        self.hparams.override_from_dict(json.loads((folder / "hparams.json").read_text()))
        tf1.reset_default_graph()
        tf1.set_random_seed(options.seed)
        self.context = tf1.placeholder(tf.int32, [options.batch_size, None])
        self.output = sample.sample_sequence(
            hparams=self.hparams,
            length=options.length,
            context=self.context,
            batch_size=options.batch_size,
            temperature=options.temperature,
            top_k=options.top_k,
            top_p=options.top_p if options.top_p < 1 else 0.0,
        )
        self.session = tf1.Session()
        tf1.train.Saver(tf1.trainable_variables()).restore(self.session, str(folder / CHECKPOINT))

    def texts(self, prompt: str, count: int, progress: Any) -> Iterator[str]:
        """`count` texts that begin with `prompt`; an empty prompt starts from end of text.

        A text that ends before it says anything is drawn again.
        """
        ids = self.tokenizer.encode(prompt).ids if prompt else [self.words.end_of_text]
        if len(ids) + self.options.length > self.hparams.n_ctx:
            raise WikimillError(
                f"generate.length: {self.options.length} tokens after a beginning of {len(ids)} exceed the model's "
                f"context of {self.hparams.n_ctx}; lower it or shorten the prompt"
            )
        left, draws = count, 0
        while left:
            if draws * self.options.batch_size > MOST_DRAWS * count + self.options.batch_size:
                raise WikimillError(f"{prompt!r}: the model ends nearly every text at once; train it longer")
            draws += 1
            batch = self.session.run(self.output, {self.context: [ids] * self.options.batch_size})
            for text in filter(str.strip, map(self._text, batch[:, len(ids) :])):
                if left:
                    left -= 1
                    progress.update()
                    yield prompt + text

    def _text(self, tokens: npt.NDArray[np.int32]) -> str:
        ends = np.flatnonzero(tokens == self.words.end_of_text)
        kept = tokens[: ends[0]] if len(ends) else tokens
        return str(self.tokenizer.decode(kept.tolist(), skip_special_tokens=False))


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
