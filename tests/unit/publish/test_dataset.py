"""A corpus as a folder for a hub: complete, and of one build."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.publish.builder import CORPUS, snapshot, write_corpus
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.publish.dataset import prepare_dataset

HUB = Path("publish/corpus/main")


@pytest.fixture
def corpus(project: Path) -> Path:
    """A corpus with its card."""
    write_corpus()
    return CORPUS


def test_the_folder_has_tables_card_licence_locks_and_what_makes_it_again(corpus: Path) -> None:
    release = prepare_dataset(corpus, HUB)
    files = snapshot(HUB)
    derived = ("m.tsv", "m.templates.tsv", "m.templates.jsonl", "m.site.json", "m.verified.json")
    assert sorted(files) == sorted(
        [
            *("README.md", "LICENSE.md", "CITATION.cff", "provenance.json", "config.yaml", "statistics.json"),
            *("attribution.tsv", "left_out.tsv", "taken_out.tsv", "pages.schema.json"),
            *("pages-train.parquet", "pages-validation.parquet"),
            *("tokenizer/encoder.json", "tokenizer/vocab.bpe", "tokenizer/tokenizer.json"),
            *("manifests/originals/m.yaml", *(f"manifests/derived/{name}" for name in derived)),
        ]
    )
    assert all(Path(name).read_bytes() == files[name] for name in files if name.startswith("manifests/"))
    assert files["README.md"] == (corpus / "README.md").read_bytes()
    assert (
        b"CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/) (`cc-by-sa-4.0`): 2 pages"
        in files["LICENSE.md"]
    )
    assert (release.kind, release.licences, release.is_licence_known) == ("dataset", ("cc-by-sa-4.0",), True)
    assert release.files == sorted((name, len(data)) for name, data in files.items())
    assert str(Path.cwd()).encode() not in b"".join(files.values())
    assert b"someone@wiki.example" not in b"".join(files.values())


def test_publishing_again_replaces_the_folder(corpus: Path) -> None:
    prepare_dataset(corpus, HUB)
    before = snapshot(HUB)
    write_text(HUB / "stray.txt", "x")
    prepare_dataset(corpus, HUB)
    assert snapshot(HUB) == before


def test_the_summary_says_what_would_be_uploaded(corpus: Path) -> None:
    text = prepare_dataset(corpus, HUB).summary("private")
    head, *lines = text.splitlines()
    total = sum(len(data) for data in snapshot(HUB).values())
    assert head == f"publish/corpus/main: a dataset of 21 files, {total:,} bytes"
    assert lines[-2:] == ["licence: cc-by-sa-4.0", "visibility: private"]
    assert any(line.endswith("  pages-train.parquet") for line in lines)


def test_files_of_renderers_are_there_under_their_names_in_the_settings(project: Path) -> None:
    write_text(Path("mine/boats.lua"), "return {}\n")
    write_corpus(convert={"renderers": ["mine/boats.lua"]})
    prepare_dataset(CORPUS, HUB)
    assert (HUB / "renderers/0-boats.lua").read_text() == "return {}\n"
    assert "- dataset/renderers/0-boats.lua\n" in (HUB / "config.yaml").read_text()


def test_an_original_that_changed_is_left_out_and_said_to_be(corpus: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_text(layout.original("m"), "wiki: wiki.example\ncategories: [Boats]\n")
    prepare_dataset(corpus, HUB)
    assert not (HUB / layout.original("m")).exists()
    assert "manifests/originals/m.yaml: it has changed since its pages were listed" in caplog.text


def damage(change: Callable[[Any], object]) -> Callable[[], object]:
    """Change what the provenance says."""

    def apply() -> None:
        path = CORPUS / "provenance.json"
        facts = json.loads(path.read_text())
        change(facts)
        path.write_text(json.dumps(facts))

    return apply


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: layout.lock("m").unlink(), r"m\.tsv: there is no such file; run snakemake again"),
        (lambda: write_text(layout.lock("m"), "x"), r"m\.tsv: not the one that .*provenance\.json names; run"),
        (lambda: write_text(CORPUS / "pages-train.parquet", "x"), r"pages-train\.parquet: not the one"),
        ((CORPUS / "attribution.tsv").unlink, r"attribution\.tsv: there is no such file"),
        ((CORPUS / "provenance.json").unlink, r"provenance\.json: there is no such provenance of a corpus"),
        (lambda: write_text(CORPUS / "provenance.json", "[" * 9999), r"provenance\.json: it is damaged; delete it"),
        (damage(lambda facts: facts.pop("outputs")), r"provenance\.json: it is damaged"),
        (damage(lambda facts: facts["manifests"][0].update(name="../../m")), r"provenance\.json: it is damaged"),
        (damage(lambda facts: facts["manifests"].append(7)), r"provenance\.json: it is damaged"),
        (damage(lambda facts: facts["outputs"].update({"left_out.tsv": 7})), r"provenance\.json: it is damaged"),
        ((CORPUS / "README.md").unlink, r"README\.md: there is no such card"),
        (lambda: write_text(CORPUS / "README.md", "# x\n"), r"README\.md: its metadata name no `license`"),
        (lambda: write_text(CORPUS / "README.md", "---\n[\n---\n"), r"README\.md: its metadata name no `license`"),
        (lambda: write_text(CORPUS / "README.md", "---\nlicense: [1]\n---\n"), r"README\.md: its metadata name no"),
        (lambda: write_text(CORPUS / "statistics.json", "{}"), r"statistics\.json: .* names; delete it, run snakemake"),
    ],
)
def test_what_does_not_fit_is_one_line_and_nothing_is_written(
    corpus: Path, change: Callable[[], object], message: str
) -> None:
    change()
    with pytest.raises(WikimillError, match=message):
        prepare_dataset(corpus, HUB)
    assert not HUB.exists()


def test_what_the_provenance_says_reaches_no_path(corpus: Path) -> None:
    write_text(Path("secret.txt"), "x")
    evil = {"path": "../secret.txt", "sha256": "0" * 64}
    damage(lambda facts: facts["manifests"][0].update(templates=evil, original=evil))()
    damage(lambda facts: facts["outputs"].update({"../../secret.txt": "0" * 64}))()
    with pytest.raises(WikimillError, match=r"m\.templates\.tsv: not the one"):
        prepare_dataset(corpus, HUB)
