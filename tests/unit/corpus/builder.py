"""Manifests as conversion leaves them, corpora as the stages before the card leave them, and a vocabulary."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tokenizers import pre_tokenizers

from tests.fake_source import pin
from tests.sites import ENGLISH
from wikimill import layout
from wikimill.config.model import Config, Convert, Corpus
from wikimill.convert import losses
from wikimill.convert.losses import Loss
from wikimill.convert.page_facts import write_facts
from wikimill.convert.pages import PageRow, write_pages
from wikimill.convert.template_totals import TemplateTotals
from wikimill.corpus.card.card import card
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.pages.schema import SCHEMA
from wikimill.corpus.tokens import token_file
from wikimill.corpus.tokens.vocabulary import Vocabulary, write_vocabulary
from wikimill.files import sha256, write_text
from wikimill.manifest.expansion_lock import write_expansion_lock
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import Origin, WikiOrigin
from wikimill.manifest.site_file import SiteFile, write_site_file
from wikimill.manifest.templates_lock import TemplatePin, write_templates_lock
from wikimill.manifest.text_origins import DocumentsOrigin, FileOrigin
from wikimill.manifest.verification import Verification, write_verification
from wikimill.site.core import core_site
from wikimill.sources.base import Revision
from wikimill.sources.documents.file_source import FileSource
from wikimill.sources.mediawiki.expansion_cache import Expansion

FOLDER = Path("corpus/main")
SPLITS = ("train", "val")
WIKI = WikiOrigin("wiki.example")
LICENCE = "CC BY-SA 4.0 https://creativecommons.org/licenses/by-sa/4.0/"
HOSTILE_TEMPLATE = "Evil & *bold* `code` --- \\ </script>"
NOW = "2026-01-02T03:04:05Z"
HOSTILE_CATEGORY = "Evil | <script>alert(1)</script> [x](javascript:x) | --- \\|"
WORDS = [
    "the",
    "tide",
    "and",
    "the",
    "haar",
    "came",
    "over",
    "the",
    "black",
    "wind",
    "of",
    "Skerrow",
    "while",
    "bells",
    "rang",
    "across",
    "the",
    "narrow",
    "water",
]
PAGE_ROW = {
    "id": "enwiki/7",
    "title": "Haar\u2028é",
    "text": "Sea fog.\n\n北\n",
    "categories": ["Fog"],
    "infoboxes": [{"name": "Infobox wind", "fields": [{"key": "Kind", "value": "a\nb"}]}],
    "has_math": False,
}
TEXTS = {f"Page {n}": " ".join(WORDS[n % 7 :] + WORDS[: n % 5]) + f", {n}.\n" for n in range(60)}  # much alike


def byte_vocabulary() -> Vocabulary:
    """GPT-2's 256 byte symbols, some merges, and end of text."""
    symbols = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = [("t", "h"), ("th", "e"), ("Ġ", "the"), ("<", "|"), ("e", "n"), ("en", "d"), ("'", "s"), ("Ġ", "Ġ")]
    tokens = [*symbols, *dict.fromkeys(left + right for left, right in merges), "<|endoftext|>"]
    return Vocabulary({token: number for number, token in enumerate(tokens)}, merges)


VOCABULARY = byte_vocabulary()


@cache
def prose(seed: int, words: int = 120) -> str:
    """A text of invented words that no other seed shares."""
    rng = random.Random(seed)
    invented = ("".join(rng.choice("bdfgklmnprstv") + rng.choice("aeiou") for _ in range(3)) for _ in range(words))
    return " ".join(invented) + ".\n"


def keep_duplicates(**options: object) -> Corpus:
    """The options of a corpus that keeps all pages, however alike."""
    return Corpus.model_validate({"dedup": "none", **options})


def write_manifest(
    manifest: str,
    texts: Mapping[str, str],
    status: str = "ok",
    notes: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
    lost: Mapping[str, Sequence[Loss]] | None = None,
) -> None:
    """A manifest as conversion leaves it, and a missing page; what it dropped, its facts as JSON, losses, by title."""
    rows = []
    for title, text in texts.items():
        path = layout.markdown("mediawiki/wiki.example", title.replace(" ", "_"))
        write_text(path, text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        rows.append(
            PageRow(title, str(path), pin(title).revid, digest, len(text.split()), status, (notes or {}).get(title, ""))
        )
    rows.append(PageRow("Nope", "", 0, "", 0, "missing", ""))
    write_pages(layout.pages(manifest), rows)
    write_facts(
        layout.pages(manifest).parent, ((title, (facts or {}).get(title, "{}")) for title in sorted([*texts, "Nope"]))
    )
    losses.write_losses(layout.pages(manifest).parent, [(title, tuple(each)) for title, each in (lost or {}).items()])
    pins = [pin(title, category="R") for title in [*texts, "Nope"]]
    write_lock(layout.lock(manifest), "", WIKI, "CC BY-SA 4.0", ENGLISH, pins)


def write_templates(manifest: str, verified: bool = False) -> None:
    """The locks of a manifest's templates, and their numbers, as the stages before the card leave them."""
    write_site_file(layout.site_file(manifest), SiteFile(core_site("en", host="wiki.example"), NOW))
    rows = [
        TemplatePin(title, revid, "0" * 40 if revid else "")
        for title, revid in {
            f"Template:{HOSTILE_TEMPLATE}": 12,
            "Template:Wind": 11,
            "Module:Tide": 13,
            "Talk:Wind": 14,
            "Template:Gone": 0,
        }.items()
    ]
    write_templates_lock(layout.templates_lock(manifest), "", sha256(layout.site_file(manifest)), rows)
    write_expansion_lock(layout.expansion_lock(manifest), [Expansion("{{#ask:x}}", "", "y")])
    used = [(rows[0].title, 12, 7), ("Module:Tide", 13, 3)]
    totals = TemplateTotals({"page": 9, "missing": 1}, used)
    write_text(layout.template_totals(manifest), json.dumps(asdict(totals)))
    if verified:
        numbers = Verification(sha256(layout.templates_lock(manifest)), "wikimill 1", "2026-02-03", 97, 3, 2, 0)
        write_verification(layout.verification(manifest), numbers)


def build_corpus(texts: Mapping[str, str], **options: object) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """Titles that are kept, and reason and detail of those left out, of a corpus of these texts."""
    write_manifest("m", texts)
    pages_table(["m"], Corpus.model_validate({"val_fraction": 0, **options}), Path("corpus/c"))
    left = pd.read_csv("corpus/c/left_out.tsv", sep="\t", keep_default_na=False)
    reasons = dict(zip(left["title"], zip(left["reason"], left["detail"], strict=True), strict=True))
    assert reasons.pop("Nope") == ("missing", "")
    kept = pd.read_parquet("corpus/c/pages.parquet")["title"].tolist()
    assert sorted([*kept, *reasons]) == sorted(texts)
    return kept, reasons


def write_file_manifest(manifest: str, file: Path) -> None:
    """The manifest of one file as conversion leaves it."""
    source = FileSource(file, Convert())
    pins = list(source.all_texts())
    rows = []
    for item in source.revisions(pins):
        assert isinstance(item, Revision)
        path = layout.markdown(f"documents/{manifest}", item.title)
        write_text(path, item.text)
        digest = hashlib.sha256(item.text.encode()).hexdigest()
        rows.append(PageRow(item.title, str(path), item.revid, digest, len(item.text.split()), "ok", ""))
    write_pages(layout.pages(manifest), rows)
    write_facts(layout.pages(manifest).parent, ((row.title, "{}") for row in rows))
    losses.write_losses(layout.pages(manifest).parent, [])
    write_lock(layout.lock(manifest), "", FileOrigin(manifest, str(file), source.encoding), "", None, pins)


def page_path(title: str) -> str:
    """Where the markdown of a page is."""
    return str(layout.markdown("mediawiki/wiki.example", title))


def write_manifest_tables(
    manifest: str,
    statuses: dict[str, str],
    origin: Origin = WIKI,
    licence: str = LICENCE,
    category: str = "Ships",
    lost: Iterable[Loss] = (),
) -> None:
    """The tables of a manifest as conversion leaves them, without texts; statuses by title."""
    rows = []
    for title, status in statuses.items():
        path = "" if status == "missing" else str(layout.markdown(origin.folder, title.replace(" ", "_")))
        rows.append(PageRow(title, path, pin(title).revid, "", 3, status, ""))
    write_pages(layout.pages(manifest), rows)
    losses.write_losses(layout.pages(manifest).parent, [(next(iter(statuses)), tuple(lost))])
    pins = [pin(title, category=category) for title in statuses]
    write_lock(layout.lock(manifest), "", origin, licence, ENGLISH, pins)


def page_row(title: str, text: str, tokens: int, origin: Origin = WIKI, **others: Any) -> tuple[dict[str, Any], int]:
    """A row of pages.parquet, and its tokens."""
    row = {
        "title": title,
        "text": text,
        "split": "train",
        "source": origin.name,
        "url": origin.link(title, pin(title).revid),
        "page_id": pin(title).pageid,
        "revid": pin(title).revid,
        "date_modified": pin(title).timestamp,
        "licence": LICENCE,
        "categories": ["Ships"],
        "in_language": "en",
        "words": len(text.split()),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "path": str(layout.markdown(origin.folder, title.replace(" ", "_"))),
    }
    return {**row, **others}, tokens


def write_corpus_tables(pages: list[tuple[dict[str, Any], int]], left_out: Iterable[tuple[str, str]] = ()) -> None:
    """The tables of a corpus as the stages before the card leave them; `left_out` has titles and reasons."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = sorted(pages, key=lambda each: str(each[0]["path"]))
    pq.write_table(pa.Table.from_pylist([row for row, _ in pages], SCHEMA), FOLDER / "pages.parquet", row_group_size=3)
    tokens = pa.Table.from_pylist([{**row, "tokens": tokens} for row, tokens in pages], token_file.SCHEMA)
    pq.write_table(tokens, FOLDER / "tokens.parquet", row_group_size=2)
    rows = (f"{title}\t\twiki.example\t{why}\t\t{len(title)}" for title, why in left_out)
    lines = ["title\tpath\tsource\treason\tdetail\twords", *rows]
    write_text(FOLDER / "left_out.tsv", "\n".join(lines) + "\n")
    write_text(FOLDER / "taken_out.tsv", "kind\twhat\tcount\tpages\nline\tSee | the harbour office.\t4\t3\n")
    if not (FOLDER / "tokenizer").exists():
        write_vocabulary(VOCABULARY, FOLDER / "tokenizer")


def write_page_table(path: Path, rows: list[dict[str, Any]], schema: pa.Schema = SCHEMA) -> list[dict[str, Any]]:
    """A table with rows such as `PAGE_ROW`; the rows as they are read."""
    pq.write_table(pa.Table.from_pylist(rows, schema), path)
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


def write_loss_masks(folder: Path, masks: Mapping[str, npt.NDArray[np.bool_]]) -> None:
    """`tokens.parquet` of a corpus that has a page in each split, with these loss masks."""
    rows = [
        {"path": split, "split": split, "start": 0, "tokens": len(mask), "loss_mask": mask.tolist()}
        for split, mask in masks.items()
    ]
    pq.write_table(pa.Table.from_pylist(rows, token_file.SCHEMA), folder / "tokens.parquet")


def write_three_manifests() -> None:
    """Manifests `m` and `n` of a wiki, which share a page, and `d` of documents; and the tables of their corpus."""
    lost = [Loss("tables", "", 4), Loss("missing", "Tide | table", 9), Loss("removed", ".hatnote", 1)]
    write_manifest_tables("m", {"Alpha": "ok", "Beta": "ok", "Gone": "missing", "Bad": "quarantined"}, lost=lost)
    write_manifest_tables(
        "n", {"Beta": "ok", "Short": "ok", "Twin": "ok"}, category=HOSTILE_CATEGORY, lost=[Loss("tables", "", 3)]
    )
    write_manifest_tables("d", {"a.txt": "ok"}, DocumentsOrigin("d", "texts"), licence="", category="")
    reasons = {"Gone": "missing", "Bad": "quarantined", "Short": "too short", "Twin": "exact duplicate"}
    documents = DocumentsOrigin("d", "texts")
    pages = [
        page_row("Alpha", "Tide äöü\n", 1),
        page_row("Beta", "北 wind\n", 8, split="val", categories=["Ships", HOSTILE_CATEGORY], in_language="de-at"),
        page_row("a.txt", "one two three\n", 9, documents, split="test", licence=None, categories=[], in_language=None),
    ]
    write_corpus_tables(pages, reasons.items())


def write_card(*manifests: str, **convert: Any) -> str:
    """Write the card, and return its text."""
    config = Config(convert=convert)
    card(manifests, config, FOLDER)
    return (FOLDER / "README.md").read_text()
