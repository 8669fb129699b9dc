"""`wikimill sample --interactive`: a prompt a line, the text as it is written, settings that change in between."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wikimill.config.load import validate
from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.sampling.beam import beam_search
from wikimill.model.sampling.decoder import Decoder
from wikimill.model.sampling.load import SamplingModel, load
from wikimill.model.sampling.sampler import GeneratedText, SamplingParams, StopCriteria, sample_token
from wikimill.plain_text import visible_lines

log = logging.getLogger(__name__)

SETTINGS = (
    "temperature", "top_k", "top_p", "repetition_penalty",
    "strategy", "beams", "length", "seed", "prefix", "include_prefix", "truncate",
)  # fmt: skip
FENCE = '"""'
PARTIAL = "\ufffd"  # what bytes of an incomplete character decode to
HELP = f"""\
A line is a prompt, an empty one starts from end of text. {FENCE} starts and ends a prompt of several lines.
/set NAME VALUE  change a setting; a VALUE in double quotes may contain \\n
/settings        show them
/seed NUMBER     the same as /set seed; texts are counted from the first again
/help            show this
/quit            leave, as the end of input does
Ctrl-C stops a text.
"""


def run_session(folder: Path, options: Generate) -> None:
    """Answer standard input on standard output, until it ends.

    Raises:
        WikimillError: no model, or gpt-2-simple as the engine, which cannot write a text piece by piece.
    """
    if options.engine == "gpt-2-simple":
        raise WikimillError("--interactive: gpt-2-simple writes only whole texts; choose another --engine")
    model = load(folder, options.engine)
    if sys.stdin.isatty():
        with contextlib.suppress(ImportError):  # Windows has none
            import readline  # noqa: F401  (gives `input` its history and its keys)
        _print(HELP)
        Session(model, options, _read_terminal, _print).run()
    else:
        Session(model, options, _read_pipe, _print).run()


def _read_terminal(sign: str) -> str | None:
    try:
        return input(sign).encode().decode()
    except EOFError:
        _print("\n")
        return None
    except UnicodeError:
        raise WikimillError("the line is not UTF-8; set the terminal to UTF-8") from None


def _read_pipe(_: str) -> str | None:
    line = sys.stdin.buffer.readline()
    try:
        return line.decode().rstrip("\r\n") if line else None
    except UnicodeDecodeError as error:
        raise WikimillError(f"standard input: byte {error.start} is not UTF-8; convert it to UTF-8") from None


def _print(text: str) -> None:
    sys.stdout.write(visible_lines(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


@dataclass
class Session:
    """A conversation with a model.

    Args:
        model: what writes.
        options: the current settings.
        read_line: the next line, without its newline; its argument is the sign that a person sees; None at the end.
        write: shows a piece of text at once.
        index: number of the next text, as of a sample.
    """

    model: SamplingModel
    options: Generate
    read_line: Callable[[str], str | None]
    write: Callable[[str], object]
    index: int = 0

    def run(self) -> None:
        """Answer line after line."""
        while True:
            try:
                line = self.read_line("> ")
                if line is None or line.strip() == "/quit":
                    return
                if line.startswith("/"):
                    self._command(*line[1:].split(maxsplit=2))
                else:
                    self._answer(self._read_to_fence() if line.strip() == FENCE else line)
            except KeyboardInterrupt:
                self.write("\n")
            except WikimillError as error:
                log.error("error: %s", error)

    def _read_to_fence(self) -> str:
        """The lines of a prompt until the fence that ends it."""
        lines: list[str] = []
        while (line := self.read_line("… ")) is not None and line.strip() != FENCE:
            lines.append(line)
        return "\n".join(lines)

    def _answer(self, line: str) -> None:
        if line and not line.strip():
            raise WikimillError("a prompt of white space alone tells the model nothing; write words or nothing")
        prompt = self.options.prefix + line
        index, self.index = self.index, self.index + 1  # a text that is stopped counts, too
        if self.options.include_prefix:
            self.write(prompt)
        for piece in stream(self.model, self.model.encode(prompt), self.options, index):
            self.write(piece)
        self.write("\n")

    def _command(self, name: str = "", *arguments: str) -> None:
        if name == "settings" and not arguments:
            for setting in SETTINGS:
                self.write(f"{setting} {json.dumps(getattr(self.options, setting), ensure_ascii=False)}\n")
        elif name == "seed" and len(arguments) == 1:
            self._set("seed", arguments[0])
        elif name == "set" and len(arguments) == 2:
            self._set(arguments[0], arguments[1])
        else:
            self.write(HELP)

    def _set(self, name: str, text: str) -> None:
        if name not in SETTINGS:
            raise WikimillError(f"/set {name}: there is no such setting; choose from {', '.join(SETTINGS)}")
        value: Any = text
        if text.startswith('"'):
            try:
                value = json.loads(text)
            except ValueError:
                raise WikimillError(f"/set {name}: {text} is not a string in double quotes; correct it") from None
        self.options = validate(Generate, self.options.model_dump() | {name: value}, lambda _: "/set")
        if name == "seed":
            self.index = 0


def stream(
    model: SamplingModel, prompt: list[int], options: Generate, index: int, stops: Sequence[str] | None = None
) -> Generator[str, None, list[int]]:
    """The text of sample `index` with these settings, in pieces of whole characters: one for each token, often empty.

    Args:
        model: what writes.
        prompt: token ids, at least one.
        options: the settings; with a beam the text comes in one piece, when it is found.
        index: number of the sample, from 0.
        stops: strings that end the text instead of `options.truncate`; none is empty.

    Returns:
        The tokens of the text, those that ended it included.
    """
    stop = StopCriteria.from_options(model, options) if stops is None else StopCriteria(model, options.length, stops)
    if options.strategy == "beam":
        generated = beam_search(model, prompt, options.length, options.beams)
        yield stop.decode(generated)
        return generated
    decoder = Decoder(model.network, 1, len(prompt) + options.length)
    text = GeneratedText(index, prompt, options.seed)
    params = SamplingParams.from_options(options)
    written = 0
    logits = decoder.read(0, prompt)
    while True:
        text.generated.append(sample_token(logits, params, text.rng, text.ids))
        ends = stop.is_met(text.generated)
        decoded = stop.decode(text.generated)
        if ends and not decoded.strip() and options.strategy == "sample":
            text.restart()
            logits = decoder.read(0, prompt)  # beyond the context the prompt is no longer in the cache
            yield ""
            continue
        # A text of white space may still start again; its last characters may be incomplete, or begin what ends it.
        ready = len(decoded) if ends else _settled_length(decoded, stop.stops) if decoded.strip() else 0
        yield decoded[written:ready]
        written = max(written, ready)
        if ends:
            return text.generated
        logits = decoder.append([text.ids])[0]


def _settled_length(text: str, stops: Sequence[str]) -> int:
    """How many characters of an unfinished text cannot change any more."""
    settled = len(text.rstrip(PARTIAL))
    for stop in stops:
        for size in range(min(len(stop) - 1, len(text)), 0, -1):
            if text.endswith(stop[:size]):
                settled = min(settled, len(text) - size)
                break
    return settled
