"""How often pages are expanded as their wiki expands them: `manifests/derived/NAME.verified.json`.

It is beside the locks, and people commit it with them: later, when the wiki's templates have moved on, nobody can
measure it again, and cards that are made from the same locks are to say the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import digest_if_exists, read_text, write_text


@dataclass(frozen=True)
class Verification:
    """Pages of a manifest that were expanded here and by the wiki, in numbers.

    `templates` is the sha256 of the lock of templates that it holds for, `tool` what expanded the pages, `date` when
    the wiki was asked, ISO 8601, UTC. `equal` and `different` pages were compared. `outdated` ones differ too, and use
    a template that the wiki has changed since it was pinned, which says nothing about the expansion; `skipped` ones are
    too long to ask for. `pinned` are those of the different ones that take the wiki's expansion, None without
    `convert.verify`.
    """

    templates: str
    tool: str
    date: str
    equal: int
    different: int
    outdated: int
    skipped: int
    pinned: int | None = None

    @property
    def compared(self) -> int:
        """The pages that the rate is of."""
        return self.equal + self.different

    @property
    def rate(self) -> float | None:
        """The share of equal pages; None where none was compared."""
        return self.equal / self.compared if self.compared else None

    @property
    def pages(self) -> int:
        """All of them."""
        return self.compared + self.outdated + self.skipped

    @property
    def facts(self) -> dict[str, object]:
        """All of it by name."""
        return {**asdict(self), "rate": self.rate, "summary": self.summary}

    def surpasses(self, other: Verification) -> bool:
        """Whether it is of more pages, expanded by the same version of wikimill, or such that locks rest on it."""
        is_larger = self.tool == other.tool and self.compared > other.compared
        return other.pinned is None and (is_larger or self.pinned is not None)

    @property
    def summary(self) -> str:
        """All of it in a sentence."""
        others = {"outdated": self.outdated, "skipped": self.skipped, "pinned as the wiki has them": self.pinned}
        rest = "".join(f"; {number:,} {name}" for name, number in others.items() if number)
        if self.rate is None:
            return f"no page could be compared{rest}."
        return (
            f"{self.equal:,} of {self.compared:,} pages, {format_rate(self.rate)}, are expanded as the wiki expanded "
            f"them on {self.date}{rest}."
        )


def format_rate(rate: float) -> str:
    """A share in percent; only if all are equal it is 100 %."""
    return "100 %" if rate == 1 else f"{min(rate * 100, 99.9):.1f} %"


def write_verification(path: Path, verification: Verification) -> None:
    """Write the file; `read_verification` reads it."""
    write_text(path, json.dumps(asdict(verification), indent=1) + "\n")


def read_verification(manifest: str) -> Verification | None:
    """What is known of a manifest's templates as its lock has them now; None where that was not verified.

    Raises:
        WikimillError: a damaged file.
    """
    path = layout.verification(manifest)
    if not path.exists():
        return None
    try:
        data = json.loads(read_text(path, "verification"))
        found = Verification(**{field.name: data[field.name] for field in fields(Verification)})
        numbers = (found.equal, found.different, found.outdated, found.skipped, found.pinned or 0)
        if not all(isinstance(number, int) and number >= 0 for number in numbers):
            raise ValueError
    except (ValueError, LookupError, TypeError, RecursionError):
        raise WikimillError(
            f"{path}: the file is damaged; restore it from version control, or delete it and run "
            f"`wikimill templates --verify 100 {manifest}`"
        ) from None
    return found if found.templates == digest_if_exists(layout.templates_lock(manifest)) else None
