"""The corpus is a data set as it stands: `datasets` and pandas read it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.unit.corpus.builder import (
    FOLDER,
    write_card,
    write_three_manifests,
)
from wikimill.corpus.pages.pages_table import SCHEMA


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


def test_datasets_and_pandas_read_the_corpus(project: Path, offline: None) -> None:
    from datasets import load_dataset

    write_three_manifests()
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
