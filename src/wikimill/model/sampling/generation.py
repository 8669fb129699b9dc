"""Samples, as the configuration's section `generate` asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from wikimill.config.training import Generate
from wikimill.model.samples import Sample
from wikimill.model.sampling import beam, limits, opening, prompts, window
from wikimill.model.sampling.batch import Batch
from wikimill.model.sampling.choosing import Choice
from wikimill.model.sampling.opening import Model
from wikimill.model.sampling.text import End, Text
from wikimill.progress import bar


def generate(folder: Path, options: Generate, held_out: Path | None = None) -> Iterator[Sample]:
    """`options.nsamples` samples of the model in a folder, in order.

    Args:
        folder: of the model, see `opening.place`; `options.checkpoint` is not looked at.
        options: the configuration's section `generate`.
        held_out: see `opening.load`.

    Raises:
        WikimillError: no model, a prompt that says nothing, or what gpt-2-simple cannot do.
    """
    given = prompts.of(options)
    if options.engine == "gpt-2-simple":
        limits.check(folder)
        from wikimill.model.gpt2simple import sampling

        yield from sampling.generate(folder, options, given)
        return
    model = opening.load(folder, options.engine, held_out)
    chosen = [given[index % len(given)] for index in range(options.nsamples)]
    texts = written(model, [model.ids(prompt) for prompt in chosen], options)
    for index, (prompt, text) in enumerate(zip(chosen, texts, strict=True)):
        whole = prompt + text if options.include_prefix else text
        yield Sample.of(index, prompt, whole, model.engine, options, folder)


def written(model: Model, beginnings: Sequence[list[int]], options: Generate) -> list[str]:
    """What follows each of the beginnings (token ids, at least one); the sample `index` follows that at `index`.

    A text is a function of seed, index and settings: not of the others, and not of how many are written side by side.
    """
    with bar("Sampling", len(beginnings), "sample") as progress:
        if options.strategy == "beam":
            return _searched(model, beginnings, options, progress.update)
        texts = [Text(index, beginning, options.seed) for index, beginning in enumerate(beginnings)]
        texts.sort(key=lambda text: text.prompt)  # those of one prompt together, which is then read once
        room = window.room(max(map(len, beginnings)), options.length, model.network.shape.n_ctx)
        end = End(model, options.length, options.truncate)
        batch = Batch(model, choice_of(options), end, min(options.batch_size, len(texts)), room)
        found = {}
        for text, made in batch.write(texts):
            found[text.index] = made
            progress.update()
    return [found[index] for index in range(len(beginnings))]


def choice_of(options: Generate) -> Choice:
    """How tokens are chosen."""
    return Choice(options.strategy, options.temperature, options.top_k, options.top_p)


def _searched(model: Model, beginnings: Sequence[list[int]], options: Generate, done: object) -> list[str]:
    """The same by beam search, once for each beginning: there is no chance in it."""
    found: dict[tuple[int, ...], str] = {}
    end = End(model, options.length, options.truncate)
    for beginning in beginnings:
        if tuple(beginning) not in found:
            found[tuple(beginning)] = end.kept(beam.search(model, beginning, options.length, options.beams))
    return [found[tuple(beginning)] for beginning in beginnings]
