"""A page's words by both ways: from its wikitext, and from the HTML that a real MediaWiki (Parsoid) makes of it."""

from __future__ import annotations

import json
import re
import urllib.request
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest

from tests.clone import Clone
from tests.mediawiki.conftest import project
from tests.mediawiki.wiki import RealWiki
from tests.snapshots import item, write_snapshot
from wikimill.config.model import Corpus
from wikimill.convert.pages import read_pages
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.manifest.lock import read_pins

MOST_DIFFERENT = 0.01  # share of words


@pytest.fixture
def clone(wiki: RealWiki, tmp_path: Path) -> Clone:
    clone = project(tmp_path / "wikimill", wiki)
    clone.snakemake("processed/real")
    return clone


def html_of(wiki: RealWiki, title: str) -> str:
    address = wiki.url.replace("api.php", f"rest.php/v1/page/{quote(title.replace(' ', '_'), safe='')}/html")
    with urllib.request.urlopen(address, timeout=120) as answer:
        return str(answer.read().decode())


def words(clone: Clone, name: str) -> dict[str, list[str]]:
    rows = read_pages(clone.folder / f"processed/{name}/pages.tsv")
    return {row.title: re.findall(r"\w+", clone.read(row.path)) for row in rows if row.status == "ok"}


def columns(clone: Clone, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    """Those of `pages.tsv` and of `pages.parquet`, and what the latter says of a page beside its text."""
    monkeypatch.chdir(clone.folder)
    pages_table([name], Corpus(), folder / name)
    table = pq.read_table(folder / name / "pages.parquet")
    told = {
        row["title"]: (row["source"], row["page_id"], row["revid"], row["in_language"]) for row in table.to_pylist()
    }
    return clone.read(f"processed/{name}/pages.tsv").splitlines()[0], (table.schema.names, told.get("Haar"))


def test_words_by_both_ways(wiki: RealWiki, clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = [pin for pin in read_pins(clone.folder / "manifests/derived/real.tsv") if pin.revid]
    items = [
        item(pin.title, html_of(wiki, pin.title), pin.pageid, version={"identifier": pin.revid}, url=wiki.url)
        for pin in pins
    ]
    write_snapshot(clone.folder / "wiki-ENTERPRISE-HTML.json.tar.gz", items)
    clone.write("manifests/originals/html.yaml", f"wiki: {wiki.url}\nhtml: wiki-*-HTML.json.tar.gz\n")
    clone.snakemake("processed/html")
    assert columns(clone, "html", tmp_path, monkeypatch) == columns(clone, "real", tmp_path, monkeypatch)
    first, second = words(clone, "real"), words(clone, "html")
    assert first.keys() == second.keys()
    different = {}
    for title, wanted in first.items():
        matcher = SequenceMatcher(None, wanted, second[title], autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        if same < max(len(wanted), len(second[title])):
            different[title] = [
                (wanted[a:b], second[title][c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"
            ]
    lost = sum(max(len(one), len(two)) for parts in different.values() for one, two in parts)
    total = sum(map(len, first.values()))
    assert lost <= total * MOST_DIFFERENT, json.dumps(different, ensure_ascii=False)[:4000]
