"""Renderers: what becomes of a template, said by files in Lua. The user's own, or those that come with wikimill.

A file returns a table from names of templates to functions of their arguments, or to false for what is left out:

    return {
      ['tide'] = function(arguments) return (arguments[1] or '0') .. ' m at ' .. (arguments.at or 'noon') end,
      ['tide table *'] = false,
      ['#ask:'] = false,
    }

A name in lower case is of templates in any case, another one of those alone that have it as it is, but for the first
letter. `cite *` stands for every name that begins with the word `cite`, `*-stub` for every name that ends with `-stub`;
words end with a space, a hyphen or a slash. The name itself comes first, then longer patterns before shorter ones.
A name with a colon at its end is a parser function, as its page writes it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.resources import files as resources
from typing import Any, Literal, NamedTuple, Protocol

from lupa import lua54

from wikimill.errors import WikimillError
from wikimill.site.namespaces import TEMPLATE
from wikimill.templates.infoboxes import infobox_table, is_infobox
from wikimill.templates.title import Title
from wikimill.titles import first_upper

STEPS = 20_000_000  # of Lua's machine: a renderer of ours takes some hundreds, a machine does these in about 0.3 s
MEMORY = 256 << 20  # bytes
WHITE = " \t\n\v\f\r"
MARKER = re.compile("\x7f'\"`UNIQ-([^\x7f]*?)-[^\x7f-]*-QINU`\"'\x7f")  # strip_markers.py
NUMBER = re.compile("\x7f([0-9]{1,9})\x7f")
GAP, GAP_NAME = "\1", "wikimill"
WORD_END = re.compile("[ /-]")

log = logging.getLogger(__name__)

Text = str | Literal[False] | None  # False: it is left out; None: no renderer is known


class Arguments(Protocol):
    """The arguments of a call: of a frame, those that are named in it and what they expand to."""

    def names(self) -> list[str]:
        """Their names in the order of the call; `1` of the first one by position."""

    def get(self, name: str) -> str | None:
        """The text of one of them."""


class Renderer(NamedTuple):
    """What is known of a template: the name that its renderer is told, the function or False, and its file."""

    name: str
    function: Any
    path: str


class Renderers:
    """Renderers of some files, in one Lua of their own. Not for several threads."""

    def __init__(
        self,
        files: Iterable[tuple[str, bytes]],
        modules: Mapping[str, bytes] | None = None,
        *,
        language: str = "",
        options: Mapping[str, str] | None = None,
        infoboxes: bool = False,
    ) -> None:
        """Run the files; of a name that several have, the last one's renderer counts.

        Args:
            files: path, for messages, and source of each.
            modules: the sources of what `require` finds, by name.
            language: the wiki's, as `page.site.language` of `require 'page'`.
            options: `page.options`.
            infoboxes: whether a template that looks like an infobox becomes a table of its arguments.

        Raises:
            WikimillError: a file that is no such file; its path and line are named.
        """
        self.infoboxes = infoboxes
        self.title = ""
        # By template and file: how often, and the first one's name and error.
        self._failures: dict[tuple[str, str], tuple[int, str, str]] = {}
        self.lua = lua54.LuaRuntime(encoding=None, register_eval=False, register_builtins=False, max_memory=MEMORY)
        table = self.lua.table_from
        boot = resources("wikimill.templates").joinpath("renderers.lua").read_bytes()
        named = {name.encode(): source for name, source in (modules or {}).items()}
        own = self.lua.execute(boot, table(HOST_FUNCTIONS), table(named), STEPS, name=b"@renderers.lua")
        self.page, self.read, self.run, self.stop_counting = own
        self.page[b"options"] = table({key.encode(): value.encode() for key, value in (options or {}).items()})
        self.page[b"site"] = table({b"language": language.encode()})
        self.names: dict[str, tuple[Any, str]] = {}
        for path, source in files:
            found, entries = self._call(self.read, source, path.encode())
            if not found:
                raise WikimillError(f"{_message(entries, path)}; correct this file of renderers")
            self.names |= {_key(name.decode("utf-8", "replace")): (render, path) for name, render in entries.items()}
        self.find = lru_cache(1 << 12)(self._find)

    def start(self, title: str) -> None:
        """Begin a page, whose title renderers may ask for: `page.title`."""
        self.title = title
        self._failures.clear()
        self.page[b"title"] = title.encode("utf-8", "replace")

    def finish(self) -> None:
        """End a page: each renderer that failed on it is logged once."""
        for count, name, problem in self._failures.values():
            times = f" ({count:,} times)" if count > 1 else ""
            log.warning("page %s: template %s failed and is left out%s: %s", self.title, name, times, problem)
        self._failures.clear()

    def knows(self, title: Title) -> bool:
        """Whether a template is known, one that is left out on purpose too."""
        if title.namespace != TEMPLATE or title.interwiki:
            return False
        return self.find(title.text) is not None or (self.infoboxes and is_infobox(title.text))

    def text(self, title: Title, arguments: Arguments) -> Text:
        """What becomes of a template; its arguments are expanded if there is a function."""
        if not self.knows(title):
            return None
        infobox = self.infoboxes and is_infobox(title.text)
        known = self.find(title.text)
        if not infobox and not (known and known.function):
            return None if known is None else False
        texts = {name: (arguments.get(name) or "").strip(WHITE) for name in arguments.names()}
        return infobox_table(texts) or False if infobox else self.render(title.text, texts)

    def render(self, name: str, arguments: Mapping[str, str]) -> Text:
        """What becomes of the template or parser function of this name, without its namespace.

        Args:
            name: as the page has it, in any case, spaces for underscores; a parser function's with its colon.
            arguments: trimmed wikitext without templates, by name or by position, `1`.

        Returns:
            Wikitext; False for what is left out, also after an error, which `finish` logs; None for an unknown name.
        """
        known = self.find(name)
        if not known or not known.function:
            return None if known is None else False
        stripped = _Stripped()
        table = self.lua.table_from({_index(key): stripped.encode(value) for key, value in arguments.items()})
        done, text = self._call(self.run, known.function, table, known.name.encode("utf-8", "replace"))
        if not done:
            renderer = known.name, known.path
            count, first, problem = self._failures.get(renderer, (0, name, _message(text, known.path)))
            self._failures[renderer] = count + 1, first, problem
            return False
        return text is not False and stripped.decode(text)

    def _find(self, name: str) -> Renderer | None:
        """The renderer of the template of this name, without its namespace; of a parser function with its colon."""
        exact, lower = first_upper(name), name.lower()
        ends = [end.start() for end in WORD_END.finditer(lower)]
        patterns = [f"{lower[: end + 1]}*" for end in reversed(ends)] + [f"*{lower[end:]}" for end in ends]
        for key in (exact, lower, *patterns):
            if key in self.names:
                return Renderer(exact if key is exact else lower, *self.names[key])
        return None

    def _call(self, function: Any, *arguments: object) -> tuple[bool, Any]:
        """Whether a function of renderers.lua went through, and its result or the error's message."""
        try:
            done, result = function(*arguments)
            return bool(done), result
        except lua54.LuaError as error:  # the bound's own, which nothing in Lua may catch, or the memory's
            self.stop_counting()
            return False, error


class _Stripped:
    """The strip markers in the arguments of a call, whose letters and digits are no text.

    Renderers see numbers instead of them, and `\x01` for what was left out, which is nothing to read (helpers.lua).
    """

    def __init__(self) -> None:
        self.markers: list[str] = []
        self.gaps: list[str] = []

    def encode(self, value: str) -> bytes:
        """An argument as a renderer sees it."""
        return (MARKER.sub(self._number, value) if "\x7f" in value else value).encode("utf-8", "replace")

    def decode(self, text: bytes) -> str:
        """What a renderer made, with the markers. One gap is as good as another; those that it made itself stay."""
        shown = text.decode("utf-8", "replace")
        if self.markers:
            shown = NUMBER.sub(lambda number: "".join(self.markers[int(number[1]) :][:1]), shown)
        gaps = iter(self.gaps)
        return re.sub(GAP, lambda _: next(gaps, GAP), shown) if self.gaps else shown

    def _number(self, marker: re.Match[str]) -> str:
        if marker[1] == GAP_NAME:
            self.gaps.append(marker[0])
            return GAP
        self.markers.append(marker[0])
        return f"\x7f{len(self.markers) - 1}\x7f"


def _key(name: str) -> str:
    return name if name == name.lower() else first_upper(name)


def _index(name: str) -> bytes | int:
    """A position is a number of at most so many digits that it is one to Lua."""
    if name.isdecimal() and name.isascii() and name[0] != "0" and len(name) < 10:
        return int(name)
    return name.encode("utf-8", "replace")


def _message(problem: object, path: str) -> str:
    """An error in one line, which names the file."""
    text = problem.decode("utf-8", "replace") if isinstance(problem, bytes) else str(problem)
    line = " ".join(text.partition("stack traceback:")[0].split())
    return line if ".lua:" in line or path in line else f"{path}: {line}"


def _change(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda text: change(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _sub(text: bytes, first: int, last: int) -> bytes:
    """The characters from one to another, from 1 or, negative, from the end."""
    shown = text.decode("utf-8", "surrogateescape")
    start, end = (at + len(shown) + 1 if at < 0 else at for at in (first, last))
    return shown[max(0, start - 1) : max(0, end)].encode("utf-8", "surrogateescape")


HOST_FUNCTIONS = {b"lower": _change(str.lower), b"upper": _change(str.upper), b"sub": _sub}
