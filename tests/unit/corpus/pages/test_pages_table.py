"""Training set: texts and table."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.clone import ROOT
from tests.fake_source import pin
from tests.unit.corpus.builder import TEXTS, keep_duplicates, prose, write_manifest
from wikimill.config.model import Corpus
from wikimill.convert.losses import Loss
from wikimill.convert.page_facts import Field, Infobox, PageFacts, to_json
from wikimill.corpus import parquet
from wikimill.corpus.pages import page_store
from wikimill.corpus.pages import pages_table as module
from wikimill.corpus.pages.filter import filter_pages
from wikimill.corpus.pages.page import Page, split_of_title
from wikimill.corpus.pages.page_store import BATCH
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.pages.schema import ASKED, COLUMNS, PART, SCHEMA, TARGET
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import train_vocabulary
from wikimill.errors import WikimillError


def test_pages_are_separated_by_lines_and_split_by_page(corpus: Path) -> None:
    pages = {split: (corpus / f"{split}.txt").read_text().split("<|endoftext|>\n") for split in ("train", "val")}
    assert sorted(pages["train"] + pages["val"]) == sorted(TEXTS.values())
    frame = pd.read_parquet(corpus / "pages.parquet")
    for split in ("train", "val"):
        assert frame[frame["split"] == split]["text"].tolist() == pages[split]
        assert len(pages[split]) > 4


def test_the_table_has_what_a_citation_needs(corpus: Path) -> None:
    row = pd.read_parquet(corpus / "pages.parquet", filters=[("title", "==", "Page 7")]).to_dict("records")[0]
    revid = pin("Page 7").revid
    assert row["url"] == f"https://wiki.example/w/index.php?title=Page_7&oldid={revid}"
    assert [row[key] for key in ("licence", "source", "revid", "date_modified")] == [
        "CC BY-SA 4.0",
        "wiki.example",
        revid,
        "2026-01-02T03:04:05Z",
    ]


def test_what_conversion_told_is_in_its_columns(project: Path) -> None:
    box = Infobox("Infobox ship", (Field("Fate", "Sunk"),))
    facts = {"Page 7": to_json(PageFacts(("Ships", "Wrecks"), (box,), has_math=True))}
    lost = [Loss("tables", "", 1, template="B"), Loss("missing", "Tide | a", 2), Loss("tables", "", 4, template="A")]
    write_manifest("m", TEXTS, facts=facts, lost={"Page 7": lost})
    pages_table(["m"], keep_duplicates(), Path("c"))
    rows = {row["title"]: row for row in pq.read_table("c/pages.parquet").to_pylist()}
    row, number = rows["Page 7"], pin("Page 7").pageid
    assert row["infoboxes"] == [{"name": "Infobox ship", "fields": [{"key": "Fate", "value": "Sunk"}]}]
    tables = {"kind": "tables", "name": "", "count": 5}
    assert row["losses"] == [tables, {"kind": "missing", "name": "Tide | a", "count": 2}]
    assert (row["categories"], row["has_math"], row["status"]) == (["Ships", "Wrecks"], True, "ok")
    assert (row["id"], row["wikiname"], row["page_id"]) == (f"wiki.example/{number}", "wiki.example", number)
    assert (row["version"], row["sha1"]) == (row["revid"], pin("Page 7").sha1)
    other = rows["Page 8"]
    assert (other["categories"], other["infoboxes"], other["losses"], other["has_math"]) == ([], [], [], False)


def test_each_split_has_a_table_of_its_own(corpus: Path) -> None:
    whole = pq.read_table(corpus / "pages.parquet")
    for name, split in {"train": "train", "validation": "val"}.items():
        table = pq.read_table(corpus / f"pages-{name}.parquet")
        assert table.num_rows > 4
        assert table.equals(whole.filter(pc.equal(whole["split"], split)))
    assert not (corpus / "pages-test.parquet").exists()


def test_the_reference_lists_the_columns_and_their_meanings() -> None:
    text = (ROOT / "docs/corpus.md").read_text().partition("\n## Columns\n")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| (.*) \|$", text, re.M)
    assert rows == [(each.name, str(each.type), each.meaning) for each in (*COLUMNS, *ASKED.values(), TARGET, PART)]


@pytest.mark.slow
def test_a_page_never_moves_between_splits_when_others_come(project: Path) -> None:
    def splits(texts: Mapping[str, str]) -> dict[str, str]:
        write_manifest("m", texts)
        pages_table(["m"], keep_duplicates(val_fraction=0.3), Path("c"))
        frame = pd.read_parquet("c/pages.parquet")
        return dict(zip(frame["title"], frame["split"], strict=True))

    small = splits(dict(list(TEXTS.items())[:20]))
    assert small.items() <= splits(TEXTS).items()
    options = Corpus(val_fraction=0.3)
    assert small == {title: split_of_title("wiki.example", title, options) for title in small}


def test_a_page_of_two_manifests_is_taken_once_and_order_does_not_matter(project: Path) -> None:
    write_manifest("a", dict(list(TEXTS.items())[:40]))
    write_manifest("b", dict(list(TEXTS.items())[20:]))
    pages_table(["a", "b"], keep_duplicates(), Path("one"))
    pages_table(["b", "a"], keep_duplicates(), Path("two"))
    names = {path.name for path in Path("one").iterdir()}
    assert {"pages.parquet", "pages-train.parquet", "pages-validation.parquet", "pages.schema.json"} < names
    for name in names:
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()
    assert sorted(pd.read_parquet("one/pages.parquet")["title"]) == sorted(TEXTS)


def test_nothing_left_is_an_error_and_leaves_no_file(project: Path) -> None:
    write_manifest("m", TEXTS)
    with pytest.raises(WikimillError, match=r"no page is left for training .*; lower corpus\.min_words"):
        pages_table(["m"], keep_duplicates(min_words=1000), Path("c"))
    assert not list(Path("c").glob("*"))


@pytest.mark.slow
def test_the_test_split_has_its_files(project: Path) -> None:
    write_manifest("m", {f"P{number}": prose(number) for number in range(40)})
    options = Corpus(test_fraction=0.3, val_fraction=0.2)
    pages_table(["m"], options, Path("corpus/c"))
    texts = Path("corpus/c/test.txt").read_text().split("<|endoftext|>\n")
    frame = pd.read_parquet("corpus/c/pages.parquet")
    assert frame[frame["split"] == "test"]["text"].tolist() == texts
    train_vocabulary(Path("corpus/c/pages.parquet"), 300, Path("v"))
    encode(Path("corpus/c/pages.parquet"), Path("v"), Path("corpus/c"), options.splits)
    tokens = pd.read_parquet("corpus/c/tokens.parquet")
    assert Path("corpus/c/pages-test.parquet").exists()
    pages_table(["m"], Corpus(), Path("corpus/c"))
    assert not Path("corpus/c/pages-test.parquet").exists()  # `pages-*.parquet` would read it
    ids = np.fromfile("corpus/c/test.bin", "<u2")
    assert tokens[tokens["split"] == "test"]["tokens"].sum() == len(ids) > 100
    assert tokens["path"].tolist() == frame["path"].tolist()


@pytest.mark.slow
@pytest.mark.parametrize("batch", [2, 3, BATCH])
def test_the_tables_say_what_became_of_each_page(
    project: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(page_store, "BATCH", batch)
    texts = {
        "A": prose(1),
        "B": prose(2),
        "Same": prose(1),
        "Short": "one two\n",
        "Z": prose(3) + "See also the harbour office.\n",
    }
    texts |= {f"L{number}": prose(number) + "See also the harbour office.\n" for number in range(10, 13)}
    write_manifest("m", texts)
    write_manifest("q", {"Bad": prose(5)}, status="quarantined")
    options = Corpus(val_fraction=0, min_words=5, repeated_lines=3)
    pages_table(["m", "q"], options, Path("c"))
    table = pq.read_table("c/pages.parquet")
    assert table.schema.remove_metadata() == SCHEMA
    kept = table.to_pylist()
    assert [row["title"] for row in kept] == ["A", "B", "L10", "L11", "L12", "Z"]
    text = prose(2)
    expected = {
        "id": f"wiki.example/{pin('B').pageid}", "title": "B", "text": text, "split": "train",
        "url": f"https://wiki.example/w/index.php?title=B&oldid={pin('B').revid}", "page_id": pin("B").pageid,
        "revid": pin("B").revid, "version": pin("B").revid, "date_modified": "2026-01-02T03:04:05Z",
        "licence": "CC BY-SA 4.0", "in_language": "en", "words": 120,
        "sha256": hashlib.sha256(text.encode()).hexdigest(), "path": "processed/mediawiki/wiki.example/B.md",
    }  # fmt: skip
    assert {name: kept[1][name] for name in expected} == expected
    assert Path("c/train.txt").read_text() == "<|endoftext|>\n".join(row["text"] for row in kept)
    assert Path("c/val.txt").read_text() == ""
    folder = "processed/mediawiki/wiki.example"
    assert Path("c/left_out.tsv").read_text().splitlines() == [
        "title\tpath\tsource\treason\tdetail\twords",
        f"Bad\t{folder}/Bad.md\twiki.example\tquarantined\t\t120",
        f"Same\t{folder}/Same.md\twiki.example\texact duplicate\t{folder}/A.md\t120",
        f"Short\t{folder}/Short.md\twiki.example\ttoo short\t2 words\t2",
        "Nope\t\twiki.example\tmissing\t\t0",
    ]
    assert Path("c/taken_out.tsv").read_text().splitlines() == [
        "kind\twhat\tcount\tpages",
        "line\tSee also the harbour office.\t4\t4",
    ]
    assert caplog.messages[-1] == ("c: 10 pages (6 kept, 1 exact duplicate, 1 missing, 1 quarantined, 1 too short)")


@pytest.mark.slow
def test_rows_are_grouped_by_their_size(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {f"P{number:03}": f"{number}\n" for number in range(BATCH + 1)}
    write_manifest("m", texts)
    groups = {}
    for size in (1, 16 << 20):
        monkeypatch.setattr(parquet, "GROUP", size)
        pages_table(["m"], keep_duplicates(), Path("c"))
        with pq.ParquetFile("c/pages.parquet") as file:
            groups[size] = file.metadata.num_row_groups
            assert file.read()["text"].to_pylist() == list(texts.values())
    assert groups == {1: 3, 16 << 20: 1}  # the last is written whatever it has


@pytest.mark.slow
@pytest.mark.parametrize(("asked", "least", "processes"), [(1, 20, 1), (4, 20, 3), (2, 20, 2), (4, 1000, 1)])
def test_processes_are_started_for_many_pages(
    project: Path, monkeypatch: pytest.MonkeyPatch, asked: int, least: int, processes: int
) -> None:
    given = []

    def counted(pages: Iterator[Page], options: Corpus, processes: int, *others: Any) -> Iterator[Page]:
        given.append(processes)
        return filter_pages(pages, options, 1, *others)

    monkeypatch.setattr(module, "MIN_PAGES", least)
    monkeypatch.setattr(module, "filter_pages", counted)
    write_manifest("m", TEXTS)  # 60, and a missing page
    pages_table(["m", "m"], keep_duplicates(), Path("c"), asked)
    assert given == [processes]


def test_an_unknown_language_is_refused(project: Path) -> None:
    write_manifest("m", TEXTS)
    with pytest.raises(WikimillError, match=r"corpus\.languages"):
        pages_table(["m"], keep_duplicates(languages=["xx"]), Path("c"))


def test_targets_need_pairs(project: Path) -> None:
    write_manifest("m", TEXTS)
    with pytest.raises(WikimillError, match=r"train\.loss: target: no manifest of pairs is in the corpus"):
        pages_table(["m"], keep_duplicates(), Path("c"), targets=True)
