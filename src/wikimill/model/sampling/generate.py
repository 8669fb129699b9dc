"""Samples, as the configuration's section `generate` asks for them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from wikimill.config.training import Generate
from wikimill.corpus.pages.cleaning import split_pages
from wikimill.corpus.tokens.token_file import token_dtype
from wikimill.errors import WikimillError
from wikimill.files import read_text, write_bytes
from wikimill.model.dataset import MappedTokens
from wikimill.model.formats.openai import HPARAMS
from wikimill.model.sampling.beam import beam_search
from wikimill.model.sampling.load import SamplingModel, load, model_folder
from wikimill.model.sampling.sampler import BatchSampler, GeneratedText, SamplingParams, StopCriteria
from wikimill.model.sampling.samples import Sample, write_samples
from wikimill.progress import bar
from wikimill.tables import format_row

log = logging.getLogger(__name__)

TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def generate(output: Path, options: Generate, held_out: Path | None, test_ids: Path | None) -> None:
    """Write the samples of a run, and continue pages of its test split if that is given.

    Args:
        output: the folder `out/<run>`, which gets `samples/`, `samples.jsonl` and `test_samples.tsv`.
        options: the configuration's section `generate`.
        held_out: see `load.load`.
        test_ids: see `write_test_samples`.

    Raises:
        WikimillError: what `generate_samples` and `write_test_samples` raise, or no such checkpoint.
    """
    folder = model_folder(output, options.checkpoint)
    if options.engine == "gpt-2-simple":  # which does not continue a test split
        write_samples(output, generate_samples(folder, options))
        return
    prompts = read_prompts(options)
    model = load(folder, options.engine, held_out)
    if test_ids:  # first: one of another vocabulary is refused before anything is drawn
        write_test_samples(model, test_ids, options, output / "test_samples.tsv")
    write_samples(output, _continue_prompts(model, prompts, options))


def generate_samples(folder: Path, options: Generate, held_out: Path | None = None) -> Iterator[Sample]:
    """`options.nsamples` samples of the model in a folder, in order.

    Args:
        folder: of the model, see `load.model_folder`; `options.checkpoint` is ignored.
        options: the configuration's section `generate`.
        held_out: see `load.load`.

    Raises:
        WikimillError: no model, a prompt of white space alone, or something that gpt-2-simple cannot do.
    """
    prompts = read_prompts(options)
    if options.engine == "gpt-2-simple":
        if not (folder / HPARAMS).exists():  # known before TensorFlow is imported
            raise WikimillError(
                f"{folder}: gpt-2-simple reads only OpenAI's format, and there is no {HPARAMS}; add openai to "
                "train.formats, or set another generate.engine"
            )
        from wikimill.model.sampling import gpt_2_simple

        yield from gpt_2_simple.generate_samples(folder, options, prompts)
        return
    yield from _continue_prompts(load(folder, options.engine, held_out), prompts, options)


def _continue_prompts(model: SamplingModel, prompts: Sequence[str], options: Generate) -> Iterator[Sample]:
    repeated = [prompts[index % len(prompts)] for index in range(options.nsamples)]
    texts = complete(model, [model.encode(prompt) for prompt in repeated], options)
    for index, (prompt, text) in enumerate(zip(repeated, texts, strict=True)):
        whole = prompt + text if options.include_prefix else text
        yield Sample.from_options(index, prompt, whole, model.engine, options, model.folder)


def complete(model: SamplingModel, prompts: Sequence[list[int]], options: Generate) -> list[str]:
    """What follows each of the prompts, which are token ids, at least one; sample `index` follows that at `index`.

    A text is a function of seed, index and settings: not of the others, and not of how many are written side by side.
    """
    stop = StopCriteria.from_options(model, options)
    with bar("Sampling", len(prompts), "sample") as progress:
        if options.strategy == "beam":
            return _beam_search_all(model, prompts, options, stop, progress.update)
        texts = [GeneratedText(index, prompt, options.seed) for index, prompt in enumerate(prompts)]
        texts.sort(key=lambda text: text.prompt)  # those of one prompt together, which is then read once
        capacity = max(map(len, prompts)) + options.length
        params = SamplingParams.from_options(options)
        sampler = BatchSampler(model, params, stop, min(options.batch_size, len(texts)), capacity)
        written = {}
        for text, result in sampler.run(texts):
            written[text.index] = result
            progress.update()
    return [written[index] for index in range(len(prompts))]


def _beam_search_all(
    model: SamplingModel,
    prompts: Sequence[list[int]],
    options: Generate,
    stop: StopCriteria,
    advance: Callable[[], object],
) -> list[str]:
    """The same by beam search, once for each prompt: it is deterministic."""
    written: dict[tuple[int, ...], str] = {}
    for prompt in prompts:
        if tuple(prompt) not in written:
            written[tuple(prompt)] = stop.decode(beam_search(model, prompt, options.length, options.beams))
        advance()
    return [written[tuple(prompt)] for prompt in prompts]


def read_prompts(options: Generate) -> list[str]:
    """The prompts, which samples take in turn, each after `generate.prefix`; an empty one starts from end of text.

    Raises:
        WikimillError: see `read_prompt_file`.
    """
    prompts = read_prompt_file(Path(options.prompt_file)) if options.prompt_file else options.prompts or [""]
    return [options.prefix + prompt for prompt in prompts]


def read_prompt_file(path: Path) -> list[str]:
    r"""The prompts of a file, separated by lines `<|endoftext|>`; the newline before such a line is not part of them.

    `One\ntwo\n<|endoftext|>\nThree\n` has `One\ntwo` and `Three`.

    Raises:
        WikimillError: the file is missing or not UTF-8, or a prompt in it is white space alone.
    """
    text = read_text(path, "prompt file").replace("\r\n", "\n")
    prompts = split_pages(text)
    for number, prompt in enumerate(prompts, 1):
        if not prompt.strip():
            what = f"prompt {number} of {len(prompts)} is" if len(prompts) > 1 else "it is"
            raise WikimillError(f"{path}: {what} white space alone, which tells the model nothing; write some words")
    return [prompt.removesuffix("\n") for prompt in prompts]


def write_test_samples(model: SamplingModel, ids: Path, options: Generate, output: Path) -> None:
    r"""Continue the first `options.test_samples` pages of a test split: `test_samples.tsv`.

    As Texar's GPT-2 example writes it: no header, a row a page, context TAB continuation. Inside both a tab is `\t`,
    a newline `\n`, a carriage return `\r` and a backslash `\\`; see `plain_text.to_cell` for the rest.

    Args:
        model: what continues them.
        ids: `test.bin`, ids with end of text after every page.
        options: the configuration's section `generate`; prompts are ignored.
        output: the table.

    Raises:
        WikimillError: a test split that is truncated or of another vocabulary.
    """
    dtype = token_dtype(model.network.shape.n_vocab)
    starts = page_starts(ids, dtype, model.end_of_text, options.context_length)
    contexts = list(islice(starts, options.test_samples))
    if any(max(context) >= model.network.shape.n_vocab for context in contexts):
        raise WikimillError(f"{ids}: it has ids that the model {model.folder} does not know; encode the corpus again")
    texts = complete(model, contexts, options) if contexts else []
    rows = [
        format_row(text.translate(TSV_ESCAPES) for text in (model.decode(context), continuation))
        for context, continuation in zip(contexts, texts, strict=True)
    ]
    write_bytes(output, b"".join(rows))
    log.info("%s: %d pages of the test split continued", output, len(rows))


def page_starts(path: Path, dtype: np.dtype[Any], end_of_text: int, length: int) -> Iterator[list[int]]:
    """The first `length` ids of each page that is not empty."""
    ids = MappedTokens(path, dtype)
    start = 0
    while start < len(ids):
        stop = start
        for block in range(start, len(ids), 1 << 16):  # a page's end is near: the rest of the file is not read
            ends = np.flatnonzero(ids[block : block + (1 << 16)] == end_of_text)
            stop = block + int(ends[0]) if len(ends) else len(ids)
            if len(ends):
                break
        if stop > start:
            yield ids[start : min(stop, start + length)].tolist()
        start = stop + 1
