"""Damaged locks, corpora and what these say of themselves, compared with whole ones: a difference, or one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.refreshing import refresh_templates
from tests.soak.mutations import BYTES, JSON, VALUES, Operation, mutate, seeds
from tests.soak.record import READ, Soak, outcome
from tests.unit.compare.builder import SAME_TEXTS, TEXTS, keep, pin, use, write_corpus
from tests.wiki_project import WikiProject
from wikimill.compare.compare import compare
from wikimill.compare.html import to_html
from wikimill.compare.text import to_text
from wikimill.config.model import Config
from wikimill.config.resolved import write_resolved
from wikimill.manifest.lock import read_pins

COUNTS = {"short": 60, "full": 2000}
SECONDS = 20
LOCK = "manifests/derived/m"
# What is compared, and the files of the first side that may be damaged.
SIDES = {
    (f"old/{LOCK}.tsv", f"new/{LOCK}.tsv"): [f"{LOCK}.tsv", f"{LOCK}.templates.tsv", f"{LOCK}.site.json"],
    ("old/corpus/main", "new/corpus/main"): [
        "corpus/main/pages.parquet",
        "corpus/main/tokens.parquet",
        "corpus/main/left_out.tsv",
        "corpus/main/provenance.json",
        "corpus/main/provenance.json",
    ],
    ("old/out/main", "new/out/main"): ["out/main/config.resolved.yaml"],
}


def change_cell(data: bytes, random: object) -> bytes:
    """A cell of a table that is something else."""
    lines = data.split(b"\n")
    row = random.randrange(len(lines))  # type: ignore[attr-defined]
    cells = lines[row].split(b"\t")
    value = str(random.choice(VALUES)).encode("utf-8", "replace")  # type: ignore[attr-defined]
    cells[random.randrange(len(cells))] = value  # type: ignore[attr-defined]
    lines[row] = b"\t".join(cells)
    return b"\n".join(lines)


TABLE: tuple[Operation, ...] = (*BYTES, *[change_cell] * 5)
OPERATIONS = {".json": JSON, ".tsv": TABLE, ".parquet": BYTES, ".yaml": BYTES}


def make(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two projects, `old` and `new`, between which a page and a template were edited."""
    wiki = WikiProject.make(monkeypatch, TEXTS)
    pin(wiki)
    use()
    for name, texts in (("old", SAME_TEXTS), ("new", SAME_TEXTS | {"One": "a", "Four": "d four"})):
        if name == "new":
            wiki.source.edit("Template:A", "other")
            refresh_templates(["m"], Config())
        folder = project / name
        keep(folder)
        shutil.copytree("cache/convert", folder / "cache/convert")
        revids = {each.title: each.revid for each in read_pins(Path(f"{LOCK}.tsv"))}
        write_corpus(folder / "corpus/main", texts, revids, {"Nine": "too short"})
        write_resolved(folder / "out/main/config.resolved.yaml", Config())


def test_a_difference_or_one_line(soak: Soak, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(project, monkeypatch)
    harmed: dict[str, bytes] = {}

    def read(before: str, after: str) -> None:
        found = compare(before, after)
        json.dumps(found.facts).encode()
        shown = to_text(found, None) + to_text(found)
        assert not {"\x1b", "\u202e", "\0"} & set(shown)
        to_html(found).encode()

    def attempt(sides: tuple[str, str], name: str, is_swapped: bool, mutations: Sequence[int]) -> tuple[str, str]:
        path = project / "old" / name
        whole = path.read_bytes()
        harmed.clear()
        harmed[path.name] = mutate(whole, mutations, OPERATIONS[path.suffix])
        path.write_bytes(harmed[path.name])
        try:
            status, detail = outcome(lambda: read(*(reversed(sides) if is_swapped else sides)), SECONDS)
        finally:
            path.write_bytes(whole)
        return status, f"{name}: {detail}"

    for sides, names in SIDES.items():
        assert attempt(sides, names[0], False, [])[0] == READ
    for number, random in soak.trials():
        sides = random.choice(list(SIDES))
        chosen = partial(attempt, sides, random.choice(SIDES[sides]), random.random() < 0.5)
        soak.attempt(number, seeds(random), chosen, lambda: dict(harmed))
    soak.finish()
