"""What a page is beside its text: its categories, its infoboxes as records, whether it has formulas.

Those of a manifest's pages are in `processed/NAME/facts.jsonl`, a line a page, sorted by title.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.titles import is_illegal, normalize_title

FILE = "facts.jsonl"
LINE = "\v"  # ends a line of a value on its way from the worker (infoboxes.lua)


@dataclass(frozen=True)
class Field:
    """A row of an infobox, as the page shows it; values may have several lines."""

    key: str
    value: str


@dataclass(frozen=True)
class Infobox:
    """An infobox: the name of its template, else its caption, and its rows in their order."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class PageFacts:
    """Facts of a page, in its order; categories are in the wiki's form, without the namespace."""

    categories: tuple[str, ...] = ()
    infoboxes: tuple[Infobox, ...] = ()
    has_math: bool = False


NOTHING = PageFacts()


def parse_facts(report: str, first_letter: bool) -> PageFacts:
    """The facts from the worker's report, a line each (workflow/wikitext/page.lua).

    Args:
        report: of a page.
        first_letter: whether titles begin with a capital.
    """
    if not report:
        return NOTHING
    categories: list[str] = []
    boxes: list[tuple[str, list[Field]]] = []
    has_math = False
    for line in report.split("\n"):
        kind, *cells = line.split("\t")
        if kind == "category":
            categories.append(cells[0])
        elif kind == "infobox":
            boxes.append((cells[0], []))
        elif kind == "field":
            boxes[-1][1].append(Field(cells[0], cells[1].replace(LINE, "\n")))
        else:
            has_math = True
    infoboxes = tuple(Infobox(name, tuple(fields)) for name, fields in boxes)
    return PageFacts(legal_categories(categories, first_letter), infoboxes, has_math)


def legal_categories(names: Iterable[str], first_letter: bool) -> tuple[str, ...]:
    """Categories in the wiki's form, each once, without what no category can be called."""
    plain = (html.unescape(name).partition("|")[0].partition("#")[0] for name in names)
    titles = (normalize_title(name, first_letter) for name in plain)
    return tuple(dict.fromkeys(title for title in titles if not is_illegal(title)))


def to_json(facts: PageFacts) -> str:
    """One line, as `write_facts` takes it."""
    return json.dumps(asdict(facts), ensure_ascii=True, separators=(",", ":")) if facts != NOTHING else "{}"


def write_facts(folder: Path, pages: Iterable[tuple[str, str]]) -> None:
    """Write the facts of a manifest's pages.

    Args:
        folder: of the manifest's tables.
        pages: title and what `to_json` gave, sorted by title.
    """
    with atomic(folder / FILE) as file:
        for title, facts in pages:
            line = json.dumps({"title": title, **asdict(NOTHING), **json.loads(facts)}, ensure_ascii=False)
            file.write(f"{line}\n".encode("utf-8", "replace"))


def read_facts(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Title and facts of each page.

    Raises:
        WikimillError: no such file, or one that is not whole.
    """
    try:
        with path.open("rb") as file:
            for line in file:
                facts = json.loads(line)
                yield facts.pop("title"), {key: facts[key] for key in asdict(NOTHING)}
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such file; build its manifest again") from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise WikimillError(f"{path}: the file is damaged; delete it and build its manifest again") from None
