"""The corpus is a data set as it stands: `datasets`, pandas, Polars and DuckDB read it, with the same types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.corpus.builder import FOLDER, TEXTS, VOCABULARY, keep_duplicates, write_manifest
from wikimill.config.model import Config
from wikimill.convert.losses import Loss
from wikimill.convert.page_facts import Field, Infobox, PageFacts, to_json
from wikimill.corpus.card.card import card
from wikimill.corpus.pages.jsonl import jsonl
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.pages.schema import COLUMNS, FINEWIKI, SCHEMA
from wikimill.corpus.pages.webdataset import webdataset
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import write_vocabulary

HUB = {"train": "train", "validation": "val", "test": "test"}
FIELDS = (Field("Fate", "Sunk\nthen raised"), Field("Built", "é"))
BOX = {"name": "Infobox ship", "fields": [vars(field) for field in FIELDS]}
FACTS = PageFacts(("Ships", "Wrecks"), (Infobox("Infobox ship", FIELDS),), has_math=True)
# FineWiki's columns and types, as its card lists them; ours differ in `infoboxes`, which there is JSON in a string.
THEIRS = {
    "id": pa.string(),
    "wikiname": pa.string(),
    "page_id": pa.int64(),
    "title": pa.string(),
    "url": pa.string(),
    "date_modified": pa.string(),
    "in_language": pa.string(),
    "wikidata_id": pa.string(),
    "version": pa.int64(),
    "infoboxes": pa.string(),
    "has_math": pa.bool_(),
    "text": pa.string(),
}


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


@pytest.fixture
def rows(project: Path) -> list[dict[str, Any]]:
    """The pages of a corpus of three splits, as pyarrow reads them."""
    lost = {"Page 7": [Loss("references", "", 3), Loss("removed", ".hatnote")]}
    write_manifest("m", TEXTS, facts={"Page 7": to_json(FACTS)}, lost=lost)
    options = keep_duplicates(val_fraction=0.2, test_fraction=0.2)
    pages_table(["m"], options, FOLDER)
    write_vocabulary(VOCABULARY, FOLDER / "tokenizer")
    encode(FOLDER / "pages.parquet", FOLDER / "tokenizer", FOLDER, options.splits)
    card(["m"], Config(corpus=options), FOLDER)
    found: list[dict[str, Any]] = pq.read_table(FOLDER / "pages.parquet").to_pylist()
    assert len(found) == len(TEXTS)
    return found


def of(split: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of a split, as the hub calls it."""
    found = [row for row in rows if row["split"] == HUB[split]]
    assert found
    return found


def test_columns_of_finewiki_have_its_names_and_types() -> None:
    ours = {column.name: column.type for column in FINEWIKI}
    assert list(ours) == list(THEIRS)
    assert {name for name, type_ in ours.items() if type_ != THEIRS[name]} == {"infoboxes"}


def test_datasets_loads_the_folder_by_its_card(rows: list[dict[str, Any]], offline: None) -> None:
    from datasets import load_dataset

    found = load_dataset(str(FOLDER.absolute()))
    assert list(found) == list(HUB)
    for split, pages in found.items():
        assert pages.features.arrow_schema.equals(SCHEMA)
        assert pages.to_list() == of(split, rows)
    again = load_dataset(str(FOLDER.absolute()), streaming=True)["train"]
    assert list(again) == of("train", rows)


def test_datasets_loads_json_lines_and_the_archives(rows: list[dict[str, Any]], offline: None) -> None:
    from datasets import Features, Value, load_dataset

    tables = [FOLDER / f"pages-{split}.parquet" for split in HUB]
    jsonl(tables, FOLDER)
    webdataset(tables, FOLDER)
    # JSON has no types: `datasets` would tell them by the first pages, which may have no infoboxes.
    lines = load_dataset(
        "json",
        data_files={split: str(FOLDER / f"pages-{split}.jsonl") for split in HUB},
        features=Features.from_arrow_schema(SCHEMA),
    )
    others = Features.from_arrow_schema(SCHEMA.remove(SCHEMA.get_field_index("text")))
    text = Value("string")
    archives = load_dataset(
        "webdataset",
        data_files={split: f"{FOLDER}/webdataset/pages-{split}-*.tar" for split in HUB},
        features=Features({"__key__": text, "__url__": text, "json": dict(others), "txt": text}),
    )
    for split in HUB:
        assert lines[split].remove_columns(
            "date_modified"
        ).to_list() == [  # times it reads as such, and shows otherwise
            {name: value for name, value in row.items() if name != "date_modified"} for row in of(split, rows)
        ]
        pages = archives[split].to_list()
        assert [{**page["json"], "text": page["txt"]} for page in pages] == of(split, rows)


def test_pandas_reads_the_tables(rows: list[dict[str, Any]]) -> None:
    frame = pd.read_parquet(FOLDER / "pages-validation.parquet")
    assert list(frame.columns) == SCHEMA.names
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        **dict.fromkeys(SCHEMA.names, "str"),
        **dict.fromkeys(("infoboxes", "categories", "losses"), "object"),
        **dict.fromkeys(("page_id", "version", "revid", "words"), "int64"),
        "has_math": "bool",
    }
    assert frame["text"].tolist() == [row["text"] for row in of("validation", rows)]
    whole = pd.read_parquet(FOLDER / "pages.parquet", filters=[("title", "==", "Page 7")]).iloc[0]
    assert list(whole["categories"]) == ["Ships", "Wrecks"]
    assert [{**box, "fields": list(box["fields"])} for box in whole["infoboxes"]] == [BOX]


def test_polars_reads_the_tables(rows: list[dict[str, Any]]) -> None:
    import polars as pl

    frame = pl.read_parquet(FOLDER / "pages-*.parquet").sort("path")
    text = pl.String()
    field = pl.List(pl.Struct({"key": text, "value": text}))
    assert dict(frame.schema) == {
        **dict.fromkeys(SCHEMA.names, text),
        **dict.fromkeys(("page_id", "version", "revid", "words"), pl.Int64()),
        "has_math": pl.Boolean(),
        "categories": pl.List(text),
        "infoboxes": pl.List(pl.Struct({"name": text, "fields": field})),
        "losses": pl.List(pl.Struct({"kind": text, "name": text, "count": pl.Int64()})),
    }
    assert frame.to_dicts() == rows


def test_duckdb_reads_the_tables(rows: list[dict[str, Any]]) -> None:
    import duckdb

    with duckdb.connect() as database:
        found = database.sql(f"FROM '{FOLDER}/pages-*.parquet' ORDER BY path")
        types = dict(zip(found.columns, map(str, found.types), strict=True))
        assert types == {
            **dict.fromkeys(SCHEMA.names, "VARCHAR"),
            **dict.fromkeys(("page_id", "version", "revid", "words"), "BIGINT"),
            "has_math": "BOOLEAN",
            "categories": "VARCHAR[]",
            "infoboxes": 'STRUCT("name" VARCHAR, fields STRUCT("key" VARCHAR, "value" VARCHAR)[])[]',
            "losses": 'STRUCT(kind VARCHAR, "name" VARCHAR, count BIGINT)[]',
        }
        assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == rows
        query = f"SELECT unnest(categories) AS name, count(*) FROM '{FOLDER}/pages.parquet' GROUP BY name ORDER BY 1"
        assert database.sql(query).fetchall() == [("Ships", 1), ("Wrecks", 1)]


def test_rows_fit_the_schema_beside_them(rows: list[dict[str, Any]]) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((FOLDER / "pages.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for row in rows:
        validator.validate(row)
    assert not validator.is_valid({**rows[0], "more": 1})
    assert not validator.is_valid({**rows[0], "title": None})
    assert {name: each["arrow"] for name, each in schema["properties"].items()} == {
        column.name: str(SCHEMA.field(column.name).type) for column in COLUMNS
    }
