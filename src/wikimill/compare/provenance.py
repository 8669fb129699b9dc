"""What a corpus says that it was made from and with, `corpus/RUN/provenance.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from wikimill.config.resolved import flatten
from wikimill.errors import WikimillError
from wikimill.files import read_bytes
from wikimill.json_text import parse_json
from wikimill.layout import PROVENANCE

DEEPEST = 20  # levels; settings have three


class _Part(BaseModel):
    """Other keys than these are of no concern here."""

    model_config = ConfigDict(strict=True, frozen=True)


class File(_Part):
    """A file of the project: its path, relative to the project folder, and its sha256 in hex."""

    path: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Manifest(_Part):
    """A manifest of the corpus, and the files of its lock; `answers` are of the wiki's parser."""

    name: str
    lock: File
    templates: File | None = None
    site: File | None = None
    answers: File | None = None


class Environment(_Part):
    """The lock of the environment."""

    name: str
    sha256: str


class Provenance(_Part):
    """What a corpus was made from and with; `settings` are those that decide it, by section."""

    wikimill: str
    python: str | None = None
    libraries: dict[str, str] = {}
    environment: Environment | None = None
    manifests: list[Manifest]
    settings: dict[str, dict[str, Any]]
    recipe: str | None = None

    @field_validator("settings")
    @classmethod
    def _is_shallow(cls, settings: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        if not is_shallow(settings):
            raise ValueError("nested too deeply")
        return settings

    @property
    def versions(self) -> dict[str, str]:
        """Versions by name."""
        others = {"python": self.python, "environment": self.environment and self.environment.sha256}
        named = {"wikimill": self.wikimill, **{name: value for name, value in others.items() if value}}
        return {**self.libraries, **named}

    @property
    def flat_settings(self) -> dict[str, Any]:
        """Values by dotted key."""
        return dict(flatten(self.settings))


def is_shallow(value: Any, levels: int = DEEPEST) -> bool:
    """Whether a value of JSON has no more levels than these, so that all that is done with it has an end."""
    if not isinstance(value, dict | list):
        return True
    parts = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(is_shallow(part, levels - 1) for part in parts)


def read_provenance(folder: Path) -> Provenance | None:
    """What the corpus in a folder says; None where it says nothing.

    Raises:
        WikimillError: a damaged file.
    """
    path = folder / PROVENANCE
    if not path.exists():
        return None
    try:
        return Provenance.model_validate(parse_json(read_bytes(path, "provenance of a corpus")))
    except ValidationError as failure:
        error = failure.errors()[0]
        problem = f"{'.'.join(map(str, error['loc'])) or 'it'}: {error['msg']}"
    except ValueError as error:
        problem = f"it is not JSON: {error}"
    raise WikimillError(f"{path}: {problem}; build the corpus again, or get the file again where you have it from")
