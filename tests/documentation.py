"""What the documentation holds: its pages, their blocks of code, and the shell commands in these.

A command is run by a test, unless a comment says what it needs that tests do not have: at its end, or as the block's
first line for the whole block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.clone import ROOT

PAGES = [ROOT / "README.md", ROOT / "config/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
NEEDS = re.compile(
    r"#.*\bneeds ((?:a|several) GPUs?|TPUs|the internet|a cluster|Kubernetes|a bucket|nix|conda|an editor)\b"
)
COMMAND = re.compile(r"^[^\n]*<<'?EOF'?.*?^EOF$|^(?:[^\n]*\\\n)*[^\n]+", re.M | re.S)
INLINE = re.compile(r"(?<!`)`((?:snakemake|wikimill|make) [^`]+)`(?!`)")


@dataclass(frozen=True)
class Block:
    """A block of code; `file` is the one that the line before it says to write, if it does."""

    page: Path
    line: int
    language: str
    text: str
    file: str

    @property
    def where(self) -> str:
        """For messages."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


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
        before = text[: fence.start()]
        file = re.search(r"`([\w./-]+)`:\s*\Z", before)
        body = re.sub(f"^{indent}", "", body, flags=re.M)
        yield Block(page, before.count("\n") + 1, language, body, file[1] if file else "")


def commands(block: Block) -> list[Command]:
    """The shell commands of a block: one that spans lines is one, and comments are left out."""
    lines = COMMAND.findall(block.text)
    whole = NEEDS.match(lines[0])
    found = []
    for line in lines:
        needs = whole or NEEDS.search(line)
        text = line if "<<" in line else re.sub(r"(^|\s)# .*", "", line)
        if text.strip():
            found.append(Command(block.where, text.strip(), needs[1] if needs else ""))
    return found


def inline(page: Path) -> list[str]:
    """The commands that stand in a page's sentences."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    return [" ".join(text.split()) for text in INLINE.findall(prose)]
