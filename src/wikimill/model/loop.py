"""The training loop: steps, validations, checkpoints, the log, previews. What computes is a `Learner`."""

from __future__ import annotations

import logging
import math
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from wikimill.config.training import Generate, Train
from wikimill.corpus.tokens.loss_mask import LossMask
from wikimill.corpus.tokens.vocabulary import Vocabulary
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.model import checkpoints
from wikimill.model.backends.learner import Learner
from wikimill.model.checkpoints import Record
from wikimill.model.dataset import Dataset, MappedTokens
from wikimill.model.formats.folder import Model, write_model
from wikimill.model.log import Row, TrainingLog, rows_from_json, rows_to_json
from wikimill.model.loss_plot import plot_losses
from wikimill.model.sampling.generate import generate_samples
from wikimill.model.weights import Shape
from wikimill.progress import bar, write_lines
from wikimill.scratch import scratch_folder

log = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)  # Ctrl-C, and what a cluster sends
PREVIEWS = "previews"
PREVIEW_SEPARATOR = "\n" + "=" * 20 + "\n"


@dataclass
class TrainingLoop:
    """A training that can be started, resumed, and stopped after any step.

    Args:
        learner: the model, at step `record.step`.
        options: the configuration's section `train`; its batch size is a number.
        rates: the learning rate of every step; there are as many as steps.
        dataset: the training set.
        validation: the validation set.
        record: how far the training is.
        shape: of the model.
        vocabulary: of the model.
        tokenizer: the folder of its files.
        output: the folder `out/<run>`.
    """

    learner: Learner
    options: Train
    rates: list[float]
    dataset: Dataset
    validation: ValidationSet
    record: Record
    shape: Shape
    vocabulary: Vocabulary
    tokenizer: Path
    output: Path
    log: TrainingLog = field(init=False)

    def run(self) -> None:
        """Train to the last step.

        Raises:
            KeyboardInterrupt: stopped by a signal, after a checkpoint.
            WikimillError: a loss is NaN or infinite.
        """
        record, options, is_main = self.record, self.options, self.learner.is_main
        self.log = TrainingLog(self.output if is_main else None, rows_from_json(record.rows), options.tensorboard)
        self.pending_losses: list[object] = list(record.losses)
        with bar("Training", len(self.rates), "step", disable=not is_main) as progress, Interrupts() as interrupts:
            progress.update(record.step)
            self._restart_clock()
            if record.step == 0:
                self._log_row(validates=True)
            while record.step < len(self.rates) and not self._has_stalled():
                batch = self.dataset.batch(record.step, options.accumulate_gradients, int(options.batch_size))
                self.pending_losses.append(self.learner.step(*batch))
                record.step += 1
                progress.update()
                self._after_step(interrupts)
        self.log.finish()
        if is_main and record.step < len(self.rates):
            log.info(
                "ended early, after step %d of %d: in %d validations none had a lower loss than step %d "
                "(train.early_stopping)",
                *(record.step, len(self.rates), record.waiting, record.best_step),
            )
        if is_main:
            write_text(self.output / "loss.svg", plot_losses(self.log.rows))

    def model(self) -> Model:
        """The model as it is now."""
        return Model(self.shape, self.learner.weights(), self.vocabulary)

    def _after_step(self, interrupts: Interrupts) -> None:
        record, options = self.record, self.options
        ends = record.step == len(self.rates)
        validates = ends or record.step % options.val_every == 0
        improves = False
        if validates or record.step % options.print_every == 0:
            improves = self._log_row(validates)
        ends = ends or self._has_stalled()
        stops = self.learner.any_stop(interrupts.stop_requested)
        if ends or stops or record.step % options.save_every == 0:
            self._save()
        elif improves and options.keep == "best" and self.learner.is_main:
            checkpoints.save_model(self.output, record.step, self.model(), self.tokenizer)
        if options.sample_every and record.step % options.sample_every == 0 and self.learner.is_main:
            write_preview(self.output, record.step, self.model(), self.tokenizer, options)
            self._restart_clock()
        if stops and not ends:
            self.learner.barrier()
            log.info("stopped at step %d, which is saved; run it again to resume", record.step)
            raise KeyboardInterrupt

    def _has_stalled(self) -> bool:
        return bool(self.options.early_stopping) and self.record.waiting >= self.options.early_stopping

    def _log_row(self, validates: bool) -> bool:
        """Add a row to the log; whether its validation loss is the lowest so far."""
        losses = self._computed_losses()
        steps = self.record.step - self.clock_step
        speed = steps * self._tokens_per_step / (time.monotonic() - self.clock) if steps else 0.0
        val_loss = self.validation.loss(self.learner) if validates else math.nan
        tokens = self.record.step * self._tokens_per_step
        row = Row(
            self.record.step,
            tokens / len(self.dataset.tokens),
            tokens,
            float(np.mean(losses)) if losses else math.nan,
            val_loss,
            self.rates[max(0, self.record.step - 1)],
            speed,
        )
        self.log.add(row)
        log.info("%s", row)
        self.pending_losses = []
        self._restart_clock()
        return validates and self._update_best(val_loss)

    def _update_best(self, val_loss: float) -> bool:
        record = self.record
        if math.isnan(val_loss) or not record.step:  # the model before training is never the best
            record.best_step = record.step
            return False
        if record.best_loss is None or val_loss < record.best_loss:
            record.best_step, record.best_loss, record.waiting = record.step, val_loss, 0
            return True
        record.waiting += 1
        return False

    def _computed_losses(self) -> list[float]:
        """The losses since the last row; this waits for those that are still being computed.

        Raises:
            WikimillError: one is NaN or infinite.
        """
        losses = [float(loss) for loss in self.pending_losses]  # type: ignore[arg-type]
        bad = next((index for index, loss in enumerate(losses) if not math.isfinite(loss)), None)
        if bad is not None:
            steps = [step for step in checkpoints.saved_steps(self.output) if step]
            saved = f"step {steps[-1]} is saved" if steps else "no step is saved"
            raise WikimillError(
                f"train.learning_rate: the loss is NaN or infinite at step {self.record.step - len(losses) + bad + 1}; "
                f"{saved}; lower the rate, or set clip_norm: 1 and warmup_steps"
            )
        return losses

    def _save(self) -> None:
        """Save a checkpoint; a kill in the middle of it leaves the previous one."""
        self.record.losses = self._computed_losses()
        self.pending_losses = list(self.record.losses)
        if self.learner.is_main:
            self.record.rows = rows_to_json(self.log.rows)
            checkpoints.save_training(self.output, self.record, self.model, self.tokenizer, self.learner.state)
            checkpoints.prune(self.output, self.record, self.options.keep_checkpoints)
        self._restart_clock()

    @property
    def _tokens_per_step(self) -> int:
        return int(self.options.batch_size) * self.options.accumulate_gradients * self.options.sample_length

    def _restart_clock(self) -> None:
        self.clock, self.clock_step = time.monotonic(), self.record.step


@dataclass(frozen=True)
class ValidationSet:
    """Samples that the training does not see.

    Args:
        tokens: [samples, length + 1] int32.
        loss_mask: 1 for a predicted token whose loss counts, else 0; [samples, length] float32.
        batch_size: samples of a forward pass.
    """

    tokens: npt.NDArray[np.int32]
    loss_mask: npt.NDArray[np.float32]
    batch_size: int

    def loss(self, learner: Learner) -> float:
        """Mean loss, in nats a token of the mask; NaN if it is empty."""
        total = 0.0
        for start in range(0, len(self.tokens), self.batch_size):
            batch = self.tokens[start : start + self.batch_size]
            full = np.resize(batch, (self.batch_size, batch.shape[1]))  # always the same shape: compiled once
            mask = self.loss_mask[start : start + self.batch_size]
            total += float((learner.losses(full)[: len(batch)] * mask).sum())
        return total / float(self.loss_mask.sum()) if self.loss_mask.any() else math.nan


def read_validation_set(
    path: Path, dtype: np.dtype[Any], length: int, limit: int, batch_size: int, loss_mask: LossMask | None
) -> ValidationSet:
    """At most `limit` samples of `length` tokens, spread evenly over a validation set.

    Args:
        path: a `.bin`.
        dtype: of its ids.
        length: tokens of a sample.
        limit: samples, at most.
        batch_size: samples of a forward pass.
        loss_mask: of the split; None counts all tokens.
    """
    tokens = MappedTokens(path, dtype)
    available = max(0, (len(tokens) - 1) // length)
    starts = np.linspace(0, max(0, available - 1), min(available, limit)).astype(np.int64) * length
    indexes = starts[:, None] + np.arange(length + 1)
    shape = (len(indexes), length)
    mask = loss_mask[indexes[:, 1:]] if loss_mask else np.ones(shape)
    return ValidationSet(tokens[indexes].astype(np.int32), mask.astype(np.float32), batch_size)


class Interrupts:
    """While entered, the first signal to stop is only noted; a second one ends the process."""

    def __init__(self) -> None:
        self.stop_requested = False

    def __enter__(self) -> Self:
        self.previous = {}
        if threading.current_thread() is threading.main_thread():
            self.previous = {number: signal.signal(number, self._note) for number in STOP_SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self.previous.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.stop_requested = True
        signal.signal(number, self.previous[signal.Signals(number)])


def write_preview(output: Path, step: int, model: Model, tokenizer: Path, options: Train) -> None:
    """Write `options.sample_num` samples of the model after a step into the folder `out/<run>`, and on the screen."""
    with scratch_folder() as scratch:
        write_model(scratch, model, tokenizer, ["huggingface"])
        settings = Generate(nsamples=options.sample_num, engine="float32", seed=options.seed)
        try:
            texts = [sample.text.strip() for sample in generate_samples(scratch, settings)]
        except WikimillError as error:  # a model that writes nothing yet may still learn to
            log.warning("step %d: no preview of what the model writes (%s)", step, error)
            return
    preview = PREVIEW_SEPARATOR.join(texts) + "\n"
    write_text(output / PREVIEWS / f"{step:08d}.txt", preview)
    write_lines(f"\n{f' step {step} ':=^40}\n{preview}")
