"""What a person names."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.compare.sides import open_sides
from wikimill.errors import WikimillError

LOCK = "manifests/derived/isles.tsv"


@pytest.fixture(autouse=True)
def _there(project: Path) -> None:
    for name in (
        LOCK,
        "manifests/derived/isles.templates.tsv",
        "manifests/derived/both.tsv",
        "corpus/main/pages.parquet",
        "corpus/both/pages.parquet",
        "out/main/config.resolved.yaml",
        "processed/isles/config.resolved.yaml",
        "processed/isles/pages.tsv",
        "notes.txt",
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


@pytest.mark.parametrize(
    ("before", "after", "kind", "paths"),
    [
        ("isles", LOCK, "lock", [LOCK, LOCK]),
        ("main", "corpus/main/", "corpus", ["corpus/main", "corpus/main"]),
        ("both", "isles", "lock", ["manifests/derived/both.tsv", LOCK]),
        ("main", "both", "corpus", ["corpus/main", "corpus/both"]),
        ("corpus/main/pages.parquet", "both", "corpus", ["corpus/main", "corpus/both"]),
        ("out/main", "out/main", "run", ["out/main", "out/main"]),
    ],
)
def test_names_and_paths(before: str, after: str, kind: str, paths: list[str]) -> None:
    found = open_sides(before, after, Path("scratch"))
    assert found == (kind, *map(Path, paths))


def test_a_folder_that_happens_to_have_the_name_does_not_hide_what_is_named() -> None:
    Path("main").mkdir()  # as `demo` lies in a clone, beside corpus/demo
    assert open_sides("main", "corpus/main", Path("scratch")) == ("corpus", Path("corpus/main"), Path("corpus/main"))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("isles", "main", "isles is a lock, and main is a corpus; compare two locks, two corpora or two runs"),
        ("out/main", "both", "out/main is a run, and both is a lock or a corpus; compare"),
        (
            "both",
            "both",
            r"both: a manifest and a run have this name; write manifests/derived/both\.tsv or corpus/both",
        ),
        ("nope", "main", r"nope: there is no such lock, corpus or run here; name a manifest \(startrek\)"),
        ("../nope", "main", "there is no such lock"),
        ("a\x1b[31m\0", "main", r"a\\x1b\[31m\\x00: there is no such lock"),
        ("x" * 5000, "main", "there is no such lock"),
        ("processed/isles", "main", "processed/isles: neither a corpus"),
        ("notes.txt", "main", r"notes\.txt: this is no lock; name one"),
        (
            "manifests/derived/isles.templates.tsv",
            "main",
            r"this file belongs to a lock; name the lock itself, manifests/derived/isles\.tsv",
        ),
        (f"HEAD:{LOCK}", "isles", "git has no such file here; check the revision"),
        (f"--x:{LOCK}", "isles", "git has no such file here"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    before: str, after: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    with pytest.raises(WikimillError, match=message):
        open_sides(before, after, Path("scratch"))
