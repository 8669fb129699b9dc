"""A folder of documents for tests."""

from __future__ import annotations

from pathlib import Path

from wikimill.config.model import Convert
from wikimill.sources.base import Revision
from wikimill.sources.documents.source import DocumentsSource


def source(folder: Path, **bounds: float) -> DocumentsSource:
    """A source whose limits may be smaller than a configuration allows."""
    return DocumentsSource(folder, Convert().model_copy(update=bounds))


def texts(folder: Path) -> dict[str, str | None]:
    """Titles and texts, with None for what is missing."""
    each = source(folder)
    found = each.revisions(each.all_texts())
    return {item.title: item.text if isinstance(item, Revision) else None for item in found}


def write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
