"""How much of the samples is copied from the pages that the model learned from: `memorization.json`."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wikimill.corpus.parquet import open_parquet
from wikimill.files import write_text
from wikimill.model.sampling.samples import Sample, read_samples
from wikimill.progress import bar
from wikimill.report.suffix_automaton import NO_MATCH, WORD, Match, SuffixAutomaton, split_words

log = logging.getLogger(__name__)

NGRAM = 8  # words
HELD_OUT = ["val", "test"]
BATCH = 1024  # pages held in memory at a time


@dataclass(frozen=True)
class Span:
    """Words of a text that are in the corpus: characters `start` to `end`; `title` is of a page that has them."""

    start: int
    end: int
    words: int
    title: str


@dataclass(frozen=True)
class Copied:
    """What one text shares with the corpus.

    Args:
        index: of the sample.
        words: of the text, without its prompt.
        ngrams: sequences of `NGRAM` words in it.
        found: how many of them are in the corpus.
        longest: the longest copied span, None when the corpus has none of its words.
        spans: starts and ends, in characters, of what is in n-grams that were found; in order.
    """

    index: int
    words: int
    ngrams: int
    found: int
    longest: Span | None
    spans: list[tuple[int, int]]


@dataclass(frozen=True)
class Memorization:
    """How much all samples copy and, for comparison, pages that the model did not see."""

    ngram: int
    pages: int  # that the model learned from
    words: int  # of them
    samples: list[Copied]
    held_out: list[Copied]


def total_share(copied: Sequence[Copied]) -> float | None:
    """The share of all n-grams of these texts that are in the corpus; None when all are too short to have one."""
    ngrams = sum(each.ngrams for each in copied)
    return sum(each.found for each in copied) / ngrams if ngrams else None


def memorization(samples: Path, pages: Path, output: Path) -> None:
    """Write `memorization.json` of `samples.jsonl` and `pages.parquet`.

    Raises:
        WikimillError: a table is missing or damaged.
    """
    write_memorization(output, measure_memorization(read_samples(samples), pages))


def measure_memorization(samples: Sequence[Sample], pages: Path) -> Memorization:
    """Compare samples, and as many beginnings of held-out pages of their length, with the `train` split of `pages`.

    Raises:
        WikimillError: a table of the corpus is missing or damaged.
    """
    texts = [(sample.index, sample.prompt, sample.text) for sample in samples]
    size = sum(len(split_words(text)) for *_, text in texts) // max(1, len(texts))
    held_out = _held_out_texts(pages, len(samples))
    texts += [(number, "", _truncate(text, size)) for number, text in enumerate(held_out)]
    with bar("Comparing", None, "page") as progress:
        found = find_copied(texts, pages, progress.update)
    return replace(found, samples=found.samples[: len(samples)], held_out=found.samples[len(samples) :])


def find_copied(
    texts: Sequence[tuple[int, str, str]], pages: Path, advance: Callable[[], object] = lambda: None
) -> Memorization:
    """What texts share with the `train` split of `pages`.

    Args:
        texts: number, prompt and text of each; a prompt with which the text begins is not compared.
        pages: `pages.parquet`.
        advance: called after each page.

    Raises:
        WikimillError: the table is missing or damaged.
    """
    starts = [len(prompt) if text.startswith(prompt) else 0 for _, prompt, text in texts]
    automaton = SuffixAutomaton(split_words(text[start:]) for (*_, text), start in zip(texts, starts, strict=True))
    titles: list[str] = []
    total = 0
    with open_parquet(pages, ["title", "split", "text"]) as table:
        for title, text in _pages(table, ["train"]):
            total += automaton.read(split_words(text), len(titles))
            titles.append(title)
            advance()
    found = [
        _copied(number, text, start, matches, titles)
        for (number, _, text), start, matches in zip(texts, starts, automaton.find_matches(), strict=True)
    ]
    return Memorization(NGRAM, len(titles), total, found, [])


def mark_copied(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is copied."""
    at = 0
    for start, end in spans:
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:], False


def write_memorization(path: Path, result: Memorization) -> None:
    """Write it as JSON, with the shares."""
    data = asdict(result)
    for name in ("samples", "held_out"):
        each: list[Copied] = getattr(result, name)
        data[name] = [{**asdict(copied), "share": total_share([copied])} for copied in each]
        data[f"{name}_share"] = total_share(each)
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    log.info(
        "%s: %s of the samples' %d-grams are in the corpus", path, format_share(total_share(result.samples)), NGRAM
    )


def format_share(share: float | None) -> str:
    """A share, for people."""
    return "none" if share is None else f"{share:.1%}"


def _copied(number: int, text: str, start: int, matches: Sequence[Match], titles: Sequence[str]) -> Copied:
    """What the matches say of a text from character `start` on."""
    positions = [found.span() for found in WORD.finditer(text, start)]
    spans: list[tuple[int, int]] = []
    for last, match in enumerate(matches):
        if match.words >= NGRAM:
            begin = positions[last - NGRAM + 1][0]
            if spans and begin <= spans[-1][1]:
                begin = spans.pop()[0]
            spans.append((begin, positions[last][1]))
    last, match = max(enumerate(matches), key=lambda item: item[1].words, default=(0, NO_MATCH))  # the first of equals
    longest = None
    if match.words:
        longest = Span(positions[last - match.words + 1][0], positions[last][1], match.words, titles[match.page])
    found = sum(match.words >= NGRAM for match in matches)
    return Copied(number, len(matches), max(0, len(matches) - NGRAM + 1), found, longest, spans)


def _pages(table: pq.ParquetFile, splits: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Title and text of the pages of these splits, in order."""
    for batch in table.iter_batches(BATCH, columns=["title", "split", "text"]):
        chosen = batch.filter(pc.is_in(batch["split"], pa.array(splits)))
        yield from zip(chosen["title"].to_pylist(), chosen["text"].to_pylist(), strict=True)


def _held_out_texts(pages: Path, number: int) -> list[str]:
    """Texts of held-out pages, evenly spread over them; fewer when there are fewer."""
    with open_parquet(pages, ["title", "split", "text"]) as table:
        splits = table.read(["split"])["split"]
        total = pc.sum(pc.not_equal(splits, "train")).as_py() or 0
        step = max(1, total // max(1, number))
        return [text for _, text in islice(_pages(table, HELD_OUT), 0, step * number, step)]


def _truncate(text: str, size: int) -> str:
    """A text up to the end of its word `size`."""
    last = next(islice(WORD.finditer(text), max(0, size - 1), None), None)
    return text[: last.end()] if last else text
