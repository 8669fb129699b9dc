"""What the expansion of a page's templates gives: wikitext without templates, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wikimill.convert.losses import Losses, from_json, to_json


@dataclass(frozen=True)
class Label:
    """A template that made a part of the page: its name, and whether no element of that part is left out."""

    name: str
    is_kept: bool = False


@dataclass(frozen=True)
class Step:
    """What became of a template that stands on the page: see `TemplateUse`; `source` says which text it was."""

    name: str
    origin: str
    source: str
    text: str


@dataclass(frozen=True)
class ExpandedPage:
    """A page without templates.

    `labels` are those in its text (workflow/reader/marks.lua), by number from 1. `asked` are the names of what the text
    depends on (templates/record.py), `steps` what became of its templates, `calls` those that the wiki's parser is to
    answer, `origins` where the texts came from, and how often (`TemplateUse.origin`).
    """

    text: str
    labels: tuple[Label, ...] = ()
    losses: Losses = ()
    asked: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    calls: tuple[str, ...] = ()
    origins: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it; `from_dict` reads it back."""
        return {
            "text": self.text,
            "labels": [[label.name, label.is_kept] for label in self.labels],
            "losses": to_json(self.losses),
            "asked": list(self.asked),
            "steps": [list(vars(step).values()) for step in self.steps],
            "calls": list(self.calls),
            "origins": dict(self.origins),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ExpandedPage:
        """The page that `to_dict` wrote."""
        return cls(
            data["text"],
            tuple(Label(name, is_kept) for name, is_kept in data["labels"]),
            from_json(data["losses"]),
            tuple(data["asked"]),
            tuple(Step(*step) for step in data["steps"]),
            tuple(data["calls"]),
            dict(data["origins"]),
        )
