"""Several processes make the same corpus as one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.unit.corpus.builder import prose, write_manifest
from wikimill.config.model import Corpus
from wikimill.corpus.pages.pages_table import pages_table


def test_several_processes_give_the_same_bytes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_manifest("m", {f"P{number:03}": f"Mail p{number}@x.org. {prose(number % 250)}" for number in range(600)})
    monkeypatch.setattr("wikimill.corpus.pages.pages_table.MIN_PAGES", 100)
    for processes in (1, 2):
        pages_table(["m"], Corpus(repeated_lines=9, mask=["email"]), Path(f"corpus/{processes}"), processes)
    for name in (
        "pages.parquet",
        "pages-train.parquet",
        "pages-validation.parquet",
        "train.txt",
        "val.txt",
        "left_out.tsv",
        "taken_out.tsv",
    ):
        assert Path("corpus/1", name).read_bytes() == Path("corpus/2", name).read_bytes()
    assert len(pd.read_csv("corpus/1/left_out.tsv", sep="\t")) == 351
