"""What the documentation holds: its pages, their blocks of code, and the shell commands in these.

A command, or a block of a language that programs run, is run by a test, unless the page says that it `needs` something
that tests do not have: in a comment at the command's end, or for a whole block in its first line, a comment, or in the
sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.clone import ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "config/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
SHELLS = {"bash", "sh"}
NEEDS = re.compile(r"\bneeds [^.;:)]*?\b(GPUs?|TPUs?|Docker|internet|cluster|Slurm|Kubernetes|bucket|Nix|conda)\b")
COMMAND = re.compile(r"^[^\n]*<<'?EOF'?.*?^EOF$|^(?:[^\n]*\\\n)*[^\n]+", re.M | re.S)
INLINE = re.compile(r"(?<!`)`((?:snakemake|wikimill|make) [^`]+)`(?!`)")


@dataclass(frozen=True)
class Block:
    """A block of code; `before` is the paragraph above it."""

    page: Path
    line: int
    language: str
    text: str
    before: str

    @property
    def file(self) -> str:
        """The file that the paragraph above says to write; empty when it names none."""
        named = re.search(r"`([\w./-]+)`:$", self.before)
        return named[1] if named else ""

    @property
    def needs(self) -> str:
        """What tests do not have and the whole block needs; empty when it is run."""
        first = self.text.partition("\n")[0]
        lead = f"{self.before if self.before.endswith(':') else ''} {first if first.startswith('#') else ''}"
        found = NEEDS.search(lead)
        return found[1] if found else ""

    @property
    def where(self) -> str:
        """For messages."""
        page = self.page.relative_to(ROOT) if self.page.is_relative_to(ROOT) else self.page
        return f"{page}:{self.line}"


@dataclass(frozen=True)
class Command:
    """A shell command as one types it; `needs` is what tests do not have, empty when it is run."""

    where: str
    text: str
    needs: str


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for fence in FENCE.finditer(text):
        indent, language, body = fence.groups()
        above = text[: fence.start()]
        body = re.sub(f"^{indent}", "", body, flags=re.M)
        yield Block(page, above.count("\n") + 1, language, body, above.rstrip().rpartition("\n\n")[2])


def commands(block: Block) -> list[Command]:
    """The commands of a block of a shell: one that spans lines is one, and comments are left out."""
    if block.language not in SHELLS:
        return []
    found = []
    for line in COMMAND.findall(block.text):
        text, _, comment = (line, "", "") if "<<" in line else re.split(r"(?:^|\s+)(# )", f"{line} # ", maxsplit=1)
        needs = NEEDS.search(comment)
        if text:
            found.append(Command(block.where, text, block.needs or (needs[1] if needs else "")))
    return found


def inline_commands(page: Path) -> list[str]:
    """The commands within the sentences of a page."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    return [" ".join(text.split()) for text in INLINE.findall(prose)]
