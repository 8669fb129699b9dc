"""What two corpora differ in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.provenance import make_provenance
from tests.refreshing import refresh_templates
from tests.unit.compare.builder import SAME_TEXTS, TEXTS, causes, keep, pin, use, write_corpus
from tests.wiki_project import WikiProject
from wikimill.compare.corpora import CorpusFiles, diff_corpora
from wikimill.compare.difference import Difference, TemplateChange
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.manifest.lock import read_pins

OLD, NEW = Path("old/corpus/main"), Path("corpus/main")


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> WikiProject:
    """A wiki and a manifest of it, pinned and converted; the project `old` has the lock, and a corpus `main`."""
    wiki = WikiProject.make(monkeypatch, TEXTS)
    pin(wiki)
    use()
    keep(project / "old")
    write_corpus(OLD, SAME_TEXTS, revids())
    return wiki


def revids() -> dict[str, int]:
    """The revisions that the lock has."""
    return {each.title: each.revid for each in read_pins(Path("manifests/derived/m.tsv"))}


def settings(**values: object) -> dict[str, Any]:
    """The settings of a corpus, of which some are others."""
    found: dict[str, Any] = json.loads(json.dumps(make_provenance(Path())["settings"]))
    for key, value in values.items():
        section, name = key.split("_", 1)
        found[section][name] = value
    return found


def compared() -> Difference:
    return diff_corpora(CorpusFiles.open(OLD), CorpusFiles.open(NEW), ("old", "new"), Path("scratch"))


def test_equal_corpora(wiki: WikiProject) -> None:
    write_corpus(NEW, SAME_TEXTS, revids())
    found = compared()
    assert found.is_empty
    assert found.notes == []
    assert found.same == {"pages": 3, "words": 0, "tokens": 0}
    assert found.totals["after"] == {"pages": 3, "words": 6, "tokens": 12}


def test_revisions_and_templates_are_told_apart(wiki: WikiProject) -> None:
    wiki.source.edit("Template:B", "other")
    refresh_templates(["m"], Config())
    write_corpus(NEW, SAME_TEXTS | {"One": "a one is new", "Two": "b"}, revids() | {"One": 8})
    found = compared()
    assert causes(found) == {"changed One": [("revision", "")], "changed Two": [("template", "Template:B")]}
    revid = wiki.rows("m")["Template:B"].revid
    assert found.templates == [TemplateChange("Template:B", revid - 1, revid, 1)]
    assert found.count("changed") == {"pages": 2, "words": 1, "tokens": 2}
    assert found.notes == []


@pytest.mark.parametrize(
    ("provenance", "expected"),
    [
        ({"settings": settings(convert_drop=["Note"])}, [("setting", "convert.drop")]),
        ({"settings": settings(corpus_normalize="NFKC")}, [("setting", "corpus.normalize")]),
        ({"settings": settings(corpus_min_words=9)}, [("unknown", "")]),
        ({"settings": settings(convert_timeout=9)}, [("unknown", "")]),
        ({"libraries": {"pandoc": "4.0", "pyarrow": "21.0.0"}}, [("version", "pandoc")]),
        ({"wikimill": "0.2.0", "recipe": "1" * 64}, [("version", "wikimill")]),
        ({"recipe": "1" * 64}, [("recipe", "")]),
        (
            {"settings": settings(convert_drop=["Note"]), "wikimill": "0.2.0", "recipe": "1" * 64},
            [("setting", "convert.drop")],
        ),
        ({}, [("unknown", "")]),
    ],
)
def test_what_nothing_pinned_explains(
    wiki: WikiProject, provenance: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    write_corpus(NEW, SAME_TEXTS | {"One": "a"}, revids(), **provenance)
    assert causes(compared()) == {"changed One": expected}


def test_why_pages_come_and_go(wiki: WikiProject) -> None:
    texts = {"Two": "b two", "Four": "d four", "Five": "a one"}
    changed = settings(corpus_min_words=9)
    write_corpus(NEW, texts, left_out={"Three": "too short"}, settings=changed)
    found = compared()
    assert causes(found) == {
        "added Four": [("manifest", "")],
        "moved One": [("revision", "")],
        "removed Three": [("left out", "too short"), ("setting", "corpus.min_words")],
    }
    (moved,) = (page for page in found.pages if page.change == "moved")
    assert moved.new_title == "Five"
    (OLD / "left_out.tsv").unlink()
    found = compared()
    assert causes(found)["added Four"] == [("unknown", "")]
    assert found.notes == ["old/corpus/main/left_out.tsv is not there: why pages are not in it is not known"]


def test_a_published_corpus_has_tables_of_splits(wiki: WikiProject) -> None:
    write_corpus(NEW, SAME_TEXTS, revids())
    table = pq.read_table(NEW / "pages.parquet")
    for name, rows in (("train", [0, 2]), ("validation", [1])):
        pq.write_table(table.take(rows), NEW / f"pages-{name}.parquet")
    (NEW / "pages.parquet").unlink()
    (NEW / "tokens.parquet").unlink()
    assert compared().is_empty
    pq.write_table(table, NEW / "pages-test.parquet")
    with pytest.raises(WikimillError, match=r"^corpus/main: row 2 \('.*'\) is not in the order of the column path"):
        compared()


def test_another_vocabulary_changes_tokens_alone(wiki: WikiProject) -> None:
    write_corpus(NEW, SAME_TEXTS, revids(), tokens=3)
    found = compared()
    assert found.pages == []
    assert not found.is_empty
    assert found.same == {"pages": 3, "words": 0, "tokens": 6}
    (NEW / "tokens.parquet").unlink()
    assert compared().units == ("words",)


def test_a_corpus_without_its_project_is_compared_by_its_tables(wiki: WikiProject) -> None:
    write_corpus(NEW, SAME_TEXTS | {"One": "a", "Two": "b"}, revids() | {"One": 8})
    wiki.source.edit("Template:B", "other")
    refresh_templates(["m"], Config())
    found = compared()  # the lock moved on since
    assert causes(found) == {"changed One": [("revision", "")], "changed Two": [("unknown", "")]}
    assert found.notes == []  # both corpora are of one lock, so that no template differs
    for name in ("m.tsv", "m.templates.tsv", "m.site.json"):
        (Path("old/manifests/derived") / name).unlink()
    provenance = json.loads((NEW / "provenance.json").read_text())
    provenance["manifests"][0]["templates"]["sha256"] = "1" * 64
    (NEW / "provenance.json").write_text(json.dumps(provenance))
    found = compared()
    assert causes(found)["changed Two"] == [("unknown", "")]
    assert [note.partition(" is neither")[0] for note in found.notes] == [
        "manifests/derived/m.tsv of old/corpus/main",
        "manifests/derived/m.tsv of corpus/main",
    ]
    (OLD / "provenance.json").unlink()
    found = compared()
    assert found.notes == [
        "old/corpus/main/provenance.json is not there: settings, versions and templates cannot be told apart; build "
        "the corpus again with this version of wikimill"
    ]


def test_the_wiki_itself(wiki: WikiProject) -> None:
    general = {**wiki.source.info.general, "sitename": "Renamed"}
    wiki.source.info.general.update(general)  # type: ignore[attr-defined]
    refresh_templates(["m"], Config())
    write_corpus(NEW, SAME_TEXTS | {"Two": "b"}, revids())
    found = compared()
    assert causes(found) == {"changed Two": [("site", "")]}
    assert [each.name for each in found.site] == ["m: general.sitename"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("words", None, "column words has None, which is no int"),
        ("title", None, "column title has None, which is no str"),
        ("path", "z", r"row 2 \('processed/mediawiki/wiki.example/Three.md'\) is not in the order of the column path"),
    ],
)
def test_a_damaged_table_is_one_line(wiki: WikiProject, column: str, value: object, message: str) -> None:
    write_corpus(NEW, SAME_TEXTS)
    rows = pq.read_table(NEW / "pages.parquet").to_pylist()
    rows[0][column] = value
    pq.write_table(pa.Table.from_pylist(rows), NEW / "pages.parquet")
    (NEW / "tokens.parquet").unlink()
    with pytest.raises(WikimillError, match=f"^corpus/main/pages.parquet: {message}.*; build the corpus again$"):
        compared()


def test_tokens_of_another_corpus_are_refused(wiki: WikiProject) -> None:
    write_corpus(NEW, SAME_TEXTS | {"Four": "d four"})
    (NEW / "tokens.parquet").write_bytes((OLD / "tokens.parquet").read_bytes())
    with pytest.raises(
        WikimillError, match=r"tokens\.parquet: it lacks processed/mediawiki/wiki.example/Four\.md; build"
    ):
        compared()
