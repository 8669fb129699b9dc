"""The dataset card of a corpus, `README.md` in the form that Hugging Face's hub reads: `template.md`, filled in."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pypandoc
import yaml

from wikimill import __version__, layout
from wikimill.config.model import Config
from wikimill.config.resolved import flatten
from wikimill.convert.recipe import load_recipe
from wikimill.corpus.card.attribution import describe_changes, write_attribution
from wikimill.corpus.card.citation import CITATION, Citation
from wikimill.corpus.card.decisive import (
    HEADER,
    RECREATION,
    decisive_settings,
    describe_source,
    recreation,
    recreation_commands,
)
from wikimill.corpus.card.environment import read_environment
from wikimill.corpus.card.funnel import Source, rank, read_sources
from wikimill.corpus.card.hub import hub_identifier, hub_metadata, licence_name, licence_url
from wikimill.corpus.card.markdown import fence, format_table, link, load_template
from wikimill.corpus.card.provenance import write_provenance
from wikimill.corpus.card.statistics import LOSS_COLUMNS, Amount, Statistics, collect_statistics
from wikimill.corpus.card.templates import KINDS, Templates
from wikimill.corpus.tokens.token_file import token_dtype
from wikimill.corpus.tokens.tokenizer_files import find_tokenizer_files
from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.files import sha256, write_text

log = logging.getLogger(__name__)

STAGES = {
    "found": "found by the manifests",
    "fetched": "fetched",
    "converted": "converted to markdown",
    "kept": "kept",
}
# Where the texts of templates came from, for readers.
ORIGINS = {
    "page": "a template or other page of the wiki",
    "module": "a module of the wiki",
    "function": "a parser function or variable",
    "answer": "the wiki's parser, pinned",
    "library": "the library for English Wikipedia",
    "renderer": "convert.renderers, or left out by convert.drop",
    "missing": "nowhere: the wiki has no such template",
    "unsupported": "nowhere: a function of an extension",
    "literal": "nowhere: it stays as it is written",
    "limits": "nowhere: over the limits of a page",
    "error": "nowhere: a template within itself",
}
MOST_USED = 10


def card(manifests: Sequence[str], config: Config, folder: Path) -> None:
    """Write what describes the corpus in `folder`.

    These are `statistics.json`, `attribution.tsv`, `provenance.json`, `config.yaml`, `CITATION.cff` and `README.md`.

    The same inputs give the same bytes, whatever the order of the manifests.

    Raises:
        WikimillError: a table of the corpus or of a manifest is missing or damaged, or not of the same build as
            the others.
    """
    tokenizer, recipe = folder / "tokenizer", load_recipe(config.convert)
    size = read_vocabulary(tokenizer).size
    versions: list[Sequence[object]] = [
        ["wikimill", __version__],
        ["pandoc", str(pypandoc.get_pandoc_version())],
        ["sha256 of the recipe: filters, template renderers, options, pandoc's version", recipe.digest],
        ["tokens of the vocabulary", size],
        ["ids in .bin and .npz", f"{token_dtype(size).name}, little-endian"],
        *[[f"sha256 of tokenizer/{path.name}", sha256(path)] for path in find_tokenizer_files(tokenizer)],
    ]
    sources = read_sources(manifests)
    templates = config.convert.templates
    statistics = collect_statistics(sources, folder, templates)
    lost = {kind for kind, _ in statistics.losses}
    write_text(folder / "statistics.json", statistics.to_json())
    write_attribution(sources, lost, folder)
    run = folder.name
    environment = read_environment()
    again = recreation(run, [source.manifest for source in sources], config)
    outputs = write_provenance(sources, config, recipe.digest, environment, folder)
    citation = Citation.of(run, sources, outputs["pages.parquet"])
    write_text(folder / RECREATION, HEADER + yaml.safe_dump(again, sort_keys=False, allow_unicode=True))
    write_text(folder / CITATION, citation.cff())
    metadata = hub_metadata(citation.title, statistics)
    text = load_template("wikimill.corpus.card", "template.md").render(
        run=run,
        names=", ".join(citation.names),
        version=__version__,
        metadata=yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=1000),
        statistics=statistics,
        total=statistics.total,
        tables={
            "sources": _source_table(sources),
            "locks": _lock_table(sources, config.convert.templates),
            **_statistics_tables(statistics),
            **_template_tables(sources, statistics.templates),
            "options": _option_table(decisive_settings(config)),
            "versions": format_table(["made with", ""], versions),
        },
        lock=environment,
        again=fence(recreation_commands(run, outputs), "bash"),
        citation=fence(citation.bibtex(), "bibtex"),
        changes=describe_changes(lost),
    )
    write_text(folder / "README.md", text)
    log.info("%s: %d pages, %d tokens", folder / "README.md", statistics.total.pages, statistics.total.tokens)


def _source_table(sources: Sequence[Source]) -> str:
    rows = []
    for source in sources:
        counts = [source.categories, source.header.pages]
        times = [source.oldest, source.newest]
        licence = _link_licence(source.header.licence)
        rows.append([source.manifest, source.header.origin.name, *counts, *times, licence, source.sha256])
    times = ["oldest revision", "newest revision"]
    head = ["manifest", "wiki", "categories", "pages", *times, "licence", "sha256 of the derived manifest"]
    return format_table(head, rows)


def _lock_table(sources: Sequence[Source], templates: str) -> str:
    """Every file that pins something, and where the texts that the first of a manifest pins come from."""
    rows = []
    for source in sources:
        where = describe_source(source.header.origin)
        for path in layout.locks_of(source.manifest, templates):
            rows.append([str(path), sha256(path), where])
            where = ""
    return format_table(["file", "sha256", "texts come from"], rows)


def _statistics_tables(statistics: Statistics) -> dict[str, str]:
    by = statistics.pages_by
    rows: dict[str, tuple[list[str], Sequence[Sequence[object]]]] = {
        "amounts": (
            ["split", "pages", "words", "characters", "bytes", "tokens", "characters per token"],
            [_amount_row(name, amount) for name, amount in {**statistics.splits, "all": statistics.total}.items()],
        ),
        "lengths": (
            ["tokens of a page", "pages"],
            [[_range(1 << power, (2 << power) - 1), pages] for power, pages in enumerate(statistics.lengths)],
        ),
        "categories": (
            ["category", "pages"],
            list(statistics.top_categories().items()),
        ),
        "wikis": (["wiki", "pages"], list(by["wiki"].items())),
        "languages": (["language", "pages"], [[name or "not known", pages] for name, pages in by["language"].items()]),
        "licences": (
            ["licence of the texts", "on the hub", "pages"],
            [[_link_licence(name), hub_identifier(name), pages] for name, pages in by["licence"].items()],
        ),
        "stages": (
            ["stage", "pages", "lost", "why"],
            [
                [STAGES[each.stage], each.pages, sum(each.lost.values()), _listed(each.lost)]
                for each in statistics.stages
            ],
        ),
        "left_out": (
            ["reason", "pages", "words", "about so many tokens"],
            [
                [reason, each.pages, each.words, statistics.about_tokens(each.words)]
                for reason, each in statistics.left_out.items()
            ],
        ),
        "taken_out": (["taken out", "what", "count", "pages"], statistics.taken_out),
        "losses": (LOSS_COLUMNS, statistics.top_losses()),
    }
    return {name: format_table(*table) for name, table in rows.items()}


def _template_tables(sources: Sequence[Source], templates: Sequence[Templates]) -> dict[str, str]:
    origins = {source.manifest: source.header.origin for source in sources}
    total: Counter[str] = Counter()
    pinned = []
    uses: list[tuple[int, str, str, int]] = []
    for each in templates:
        total.update(each.totals.origins)
        pinned.append([each.manifest, *each.pinned.values(), each.now, each.lock, each.site])
        uses += [(-pages, each.manifest, title, revid) for title, revid, pages in each.totals.most_used]
    most_used = [
        [link(title, origins[name].link(title, revid)), str(revid), -pages, name]
        for pages, name, title, revid in sorted(uses)[:MOST_USED]
    ]
    digests = ["sha256 of the lock", "sha256 of the site file"]
    sums = [[ORIGINS.get(origin, origin), calls] for origin, calls in rank(total).items()]
    return {
        "templates": format_table(["pinned for", *KINDS, "clocks show", *digests], pinned),
        "origins": format_table(["text from", "calls"], sums),
        "most_used": format_table(["template or module", "revision", "pages", "of"], most_used),
    }


def _option_table(settings: dict[str, dict[str, object]]) -> str:
    rows = (
        [key, ", ".join(map(str, value)) if isinstance(value, list) else str(value)] for key, value in flatten(settings)
    )
    return format_table(["option", "value"], rows)


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
