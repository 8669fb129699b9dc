"""The dataset card."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pypandoc
import pytest
import yaml

from tests.unit.corpus.builder import (
    FOLDER,
    HOSTILE_CATEGORY,
    VOCABULARY,
    page_row,
    write_card,
    write_corpus_tables,
    write_manifest_tables,
)
from tests.unit.corpus.card.reader import parse_cells, parse_metadata, read_attribution, read_statistics
from wikimill import __version__, layout
from wikimill.config.model import Config
from wikimill.convert.losses import Loss
from wikimill.convert.pages import write_pages
from wikimill.corpus.card.card import card
from wikimill.errors import WikimillError
from wikimill.manifest.text_origins import DocumentsOrigin
from wikimill.plain_text import from_cell

HOSTILE = ['"Heroes" (song)', "---", "A `code` & *stars*_", "NA", "'Quote", "Á=Ω, -1", "$x$ @all \\ end\\"]


BARRED = 'a | "b" \\|.txt'


@pytest.mark.slow
def test_the_same_corpus_gives_the_same_bytes(three: None) -> None:
    names = ("README.md", "statistics.json", "attribution.tsv", "provenance.json", "config.yaml", "CITATION.cff")
    write_card("m", "n", "d")
    first = {name: (FOLDER / name).read_bytes() for name in names}
    write_card("d", "n", "m")
    assert {name: (FOLDER / name).read_bytes() for name in names} == first
    assert str(Path.cwd()).encode() not in b"".join(first.values())


@pytest.mark.slow
def test_the_card_has_sources_counts_and_losses(three: None) -> None:
    text = write_card("m", "n", "d")
    digest = hashlib.sha256(layout.lock("m").read_bytes()).hexdigest()
    time = "2026-01-02T03:04:05Z"
    assert parse_cells(text, "manifest") == [
        ["d", "documents/d", "0", "1", time, time, "not known", parse_cells(text, "manifest")[0][-1]],
        ["m", "wiki.example", "1", "4", time, time, "CC BY-SA 4.0", digest],
        ["n", "wiki.example", "1", "3", time, time, "CC BY-SA 4.0", parse_cells(text, "manifest")[2][-1]],
    ]
    assert parse_cells(text, "taken out") == [["line", "See | the harbour office.", "4", "3"]]
    assert parse_cells(text, "split")[-1] == ["all", "3", "7", "30", "35", "18", "1.67"]
    assert parse_cells(text, "stage") == [
        ["found by the manifests", "7", "0", ""],
        ["fetched", "6", "1", "1 missing"],
        ["converted to markdown", "5", "1", "1 quarantined"],
        ["kept", "3", "2", "1 exact duplicate, 1 too short"],
    ]
    assert ["too short", "1", "5", "13"] in parse_cells(text, "reason")
    assert parse_cells(text, "kind")[0] == ["missing", "Tide | table", "9", "1"]
    assert parse_cells(text, "licence of the texts") == [
        ["CC BY-SA 4.0", "cc-by-sa-4.0", "2"],
        ["not known", "unknown", "1"],
    ]
    assert "[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/)" in text
    assert hashlib.sha256((FOLDER / "pages.parquet").read_bytes()).hexdigest() in text
    headings = re.findall("^#+ (.*)", text, re.M)
    assert headings == [
        "main",
        "Reading it",
        "Sources",
        "Counts",
        "From the manifests to tokens",
        "What was left out",
        "Filters, options and versions",
        "Making it again",
        "Citing it",
        "Licence and attribution",
    ]


@pytest.mark.slow
def test_the_card_names_options_and_versions_and_they_load_again(three: None) -> None:
    text = write_card("m", "n", "d", filters=["references", "markup"], drop_sections=["```", "a | b"])
    made = dict(parse_cells(text, "made with"))
    assert made["wikimill"] == __version__
    assert made["pandoc"] == str(pypandoc.get_pandoc_version())
    assert made["tokens of the vocabulary"] == str(VOCABULARY.size)
    encoder = hashlib.sha256((FOLDER / "tokenizer/encoder.json").read_bytes()).hexdigest()
    assert made["sha256 of tokenizer/encoder.json"] == encoder
    options = dict(parse_cells(text, "option"))
    assert options["convert.filters"] == "references, markup"
    assert options["convert.drop_sections"] == "```, a | b"
    assert "convert.shard_pages" not in options
    config = Config.model_validate(yaml.safe_load((FOLDER / "config.yaml").read_text()))
    assert config.convert.drop_sections == ["```", "a | b"]
    assert config.corpus.manifests == ["d", "m", "n"]
    assert config.run == "main"


def test_the_card_does_not_name_folders_of_this_machine(three: None) -> None:
    config = Config.model_validate({"tokenizer": {"vocabulary": "/home/me/words"}})
    card(["m", "n", "d"], config, FOLDER)
    assert not any("/home" in path.read_text() for path in FOLDER.glob("*.[jymc]*"))
    assert yaml.safe_load((FOLDER / "config.yaml").read_text())["tokenizer"] == {"vocabulary": "dataset/tokenizer"}


@pytest.mark.slow
def test_hostile_titles_and_categories_stay_text(project: Path) -> None:
    write_manifest_tables(
        "m", dict.fromkeys(HOSTILE, "ok"), category=HOSTILE_CATEGORY, lost=[Loss("missing", "{{|}} <b>\\|", 2)]
    )
    write_manifest_tables("|n<i>", {"Plain": "ok"}, licence="`x` | y")
    documents = DocumentsOrigin("d", "texts")
    write_manifest_tables("d", {BARRED: "ok"}, documents, category=HOSTILE_CATEGORY)
    pages = [page_row(title, "x", 1, categories=[HOSTILE_CATEGORY]) for title in HOSTILE]
    pages.append(page_row(BARRED, "x", 1, documents, categories=[HOSTILE_CATEGORY]))
    write_corpus_tables(
        [*pages, page_row("Plain", "x", 1, licence="`x` | y", categories=["\u202eevil\u2028www.example.org"])]
    )
    text = write_card("m", "|n<i>", "d")
    assert "<script>" not in text
    assert parse_cells(text, "category") == [
        [HOSTILE_CATEGORY, "8"],
        [r"\u202eevil\u2028www.example.org", "1"],
    ]
    assert parse_cells(text, "kind") == [["missing", "{{|}} <b>\\|", "2", "1"]]
    assert [parse_cells(text, "manifest")[2][column] for column in (0, 6)] == ["|n<i>", "`x` | y"]
    assert sorted(from_cell(row["title"]) for row in read_attribution()) == sorted([*HOSTILE, BARRED, "Plain"])
    assert parse_metadata(text)["license"] == ["cc-by-sa-4.0", "other"]
    assert parse_metadata(text)["license_name"] == "x-y"


def _rewrite(path: Path, change: Any) -> None:
    pq.write_table(change(pq.read_table(path)), path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ((FOLDER / "pages.parquet").unlink, r"pages\.parquet: there is no such table; build the corpus"),
        (lambda: (FOLDER / "pages.parquet").write_bytes(b"PAR1"), r"pages\.parquet: the table is damaged; delete it"),
        (
            lambda: _rewrite(FOLDER / "pages.parquet", lambda rows: rows.drop(["categories"])),
            r"pages\.parquet: it lacks the column categories; delete it",
        ),
        (
            lambda: _rewrite(FOLDER / "tokens.parquet", lambda rows: rows.slice(1)),
            r"tokens\.parquet: its pages are not those of .*pages\.parquet; delete it",
        ),
        (
            lambda: _rewrite(FOLDER / "tokens.parquet", lambda rows: rows.take([1, 0, 2])),
            r"tokens\.parquet: its pages are not those of",
        ),
        ((FOLDER / "left_out.tsv").unlink, r"left_out\.tsv: there is no such table"),
        ((FOLDER / "taken_out.tsv").unlink, r"taken_out\.tsv: there is no such table"),
        (lambda: (FOLDER / "taken_out.tsv").write_text("x\n"), r"taken_out\.tsv: the table is damaged; delete it"),
        (lambda: (FOLDER / "left_out.tsv").write_text("x\n"), r"left_out\.tsv: the table is damaged; delete it"),
        (
            lambda: (FOLDER / "left_out.tsv").write_text("title\tpath\tsource\treason\tdetail\twords\n"),
            r"left_out\.tsv: it has 0 pages and the corpus 3, which are not the 7 of the manifests",
        ),
        (
            lambda: Path("processed/m/losses_total.tsv").unlink(),
            r"m/losses_total\.tsv: there is no such table of losses",
        ),
        (lambda: Path("processed/m/losses_total.tsv").write_text("kind\n"), r"losses_total\.tsv: the table is damaged"),
        (
            lambda: write_pages(layout.pages("n"), []),
            r"n/pages\.tsv: it has 0 pages and manifests/derived/n\.tsv 3; build the manifest again",
        ),
        (lambda: shutil.rmtree(FOLDER / "tokenizer"), r"tokenizer: there is no such vocabulary"),
        (lambda: layout.lock("d").unlink(), r"d\.tsv: there is no such derived manifest"),
    ],
)
def test_what_does_not_fit_together_is_named(three: None, damage: Any, message: str) -> None:
    damage()
    with pytest.raises(WikimillError, match=message):
        write_card("m", "n", "d")
    assert not (FOLDER / "README.md").exists()


def test_a_corpus_of_nothing_has_a_card(project: Path) -> None:
    write_manifest_tables("m", {"A": "missing"})
    write_corpus_tables([], [("A", "missing")])
    assert "0 pages of wiki.example" in write_card("m")
    assert read_statistics()["total"]["characters_per_token"] is None
