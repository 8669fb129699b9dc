"""Lines that many pages share."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.unit.corpus.builder import prose, write_manifest
from wikimill.config.model import Corpus
from wikimill.corpus.pages.pages_table import pages_table


def test_lines_that_many_pages_share_are_taken_out(project: Path) -> None:
    line = "This page is kept by the harbour office."
    texts = {f"P{number}": f"## Heading that all pages share here\n\n{line}\n\n{prose(number)}" for number in range(4)}
    texts["Q"] = prose(9)
    texts["R"] = f"{line}\n"
    write_manifest("m", texts)
    pages_table(["m"], Corpus(repeated_lines=5, val_fraction=0), Path("corpus/c"))
    frame = pd.read_parquet("corpus/c/pages.parquet").set_index("title")
    assert frame["text"]["P1"] == f"## Heading that all pages share here\n\n{prose(1)}"
    assert frame["words"]["P1"] == len(frame["text"]["P1"].split())
    assert "R" not in frame.index
    assert Path("corpus/c/taken_out.tsv").read_text() == f"kind\twhat\tcount\tpages\nline\t{line}\t5\t5\n"
    pages_table(["m"], Corpus(repeated_lines=6, val_fraction=0), Path("corpus/c"))
    assert line in pd.read_parquet("corpus/c/pages.parquet").set_index("title")["text"]["P1"]
