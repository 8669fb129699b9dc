"""`provenance.json`: every input, library and result of a corpus."""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path
from typing import Any

import yaml

from tests.unit.corpus.builder import FOLDER, write_card, write_templates
from wikimill import __version__, layout
from wikimill.config.model import Config
from wikimill.convert.recipe import load_recipe
from wikimill.corpus.card.card import card


def read_provenance() -> Any:
    return json.loads((FOLDER / "provenance.json").read_text(encoding="utf-8"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_it_has_every_lock_with_its_sha256(three: None) -> None:
    write_templates("m")
    write_card("n", "m", "d")
    d, m, n = read_provenance()["manifests"]
    lock, templates, site = layout.lock("m"), layout.templates_lock("m"), layout.site_file("m")
    assert (m["name"], m["source"], m["pages"], m["date"]) == ("m", "wiki.example", 4, "2026-01-02T03:04:05Z")
    assert m["lock"] == {"path": "manifests/derived/m.tsv", "sha256": digest(lock)}
    assert m["templates"] == {"path": "manifests/derived/m.templates.tsv", "sha256": digest(templates)}
    assert m["site"] == {"path": "manifests/derived/m.site.json", "sha256": digest(site)}
    assert m["answers"]["path"] == "manifests/derived/m.templates.jsonl"
    assert m["verification"] is None
    assert [each["templates"] for each in (d, n)] == [None, None]
    assert (d["source"], d["original"]["path"]) == ("documents/d", "manifests/originals/d.yaml")


def test_it_has_the_sha256_of_results_and_what_made_them(three: None) -> None:
    for name in ("train.txt", "train.bin", "val.bin", "pages-validation.parquet", "test.bin"):
        (FOLDER / name).write_text(name)
    write_card("m", "n", "d", tables="keep")
    found = read_provenance()
    assert found["outputs"] == {name: digest(FOLDER / name) for name in found["outputs"]}
    assert list(found["outputs"]) == sorted(found["outputs"])
    assert {"pages.parquet", "tokens.parquet", "train.bin", "tokenizer/vocab.bpe"} <= found["outputs"].keys()
    assert "test.bin" not in found["outputs"]  # it is of another corpus
    assert found["wikimill"] == found["libraries"]["wikimill"] == __version__
    assert found["settings"]["convert"]["tables"] == "keep"
    assert found["recipe"] == load_recipe(Config(convert={"tables": "keep"}).convert).digest
    assert found["environment"]["name"] == "requirements/corpus.txt"


def test_it_has_nothing_of_this_machine(three: None) -> None:
    write_card("m", "n", "d")
    text = (FOLDER / "provenance.json").read_text()
    assert str(Path.cwd()) not in text
    assert (platform.node() or "?") not in text
    assert platform.python_version() not in json.dumps(read_provenance()["python"])


def test_the_configuration_makes_the_same_whatever_the_project_says(three: None) -> None:
    """Also what was left at its default, and what trains a model only as far as it decides a corpus."""
    train = {"init": "scratch", "loss": "target", "architecture": {"n_layer": 2}}
    tokenizer = {"vocabulary": "corpus", "size": 300}
    config = Config.model_validate({"train": train, "tokenizer": tokenizer, "contact": "me@wiki.example"})
    card(["m", "n", "d"], config, FOLDER)
    text = (FOLDER / "config.yaml").read_text()
    again = yaml.safe_load(text)
    assert "wiki.example" not in text
    assert again["train"] == {"init": "scratch", "loss": "target"}
    assert again["convert"]["drop_sections"] is None
    assert again["corpus"]["manifests"] == ["d", "m", "n"]
    loaded = Config.model_validate(again)
    assert (loaded.convert, loaded.tokenizer) == (config.convert, config.tokenizer)
    assert "dataset/manifests ." in (FOLDER / "README.md").read_text()
