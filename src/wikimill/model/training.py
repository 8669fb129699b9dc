"""The training loop: steps, validations, checkpoints, the log. What computes is a `Learner`."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from wikimill.config.training import Train
from wikimill.corpus.tokens.vocabulary import Vocabulary
from wikimill.errors import WikimillError
from wikimill.model import checkpoints, look
from wikimill.model import log as logs
from wikimill.model.checkpoints import Record
from wikimill.model.data import Samples
from wikimill.model.engine import Learner
from wikimill.model.formats.folder import Model
from wikimill.model.interrupts import Interrupts
from wikimill.model.validation import Validation
from wikimill.model.weights import Shape
from wikimill.progress import bar

log = logging.getLogger(__name__)


@dataclass
class Training:
    """A training that may be begun, gone on with, and stopped after any step.

    Args:
        learner: the model, at step `record.step`.
        options: the configuration's section `train`; its batch size is a number.
        rates: the learning rate of every step; their number is that of all steps.
        samples: the training set.
        validation: the validation set.
        record: where the training is.
        shape: of the model.
        words: the vocabulary.
        tokenizer: the folder of its files.
        output: the folder `out/<run>`.
    """

    learner: Learner
    options: Train
    rates: list[float]
    samples: Samples
    validation: Validation
    record: Record
    shape: Shape
    words: Vocabulary
    tokenizer: Path
    output: Path
    log: logs.Log = field(init=False)

    def run(self) -> None:
        """Train to the last step.

        Raises:
            KeyboardInterrupt: stopped by a signal, after a checkpoint.
            WikimillError: a loss that is no number.
        """
        record, options = self.record, self.options
        self.log = logs.Log(self.output if self.learner.leads else None, logs.loaded(record.rows), options.tensorboard)
        self.pending: list[object] = list(record.losses)
        silent = not self.learner.leads
        with bar("Training", len(self.rates), "step", disable=silent) as progress, Interrupts() as interrupts:
            progress.update(record.step)
            self._time()
            if record.step == 0:
                self._row(validates=True)
            while record.step < len(self.rates) and not self._has_stalled():
                batch = self.samples.batch(record.step, options.accumulate_gradients, int(options.batch_size))
                self.pending.append(self.learner.step(*batch))
                record.step += 1
                progress.update()
                self._after_step(interrupts)
        self.log.finish()

    def _after_step(self, interrupts: Interrupts) -> None:
        record, options = self.record, self.options
        ends = record.step == len(self.rates)
        validates = ends or record.step % options.val_every == 0
        improves = False
        if validates or record.step % options.print_every == 0:
            improves = self._row(validates)
        ends = ends or self._has_stalled()
        stops = self.learner.agree(interrupts.noted)
        if ends or stops or record.step % options.save_every == 0:
            self._save()
        elif improves and options.keep == "best" and self.learner.leads:
            checkpoints.save(self.output, record.step, self.model(), self.tokenizer)
        if options.sample_every and record.step % options.sample_every == 0 and self.learner.leads:
            look.write(self.output, record.step, self.model(), self.tokenizer, options)
            self._time()
        if stops and not ends:
            self.learner.meet()
            log.info("stopped at step %d, which is saved; run it again to go on", record.step)
            raise KeyboardInterrupt

    def _has_stalled(self) -> bool:
        return bool(self.options.early_stopping) and self.record.waiting >= self.options.early_stopping

    def _row(self, validates: bool) -> bool:
        """A row of the log; whether its validation loss is the lowest so far."""
        losses = self._settled()
        steps = self.record.step - self.since_step
        speed = steps * self._tokens_per_step / (time.monotonic() - self.since) if steps else 0.0
        val_loss = self.validation.loss(self.learner) if validates else math.nan
        tokens = self.record.step * self._tokens_per_step
        row = logs.Row(
            self.record.step,
            tokens / len(self.samples.tokens),
            tokens,
            float(np.mean(losses)) if losses else math.nan,
            val_loss,
            self.rates[max(0, self.record.step - 1)],
            speed,
        )
        self.log.add(row)
        log.info("%s", row)
        self.pending = []
        self._time()
        return validates and self._compare(val_loss)

    def _compare(self, val_loss: float) -> bool:
        record = self.record
        if math.isnan(val_loss) or not record.step:  # the model before training is nobody's aim
            record.best_step = record.step
            return False
        if record.best_loss is None or val_loss < record.best_loss:
            record.best_step, record.best_loss, record.waiting = record.step, val_loss, 0
            return True
        record.waiting += 1
        return False

    def _settled(self) -> list[float]:
        """The losses since the last row, which may still be computed.

        Raises:
            WikimillError: one is no number.
        """
        losses = [float(loss) for loss in self.pending]  # type: ignore[arg-type]
        wrong = next((place for place, loss in enumerate(losses) if not math.isfinite(loss)), None)
        if wrong is not None:
            saved = [step for step in checkpoints.steps(self.output) if step]
            kept = f"step {saved[-1]} is saved" if saved else "no step is saved"
            raise WikimillError(
                f"train.learning_rate: the loss is no number at step {self.record.step - len(losses) + wrong + 1}; "
                f"{kept}; lower the rate, or set clip_norm: 1 and warmup_steps"
            )
        return losses

    def _save(self) -> None:
        """A checkpoint; a kill in the middle of it leaves the one before."""
        self.record.losses = self._settled()
        self.pending = list(self.record.losses)
        if self.learner.leads:
            self.record.rows = logs.dumped(self.log.rows)
            checkpoints.save_training(self.output, self.record, self.model, self.tokenizer, self.learner.state)
            checkpoints.prune(self.output, self.record, self.options.keep_checkpoints)
        self._time()

    def model(self) -> Model:
        """The model as it is now."""
        return Model(self.shape, self.learner.weights(), self.words)

    @property
    def _tokens_per_step(self) -> int:
        return int(self.options.batch_size) * self.options.accumulate_gradients * self.options.sample_length

    def _time(self) -> None:
        self.since, self.since_step = time.monotonic(), self.record.step
