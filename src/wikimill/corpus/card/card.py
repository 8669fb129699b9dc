"""The dataset card of a corpus, `README.md` in the form that Hugging Face's hub reads."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypandoc
import yaml

from wikimill import __version__
from wikimill.config.model import Convert, Corpus, Tokenizer
from wikimill.config.section import Section
from wikimill.convert.recipe import Recipe
from wikimill.corpus.card.attribution import describe_changes, write_attribution
from wikimill.corpus.card.funnel import Source, read_sources
from wikimill.corpus.card.hub import HUB_SPLIT, hub_metadata
from wikimill.corpus.card.licences import hub_identifier, licence_name, licence_url
from wikimill.corpus.card.markdown import escape, fence, format_table, link
from wikimill.corpus.card.statistics import Amount, Statistics, collect_statistics
from wikimill.corpus.tokens.tokenizer_files import OPENAI
from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.files import sha256, write_text

log = logging.getLogger(__name__)

STAGES = {
    "found": "found by the manifests",
    "fetched": "fetched",
    "converted": "converted to markdown",
    "kept": "kept",
}


class Options(Section):
    """The parts of the configuration that decide what a corpus holds."""

    convert: Convert
    corpus: Corpus
    tokenizer: Tokenizer


@dataclass(frozen=True)
class Card:
    """The content of the card."""

    run: str
    options: Options
    sources: Sequence[Source]
    statistics: Statistics
    recipe: str  # digest of filters, template renderers, options and pandoc
    pages: str  # sha256 of pages.parquet, in hex
    vocabulary: dict[str, str]  # sha256 of the vocabulary's files, in hex
    tokens: int  # of the vocabulary

    def text(self) -> str:
        """The whole `README.md`."""
        metadata = hub_metadata(f"{self.run}: {self._names()}", self.statistics)
        meta = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=1000)
        return f"---\n{meta}---\n\n" + "\n\n".join(self._blocks()) + "\n"

    def _blocks(self) -> Iterator[str]:
        total = self.statistics.total
        yield f"# {escape(self.run)}"
        yield (
            f"{total.pages:,} pages of {escape(self._names())} as markdown: {total.words:,} words, {total.tokens:,} "
            f"tokens. Made by wikimill {__version__}."
        )
        yield from self._reading()
        yield from self._sources()
        yield from self._counts()
        yield from self._funnel()
        yield from self._options()
        yield from self._citing()
        yield from self._licence()

    def _reading(self) -> Iterator[str]:
        yield "## Reading it"
        yield (
            "`pages.parquet` has a row a page. Its column `split` says `train`, `val` or `test`; one file holds all "
            f"three, which is why the hub's own split is called `{HUB_SPLIT}`."
        )
        yield fence(
            "from datasets import load_dataset\n\n"
            f'pages = load_dataset("PATH OF THIS FOLDER", split="{HUB_SPLIT}")\n'
            'train = pages.filter(lambda split: split == "train", input_columns="split")',
            "python",
        )
        yield fence(
            'import pandas\n\ntrain = pandas.read_parquet("pages.parquet", filters=[("split", "==", "train")])',
            "python",
        )

    def _sources(self) -> Iterator[str]:
        yield "## Sources"
        columns: dict[str, Callable[[Source], object]] = {
            "manifest": lambda source: source.manifest,
            "wiki": lambda source: source.header.origin.name,
            "categories": lambda source: source.categories,
            "pages": lambda source: source.header.pages,
            "oldest revision": lambda source: source.oldest,
            "newest revision": lambda source: source.newest,
            "licence": lambda source: _link_licence(source.header.licence),
            "sha256 of the derived manifest": lambda source: source.sha256,
        }
        yield format_table(list(columns), [[cell(source) for cell in columns.values()] for source in self.sources])
        yield "A derived manifest, `manifests/derived/NAME.tsv`, lists every page that was found, at a pinned revision."

    def _counts(self) -> Iterator[str]:
        statistics = self.statistics
        yield "## Counts"
        rows = {**statistics.splits, "all": statistics.total}
        yield format_table(
            ["split", "pages", "words", "characters", "bytes", "tokens", "characters per token"],
            [_amount_row(name, amount) for name, amount in rows.items()],
        )
        yield "Bytes are those of the text in UTF-8; every page's end of text is one of its tokens."
        yield format_table(
            ["tokens of a page", "pages"],
            [[_range(1 << power, (2 << power) - 1), pages] for power, pages in enumerate(statistics.lengths)],
        )
        categories = statistics.top_categories().items()
        yield format_table(
            ["category in which the page was found first", "pages"],
            [[name or "(named in a manifest)", pages] for name, pages in categories],
        )
        yield format_table(["wiki", "pages"], list(statistics.pages_by["wiki"].items()))
        yield format_table(
            ["language", "pages"],
            [[name or "not known", pages] for name, pages in statistics.pages_by["language"].items()],
        )

    def _funnel(self) -> Iterator[str]:
        statistics = self.statistics
        yield "## From the manifests to tokens"
        rows: list[list[object]] = [
            [STAGES[stage.stage], stage.pages, sum(stage.lost.values()), _listed(stage.lost)]
            for stage in statistics.stages
        ]
        yield format_table(["stage", "pages", "lost", "why"], rows)
        tokens = statistics.total.tokens
        yield f"The pages that were kept are {tokens:,} tokens. A page of several manifests counts once."
        yield "## What was left out"
        if statistics.left_out:
            yield "Pages, each listed in `left_out.tsv`:"
            yield format_table(["reason", "pages"], list(statistics.left_out.items()))
        else:
            yield "No page."
        if statistics.taken_out:
            yield "Parts of texts, the most frequent of `taken_out.tsv`:"
            yield format_table(["taken out", "what", "count", "pages"], statistics.taken_out)
        if statistics.losses:
            yield (
                "Parts of pages that conversion left out, the most frequent first; a page that several manifests hold "
                "counts in each:"
            )
            yield format_table(["kind", "name", "count", "pages"], statistics.top_losses())

    def _options(self) -> Iterator[str]:
        yield "## Filters, options and versions"
        settings = self._settings()
        rows = [
            [f"{section}.{key}", ", ".join(map(str, value)) if isinstance(value, list) else str(value)]
            for section, values in settings.items()
            for key, value in values.items()
        ]
        yield format_table(["option", "value"], rows)
        yield format_table(
            ["made with", ""],
            [
                ["wikimill", __version__],
                ["pandoc", str(pypandoc.get_pandoc_version())],
                ["sha256 of the recipe: filters, template renderers, options, pandoc's version", self.recipe],
                ["tokens of the vocabulary", self.tokens],
                *([f"sha256 of tokenizer/{name}", digest] for name, digest in self.vocabulary.items()),
            ],
        )
        yield "## Making it again"
        names = ", ".join(f"{escape(source.manifest)}.tsv" for source in self.sources)
        yield (
            f"In a project folder of wikimill {__version__} with this corpus's `manifests/originals` and "
            f"`manifests/derived` ({names}), put this into `config/config.yaml`, with a `contact`, and run "
            "`snakemake --cores all corpus`. Pages are fetched at their pinned revisions, so the result is the same "
            "as long as the wiki still shows them."
        )
        corpus = {"manifests": [source.manifest for source in self.sources], **settings["corpus"]}
        config = {"run": self.run, **settings, "corpus": corpus}
        yield fence(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), "yaml")
        if self.options.tokenizer.vocabulary not in ("corpus", "gpt2"):
            yield "The vocabulary was given: it is the folder `tokenizer` beside this card."

    def _settings(self) -> dict[str, dict[str, object]]:
        """The options, without those that leave the corpus as it is, and without paths."""
        vocabulary = self.options.tokenizer.vocabulary
        tokenizer = self.options.tokenizer.model_dump(exclude=None if vocabulary == "corpus" else {"size"})
        return {
            "convert": self.options.convert.model_dump(exclude={"shard_pages"}, exclude_none=True),
            "corpus": self.options.corpus.model_dump(exclude={"manifests"}, exclude_none=True),
            "tokenizer": {**tokenizer, **({} if vocabulary in ("corpus", "gpt2") else {"vocabulary": "tokenizer"})},
        }

    def _citing(self) -> Iterator[str]:
        yield "## Citing it"
        newest = max((source.newest for source in self.sources), default="")
        entry = {
            "title": f"{self.run}: {self._names()}",
            "author": f"{{Contributors of {self._names()}}}",
            **({"year": newest[:4]} if newest else {}),
            "howpublished": f"Text corpus, made by wikimill {__version__}",
            "note": f"sha256 of pages.parquet: {self.pages}",
        }
        lines = [f"  {key} = {{{value}}}" for key, value in entry.items()]
        yield fence(f"@misc{{{self.run},\n" + ",\n".join(lines) + "\n}", "bibtex")
        yield "A single page is cited by its `url`, which shows the very revision."

    def _licence(self) -> Iterator[str]:
        yield "## Licence and attribution"
        by_licence = self.statistics.pages_by["licence"]
        yield format_table(
            ["licence of the texts", "on the hub", "pages"],
            [[_link_licence(licence), hub_identifier(licence), pages] for licence, pages in by_licence.items()],
        )
        yield (
            "Every text stays under the licence of its source. `attribution.tsv` has the page's title, its permanent "
            "URL, its revision, the URL of its history, where the wiki lists its contributors, and its licence. Pass "
            "that file on with the texts, or with a part of them; where a licence says share alike, under that licence."
        )
        yield escape(describe_changes({kind for kind, _ in self.statistics.losses}))

    def _names(self) -> str:
        """The wikis and other sources of the pages."""
        return ", ".join(sorted({_printable(source.header.origin.name) for source in self.sources}))


def card(manifests: Sequence[str], options: Options, recipe: Recipe, folder: Path) -> None:
    """Write `statistics.json`, `attribution.tsv` and `README.md` of the corpus in `folder`.

    The same inputs give the same bytes, whatever the order of the manifests.

    Raises:
        WikimillError: a table of the corpus or of a manifest is missing or damaged, or not of the same build as
            the others.
    """
    tokenizer = folder / "tokenizer"
    tokens = read_vocabulary(tokenizer).size
    sources = read_sources(manifests)
    statistics = collect_statistics(sources, folder)
    write_text(folder / "statistics.json", statistics.to_json())
    write_attribution(sources, {kind for kind, _ in statistics.losses}, folder)
    content = Card(
        folder.name,
        options,
        sources,
        statistics,
        recipe.digest,
        sha256(folder / "pages.parquet"),
        {name: sha256(tokenizer / name) for name in OPENAI},
        tokens,
    )
    write_text(folder / "README.md", content.text())
    log.info("%s: %d pages, %d tokens", folder / "README.md", statistics.total.pages, statistics.total.tokens)


def _amount_row(name: str, amount: Amount) -> list[object]:
    ratio = amount.characters_per_token
    counts = [amount.pages, amount.words, amount.characters, amount.bytes, amount.tokens]
    return [name, *counts, "" if ratio is None else f"{ratio:.2f}"]


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _link_licence(licence: str) -> str:
    return link(licence_name(licence), licence_url(licence)) if licence else "not known"


def _range(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _printable(name: str) -> str:
    """A name without what BibTeX would read as its own."""
    return re.sub(r"[\\{}%&#$~^]", "-", name)
