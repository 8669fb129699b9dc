"""Reads what a card and the files beside it say."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import pandas as pd
import pypandoc
import yaml

from tests.unit.corpus.builder import FOLDER


def read_statistics() -> Any:
    return json.loads((FOLDER / "statistics.json").read_text())


def parse_metadata(text: str) -> Any:
    _, meta, _ = re.split("^---\n", text, maxsplit=2, flags=re.M)
    return yaml.safe_load(meta)


def parse_cells(text: str, first: str) -> list[list[str]]:
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


def read_attribution() -> list[dict[Any, Any]]:
    frame = pd.read_csv(
        FOLDER / "attribution.tsv",
        sep="\t",
        skiprows=1,
        quoting=csv.QUOTE_NONE,
        dtype=str,
        keep_default_na=False,
    )
    return frame.to_dict("records")
