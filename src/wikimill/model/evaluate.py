"""How well a model predicts a text: loss and perplexity, which can be compared with published ones."""

from __future__ import annotations

import math
from pathlib import Path

from wikimill.config.training import Evaluate, Train
from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.errors import WikimillError
from wikimill.model import engine, texts
from wikimill.model.engine import OutOfMemoryError
from wikimill.model.evaluation import Evaluation
from wikimill.model.formats import folder as formats
from wikimill.model.texts import Text
from wikimill.model.vocabulary import check_vocabulary
from wikimill.model.weights import digest
from wikimill.model.windows import total_loss


def evaluate(folder: Path, text: Text, options: Evaluate, backend: str) -> Evaluation:
    """Evaluate the model in `folder` on a text of its vocabulary; in float32, so that machines agree.

    Args:
        folder: of the model.
        text: what it is to predict.
        options: the configuration's section `evaluate`.
        backend: what Keras computes with.

    Raises:
        WikimillError: no model, windows that do not suit it, too little memory, or a loss that is no number.
    """
    context, stride = _window(formats.read_shape(folder).n_ctx, options)
    settings = Train.model_validate(
        {"backend": backend, "precision": "float32", "batch_size": options.batch_size, "sample_length": context}
    )
    engine.prepare(settings)
    model = formats.read(folder)
    try:
        learner = engine.load(model.shape, model.weights, settings, [])
        nats = total_loss(learner, text.tokens, model.vocabulary.end_of_text, context, stride, options.batch_size)
    except OutOfMemoryError:
        raise WikimillError(
            f"evaluate.batch_size: {options.batch_size} windows of {context} tokens exceed the memory; lower it, or "
            "evaluate.context"
        ) from None
    if not math.isfinite(nats):
        raise WikimillError(f"{folder}: its loss is no number; choose an earlier step, or train again")
    return Evaluation.of(str(folder), digest(model.weights, model.shape), text, context, stride, nats)


def compare(ids: Path, model: Path, base: Path | None, options: Evaluate, backend: str) -> dict[str, Evaluation | None]:
    """Evaluate a trained model, `after`, and the one that it was trained from, `before`, on the same ids.

    Args:
        ids: a `.bin` of the corpus.
        model: the folder of the trained model.
        base: that of the model it started from; None for one from scratch, which knew nothing.
        options: the configuration's section `evaluate`.
        backend: what Keras computes with.

    Raises:
        WikimillError: what `evaluate` and `texts.read` raise.
    """
    text = texts.read(ids, read_vocabulary(model), model)
    if base:
        check_vocabulary(model, base)
    before = evaluate(base, text, options, backend) if base else None
    return {"before": before, "after": evaluate(model, text, options, backend)}


def _window(longest: int, options: Evaluate) -> tuple[int, int]:
    """Context and stride, in tokens."""
    context = options.context or longest
    if context > longest:
        raise WikimillError(f"evaluate.context: {context} exceeds the model's context of {longest}; lower it")
    stride = options.stride or max(1, context // 2)
    if stride > context:
        raise WikimillError(f"evaluate.stride: {stride} exceeds the context of {context}; lower it")
    return context, stride
