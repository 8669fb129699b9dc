"""Imports keep to the contracts of pyproject.toml, and the page on the architecture shows their layers."""

from __future__ import annotations

import re
import subprocess
import tomllib

from tests.clone import ROOT
from tests.fork_server import BIN

ROW = re.compile(r"^\| ((?:`\w+`(?:, )?)+) \|", re.M)


CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_each_contract_on_imports_is_kept() -> None:
    done = subprocess.run(
        [BIN / "lint-imports", "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stdout
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in done.stdout


def test_no_circle_of_imports_is_allowed_anywhere() -> None:
    (contract,) = (each for each in CONTRACTS if each["type"] == "acyclic_siblings")
    assert contract["ancestors"] == ["wikimill", "wikimill.**"]
    assert not contract.keys() & {"ignore_imports", "skip_descendants"}


def test_the_page_names_all_layers_in_their_order() -> None:
    (contract,) = (each for each in CONTRACTS if each.get("containers") == ["wikimill"])
    assert contract["exhaustive"], "otherwise a new module could belong to no layer"
    layers = [re.findall(r"\w+", layer) for layer in reversed(contract["layers"])]
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = [re.findall(r"\w+", names) for names in ROW.findall(page)]
    stages = next(row for row in rows if "corpus" in row)
    assert [[name] for name in stages] == [layer for layer in layers if layer[0] in stages]
    assert [name for layer in layers[:-1] for name in sorted(layer)] == [
        name for row in rows for name in (row if row is stages else sorted(row))
    ]


def test_every_stage_has_rules_and_a_package() -> None:
    stages = {path.stem for path in (ROOT / "workflow/rules").glob("*.smk")} - {"templates"}  # part of converting
    assert all((ROOT / "src/wikimill" / stage / "__init__.py").exists() for stage in stages)
    assert stages == {"manifest", "fetch", "convert", "corpus", "model", "report"}
