"""Reading what a corpus says that it was made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.provenance import DIGEST, make_provenance
from wikimill.compare.find_locks import find_lock
from wikimill.compare.provenance import File, Manifest, read_provenance
from wikimill.errors import WikimillError
from wikimill.files import sha256


def write(folder: Path, text: str) -> None:
    (folder / "provenance.json").write_text(text)


def test_versions_and_settings_are_flat(tmp_path: Path) -> None:
    write(tmp_path, json.dumps(make_provenance(tmp_path) | {"more": [1]}))
    found = read_provenance(tmp_path)
    assert found
    assert found.flat_settings == {"convert.drop": [], "corpus.min_words": 1, "tokenizer.size": 300}
    assert found.versions == {
        "wikimill": "0.1.0",
        "python": "3.13.1",
        "pandoc": "3.9",
        "pyarrow": "21.0.0",
        "environment": DIGEST,
    }
    assert read_provenance(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "it is not JSON: Expecting property name"),
        ("[]", "it: Input should be a valid dictionary"),
        ('{"wikimill": 1}', "wikimill: Input should be a valid string"),
        ('{"wikimill": "1", "manifests": [{"name": "m"}], "settings": {}}', "manifests.0.lock: Field required"),
        ("[" * 100_000, "it is not JSON: is nested too deeply"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, text)
    with pytest.raises(WikimillError, match=f"provenance.json: {problem}.*; build the corpus again, or get the file"):
        read_provenance(tmp_path)


def manifest(**files: Any) -> Manifest:
    return Manifest(name="m", **{name: File(**file) for name, file in files.items()})


def test_locks_are_found_by_digest_in_the_project_or_beside_the_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "corpus/main"
    for base, text in ((tmp_path, "one"), (folder, "two")):
        (base / "manifests/derived").mkdir(parents=True)
        (base / "manifests/derived/m.tsv").write_text(text)
    path = "manifests/derived/m.tsv"
    for base in (tmp_path, folder):
        wanted = manifest(lock={"path": path, "sha256": sha256(base / path)})
        found = find_lock(wanted, folder, tmp_path, tmp_path / "scratch")
        assert found
        assert (found.pages, found.templates, found.site) == (base / path, None, None)
    wanted = manifest(lock={"path": path, "sha256": DIGEST})
    assert find_lock(wanted, folder, tmp_path, tmp_path / "scratch") is None


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.tsv", "a/../../x", "", "a\0b", "x" * 300, "x/" * 99 + "m.tsv"])
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    wanted = manifest(lock={"path": path, "sha256": DIGEST})
    with pytest.raises(WikimillError, match="is not a path in a project; build the corpus again"):
        find_lock(wanted, tmp_path, tmp_path, tmp_path)
