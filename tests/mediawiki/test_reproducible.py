"""The lock is law: whoever has it makes the same bytes, on any machine, from the API or from a dump."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cards import paste
from tests.clone import Clone
from tests.mediawiki.conftest import project
from tests.mediawiki.test_real_wiki import requests_of
from tests.mediawiki.wiki import RealWiki
from tests.unit.corpus.builder import VOCABULARY
from wikimill.corpus.tokens.vocabulary import write_vocabulary

LOCK = "manifests/derived/real.tsv"
SHARDS = ("--config", "convert={shard_pages: 20}")


@pytest.fixture(scope="module")
def first(wiki: RealWiki, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A project with `processed/real`, by one job at a time in another locale. Tests leave it as it is."""
    clone = project(tmp_path_factory.mktemp("first"), wiki)
    clone.snakemake("processed/real", *SHARDS, cores=1, env={"LC_ALL": "C"})
    return clone


def digest(clone: Clone) -> str:
    """One sha256 over `processed/`: names and bytes."""
    files = clone.files("processed")
    return hashlib.sha256(
        "".join(f"{k}\0{hashlib.sha256(v).hexdigest()}\n" for k, v in files.items()).encode()
    ).hexdigest()


def twin(clone: Clone, folder: Path, old: str) -> Clone:
    """A clone that got the lock by version control; `old` is the file that looks older than the other."""
    other = Clone.make(folder)
    locks = (str(path.relative_to(clone.folder)) for path in (clone.folder / LOCK).parent.glob("real.*"))
    for name in ("manifests/originals/real.yaml", *locks):
        (other.folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(clone.folder / name, other.folder / name)
    os.utime(other.folder / old, (1, 1))
    return other


def test_the_card_makes_the_corpus_of_a_wiki_again_from_the_publishers_cache(
    wiki: RealWiki, first: Clone, tmp_path: Path
) -> None:
    """Its commands are pasted into a clean clone, whose configuration is another; templates are those of the lock."""
    made = first.copy(tmp_path / "made")
    write_vocabulary(VOCABULARY, made.folder / "words")
    corpus = {"manifests": ["real"], "val_fraction": 0.2, "dedup": "exact"}
    made.write("config/config.yaml", json.dumps({"corpus": corpus, "tokenizer": {"vocabulary": "words"}}))
    made.snakemake("corpus")
    made.run("wikimill", "publish", "corpus/main")
    provenance = json.loads(made.read("corpus/main/provenance.json"))
    assert provenance["manifests"][0]["templates"]["path"] == "manifests/derived/real.templates.tsv"
    clean = Clone.make(tmp_path / "clean")
    clean.write(
        "config/config.yaml", "corpus: {dedup: none, min_words: 9}\nconvert: {tables: keep, drop_sections: []}\n"
    )
    shutil.copytree(made.folder / "cache/mediawiki", clean.folder / "cache/mediawiki")
    before = len(wiki.requests())
    output = paste(clean, made.folder / "publish/corpus/main", "dataset")
    assert wiki.requests()[before:] == []
    assert output.count(": OK\n") == len(provenance["outputs"])
    files = made.files("corpus/main")
    assert {name: data for name, data in clean.files("corpus/main").items() if files[name] != data} == {}


@pytest.mark.parametrize("old", ["manifests/originals/real.yaml", LOCK])
def test_two_clones_have_the_same_bytes_whatever_their_file_times_jobs_and_locale(
    wiki: RealWiki, first: Clone, tmp_path: Path, old: str
) -> None:
    other = twin(first, tmp_path / "other", old)
    before = len(wiki.requests())
    other.snakemake("processed/real", *SHARDS, cores=8, env={"LC_ALL": "C.UTF-8"})
    requests = wiki.requests()[before:]
    assert not [request for request in requests if "revids" not in request]  # nothing is listed again
    assert digest(other) == digest(first)
    assert other.read(LOCK) == first.read(LOCK)


def test_api_and_dump_give_one_digest(wiki: RealWiki, first: Clone, tmp_path: Path) -> None:
    other = Clone.make(tmp_path / "other")
    wiki.export(other.folder / "wiki.xml")
    text = first.read("manifests/originals/real.yaml").replace("\n", "\ndump: wiki.xml\n", 1)
    other.write("manifests/originals/real.yaml", text)
    assert requests_of(wiki, other, "processed/real") == []
    assert digest(other) == digest(first)
    rows = [[line for line in each.read(LOCK).splitlines() if not line.startswith("# ")] for each in (first, other)]
    assert rows[0] == rows[1]


def test_a_page_that_the_wiki_no_longer_shows_is_a_row_and_is_counted(
    wiki: RealWiki, clone: Clone, tmp_path: Path
) -> None:
    wiki.edit("Suppressed", "Soon gone.")
    clone.write("manifests/originals/real.yaml", f"wiki: {wiki.url}\npages: [Haar, Suppressed]\n")
    clone.snakemake(LOCK)
    wiki.delete("Suppressed")
    other = twin(clone, tmp_path / "other", LOCK)
    output = other.snakemake("processed/real")
    assert "processed/real/pages.tsv: 2 pages (1 ok, 1 missing)" in output
    assert [line.split("\t")[5] for line in other.read("processed/real/pages.tsv").splitlines()[1:]] == [
        "ok",
        "missing",
    ]
