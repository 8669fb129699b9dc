"""Small corpora and locks to compare, and how changes are looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.provenance import make_provenance, write_provenance
from tests.wiki_project import WikiProject
from wikimill import layout, tables
from wikimill.compare.difference import Difference
from wikimill.corpus.pages.pages_table import LEFT_OUT_COLUMNS
from wikimill.manifest.lock import read_pins
from wikimill.manifest.site_file import read_site_file
from wikimill.manifest.templates_lock import TemplatesLock, find_pin
from wikimill.manifest.uses import Uses, answers_of, uses_path, write_uses

HOST = "wiki.example"
TEXTS = {"Template:A": "a", "Template:B": "b", "Module:C": "c"}
PAGES = {"One": "{{a}} <message jan>", "Two": "{{b}}", "Three": "plain <now>"}
SAME_TEXTS = {"One": "a one", "Two": "b two", "Three": "c three"}
ASKED = {
    "One": ["Template:A", "message|jan", "exists|Talk:One"],
    "Two": ["Template:B", "Module:C"],
    "Three": ["now|"],
}


def use(name: str = "m", asked: Mapping[str, Sequence[str]] = ASKED) -> None:
    """Record what the pages of a manifest ask for, as converting does."""
    find = find_pin(TemplatesLock(layout.templates_lock(name)), layout.lock(name))
    answer = answers_of(find, read_site_file(layout.site_file(name)))
    answers = {each: answer(each) for names in asked.values() for each in names}
    pages = {pin.title: (pin.revid, asked[pin.title]) for pin in read_pins(layout.lock(name)) if pin.title in asked}
    write_uses(uses_path(name, "00000-of-00001"), Uses("engine", answers, pages))


def pin(wiki: WikiProject, pages: Mapping[str, str] = PAGES, name: str = "m") -> None:
    """Pin the pages of a manifest and what they use, anew."""
    for path in (layout.templates_lock(name), layout.site_file(name)):
        path.unlink(missing_ok=True)
    wiki.list(name, pages)
    wiki.pin(name, "engine")


def keep(folder: Path, name: str = "m") -> Path:
    """A copy of a lock in another project."""
    target = folder / "manifests/derived"
    target.mkdir(parents=True)
    for path in layout.LOCKS.glob(f"{name}.*"):
        (target / path.name).write_bytes(path.read_bytes())
    return target / f"{name}.tsv"


def write_corpus(
    folder: Path,
    texts: Mapping[str, str],
    revids: Mapping[str, int] | None = None,
    left_out: Mapping[str, str] | None = None,
    tokens: int = 2,
    **provenance: object,
) -> Path:
    """A corpus of these texts, by title; reasons of what is left out, by title; each word has so many tokens."""
    folder.mkdir(parents=True)
    rows = [
        {
            "path": f"processed/mediawiki/{HOST}/{title}.md",
            "title": title,
            "source": HOST,
            "revid": (revids or {}).get(title, 7),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "words": len(text.split()),
            "page_id": int.from_bytes(text.encode()[:1], "big"),  # what begins alike is one page
            "text": text,
        }
        for title, text in sorted(texts.items())
    ]
    pq.write_table(pa.Table.from_pylist(rows), folder / "pages.parquet")
    if tokens:
        counts = [{"path": row["path"], "tokens": tokens * len(str(row["text"]).split())} for row in rows]
        pq.write_table(pa.Table.from_pylist(counts), folder / "tokens.parquet")
    cells = [(title, f"{title}.md", HOST, reason, "", 0) for title, reason in (left_out or {}).items()]
    tables.write_table(folder / "left_out.tsv", LEFT_OUT_COLUMNS, cells)
    write_provenance(folder, make_provenance(Path(), "m") | provenance)
    return folder


def causes(found: Difference) -> dict[str, list[tuple[str, str]]]:
    """Change and causes of each page."""
    return {f"{page.change} {page.title}": [(each.kind, each.name) for each in page.causes] for page in found.pages}
