"""How well a model predicts a text: loss and perplexity, comparable with published ones. See docs/evaluation.md."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from wikimill.config.training import Evaluate, Train
from wikimill.corpus.pages.cleaning import SEPARATOR, split_pages
from wikimill.corpus.tokens.encode import Encoder
from wikimill.corpus.tokens.token_file import Ids, token_dtype
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary
from wikimill.errors import WikimillError
from wikimill.files import read_text, sha256, write_text
from wikimill.model.backends.learner import OutOfMemoryError
from wikimill.model.backends.select import load_learner, prepare
from wikimill.model.dataset import MappedTokens
from wikimill.model.formats.folder import check_vocabulary, read_model, read_shape
from wikimill.model.perplexity import total_loss
from wikimill.model.weights import digest

MAX_EXPONENT = 700.0  # nats; e to more is infinite


@dataclass(frozen=True)
class EvaluationText:
    """A text as a model sees it.

    Args:
        source: where it comes from, for people.
        sha256: of its file.
        tokens: ids, [n] uint16 or uint32, end of text included.
        words: separated by white space, as in `pages.parquet`, without end of text.
        bytes: in UTF-8, without end of text.
    """

    source: str
    sha256: str
    tokens: Ids
    words: int
    bytes: int


@dataclass(frozen=True)
class Evaluation:
    """How well one model predicts one text. docs/evaluation.md defines the numbers.

    Args:
        model: its folder.
        weights_sha256: see `weights.digest`; the same in every format.
        text: its file.
        text_sha256: of that file.
        tokens: of the text, each of which was predicted once.
        words: of the text, separated by white space.
        bytes: of the text, in UTF-8.
        context: tokens that the model saw at once, at most.
        stride: tokens from one window to the next.
        loss: mean, in nats a token.
        perplexity: per token.
        word_perplexity: per word; None if it is infinite, as for text without spaces.
        bits_per_byte: loss of the whole text, in bits, divided by its bytes.
    """

    model: str
    weights_sha256: str
    text: str
    text_sha256: str
    tokens: int
    words: int
    bytes: int
    context: int
    stride: int
    loss: float
    perplexity: float | None
    word_perplexity: float | None
    bits_per_byte: float

    @classmethod
    def from_loss(
        cls, model: str, weights: str, text: EvaluationText, context: int, stride: int, nats: float
    ) -> Evaluation:
        """The numbers that follow from the loss of the whole text, in nats."""
        loss = nats / len(text.tokens)
        return cls(
            model,
            weights,
            text.source,
            text.sha256,
            len(text.tokens),
            text.words,
            text.bytes,
            context,
            stride,
            loss,
            _perplexity(loss),
            _perplexity(nats / text.words) if text.words else None,
            nats / math.log(2) / text.bytes,
        )

    def to_json(self) -> str:
        """The numbers by name."""
        return json.dumps(asdict(self), indent=2)


def evaluate_model(folder: Path, text: EvaluationText, options: Evaluate, backend: str) -> Evaluation:
    """Evaluate the model in `folder` on a text of its vocabulary; in float32, so that machines agree.

    Args:
        folder: of the model.
        text: what it has to predict.
        options: the configuration's section `evaluate`.
        backend: what Keras computes with.

    Raises:
        WikimillError: no model, a window that it does not allow, too little memory, or a loss that is NaN or infinite.
    """
    context, stride = _window(read_shape(folder).n_ctx, options)
    settings = Train.model_validate(
        {"backend": backend, "precision": "float32", "batch_size": options.batch_size, "sample_length": context}
    )
    prepare(settings)
    model = read_model(folder)
    try:
        learner = load_learner(model.shape, model.weights, settings, [])
        nats = total_loss(learner, text.tokens, model.vocabulary.end_of_text, context, stride, options.batch_size)
    except OutOfMemoryError:
        raise WikimillError(
            f"evaluate.batch_size: {options.batch_size} windows of {context} tokens exceed the memory; lower it, or "
            "evaluate.context"
        ) from None
    if not math.isfinite(nats):
        raise WikimillError(f"{folder}: its loss is NaN or infinite; choose an earlier step, or train again")
    return Evaluation.from_loss(str(folder), digest(model.weights, model.shape), text, context, stride, nats)


def evaluate(
    ids: Path, model: Path, base: Path | None, options: Evaluate, backend: str, output: Path
) -> dict[str, Evaluation | None]:
    """Evaluate a trained model, `after`, and the one that it was trained from, `before`, on the same ids.

    Args:
        ids: a `.bin` of the corpus.
        model: the folder of the trained model.
        base: that of the model it started from; None if it was trained from scratch.
        options: the configuration's section `evaluate`.
        backend: what Keras computes with.
        output: the file `evaluation.json`, which gets the results and the name of the split.

    Raises:
        WikimillError: what `evaluate_model` and `read_evaluation_text` raise.
    """
    text = read_evaluation_text(ids, read_vocabulary(model), model)
    if base:
        check_vocabulary(model, base)
    before = evaluate_model(base, text, options, backend) if base else None
    results = {"before": before, "after": evaluate_model(model, text, options, backend)}
    by_name = {name: result and asdict(result) for name, result in results.items()}
    write_text(output, json.dumps({"split": ids.stem, **by_name}, indent=2) + "\n")
    return results


def _window(model_context: int, options: Evaluate) -> tuple[int, int]:
    """Context and stride, in tokens."""
    context = options.context or model_context
    if context > model_context:
        raise WikimillError(f"evaluate.context: {context} exceeds the model's context of {model_context}; lower it")
    stride = options.stride or max(1, context // 2)
    if stride > context:
        raise WikimillError(f"evaluate.stride: {stride} exceeds the context of {context}; lower it")
    return context, stride


def read_evaluation_text(path: Path, vocabulary: Vocabulary, model: Path) -> EvaluationText:
    """The text in a file: token ids if it is a `.bin`, else UTF-8.

    Args:
        path: the file; a folder `tokenizer` beside a `.bin` has the vocabulary that encoded it.
        vocabulary: of the model.
        model: the folder of the model.

    Raises:
        WikimillError: the file is missing or empty, not UTF-8, or has ids of another vocabulary.
    """
    if path.suffix != ".bin":
        return encode_evaluation_text(read_text(path, "text"), str(path), vocabulary)
    if not path.is_file():
        raise WikimillError(f"{path}: there is no such file of token ids; check the name")
    if (path.parent / "tokenizer").is_dir():
        check_vocabulary(path.parent / "tokenizer", model)
    ids = MappedTokens(path, token_dtype(vocabulary.size))[:]
    if len(ids) and int(ids.max()) >= vocabulary.size:
        raise WikimillError(
            f"{path}: it has the id {ids.max()}, but the model {model} only {vocabulary.size} tokens; encode the text "
            "with the model's vocabulary"
        )
    tokenizer = vocabulary.tokenizer(special=False)
    parts = np.split(ids, np.flatnonzero(ids == vocabulary.end_of_text) + 1)
    texts = (tokenizer.decode(part[part != vocabulary.end_of_text].tolist()) for part in parts)
    return _count(str(path), sha256(path), ids, texts)


def encode_evaluation_text(text: str, source: str, vocabulary: Vocabulary) -> EvaluationText:
    """A text as it is or, if it has lines `<|endoftext|>` as `train.txt` has, as pages that each end with it.

    Raises:
        WikimillError: it is empty.
    """
    parts = split_pages(text)
    ids, _, _ = Encoder(vocabulary).encode(pa.array(parts, pa.large_string()), [None] * len(parts))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return _count(source, digest, ids if SEPARATOR.search(text) else ids[:-1], parts)


def _count(source: str, sha256: str, tokens: Ids, texts: Iterable[str]) -> EvaluationText:
    counts = [(len(text.split()), len(text.encode())) for text in texts]
    size = sum(count for _, count in counts)
    if not size:
        raise WikimillError(f"{source}: there is no text in it; name another file, or add pages to the corpus")
    return EvaluationText(source, sha256, tokens, sum(count for count, _ in counts), size)


def evaluation_table(results: Mapping[str, Evaluation]) -> str:
    """The results for one text, by name, for a person to read."""
    first = next(iter(results.values()))
    width = max(map(len, results))
    lines = [
        f"{first.text}: {first.tokens} tokens, {first.words} words, {first.bytes} bytes; context {first.context}, "
        f"stride {first.stride}",
        f"{'':{width}}  nats a token  perplexity a token  perplexity a word  bits a byte",
    ]
    for name, result in results.items():
        perplexities = f"{_format(result.perplexity):>18}  {_format(result.word_perplexity):>17}"
        lines.append(f"{name:{width}}  {result.loss:12.4f}  {perplexities}  {result.bits_per_byte:11.4f}")
    return "\n".join(lines)


def _perplexity(nats: float) -> float | None:
    return math.exp(nats) if nats < MAX_EXPONENT else None


def _format(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if value < 1e6 else f"{value:.2e}"
