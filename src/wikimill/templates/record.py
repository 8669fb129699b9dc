"""What a page asks for while its templates are expanded: what it says depends on that, and on nothing else.

A name is a full title for a page whose text was asked for, and else a kind and a name with a bar between them, which no
title has: `exists|Talk:Wind`, `message|jan`, `statistics|articles`, `now|`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from wikimill.site.model import Site
from wikimill.templates.source import PageSource, TemplatePage

PAGE, EXISTS, MESSAGE, STATISTIC = "page", "exists", "message", "statistics"
NOW = "now|"
Value = TypeVar("Value")


def asked_name(kind: str, name: str) -> str:
    """The name of what was asked for; `split_asked` takes it apart."""
    return name if kind == PAGE else f"{kind}|{name}"


def split_asked(asked: str) -> tuple[str, str]:
    """The kind of what was asked for, and its title or key."""
    kind, bar, name = asked.partition("|")
    return (kind, name) if bar else (PAGE, asked)


class Record(PageSource):
    """A source that keeps what a page asks of it, and of the messages and statistics of `site`.

    Args:
        source: answers.
        site: the wiki; `Record.site` is the same, and also keeps what it is asked.
    """

    def __init__(self, source: PageSource, site: Site) -> None:
        self.source = source
        self.asked: set[str] = set()
        self.site = replace(
            site,
            messages=_Recorded(MESSAGE, site.messages, self.asked),
            statistics=_Recorded(STATISTIC, site.statistics, self.asked),
        )

    def page(self, title: str) -> TemplatePage | None:
        """See `PageSource.page`."""
        self.asked.add(title)
        return self.source.page(title)

    def exists(self, title: str) -> bool:
        """See `PageSource.exists`."""
        self.asked.add(asked_name(EXISTS, title))
        return self.source.exists(title)

    def take(self, clock_asked: bool = False) -> list[str]:
        """What was asked for since the last call, sorted; `clock_asked`: and the time (`Expander.clock_asked`)."""
        asked = sorted({*self.asked, NOW} if clock_asked else self.asked)
        self.asked.clear()
        return asked


class _Recorded(Mapping[str, Value]):
    """Values of one kind, by key; keeps what is asked for."""

    def __init__(self, kind: str, values: Mapping[str, Value], asked: set[str]) -> None:
        self.kind = kind
        self.mapping = values
        self.asked = asked

    def __getitem__(self, key: str) -> Value:
        self.asked.add(asked_name(self.kind, key))
        return self.mapping[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.mapping)

    def __len__(self) -> int:
        return len(self.mapping)
