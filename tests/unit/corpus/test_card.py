"""What is beside the text of a corpus: counts, attribution, dataset card."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pypandoc
import pytest
import yaml

from tests.fake_source import pin
from tests.unit.corpus.builder import (
    FOLDER,
    HOSTILE_CATEGORY,
    LICENCE,
    page_row,
    write_card,
    write_corpus_tables,
    write_manifest_tables,
)
from wikimill import __version__, layout
from wikimill.config.model import Config
from wikimill.convert.losses import Loss
from wikimill.convert.pages import write_pages
from wikimill.convert.recipe import recipe
from wikimill.corpus.card import markdown
from wikimill.corpus.card.card import Options, card
from wikimill.corpus.card.hub import size_category
from wikimill.corpus.card.licences import hub_identifier, licence_metadata
from wikimill.corpus.pages.page import SCHEMA
from wikimill.errors import WikimillError
from wikimill.manifest.origin import DocumentsOrigin, WebOrigin
from wikimill.wiki import Wiki

HOSTILE = ['"Heroes" (song)', "---", "A `code` & *stars*_", "NA", "'Quote", "Á=Ω, -1", "$x$ @all \\ end\\"]
BARRED = 'a | "b" \\|.txt'


def statistics() -> Any:
    return json.loads((FOLDER / "statistics.json").read_text())


def front_matter(text: str) -> Any:
    _, meta, _ = re.split("^---\n", text, maxsplit=2, flags=re.M)
    return yaml.safe_load(meta)


def cells(text: str, first: str) -> list[list[str]]:
    """The cells of the card's table whose first column is called `first`, as a reader of markdown understands them."""
    document = json.loads(pypandoc.convert_text(text, "json", format="gfm"))
    for block in document["blocks"]:
        if block["t"] == "Table":
            head, (body,) = block["c"][3], block["c"][4]
            rows = [[_plain(cell[4]) for cell in row[1]] for row in [*head[1], *body[3]]]
            if rows[0][0] == first:
                return rows[1:]
    raise AssertionError(first)


def _plain(blocks: list[Any]) -> str:
    """The text of a cell that is nothing but text, or a link to a licence."""
    inlines = [inline for block in blocks for inline in block["c"]]
    if [inline["t"] for inline in inlines] == ["Link"]:
        _, inlines, (address, _) = inlines[0]["c"]
        assert address.startswith("https://creativecommons.org/licenses/")
    assert {inline["t"] for inline in inlines} <= {"Str", "Space"}
    return "".join(inline.get("c", " ") for inline in inlines)


@pytest.fixture
def three(project: Path) -> None:
    """Two manifests of a wiki that share a page, and a manifest of documents."""
    lost = [Loss("tables", "", 4), Loss("unknown", "Tide | table", 9), Loss("unread", "", 1)]
    write_manifest_tables("m", {"Alpha": "ok", "Beta": "repaired", "Gone": "missing", "Bad": "quarantined"}, lost=lost)
    write_manifest_tables(
        "n", {"Beta": "repaired", "Short": "ok", "Twin": "ok"}, category=HOSTILE_CATEGORY, lost=[Loss("tables", "", 3)]
    )
    write_manifest_tables("d", {"a.txt": "ok"}, DocumentsOrigin("d", "texts"), licence="", category="")
    reasons = {"Gone": "missing", "Bad": "quarantined", "Short": "too short", "Twin": "exact duplicate"}
    documents = DocumentsOrigin("d", "texts")
    pages = [
        page_row("Alpha", "Tide äöü\n", 1),
        page_row("Beta", "北 wind\n", 8, split="val", category=HOSTILE_CATEGORY, language="de-at"),
        page_row("a.txt", "one two three\n", 9, documents, split="test", licence="", category="", language=""),
    ]
    write_corpus_tables(pages, reasons.items())


def test_counts_are_those_of_the_tables(three: None) -> None:
    write_card("m", "n", "d")
    found = statistics()
    assert found["total"] == {
        "pages": 3,
        "words": 7,
        "characters": 9 + 7 + 14,
        "bytes": 12 + 9 + 14,
        "tokens": 18,
        "characters_per_token": 1.6667,
    }
    assert found["splits"]["val"] == {
        "pages": 1,
        "words": 2,
        "characters": 7,
        "bytes": 9,
        "tokens": 8,
        "characters_per_token": 0.875,
    }
    assert list(found["splits"]) == ["train", "val", "test"]
    assert found["tokens_per_page"] == [
        {"from": 1, "to": 1, "pages": 1},
        {"from": 2, "to": 3, "pages": 0},
        {"from": 4, "to": 7, "pages": 0},
        {"from": 8, "to": 15, "pages": 2},
    ]
    assert found["top_categories"] == {"": 1, HOSTILE_CATEGORY: 1, "Ships": 1}
    assert found["wikis"] == {"wiki.example": 2, "documents/d": 1}
    assert found["languages"] == {"": 1, "de-at": 1, "en": 1}
    assert found["licences"] == {LICENCE: 2, "": 1}


def test_the_funnel_counts_a_page_of_two_manifests_once(three: None) -> None:
    write_card("m", "n", "d", "m")
    found = statistics()
    assert found["funnel"] == [
        {"stage": "found", "pages": 7, "lost": {}},
        {"stage": "fetched", "pages": 6, "lost": {"missing": 1}},
        {"stage": "converted", "pages": 5, "lost": {"quarantined": 1}},
        {"stage": "kept", "pages": 3, "lost": {"exact duplicate": 1, "too short": 1}},
        {"stage": "tokens", "tokens": 18},
    ]
    assert found["left_out"] == {"exact duplicate": 1, "missing": 1, "quarantined": 1, "too short": 1}
    assert found["top_losses"] == [
        {"kind": "unknown", "name": "Tide | table", "count": 9, "pages": 1},
        {"kind": "tables", "name": "", "count": 7, "pages": 2},
        {"kind": "unread", "name": "", "count": 1, "pages": 1},
    ]


def test_many_pages_are_counted_batch_by_batch(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wikimill.corpus.card.statistics.BATCH", 7)
    monkeypatch.setattr("wikimill.corpus.card.attribution.BATCH", 7)
    titles = [f"Page {number:04d}" for number in range(100)]
    write_manifest_tables("m", dict.fromkeys(titles, "ok"))
    write_corpus_tables([page_row(title, "é" * n, n + 1, category=f"C{n % 30}") for n, title in enumerate(titles)])
    write_card("m")
    found = statistics()
    assert found["total"]["characters"] == sum(range(100))
    assert found["total"]["bytes"] == 2 * sum(range(100))
    assert found["total"]["tokens"] == sum(range(1, 101))
    assert [each["pages"] for each in found["tokens_per_page"]] == [1, 2, 4, 8, 16, 32, 37]
    assert list(found["top_categories"].items())[:11] == [*((f"C{n}", 4) for n in range(10)), ("C10", 3)]
    assert len(found["top_categories"]) == 20
    assert len((FOLDER / "attribution.tsv").read_text().splitlines()) == 102


def test_the_same_corpus_gives_the_same_bytes(three: None) -> None:
    names = ("README.md", "statistics.json", "attribution.tsv")
    write_card("m", "n", "d")
    first = {name: (FOLDER / name).read_bytes() for name in names}
    write_card("d", "n", "m")
    assert {name: (FOLDER / name).read_bytes() for name in names} == first
    assert str(Path.cwd()).encode() not in b"".join(first.values())


def test_the_front_matter_is_the_hubs(three: None) -> None:
    assert front_matter(write_card("m", "n", "d")) == {
        "license": ["cc-by-sa-4.0", "unknown"],
        "language": ["de", "en"],
        "pretty_name": "main: documents/d, wiki.example",
        "size_categories": ["n<1K"],
        "task_categories": ["text-generation"],
        "configs": [{"config_name": "default", "data_files": [{"split": "pages", "path": "pages.parquet"}]}],
    }


def test_the_card_has_sources_counts_and_losses(three: None) -> None:
    text = write_card("m", "n", "d")
    digest = hashlib.sha256(layout.lock("m").read_bytes()).hexdigest()
    time = "2026-01-02T03:04:05Z"
    assert cells(text, "manifest") == [
        ["d", "documents/d", "0", "1", time, time, "not known", cells(text, "manifest")[0][-1]],
        ["m", "wiki.example", "1", "4", time, time, "CC BY-SA 4.0", digest],
        ["n", "wiki.example", "1", "3", time, time, "CC BY-SA 4.0", cells(text, "manifest")[2][-1]],
    ]
    assert cells(text, "taken out") == [["line", "See | the harbour office.", "4", "3"]]
    assert cells(text, "split")[-1] == ["all", "3", "7", "30", "35", "18", "1.67"]
    assert cells(text, "stage") == [
        ["found by the manifests", "7", "0", ""],
        ["fetched", "6", "1", "1 missing"],
        ["converted to markdown", "5", "1", "1 quarantined"],
        ["kept", "3", "2", "1 exact duplicate, 1 too short"],
    ]
    assert ["too short", "1"] in cells(text, "reason")
    assert cells(text, "kind")[0] == ["unknown", "Tide | table", "9", "1"]
    assert cells(text, "licence of the texts") == [
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


def test_the_card_names_options_and_versions_and_they_load_again(three: None) -> None:
    text = write_card("m", "n", "d", filters=["references", "markup"], drop_sections=["```", "a | b"])
    made = dict(cells(text, "made with"))
    assert made["wikimill"] == __version__
    assert made["pandoc"] == str(pypandoc.get_pandoc_version())
    assert made["tokens of the vocabulary"] == "4"
    encoder = hashlib.sha256((FOLDER / "tokenizer/encoder.json").read_bytes()).hexdigest()
    assert made["sha256 of tokenizer/encoder.json"] == encoder
    options = dict(cells(text, "option"))
    assert options["convert.filters"] == "references, markup"
    assert options["convert.drop_sections"] == "```, a | b"
    assert "convert.shard_pages" not in options
    (block,) = re.findall("^````yaml\n(.*?)^````$", text, re.M | re.S)
    config = Config.model_validate(yaml.safe_load(block))
    assert config.convert.drop_sections == ["```", "a | b"]
    assert config.corpus.manifests == ["d", "m", "n"]
    assert config.run == "main"


def test_a_folder_of_this_machine_is_not_told(three: None) -> None:
    options = Options.model_validate({"convert": {}, "corpus": {}, "tokenizer": {"vocabulary": "/home/me/words"}})
    card(["m", "n", "d"], options, recipe(options.convert), FOLDER)
    text = (FOLDER / "README.md").read_text()
    assert "/home" not in text
    assert "The vocabulary was given" in text


def test_every_page_has_its_attribution(three: None) -> None:
    write_card("m", "n", "d")
    first, *_ = (FOLDER / "attribution.tsv").read_text().splitlines()
    assert first == (
        f"# Changes: every text was converted to markdown by wikimill {__version__}, without category links and "
        "layout; of some texts these were left out: tables, templates."
    )
    assert attributed() == [
        {
            "title": "a.txt",
            "url": "texts/a.txt",
            "revid": str(pin("a.txt").revid),
            "history": "",
            "licence": "",
        },
        {
            "title": "Alpha",
            "url": f"https://wiki.example/w/index.php?title=Alpha&oldid={pin('Alpha').revid}",
            "revid": str(pin("Alpha").revid),
            "history": "https://wiki.example/w/index.php?title=Alpha&action=history",
            "licence": LICENCE,
        },
        {
            "title": "Beta",
            "url": f"https://wiki.example/w/index.php?title=Beta&oldid={pin('Beta').revid}",
            "revid": str(pin("Beta").revid),
            "history": "https://wiki.example/w/index.php?title=Beta&action=history",
            "licence": LICENCE,
        },
    ]


def attributed() -> list[dict[Any, Any]]:
    frame = pd.read_csv(
        FOLDER / "attribution.tsv",
        sep="\t",
        skiprows=1,
        quoting=csv.QUOTE_NONE,
        dtype=str,
        keep_default_na=False,
    )
    return frame.to_dict("records")


def test_hostile_titles_and_categories_stay_text(project: Path) -> None:
    write_manifest_tables(
        "m", dict.fromkeys(HOSTILE, "ok"), category=HOSTILE_CATEGORY, lost=[Loss("unknown", "{{|}} <b>\\|", 2)]
    )
    write_manifest_tables("|n<i>", {"Plain": "ok"}, licence="`x` | y")
    documents = DocumentsOrigin("d", "texts")
    write_manifest_tables("d", {BARRED: "ok"}, documents, category=HOSTILE_CATEGORY)
    pages = [page_row(title, "x", 1, category=HOSTILE_CATEGORY) for title in HOSTILE]
    pages.append(page_row(BARRED, "x", 1, documents, category=HOSTILE_CATEGORY))
    write_corpus_tables(
        [*pages, page_row("Plain", "x", 1, licence="`x` | y", category="\u202eevil\u2028www.example.org")]
    )
    text = write_card("m", "|n<i>", "d")
    assert "<script>" not in text
    assert cells(text, "category in which the page was found first") == [
        [HOSTILE_CATEGORY, "8"],
        ["evil www.example.org", "1"],
    ]
    assert cells(text, "kind") == [["unknown", "{{|}} <b>\\|", "2", "1"]]
    assert [cells(text, "manifest")[2][column] for column in (0, 6)] == ["|n<i>", "`x` | y"]
    assert sorted(row["title"] for row in attributed()) == sorted([*HOSTILE, BARRED, "Plain"])
    assert front_matter(text)["license"] == ["cc-by-sa-4.0", "other"]
    assert front_matter(text)["license_name"] == "x-y"


@pytest.mark.parametrize(
    "value",
    ["a|b", "a\\|b", "a\\", "``", "<b>", "&amp;", "[a](b)", "*a*", "__a__", "_a_b_", "https://a.b", "www.a.b", "a@b.c"],
)
def test_a_cell_is_text(value: str) -> None:
    assert cells(markdown.format_table(["x", "y"], [[value, 1234]]), "x") == [[value, "1,234"]]


@pytest.mark.parametrize("address", ["", "javascript:x", "https://a.b/)c", "https://a.b/|", "http://a.b c"])
def test_an_odd_address_is_no_link(address: str) -> None:
    assert markdown.link("x*", address) == "x&#42;"


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`datasets` keeps to this test's folder and asks nobody."""
    import datasets
    import huggingface_hub.constants

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "hub/datasets")
    monkeypatch.setattr(datasets.config, "HF_MODULES_CACHE", tmp_path / "hub/modules")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HOME", str(tmp_path / "hub"))


def test_datasets_and_pandas_read_the_corpus(three: None, offline: None) -> None:
    from datasets import load_dataset

    write_card("m", "n", "d")
    by_card = load_dataset(str(FOLDER.absolute()))
    assert {name: len(rows) for name, rows in by_card.items()} == {"pages": 3}
    assert by_card["pages"].column_names == SCHEMA.names
    assert sorted(by_card["pages"]["title"]) == ["Alpha", "Beta", "a.txt"]
    train = by_card["pages"].filter(lambda split: split == "train", input_columns="split")
    assert train["title"][:] == ["Alpha"]
    with pytest.raises(ValueError, match="Unknown split"):
        load_dataset(str(FOLDER.absolute()), split="train")
    by_file = load_dataset("parquet", data_files=str(FOLDER / "pages.parquet"), split="train")
    assert by_file["text"][:] == by_card["pages"]["text"][:]
    frame = pd.read_parquet(FOLDER / "pages.parquet", filters=[("split", "==", "train")])
    assert frame["text"].tolist() == ["Tide äöü\n"]


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        (
            "Creative Commons Attribution-Share Alike 4.0 https://creativecommons.org/licenses/by-sa/4.0/",
            "cc-by-sa-4.0",
        ),
        ("Creative Commons Attribution-ShareAlike 3.0 Unported", "cc-by-sa-3.0"),
        ("//creativecommons.org/licenses/by-nc-sa/3.0/deed.de", "cc-by-nc-sa-3.0"),
        ("CC BY-SA 4.0", "cc-by-sa-4.0"),
        ("cc-by-4.0", "cc-by-4.0"),
        ("CC-BY-NC-ND 4.0", "cc-by-nc-nd-4.0"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International", "cc-by-nc-nd-4.0"),
        ("Creative Commons Attribution Non-Commercial No Derivs 3.0", "cc-by-nc-nd-3.0"),
        ("CC0", "cc0-1.0"),
        ("CC0 1.0", "cc0-1.0"),
        ("Creative Commons Zero https://creativecommons.org/publicdomain/zero/1.0/", "cc0-1.0"),
        ("GNU Free Documentation License 1.3", "gfdl"),
        ("CC BY-SA 2.5", "other"),
        ("CC-BY-SA https://www.fandom.com/licensing", "other"),
        ("All rights reserved", "other"),
        ("", "unknown"),
    ],
)
def test_licences_have_the_hubs_names(licence: str, expected: str) -> None:
    assert hub_identifier(licence) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], {"license": "unknown"}),
        (["CC BY 4.0", "CC-BY-4.0"], {"license": "cc-by-4.0"}),
        (["CC BY 4.0", "CC0"], {"license": ["cc-by-4.0", "cc0-1.0"]}),
        (
            ["CC-BY-SA //www.fandom.com/licensing"],
            {"license": "other", "license_name": "cc-by-sa", "license_link": "https://www.fandom.com/licensing"},
        ),
        (["Лицензия: да"], {"license": "other", "license_name": "custom"}),
        (["A", "B", ""], {"license": ["other", "unknown"], "license_name": "several"}),
    ],
)
def test_a_card_tells_licences_as_the_hub_reads_them(given: list[str], expected: dict[str, object]) -> None:
    assert licence_metadata(given) == expected


@pytest.mark.parametrize(
    ("pages", "name"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (7_000_000, "1M<n<10M"), (10**9, "100M<n<1B")],
)
def test_sizes_have_the_hubs_names(pages: int, name: str) -> None:
    assert size_category(pages) == name


def test_histories_are_the_wikis() -> None:
    wiki = Wiki.parse("http://localhost:8080/wiki/api.php")
    assert wiki.history("Who? Ä & b") == (
        "http://localhost:8080/wiki/index.php?title=Who%3F_%C3%84_%26_b&action=history"
    )
    assert WebOrigin().history("https://example.org/") == ""


def _rewrite(path: Path, change: Any) -> None:
    pq.write_table(change(pq.read_table(path)), path)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ((FOLDER / "pages.parquet").unlink, r"pages\.parquet: there is no such table; build the corpus"),
        (lambda: (FOLDER / "pages.parquet").write_bytes(b"PAR1"), r"pages\.parquet: the table is damaged; delete it"),
        (
            lambda: _rewrite(FOLDER / "pages.parquet", lambda rows: rows.drop(["category"])),
            r"pages\.parquet: it lacks the column category; delete it",
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
            lambda: (FOLDER / "left_out.tsv").write_text("title\tpath\twiki\treason\tdetail\n"),
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


def test_pages_of_a_manifest_that_was_not_named_are_an_error(project: Path) -> None:
    write_manifest_tables("m", {"A": "ok"})
    write_corpus_tables([page_row("A", "x", 1, WebOrigin())])
    with pytest.raises(WikimillError, match=r"pages\.parquet: no manifest that was named has 'web'"):
        write_card("m")


def test_a_corpus_of_nothing_has_a_card(project: Path) -> None:
    write_manifest_tables("m", {"A": "missing"})
    write_corpus_tables([], [("A", "missing")])
    assert "0 pages of wiki.example" in write_card("m")
    assert statistics()["total"]["characters_per_token"] is None
