"""What `mw.loadData` keeps from page to page: what a module returns, while nothing of a page is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wikimill.templates.scribunto.values import Lua, decode
from wikimill.templates.source import PageSource

Texts = dict[str, str | None]  # of modules, by full titles; None for one that there is not


@dataclass
class Load:
    """The modules that data depends on; `touched`: it also depends on the page that it was loaded on."""

    texts: Texts = field(default_factory=dict)
    touched: bool = False


class LoadedData:
    """The data that Lua holds, and what it was made from."""

    def __init__(self, source: PageSource) -> None:
        self._source = source
        self._loads: dict[str, Load] = {}
        self._open: list[Load] = []

    def callbacks(self) -> dict[str, Callable[..., Any]]:
        """The callbacks of library.lua."""
        return {
            "dataBegins": lambda name: self._open.append(Load()),
            "dataEnds": self.ends,
            "dataHolds": self.holds,
            "dataUsed": self._uses_data,
            "touch": lambda: None,
        }

    def start_page(self) -> None:
        """Forget loads that a page before did not end."""
        self._open.clear()

    def touch(self) -> None:
        """Something of the page at hand was asked for."""
        for load in self._open:
            load.touched = True

    def uses(self, title: str, text: str | None) -> None:
        """A module was asked for."""
        for load in self._open:
            load.texts[title] = text

    def ends(self, name: Lua, succeeded: Lua) -> bool:
        """Data is loaded; whether Lua may keep it."""
        load = self._loads[decode(name)] = self._open.pop()
        return bool(succeeded) and not load.touched

    def holds(self, name: Lua) -> bool:
        """Whether data of an earlier page still is what its modules say, for which the source is asked."""
        load = self._loads[decode(name)]
        pages = {title: self._source.page(title) for title in load.texts}
        self._used(load)
        return all(load.texts[title] == (page.text if page else None) for title, page in pages.items())

    def _uses_data(self, name: Lua) -> None:
        if isinstance(name, bytes) and decode(name) in self._loads:
            self._used(self._loads[decode(name)])

    def _used(self, load: Load) -> None:
        """Data is part of other data."""
        for outer in self._open:
            outer.texts.update(load.texts)
            outer.touched = outer.touched or load.touched
