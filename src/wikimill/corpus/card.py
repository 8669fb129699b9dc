"""The card of a corpus, `README.md` in the form that Hugging Face's hub reads, and what it is made of."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypandoc
import yaml

from wikimill import __version__
from wikimill.config.model import Convert, Corpus, Tokenizer
from wikimill.config.section import Section
from wikimill.convert.recipe import Recipe
from wikimill.corpus import attribution, funnel, licences, statistics, vocabulary
from wikimill.corpus.funnel import Source
from wikimill.corpus.markdown import escaped, fenced, linked, table
from wikimill.corpus.statistics import Amount, Statistics
from wikimill.files import sha256, write_text

log = logging.getLogger(__name__)

# The hub's names of sizes, by the number of rows from which on each holds.
SIZES = {
    0: "n<1K",
    10**3: "1K<n<10K",
    10**4: "10K<n<100K",
    10**5: "100K<n<1M",
    10**6: "1M<n<10M",
    10**7: "10M<n<100M",
    10**8: "100M<n<1B",
}
# Not `train`: the file holds all splits, and who asks for `train` shall not get what is held out.
HUB_SPLIT = "pages"
LANGUAGE = re.compile(r"[a-z]{2,3}")
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
    """What the card tells."""

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
        meta = yaml.safe_dump(self._front_matter(), sort_keys=False, allow_unicode=True, width=1000)
        return f"---\n{meta}---\n\n" + "\n\n".join(self._blocks()) + "\n"

    def _front_matter(self) -> dict[str, object]:
        spoken = {name.lower().partition("-")[0] for name in self.statistics.pages_by["language"]}
        languages = sorted(name for name in spoken if LANGUAGE.fullmatch(name))
        return {
            **licences.front_matter(self.statistics.pages_by["licence"]),
            **({"language": languages} if languages else {}),
            "pretty_name": f"{self.run}: {self._names()}",
            "size_categories": [size_category(self.statistics.total.pages)],
            "task_categories": ["text-generation"],
            "configs": [
                {"config_name": "default", "data_files": [{"split": HUB_SPLIT, "path": "pages.parquet"}]},
            ],
        }

    def _blocks(self) -> Iterator[str]:
        total = self.statistics.total
        yield f"# {escaped(self.run)}"
        yield (
            f"{total.pages:,} pages of {escaped(self._names())} as markdown: {total.words:,} words, {total.tokens:,} "
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
        yield fenced(
            "from datasets import load_dataset\n\n"
            f'pages = load_dataset("PATH OF THIS FOLDER", split="{HUB_SPLIT}")\n'
            'train = pages.filter(lambda split: split == "train", input_columns="split")',
            "python",
        )
        yield fenced(
            'import pandas\n\ntrain = pandas.read_parquet("pages.parquet", filters=[("split", "==", "train")])',
            "python",
        )

    def _sources(self) -> Iterator[str]:
        yield "## Sources"
        head = [
            "manifest",
            "wiki",
            "categories",
            "pages",
            "oldest revision",
            "newest revision",
            "licence",
            "sha256 of the derived manifest",
        ]
        yield table(
            head,
            [
                [
                    source.manifest,
                    source.header.origin.name,
                    source.categories,
                    source.header.pages,
                    source.oldest,
                    source.newest,
                    _linked(source.header.licence),
                    source.sha256,
                ]
                for source in self.sources
            ],
        )
        yield "A derived manifest, `manifests/derived/NAME.tsv`, lists every page that was found, at a pinned revision."

    def _counts(self) -> Iterator[str]:
        counted = self.statistics
        yield "## Counts"
        rows = {**counted.splits, "all": counted.total}
        yield table(
            ["split", "pages", "words", "characters", "bytes", "tokens", "characters per token"],
            [_amount_row(name, amount) for name, amount in rows.items()],
        )
        yield "Bytes are those of the text in UTF-8; every page's end of text is one of its tokens."
        yield table(
            ["tokens of a page", "pages"],
            [[_range(1 << power, (2 << power) - 1), pages] for power, pages in enumerate(counted.lengths)],
        )
        categories = counted.top_categories().items()
        yield table(
            ["category in which the page was found first", "pages"],
            [[name or "(named in a manifest)", pages] for name, pages in categories],
        )
        yield table(["wiki", "pages"], list(counted.pages_by["wiki"].items()))
        yield table(
            ["language", "pages"],
            [[name or "not known", pages] for name, pages in counted.pages_by["language"].items()],
        )

    def _funnel(self) -> Iterator[str]:
        counted = self.statistics
        yield "## From the manifests to tokens"
        rows: list[list[object]] = [
            [STAGES[stage.stage], stage.pages, sum(stage.lost.values()), _listed(stage.lost)]
            for stage in counted.stages
        ]
        yield table(["stage", "pages", "lost", "why"], rows)
        yield f"The pages that were kept are {counted.total.tokens:,} tokens. A page of several manifests counts once."
        yield "## What was left out"
        if counted.left_out:
            yield "Pages, each listed in `left_out.tsv`:"
            yield table(["reason", "pages"], list(counted.left_out.items()))
        else:
            yield "No page."
        if counted.taken_out:
            yield "Parts of texts, the most frequent of `taken_out.tsv`:"
            yield table(["taken out", "what", "count", "pages"], counted.taken_out)
        if counted.losses:
            yield (
                "Parts of pages that conversion left out, the most frequent first; a page that several manifests hold "
                "counts in each:"
            )
            yield table(["kind", "name", "count", "pages"], counted.top_losses())

    def _options(self) -> Iterator[str]:
        yield "## Filters, options and versions"
        settings = self._settings()
        rows = [
            [f"{section}.{key}", ", ".join(map(str, value)) if isinstance(value, list) else str(value)]
            for section, values in settings.items()
            for key, value in values.items()
        ]
        yield table(["option", "value"], rows)
        yield table(
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
        names = ", ".join(f"{escaped(source.manifest)}.tsv" for source in self.sources)
        yield (
            f"In a project folder of wikimill {__version__} with this corpus's `manifests/originals` and "
            f"`manifests/derived` ({names}), put this into `config/config.yaml`, with a `contact`, and run "
            "`snakemake --cores all corpus`. Pages are fetched at their pinned revisions, so the result is the same "
            "as long as the wiki still shows them."
        )
        corpus = {"manifests": [source.manifest for source in self.sources], **settings["corpus"]}
        config = {"run": self.run, **settings, "corpus": corpus}
        yield fenced(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), "yaml")
        if self.options.tokenizer.vocabulary not in ("corpus", "gpt2"):
            yield "The vocabulary was given: it is the folder `tokenizer` beside this card."

    def _settings(self) -> dict[str, dict[str, object]]:
        """The options, without those that leave the corpus as it is, and without paths."""
        given = self.options.tokenizer.vocabulary not in ("corpus", "gpt2")
        tokenizer = self.options.tokenizer.model_dump(exclude=None if self._trained() else {"size"})
        return {
            "convert": self.options.convert.model_dump(exclude={"shard_pages"}, exclude_none=True),
            "corpus": self.options.corpus.model_dump(exclude={"manifests"}, exclude_none=True),
            "tokenizer": {**tokenizer, **({"vocabulary": "tokenizer"} if given else {})},
        }

    def _trained(self) -> bool:
        return self.options.tokenizer.vocabulary == "corpus"

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
        yield fenced(f"@misc{{{self.run},\n" + ",\n".join(lines) + "\n}", "bibtex")
        yield "A single page is cited by its `url`, which shows the very revision."

    def _licence(self) -> Iterator[str]:
        yield "## Licence and attribution"
        by_licence = self.statistics.pages_by["licence"]
        yield table(
            ["licence of the texts", "on the hub", "pages"],
            [[_linked(licence), licences.identifier(licence), pages] for licence, pages in by_licence.items()],
        )
        yield (
            "Every text stays under the licence of its source. `attribution.tsv` has the page's title, its permanent "
            "URL, its revision, the URL of its history, where the wiki lists its contributors, and its licence. Pass "
            "that file on with the texts, or with a part of them; where a licence says share alike, under that licence."
        )
        yield escaped(attribution.changes({kind for kind, _ in self.statistics.losses}))

    def _names(self) -> str:
        """The places that the pages are from."""
        return ", ".join(sorted({_printable(source.header.origin.name) for source in self.sources}))


def write(manifests: Sequence[str], options: Options, recipe: Recipe, folder: Path) -> None:
    """Write `statistics.json`, `attribution.tsv` and `README.md` of the corpus in `folder`.

    The same inputs give the same bytes, whatever the order of the manifests.

    Raises:
        WikimillError: a table of the corpus or of a manifest is missing or damaged, or not of the same build as
            the others.
    """
    words = folder / "tokenizer"
    tokens = vocabulary.read(words).size
    sources = funnel.sources(manifests)
    counted = statistics.collect(sources, folder)
    write_text(folder / "statistics.json", counted.to_json())
    attribution.write(sources, {kind for kind, _ in counted.losses}, folder)
    card = Card(
        folder.name,
        options,
        sources,
        counted,
        recipe.digest,
        sha256(folder / "pages.parquet"),
        {name: sha256(words / name) for name in (vocabulary.ENCODER, vocabulary.MERGES)},
        tokens,
    )
    write_text(folder / "README.md", card.text())
    log.info("%s: %d pages, %d tokens", folder / "README.md", counted.total.pages, counted.total.tokens)


def size_category(pages: int) -> str:
    """The hub's name of a corpus's size."""
    return next(name for least, name in reversed(SIZES.items()) if pages >= least)


def _amount_row(name: str, amount: Amount) -> list[object]:
    ratio = amount.characters_per_token
    counts = [amount.pages, amount.words, amount.characters, amount.bytes, amount.tokens]
    return [name, *counts, "" if ratio is None else f"{ratio:.2f}"]


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _linked(licence: str) -> str:
    return linked(licences.name(licence), licences.link(licence)) if licence else "not known"


def _range(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _printable(name: str) -> str:
    """A name without what BibTeX would read as its own."""
    return re.sub(r"[\\{}%&#$~^]", "-", name)
