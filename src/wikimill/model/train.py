"""From an encoded corpus to a model: start a training, or resume the one that was started."""

from __future__ import annotations

import logging
import math
from bisect import bisect_right
from pathlib import Path
from typing import Any

import numpy as np

from wikimill.config.training import Train
from wikimill.corpus.tokens.loss_mask import LossMask, read_loss_masks
from wikimill.corpus.tokens.token_file import count_tokens, token_dtype
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder
from wikimill.model import checkpoints
from wikimill.model.backends import distributed, hardware
from wikimill.model.backends.batch_size import find_batch_size
from wikimill.model.backends.select import load_learner, prepare, resolve_precision
from wikimill.model.checkpoints import Record
from wikimill.model.dataset import Dataset, MappedTokens
from wikimill.model.formats.folder import Model, check_formats, check_vocabulary, read_model, read_shape, write_model
from wikimill.model.loop import TrainingLoop, read_validation_set
from wikimill.model.training_facts import write_facts
from wikimill.model.weights import Shape, initial_weights

log = logging.getLogger(__name__)

DEFAULT_STEPS = 1000  # when neither steps nor epochs are set
MIN_VALIDATION_BATCH = 4  # samples of a forward pass without gradients, at least


def train(corpus: Path, base: Path | None, options: Train, output: Path) -> None:
    """Train a model; a training that was killed resumes from its last checkpoint.

    Args:
        corpus: the folder with `train.bin`, `val.bin` and `tokenizer/`.
        base: the folder of the model to start from; None trains from scratch.
        options: the configuration's section `train`.
        output: the folder `out/<run>`, which gets `model/`, `training.json`, `log.csv`, `loss.svg`, `checkpoints/`,
            `previews/`, `tensorboard/`.

    Raises:
        WikimillError: corpus, model and options do not go together, or the training fails in a way they can fix.
        KeyboardInterrupt: stopped by a signal, after a checkpoint.
    """
    distributed.check_processes(options)
    prepare(options)
    with distributed.process_group(options, output):
        _train(corpus, base, options, output)


def _train(corpus: Path, base: Path | None, options: Train, output: Path) -> None:
    tokenizer = corpus / "tokenizer"
    vocabulary = read_vocabulary(tokenizer)
    shape = _shape(tokenizer, vocabulary, base, options)
    check_formats(tokenizer, vocabulary, options)
    dtype = token_dtype(vocabulary.size)
    tokens = _training_tokens(corpus, options, dtype)
    masks = _loss_masks(corpus, options, dtype)
    dataset = Dataset(tokens, masks.get("train"), options.sample_length, options.seed)
    fingerprint = checkpoints.fingerprint(corpus, base, shape, options, dataset.loss_mask)
    found = checkpoints.latest(output) if options.resume else None
    if found and found[0].fingerprint != fingerprint:
        log.info("training starts anew: %s", checkpoints.difference(found[0].fingerprint, fingerprint))
        found = None
    resolved = found[0].resolved if found else _resolve_auto(shape, options, dataset.samples_per_epoch)
    options = options.model_copy(update=resolved)
    tokens_per_step = int(options.batch_size) * options.accumulate_gradients * options.sample_length
    steps = total_steps(options, len(dataset.tokens), tokens_per_step)
    rates = learning_rates(options, steps, len(dataset.tokens) / tokens_per_step)
    if found and not _can_resume(found[0], steps, options):
        found = None
    val_batch = max(int(options.batch_size), MIN_VALIDATION_BATCH)
    validation = read_validation_set(
        corpus / "val.bin", dtype, options.sample_length, options.val_samples, val_batch, masks.get("val")
    )
    if options.early_stopping and not validation.loss_mask.any():
        raise WikimillError(
            f"train.early_stopping: {corpus / 'val.bin'} has no sample of {options.sample_length} tokens to validate "
            "on; raise corpus.val_fraction, lower train.sample_length, or set early_stopping: 0"
        )
    record = found[0] if found else Record(fingerprint, resolved, rates_until=steps)
    record.rates_until = steps
    if found:
        log.info("resuming from step %d", record.step)
        weights, state = found[1].weights, found[2]
    else:
        weights, state = read_model(base).weights if base else initial_weights(shape, options.seed), None
    learner = load_learner(shape, weights, options, rates)
    distributed.check_equal(options, [fingerprint, resolved, record.step, steps])
    learner.barrier()  # no process reads checkpoints any more
    if state is None and learner.is_main:
        checkpoints.set_aside(output)
    elif state is not None:
        learner.restore(state)
    del found, weights, state  # the learner has its own: those of a large model are gigabytes
    loop = TrainingLoop(learner, options, rates, dataset, validation, record, shape, vocabulary, tokenizer, output)
    loop.run()
    if learner.is_main:
        _export(output, record, loop.model(), tokenizer, options)
    learner.barrier()


def _shape(tokenizer: Path, vocabulary: Vocabulary, base: Path | None, options: Train) -> Shape:
    if base:
        check_vocabulary(tokenizer, base)
    shape = read_shape(base) if base else Shape(n_vocab=vocabulary.size, **options.architecture.model_dump())
    if shape.n_vocab != vocabulary.size:
        raise WikimillError(
            f"{base}: the model has {shape.n_vocab} tokens, and its vocabulary {vocabulary.size}; take "
            "the files of one model"
        )
    if options.sample_length > shape.n_ctx:
        raise WikimillError(
            f"train.sample_length: {options.sample_length} exceeds the model's context of {shape.n_ctx}; lower it"
        )
    return shape


def _training_tokens(corpus: Path, options: Train, dtype: np.dtype[Any]) -> MappedTokens:
    path = corpus / "train.bin"
    tokens = MappedTokens(path, dtype)
    if len(tokens) <= options.sample_length:
        raise WikimillError(
            f"{path}: {len(tokens)} tokens are too few for samples of {options.sample_length}; lower "
            "train.sample_length or add pages"
        )
    return tokens


def _loss_masks(corpus: Path, options: Train, dtype: np.dtype[Any]) -> dict[str, LossMask]:
    """By split; none where the loss counts all tokens."""
    if options.loss == "all":
        return {}
    counts = {split: count_tokens(corpus / f"{split}.bin", dtype) for split in ("train", "val")}
    return read_loss_masks(corpus / "tokens.parquet", counts)


def _resolve_auto(shape: Shape, options: Train, samples: int) -> dict[str, Any]:
    """The values of the options that may say `auto`, on this machine."""
    resolved: dict[str, Any] = {}
    if options.batch_size == "auto":  # before this process looks for devices: it would take their memory
        resolved["batch_size"] = find_batch_size(shape, options, samples)
    return resolved | {"precision": resolve_precision(options)}


def total_steps(options: Train, tokens: int, tokens_per_step: int) -> int:
    """Optimizer steps of a training on `tokens` tokens."""
    if options.epochs:
        return max(1, math.ceil(options.epochs * tokens / tokens_per_step))
    return options.steps or DEFAULT_STEPS


def learning_rates(options: Train, steps: int, steps_per_epoch: float) -> list[float]:
    """The learning rate of every step, from the first: a linear warm-up over `warmup_steps`, then the schedule."""
    peak, final, warmup = options.learning_rate, options.final_learning_rate, options.warmup_steps
    decay_steps = sorted(epoch * steps_per_epoch for epoch in options.decay_epochs)

    def rate(step: int) -> float:
        if step < warmup:
            return peak * (step + 1) / warmup
        progress = (step - warmup) / max(1, steps - warmup)
        match options.schedule:
            case "cosine":
                return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
            case "linear":
                return peak + (final - peak) * progress
            case "steps":
                return peak * options.decay_rate ** bisect_right(decay_steps, step)
            case _:
                return peak

    return [rate(step) for step in range(steps)]


def _can_resume(record: Record, steps: int, options: Train) -> bool:
    """Whether a training of `steps` steps can resume from there; the reason is logged if it cannot."""
    if record.step > steps:
        log.info("training starts anew: %d steps are asked for, and %d are done", steps, record.step)
        return False
    if options.schedule in ("cosine", "linear") and record.rates_until != steps:
        log.info("training starts anew: the %s schedule was made for %d steps", options.schedule, record.rates_until)
        return False
    return True


def _export(output: Path, record: Record, last: Model, tokenizer: Path, options: Train) -> None:
    """Write `model/`, the best step or the last, and `training.json`."""
    best = checkpoints.folder(output, record.best_step)
    exports_best = options.keep == "best" and record.best_step not in (0, record.step)
    if exports_best and not best.is_dir():
        log.warning("%s: the best step was not saved, as keep was last then; the last step is exported", best)
        exports_best = False
    with atomic_folder(output / "model") as target:
        write_model(target, read_model(best) if exports_best else last, tokenizer, options.formats, options.gguf_type)
    step = record.best_step if exports_best else record.step
    loss = f", validation loss {record.best_loss:.4f}" if record.best_loss and step == record.best_step else ""
    write_facts(
        output,
        hardware=hardware.describe(options.backend),
        engine=options.engine,
        backend=options.backend,
        precision=options.precision,
        batch_size=int(options.batch_size),
        exported=step,
    )
    log.info("%s: the model of step %d%s", output / "model", step, loss)
