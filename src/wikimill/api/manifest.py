"""`wikimill.Manifest`: what to take from where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.manifest import models
from wikimill.manifest.names import check_name


class Manifest:
    """A manifest, with the keys that its file has.

    Args:
        keys: such as `wiki="en.wikipedia.org", categories=["Lighthouses"], depth=2`; config/README.md lists them.

    Raises:
        WikimillError: no key that tells the source or two of them, an unknown key, a bad value, or nothing listed.
    """

    def __init__(self, **keys: Any) -> None:
        self.keys = keys
        self.model = models.check_manifest(keys, "Manifest")

    def __repr__(self) -> str:
        return f"Manifest({', '.join(f'{key}={value!r}' for key, value in self.keys.items())})"

    @classmethod
    def read(cls, name: str) -> Manifest:
        """The manifest `manifests/originals/NAME.yaml`.

        Raises:
            WikimillError: there is none, or it is not valid.
        """
        manifest, _ = models.read_manifest(layout.original(name))
        return cls(**manifest.model_dump(exclude_unset=True, mode="json"))

    def save(self, name: str, *, replace: bool = False) -> Path:
        """Write `manifests/originals/NAME.yaml`, from which `processed/NAME` is built.

        Args:
            name: letters, digits, `-` and `_`.
            replace: whether to write over another one of this name.

        Raises:
            WikimillError: there is another one of this name, or it is no name.
        """
        path = layout.original(check_name(name))
        text = yaml.safe_dump(self.keys, allow_unicode=True, sort_keys=False)
        if path.exists() and not replace and path.read_text(encoding="utf-8") != text:
            raise WikimillError(f"{path}: another manifest has this name; choose another one, or replace=True")
        write_text(path, text)
        return path
