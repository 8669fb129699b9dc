"""The record of a manifest's pinned templates, `cache/templates/NAME.json`: with which locks its pages can be made."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import digest_if_exists, write_text


@dataclass(frozen=True)
class TemplateRecord:
    """What was pinned.

    `files` are the sha256 of the locks by path, empty for those that do not exist; `missing` the titles whose text the
    wiki no longer shows; `shards` a token for each shard, which is another one when its pages use what changed;
    `exceeding` the titles of pages that exceeded their limits when it was looked for what they use: that is not pinned.
    """

    files: Mapping[str, str]
    missing: list[str] = field(default_factory=list)
    shards: Mapping[str, str] = field(default_factory=dict)
    exceeding: list[str] = field(default_factory=list)


def lock_files(manifest: str) -> dict[str, str]:
    """The sha256 of the locks of a manifest's templates, by path."""
    paths = layout.templates_lock(manifest), layout.site_file(manifest), layout.expansion_lock(manifest)
    return {str(path): digest_if_exists(path) for path in paths}


def write_template_record(path: Path, record: TemplateRecord) -> None:
    """Write a record."""
    write_text(path, json.dumps(asdict(record), indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def read_template_record(path: Path) -> TemplateRecord:
    """A record.

    Raises:
        WikimillError: none, or a damaged one.
    """
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        data = json.loads(path.read_text(encoding="utf-8"))
        exceeding = list(data.get("exceeding", ()))
        return TemplateRecord(dict(data["files"]), list(data["missing"]), dict(data["shards"]), exceeding)
    raise WikimillError(
        f"{path}: there is no such record of pinned templates, or it is damaged; delete it and run again"
    )
