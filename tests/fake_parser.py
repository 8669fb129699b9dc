"""A wiki whose parser is a function."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from wikimill.errors import WikimillError

Parser = Callable[[str, str], str]


@dataclass
class FakeConnection:
    """A wiki whose parser is a function of an invocation and the page's title."""

    parser: Parser
    limit: int = 1 << 30  # bytes of an answer; beyond them it is cut, with a warning
    asked: list[tuple[int, str]] = field(default_factory=list)  # invocations a request, and the title

    def expand(self, text: str, title: str) -> tuple[str, str]:
        self.asked.append((text.count("{{"), title))
        answer = re.sub(r"{{[^{}]*}}", lambda match: self.parser(match[0], title), text)
        return answer[: self.limit], "" if len(answer) <= self.limit else "result: truncated"

    def error(self, problem: str, fix: str = "") -> WikimillError:
        return WikimillError(f"the wiki: {problem}; {fix}")

    def close(self) -> None:
        pass


def upper(invocation: str, _title: str) -> str:
    return invocation.strip("{}").upper()
