"""`wikimill sample --interactive`: a prompt a line, the text as it is written, settings that change in between."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wikimill.config.load import validate
from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.sampling.opening import Model
from wikimill.model.sampling.streaming import stream

log = logging.getLogger(__name__)

SETTINGS = (
    "temperature", "top_k", "top_p", "strategy", "beams", "length", "seed", "prefix", "include_prefix", "truncate",
)  # fmt: skip
FENCE = '"""'
HELP = f"""\
A line is a prompt, an empty one starts from end of text. {FENCE} begins and ends a prompt of several lines.
/set NAME VALUE  change a setting; a VALUE in double quotes may hold \\n
/settings        show them
/seed NUMBER     the same as /set seed; texts are counted from the first again
/help            this
/quit            leave, as the end of input does
Ctrl-C stops a text.
"""


@dataclass
class Session:
    """A conversation with a model.

    Args:
        model: what writes.
        options: the settings now.
        ask: the next line, without its newline, after a sign if a person is asked; None at the end of input.
        say: what writes and shows at once.
        index: number of the next text, as of a sample.
    """

    model: Model
    options: Generate
    ask: Callable[[str], str | None]
    say: Callable[[str], object]
    index: int = 0

    def run(self) -> None:
        """Answer line after line."""
        while True:
            try:
                line = self.ask("> ")
                if line is None or line.strip() == "/quit":
                    return
                if line.startswith("/"):
                    self._command(*line[1:].split(maxsplit=2))
                else:
                    self._write(self._rest() if line.strip() == FENCE else line)
            except KeyboardInterrupt:
                self.say("\n")
            except WikimillError as error:
                log.error("error: %s", error)

    def _rest(self) -> str:
        """The lines of a prompt until the fence that ends it."""
        lines: list[str] = []
        while (line := self.ask("… ")) is not None and line.strip() != FENCE:
            lines.append(line)
        return "\n".join(lines)

    def _write(self, line: str) -> None:
        if line and not line.strip():
            raise WikimillError("a prompt of white space alone says nothing to the model; write words or nothing")
        prompt = self.options.prefix + line
        index, self.index = self.index, self.index + 1  # a text that is stopped counts, too
        if self.options.include_prefix:
            self.say(prompt)
        for piece in self._pieces(prompt, index):
            self.say(piece)
        self.say("\n")

    def _pieces(self, prompt: str, index: int) -> Iterator[str]:
        return stream(self.model, self.model.ids(prompt), self.options, index)

    def _command(self, name: str = "", *words: str) -> None:
        if name == "settings" and not words:
            for setting in SETTINGS:
                self.say(f"{setting} {json.dumps(getattr(self.options, setting), ensure_ascii=False)}\n")
        elif name == "seed" and len(words) == 1:
            self._set("seed", words[0])
        elif name == "set" and len(words) == 2:
            self._set(words[0], words[1])
        else:
            self.say(HELP)

    def _set(self, name: str, value: str) -> None:
        if name not in SETTINGS:
            raise WikimillError(f"/set {name}: there is no such setting; there are {', '.join(SETTINGS)}")
        given: Any = value
        if value.startswith('"'):
            try:
                given = json.loads(value)
            except ValueError:
                raise WikimillError(f"/set {name}: {value} is no text in double quotes; correct it") from None
        self.options = validate(Generate, self.options.model_dump() | {name: given}, lambda _: "/set")
        if name == "seed":
            self.index = 0
