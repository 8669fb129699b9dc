"""`provenance.json` of a corpus, as the rule `card` writes it, by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wikimill.files import sha256

DIGEST = "0" * 64


def locked(root: Path, path: str) -> dict[str, str] | None:
    """A file of a lock, if it is there."""
    return {"path": path, "sha256": sha256(root / path)} if (root / path).exists() else None


def make_provenance(root: Path, *manifests: str, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a corpus of these manifests says now."""
    return {
        "wikimill": "0.1.0",
        "python": "3.13.1",
        "libraries": {"pandoc": "3.9", "pyarrow": "21.0.0"},
        "environment": {"name": "requirements/cpu.txt", "sha256": DIGEST},
        "manifests": [
            {
                "name": name,
                "lock": locked(root, f"manifests/derived/{name}.tsv"),
                "templates": locked(root, f"manifests/derived/{name}.templates.tsv"),
                "site": locked(root, f"manifests/derived/{name}.site.json"),
            }
            for name in manifests
        ],
        "settings": settings or {"convert": {"drop": []}, "corpus": {"min_words": 1}, "tokenizer": {"size": 300}},
        "recipe": DIGEST,
        "outputs": {},
    }


def write_provenance(folder: Path, provenance: Mapping[str, Any]) -> None:
    """Write it beside a corpus."""
    (folder / "provenance.json").write_text(json.dumps(provenance), encoding="utf-8")
