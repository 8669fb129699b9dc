"""The resolved configuration: every setting, typed and merged, in the one file that the commands of the rules read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from wikimill.config.model import Config
from wikimill.files import write_text

HEADER = "# Every setting, resolved by wikimill from configuration files and options. Written anew; do not edit.\n"
# What decides a manifest's pages. They are shared by all runs, so that no setting of a run is among these sections.
MANIFEST_SECTIONS = {"contact", "mediawiki", "convert"}


def write_resolved(path: Path, config: Config, sections: set[str] | None = None) -> None:
    """Write the configuration, or these sections of it, unless the file says the same already."""
    values = config.model_dump(mode="json", include=sections)
    text = HEADER + yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
    if not path.exists() or path.read_bytes() != text.encode():
        write_text(path, text)


def digest(config: Config, *keys: str, exclude: Sequence[str] = ()) -> str:
    """A digest of these keys, for Snakemake's params: a rule runs again when a key that it uses changes, and not else.

    Args:
        config: the configuration.
        keys: dotted; a section stands for all keys in it.
        exclude: keys of these sections that do not change what the rule makes.

    Returns:
        16 hex digits.
    """

    def is_below(key: str, sections: Iterable[str]) -> bool:
        return any(key == section or key.startswith(f"{section}.") for section in sections)

    used = {
        key: value
        for key, value in flatten(config.model_dump(mode="json"))
        if is_below(key, keys) and not is_below(key, exclude)
    }
    return hashlib.sha256(json.dumps(used, sort_keys=True).encode()).hexdigest()[:16]


def flatten(values: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    """Each dotted key and its value."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
