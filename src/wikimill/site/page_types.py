"""Names of templates and categories that say what kind of page a page is, by language."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "tables" / "page_types.txt"
LINE = re.compile(r"(\w+) ([^:]+): (.+)")


class PageTypes:
    """The names of a language: `exact` by name, `starts` and `ends` those that stand for more words."""

    def __init__(self, exact: Mapping[str, str], starts: Mapping[str, str], ends: Mapping[str, str]) -> None:
        self.exact, self.starts, self.ends = dict(exact), dict(starts), dict(ends)

    def of(self, name: str) -> str:
        """What a page is that has a template, or is in a category, of this name; empty for an article."""
        name = name.replace("_", " ").strip().lower()
        found = self.exact.get(name, "")
        found = found or next((kind for start, kind in self.starts.items() if name.startswith(start)), "")
        return found or next((kind for end, kind in self.ends.items() if name.endswith(end)), "")

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it, in order, for page_type.lua, which has the rule of `of` for categories."""
        return {"exact": self.exact, "starts": list(self.starts.items()), "ends": list(self.ends.items())}


@functools.lru_cache(8)
def page_types(language: str) -> PageTypes:
    """The names that count on a wiki in this language: its own, and those that count everywhere."""
    wanted = {"*", language, language.partition("-")[0]}
    exact, starts, ends = {}, {}, {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        match = LINE.fullmatch(line)
        if match is None or line.startswith("#") or wanted.isdisjoint(match[2].split()):
            continue
        for name in match[3].lower().split("; "):
            if name.endswith("*"):
                starts[name[:-1]] = match[1]
            elif name.startswith("*"):
                ends[name[1:]] = match[1]
            else:
                exact[name] = match[1]
    return PageTypes(exact, starts, ends)
