"""`wikimill diff` of corpora that Snakemake built: what changed between them is named as what it is."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from demo.build import export
from tests.clone import Clone
from tests.provenance import write_provenance
from wikimill import layout

FOG = "The fog comes in from the west, {{Tide|high}}, and covers the harbour until the morning.\n"
PAGES = {
    "Haar": FOG,
    "Ebb": "Water falls for six hours, {{Tide|low}}, and the boats lie on the sand.\n",
    "Lamp": "The keeper climbs two hundred steps every evening{{Note|as they say}}, and trims the lamp.\n",
    "Pier": "Stone.\n",
    "Quay": "Ropes and crates lie on the long quay beside the warehouses of the company.\n",
    "Template:Tide": "when the tide is {{{1}}}",
    "Template:Note": " ({{{1}}})",
}
SETTINGS: dict[str, dict[str, Any]] = {
    "convert": {"drop": []},
    "corpus": {"min_words": 1, "manifests": ["isles"], "val_fraction": 0, "dedup": "none"},
}


def write_wiki(clone: Clone, pages: dict[str, str]) -> None:
    """The dump of the wiki; another text has another revision."""
    text = export(pages)
    for title, new in pages.items():
        if new != PAGES[title]:
            text = re.sub(rf"(<title>{title}</title>.*?<revision>\n      <id>)1", r"\g<1>2", text, count=1, flags=re.S)
    clone.write("wiki.xml", text)


def build(clone: Clone, run: str, settings: dict[str, Any]) -> None:
    """A corpus."""
    every = {"run": run, **settings, "tokenizer": {"vocabulary": "corpus", "size": 300}, "train": {"init": "scratch"}}
    clone.write("settings.yaml", yaml.safe_dump(every))
    clone.snakemake("processed/isles", "corpus", "--configfile", "settings.yaml")


def commit(clone: Clone) -> None:
    """Keep the locks in git, as people do."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(clone.folder)]
    for command in (["init", "-q"], ["add", "-f", "manifests"], ["commit", "-q", "--allow-empty", "-m", "Locks"]):
        subprocess.run([*git, *command], check=True)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone with corpora: `one`; `two` after an edit of a page and of a template; `three` with other settings."""
    clone = Clone.make(tmp_path_factory.mktemp("diff"))
    clone.write(
        "manifests/originals/isles.yaml",
        "wiki: skerrow.example\ndump: wiki.xml\npages: [Haar, Ebb, Lamp, Pier, Quay]\n",
    )
    write_wiki(clone, PAGES)
    build(clone, "one", SETTINGS)
    commit(clone)
    write_wiki(clone, PAGES | {"Quay": PAGES["Quay"] + "\nNo more.\n", "Template:Tide": "at {{{1}}} water"})
    shown = clone.run("wikimill", "refresh", "--dry-run")
    assert clone.run("git", "diff", "--stat", "manifests") == ""
    assert "No pin was moved." in shown
    told = clone.run("wikimill", "refresh")
    assert told.split("manifest  added")[0] == shown.split("manifest  added")[0]
    clone.write("refresh.txt", told)
    build(clone, "two", SETTINGS)
    commit(clone)
    changed = {"convert": {"drop": ["Note"]}, "corpus": SETTINGS["corpus"] | {"min_words": 3}}
    build(clone, "three", changed)
    return clone


def facts(clone: Clone, *arguments: str) -> dict[str, Any]:
    """What a call prints as JSON."""
    found: dict[str, Any] = json.loads(clone.run("wikimill", "diff", "--json", *arguments))
    return found


def causes(found: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """The causes of each page."""
    return {page["title"]: [(cause["kind"], cause["name"]) for cause in page["causes"]] for page in found["pages"]}


def test_a_refresh_says_what_is_going_to_change(runs: Clone) -> None:
    told = runs.read("refresh.txt")
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert lines[0] == "manifests/derived/isles.tsv → now"
    assert "changed 1 1 their own revisions" not in lines
    assert any(re.fullmatch(r"changed 1 \+\d+ their own revisions", line) for line in lines), told
    assert any(re.fullmatch(r"touched 2 0 Template:Tide, \d+ → \d+", line) for line in lines), told
    assert any(re.fullmatch(r"Template:Tide \d+ \d+ 2", line) for line in lines), told


def test_an_edited_page_and_an_edited_template_are_told_apart(runs: Clone) -> None:
    found = facts(runs, "one", "two")
    assert found["kind"] == "corpus"
    assert causes(found) == {
        "Ebb": [("template", "Template:Tide")],
        "Haar": [("template", "Template:Tide")],
        "Quay": [("revision", "")],
    }
    assert found["changes"]["changed"]["pages"] == 3
    # "when the tide is high" became "at high water", and the quay got two words.
    assert found["changes"]["changed"]["words"] == -2 - 2 + 2
    assert found["after"]["words"] - found["before"]["words"] == -2
    assert found["after"]["tokens"] - found["before"]["tokens"] == sum(
        found["changes"][change]["tokens"] for change in ("added", "removed", "changed", "moved", "same")
    )
    assert [(each["title"], each["pages"]) for each in found["templates"]] == [("Template:Tide", 2)]
    assert found["notes"] == []
    assert (found["settings"], found["versions"], found["site"]) == ([], [], [])
    text = runs.run("wikimill", "diff", "corpus/one", "corpus/two")
    assert len(text.splitlines()) < 40
    assert re.search(r"changed +2 +-4 +Template:Tide, \d+ → \d+", text), text
    locks = facts(runs, "HEAD~1:manifests/derived/isles.tsv", "isles")
    assert causes(locks) == causes(found)


def test_changed_settings_are_named_where_they_change_a_page(runs: Clone) -> None:
    found = facts(runs, "two", "three")
    assert causes(found) == {
        "Lamp": [("setting", "convert.drop")],
        "Pier": [("left out", "too short"), ("setting", "corpus.min_words")],
    }
    assert found["changes"]["changed"]["words"] == -3
    assert found["changes"]["removed"]["words"] == -1
    assert {(each["name"], str(each["before"]), str(each["after"])) for each in found["settings"]} == {
        ("convert.drop", "[]", "['Note']"),
        ("corpus.min_words", "1", "3"),
    }


def test_another_version_is_named_where_nothing_else_differs(runs: Clone, tmp_path: Path) -> None:
    """As if another pandoc had made the pages of the second corpus."""
    other = tmp_path / "project/corpus/two"
    other.mkdir(parents=True)
    for name in ("pages.parquet", "left_out.tsv"):
        (other / name).write_bytes((runs.folder / "corpus/one" / name).read_bytes())
    written = json.loads(runs.read("corpus/two/provenance.json"))
    written["libraries"] = written["libraries"] | {"pandoc": "4.0"}
    written["manifests"] = json.loads(runs.read("corpus/one/provenance.json"))["manifests"]
    write_provenance(other, written)
    table = pq.read_table(other / "pages.parquet")
    pages = table.to_pylist()
    pages[0] |= {"text": "Other words now.\n", "sha256": "f" * 64, "words": 3}
    pq.write_table(pa.Table.from_pylist(pages, table.schema), other / "pages.parquet")
    found = facts(runs, "corpus/one", str(other))
    assert list(causes(found).values()) == [[("version", "pandoc")]]
    assert [(each["name"], each["after"]) for each in found["versions"]] == [("pandoc", "4.0")]
    assert "tokens" not in found["after"]
    page = tmp_path / "diff.html"
    runs.run("wikimill", "diff", "corpus/one", str(other), "--html", str(page))
    assert "the version of pandoc, 3" in page.read_text()


def test_runs_are_compared_with_all_their_settings(runs: Clone) -> None:
    found = facts(runs, "out/two", "out/three")
    assert found["kind"] == "run"
    assert {each["name"] for each in found["settings"]} == {"convert.drop", "corpus.min_words"}
    assert (runs.folder / "out/two" / layout.RESOLVED).exists()
    assert "is a run, and corpus/three is a corpus" in runs.error("wikimill", "diff", "out/two", "corpus/three")
    assert runs.run("wikimill", "diff", "one", "one").splitlines()[1] == "  They are the same: 5 pages."
