"""The notebook of the documentation, from wiki to samples, run in a clean clone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.clone import ROOT, Clone

NOTEBOOK = "docs/notebook.ipynb"


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Its cells of code, with their outputs."""
    clone = Clone.make(tmp_path_factory.mktemp("notebook"))
    notebook = read(clone.folder / NOTEBOOK)
    resources = {"metadata": {"path": str(clone.folder / "docs")}}
    NotebookClient(notebook, timeout=300, resources=resources).execute()  # raises where a cell does
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def found(cells: list[Any], kind: str) -> list[str]:
    """All outputs of a MIME type, in order."""
    outputs = (output for cell in cells for output in cell.outputs)
    return [output.data[kind] for output in outputs if "data" in output and kind in output.data]


def printed(cell: Any) -> str:
    return "".join(output.text for output in cell.outputs if output.get("name") == "stdout")


def test_it_shows_pages_tables_and_figures(cells: list[Any]) -> None:
    assert "**Corncrake** is a motor ferry" in printed(cells[1])
    tables = found(cells, "text/html")
    assert "references" in tables[0]  # left out by the conversion
    assert re.search(r"<td>train</td>.*<td>\[", tables[1], re.S)
    assert "ok" in found([cells[2]], "text/plain")[0]
    figures = found(cells, "image/png")
    assert len(figures) == 3
    assert all(len(figure) > 5_000 for figure in figures)


def test_it_ends_with_texts(cells: list[Any]) -> None:
    texts = printed(cells[-1]).strip().split("\n\n")
    assert printed(cells[-1]).count("The lighthouse") >= 3
    assert len({*texts}) >= 3
    assert all(len(text) > 50 for text in re.split(r"(?=The lighthouse)", printed(cells[-1])) if text)


def test_it_has_no_outputs_and_nothing_of_a_machine(cells: list[Any]) -> None:
    text = (ROOT / NOTEBOOK).read_text(encoding="utf-8")
    written = read(ROOT / NOTEBOOK)
    assert all(not cell.outputs and cell.execution_count is None for cell in written.cells if cell.cell_type == "code")
    assert not re.search(r"/home/|/root/|/tmp/", text)
    assert len(text) < 20_000
    assert cells, "it was run"


def test_the_documentation_links_to_it() -> None:
    for page in ("README.md", "docs/index.md", "docs/python.md"):
        targets = re.findall(r"\]\(([\w./]*notebook\.ipynb)\)", (ROOT / page).read_text(encoding="utf-8"))
        assert [(ROOT / page).parent / target for target in targets] == [ROOT / NOTEBOOK], page
        assert Path(ROOT / NOTEBOOK).is_file()
