"""A folder that is ready for a hub: what it holds, and under which licence."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from wikimill.corpus.card.hub import UNKNOWN, hub_identifier, licence_name, licence_url
from wikimill.corpus.card.markdown import escape, link
from wikimill.errors import WikimillError
from wikimill.files import read_text
from wikimill.json_text import parse_json
from wikimill.plain_text import visible

CARD = "README.md"
LICENCE = "LICENSE.md"
# Large files, which nobody edits, are links: a copy would take the space twice.
LINKED = (".parquet", ".safetensors")
# https://huggingface.co/docs/hub/repositories-getting-started
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
LONGEST = 96  # characters
METADATA = re.compile(r"---\n(.*?)^---$", re.S | re.M)


@dataclass(frozen=True)
class Release:
    """A folder for a hub.

    Args:
        kind: of the repository.
        source: the folder of the corpus or of the run.
        folder: the folder for the hub.
        licences: the hub's identifiers of the licences of its texts.
    """

    kind: Literal["dataset", "model"]
    source: Path
    folder: Path
    licences: tuple[str, ...]

    @property
    def files(self) -> list[tuple[str, int]]:
        """Names relative to the folder, sorted, and sizes in bytes."""
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return [(path.relative_to(self.folder).as_posix(), path.stat().st_size) for path in paths]

    @property
    def is_licence_known(self) -> bool:
        """Whether all of its texts have a licence."""
        return UNKNOWN not in self.licences

    def summary(self, visibility: str) -> str:
        """What would be uploaded, for a person: files and sizes, licence, and who sees it."""
        lines = [f"{size:>15,}  {visible(name)}" for name, size in self.files]
        total = sum(size for _, size in self.files)
        licence = ", ".join(map(visible, self.licences))
        note = (
            "" if self.is_licence_known else " (that of some texts is not known: name it as `licence:` in a manifest)"
        )
        return "\n".join(
            [
                f"{self.folder}: a {self.kind} of {len(lines)} files, {total:,} bytes",
                *lines,
                f"licence: {licence}{note}",
                f"visibility: {visibility}",
            ]
        )


def check_repository(name: str) -> str:
    """A name that a repository of the hub may have.

    Raises:
        WikimillError: it may not.
    """
    is_odd = "--" in name or ".." in name or name.endswith((".git", ".", "-"))
    if is_odd or len(name) > LONGEST or not REPOSITORY.fullmatch(name):
        raise WikimillError(
            f"{visible(name)!r} cannot be the name of a repository; give OWNER/NAME, of letters, digits, - _ and ."
        )
    return name


def place(source: Path, target: Path) -> None:
    """Give a folder for a hub a file.

    Raises:
        WikimillError: there is no such file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if source.suffix in LINKED:
            try:
                os.link(source.resolve(strict=True), target)
            except FileNotFoundError:
                raise
            except OSError:  # another disk, or one without links
                shutil.copyfile(source, target)
        else:
            shutil.copyfile(source, target)
    except FileNotFoundError:
        raise WikimillError(f"{source}: there is no such file; run snakemake again, which makes it") from None


def read_licences(card: Path) -> tuple[str, ...]:
    """The identifiers of licences in the metadata of a card.

    Raises:
        WikimillError: there is no card, or it has no such metadata.
    """
    found = METADATA.match(read_text(card, "card"))
    try:
        licence = (yaml.safe_load(found[1]) if found else {}).get("license")
    except (yaml.YAMLError, AttributeError, RecursionError, ValueError):
        licence = None
    given = licence if isinstance(licence, list) else [licence]
    if not given or not all(isinstance(each, str) for each in given):
        raise WikimillError(
            f"{card}: its metadata name no `license`; delete it, and run snakemake again, which makes it"
        )
    return tuple(given)


def licence_text(statistics: Path) -> str:
    """The file `LICENSE.md`: the licences of the texts of a corpus, whose `statistics.json` is given.

    Raises:
        WikimillError: there are no statistics, or damaged ones.
    """
    counts = read_json(statistics, "statistics")
    try:
        pages = {str(licence): int(number) for licence, number in counts["licences"].items()}
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError):
        raise damaged(statistics) from None
    return "\n".join(["# Licences of the texts", "", *_licence_lines(pages.items()), "", NOTE, ""])


NOTE = (
    "Every text stays under the licence of its source. `attribution.tsv` names, for each, its page, its revision and "
    "where its authors are listed. Pass it on with the texts, and with what is made of them."
)


def _licence_lines(pages: Iterable[tuple[str, int]]) -> Iterable[str]:
    for licence, number in pages:
        name = link(licence_name(licence), licence_url(licence)) if licence else "not known"
        identifier = hub_identifier(licence)
        yield f"- {escape(name)} (`{identifier}`): {number:,} page{'s' if number != 1 else ''}"


def read_json(path: Path, what: str) -> Any:
    """The content of a JSON file.

    Raises:
        WikimillError: there is none, or it is damaged.
    """
    try:
        return parse_json(read_text(path, what))
    except (ValueError, RecursionError):
        raise damaged(path) from None


def damaged(path: Path) -> WikimillError:
    """The error of a file that a rule wrote and that is no longer as it was."""
    return WikimillError(f"{path}: it is damaged; delete it, and run snakemake again, which makes it")
