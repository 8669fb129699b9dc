"""From an encoded corpus to a model: begin a training, or go on with the one that was begun."""

from __future__ import annotations

import logging
from pathlib import Path

from wikimill.config.training import Train
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder
from wikimill.model import checkpoints, engine, identity, schedule
from wikimill.model.checkpoints import Record
from wikimill.model.data import Samples, read_targets, read_tokens
from wikimill.model.formats import folder as formats
from wikimill.model.formats.folder import Model
from wikimill.model.processes import check
from wikimill.model.training import Training
from wikimill.model.validation import validation
from wikimill.model.vocabulary import check_vocabulary
from wikimill.model.weights import Shape, initial

log = logging.getLogger(__name__)

VALIDATED = 4  # samples of a forward pass without gradients, at least


def train(corpus: Path, base: Path | None, options: Train, output: Path) -> None:
    """Train a model; a killed training goes on from its last checkpoint.

    Args:
        corpus: the folder with `train.bin`, `val.bin` and `tokenizer/`.
        base: the folder of the model to start from; None trains from scratch.
        options: the configuration's section `train`.
        output: the folder `out/<run>`, which gets `model/`, `log.csv`, `loss.svg`, `checkpoints/`, `looks/`,
            `tensorboard/`.

    Raises:
        WikimillError: corpus, model and options do not go together, or the training fails in a way that they mend.
        KeyboardInterrupt: stopped by a signal, after a checkpoint.
    """
    check(options)
    engine.prepare(options)
    with engine.together(options, output):
        _train(corpus, base, options, output)


def _train(corpus: Path, base: Path | None, options: Train, output: Path) -> None:
    tokenizer = corpus / "tokenizer"
    words = read_vocabulary(tokenizer)
    shape = _shape(tokenizer, words, base, options)
    samples = _samples(corpus, options)
    own = identity.of(corpus, base, shape, options)
    found = checkpoints.latest(output) if options.resume else None
    if found and found[0].identity != own:
        log.info("training starts anew: %s", identity.difference(found[0].identity, own))
        found = None
    resolved = found[0].resolved if found else engine.resolve(shape, options, samples.number)
    chosen = options.model_copy(update=resolved)
    per_step = int(chosen.batch_size) * chosen.accumulate_gradients * chosen.sample_length
    steps = schedule.total_steps(chosen, len(samples.tokens), per_step)
    rates = schedule.learning_rates(chosen, steps, len(samples.tokens) / per_step)
    if found and not _goes_on(found[0], steps, chosen):
        found = None
    targets = corpus / "val.targets" if chosen.loss == "target" else None
    size = max(int(chosen.batch_size), VALIDATED)
    held_out = validation(corpus / "val.bin", chosen.sample_length, chosen.val_samples, size, targets)
    if chosen.early_stopping and not held_out.counted.any():
        raise WikimillError(
            f"train.early_stopping: {corpus / 'val.bin'} has no sample of {chosen.sample_length} tokens to validate "
            "on; raise corpus.val_fraction, lower train.sample_length, or set early_stopping: 0"
        )
    record = found[0] if found else Record(own, resolved, rates_until=steps)
    record.rates_until = steps
    if found:
        log.info("going on from step %d", record.step)
        weights, state = found[1].weights, found[2]
    else:
        weights, state = formats.read(base).weights if base else initial(shape, chosen.seed), None
    learner = engine.load(shape, weights, chosen, rates)
    engine.compare(options, [own, resolved, record.step, steps])
    learner.meet()  # nobody reads checkpoints any more
    if state is None and learner.leads:
        checkpoints.put_aside(output)
    elif state is not None:
        learner.restore(state)
    del found, weights, state  # the learner has its own: those of a large model are gigabytes
    training = Training(learner, chosen, rates, samples, held_out, record, shape, words, tokenizer, output)
    training.run()
    if learner.leads:
        _export(output, record, training.model(), tokenizer, chosen)
    learner.meet()


def _shape(tokenizer: Path, words: Vocabulary, base: Path | None, options: Train) -> Shape:
    if base:
        check_vocabulary(tokenizer, base)
    shape = formats.read_shape(base) if base else Shape(n_vocab=words.size, **options.architecture.model_dump())
    if shape.n_vocab != words.size:
        raise WikimillError(
            f"{base}: the model has {shape.n_vocab} tokens, and its vocabulary {words.size}; take "
            "the files of one model"
        )
    if options.sample_length > shape.n_ctx:
        raise WikimillError(
            f"train.sample_length: {options.sample_length} exceeds the model's context of {shape.n_ctx}; lower it"
        )
    return shape


def _samples(corpus: Path, options: Train) -> Samples:
    path = corpus / "train.bin"
    tokens = read_tokens(path)
    if len(tokens) <= options.sample_length:
        raise WikimillError(
            f"{path}: {len(tokens)} tokens are too few for samples of {options.sample_length}; lower "
            "train.sample_length or add pages"
        )
    counted = read_targets(corpus / "train.targets", len(tokens)) if options.loss == "target" else None
    return Samples(tokens, counted, options.sample_length, options.seed)


def _goes_on(record: Record, steps: int, options: Train) -> bool:
    """Whether a training of `steps` steps can go on from there; the reason is logged when not."""
    if record.step > steps:
        log.info("training starts anew: %d steps are asked for, and %d are done", steps, record.step)
        return False
    if options.schedule in ("cosine", "linear") and record.rates_until != steps:
        log.info("training starts anew: the %s schedule was made for %d steps", options.schedule, record.rates_until)
        return False
    return True


def _export(output: Path, record: Record, last: Model, tokenizer: Path, options: Train) -> None:
    """Write `model/`: the best step or the last."""
    best = checkpoints.folder(output, record.best_step)
    takes_best = options.keep == "best" and record.best_step not in (0, record.step)
    if takes_best and not best.is_dir():
        log.warning("%s: the best step is not saved (keep was last then); the last one is taken", best)
        takes_best = False
    with atomic_folder(output / "model") as made:
        formats.write(made, formats.read(best) if takes_best else last, tokenizer, options.formats)
    step = record.best_step if takes_best else record.step
    loss = f", validation loss {record.best_loss:.4f}" if record.best_loss and step == record.best_step else ""
    log.info("%s: the model of step %d%s", output / "model", step, loss)
