"""Training set: texts and table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.clone import ROOT
from tests.fake_source import pin
from tests.unit.corpus.builder import TEXTS, keep_duplicates, prose, write_manifest
from wikimill.config.model import Corpus
from wikimill.convert.page_facts import Field, Infobox, PageFacts, to_json
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.pages.schema import COLUMNS, SOURCES, TARGET
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
    write_manifest("m", TEXTS, notes={"Page 7": "references:3 tables:1"}, facts=facts)
    pages_table(["m"], keep_duplicates(), Path("c"))
    rows = {row["title"]: row for row in pq.read_table("c/pages.parquet").to_pylist()}
    row, number = rows["Page 7"], pin("Page 7").pageid
    assert row["infoboxes"] == [{"name": "Infobox ship", "fields": [{"key": "Fate", "value": "Sunk"}]}]
    assert row["losses"] == [{"kind": "references", "count": 3}, {"kind": "tables", "count": 1}]
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
    assert rows == [(each.name, str(each.type), each.meaning) for each in (*COLUMNS, *SOURCES.values(), TARGET)]


def test_a_page_never_moves_between_splits_when_others_come(project: Path) -> None:
    def splits(texts: Mapping[str, str]) -> dict[str, str]:
        write_manifest("m", texts)
        pages_table(["m"], keep_duplicates(val_fraction=0.3), Path("c"))
        frame = pd.read_parquet("c/pages.parquet")
        return dict(zip(frame["title"], frame["split"], strict=True))

    small = splits(dict(list(TEXTS.items())[:20]))
    assert small.items() <= splits(TEXTS).items()


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
