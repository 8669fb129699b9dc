"""Manifests and their locks, as the rules see them."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.workflow import bucket
from wikimill.workflow.manifest import bucket_locks, lock_header, unlocked


def test_a_manifest_whose_lock_would_be_one_of_templates_is_refused(project: Path) -> None:
    for name in ("a", "a.templates"):
        write_text(layout.original(name), "wiki: wiki.example\npages: [A]\n")
    assert re.fullmatch(unlocked(), "a")
    assert not re.fullmatch(unlocked(), "a.templates")
    with pytest.raises(
        WikimillError, match=r"a\.templates\.tsv would be a lock of templates; give the manifest another"
    ):
        lock_header("a.templates")


def test_the_locks_of_templates_that_a_bucket_has(monkeypatch: pytest.MonkeyPatch) -> None:
    there = "manifests/derived/m.templates.tsv"
    monkeypatch.setattr(bucket, "has_file", lambda _workflow, path: path == there)
    assert bucket_locks(None)(SimpleNamespace(manifest="m")) == [there]
