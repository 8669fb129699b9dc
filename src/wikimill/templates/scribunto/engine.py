"""`{{#invoke:…}}`: modules of the wiki, compiled once, each call with its own frames."""

from __future__ import annotations

import html
import re
import unicodedata
from calendar import timegm
from collections.abc import Callable
from typing import TYPE_CHECKING

from wikimill.site.namespaces import MODULE
from wikimill.templates.scribunto import installed, libraries
from wikimill.templates.scribunto.frames import Frames
from wikimill.templates.scribunto.library import Library
from wikimill.templates.scribunto.loaded_data import LoadedData
from wikimill.templates.scribunto.runtime import Runtime
from wikimill.templates.scribunto.text import Rows
from wikimill.templates.scribunto.values import Lua, LuaError, decode, encode
from wikimill.templates.source import SCRIBUNTO
from wikimill.templates.title import Title, parse_title

if TYPE_CHECKING:
    from wikimill.templates.call import Call, Parser

# What MediaWiki says, by the key of the message; `$1` is where it happened, or the name that was asked for.
MESSAGES = {
    "scribunto-common-nofunction": "Script error: You must specify a function to call.",
    "scribunto-common-nosuchmodule": 'Script error: No such module "$2".',
    "scribunto-common-nosuchfunction": 'Script error: The function "$2" does not exist.',
    "scribunto-common-notafunction": 'Script error: "$2" is not a function.',
    "scribunto-common-timeout": "The time allocated for running scripts has expired.",
    "scribunto-lua-notarrayreturn": (
        "Script error: The module returned a $2 value. It is supposed to return an export table."
    ),
    "scribunto-lua-error": "Lua error: $2.",
    "scribunto-lua-error-location": "Lua error $1: $2.",
    "scribunto-module-line": "in $1 at line $2",
}
# Keys of messages by how a call ended.
ENDINGS = {
    "no such function": "scribunto-common-nosuchfunction",
    "no function": "scribunto-common-notafunction",
    "no table": "scribunto-lua-notarrayreturn",
    "exhausted": "scribunto-common-timeout",
}
MOST_SOURCE = 16 << 20  # characters of modules that are kept compiled
PLACE = re.compile(r"(.*?):(\d+): (.*)")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


MOST_EXHAUSTED = 3  # calls of a page that may use up what a page may run; then no more run


class ExhaustedError(Exception):
    """A call that used up what a page may run."""


class ScriptError(Exception):
    """A call that shows an error: the key of the message, its `$2`, and its `$1`."""


class Modules:
    """Runs the modules of a wiki for the pages that an expander expands, one after the other.

    `on_position` is told before each call, and every millisecond or so, which module and line runs, so that whoever
    has to kill the process can name them.
    """

    def __init__(self, expander: Parser) -> None:
        self.expander = expander
        self.on_position: Callable[[str, int], None] | None = None
        self.frames = Frames(expander, self.load_package)
        self.rows = Rows()
        self.data = LoadedData(expander.source)
        self._chunks: dict[str, tuple[str, Lua | LuaError]] = {}  # by title: text, compiled
        self._files: dict[str, Lua] = {}  # of the library, by the names that `require` has for them
        self._size = 0  # of the texts that are kept compiled
        self._errors = 0
        self._started = False
        self._depth = 0  # of calls within calls
        self._exhausted = 0  # calls of the page that used up what it may run
        self._position = ("", 0)  # the module and line that ran last
        self._runtime: Runtime | None = None
        self._libraries: list[Library] = []

    def start_page(self) -> None:
        """Forget what belonged to the page before."""
        self._errors = self._exhausted = 0
        self._started = False

    def invoke(self, call: Call) -> str:
        """What `{{#invoke:module|function|…}}` shows; an error as MediaWiki words and marks it."""
        if not self._started:
            self._start()
        self._depth += 1
        try:
            return self._run(call)
        except ExhaustedError:
            module, line = self._position
            message = MESSAGES["scribunto-common-timeout"]
            return self.expander.left_out("modules", f"{module.replace('_', ' ')} line {line}", message)
        except ScriptError as error:
            self._errors += 1
            return (
                f'<strong class="error"><span class="scribunto-error" id="mw-scribunto-error-{self._errors - 1}">'
                f"{html.escape(self._message(*error.args)).replace('&#x27;', '&#039;')}</span></strong>"
            )
        finally:
            self._depth -= 1
            if not self._depth and self.runtime.exhausted and self._exhausted < MOST_EXHAUSTED - 1:
                self._exhausted += 1
                self.runtime.start_page()

    def _run(self, call: Call) -> str:
        if not call.parts:
            raise ScriptError("scribunto-common-nofunction")
        if self.runtime.exhausted:
            raise ScriptError("scribunto-common-timeout")
        title = self._title(call.first)
        chunk = self.chunk(title) if title else None
        if title is None or chunk is None:
            raise ScriptError("scribunto-common-nosuchmodule", call.first)
        if isinstance(chunk, LuaError):
            raise self._lua_error(str(chunk), title)
        name = call.argument(0)
        frame = call.frame.child(call.parts[1:], title, 1 if call.parts[0].name is None else 0)
        self._at(title.full, 0)
        with self.frames.of_call(frame):
            kind, value = self.runtime.invoke(chunk, encode(name))
        if kind == "text":
            return clean_up(value)
        if kind == "exhausted":
            raise ExhaustedError
        if kind == "error":
            raise self._lua_error(clean_up(value) if isinstance(value, bytes) else "unknown error", title)
        raise ScriptError(ENDINGS[kind], decode(value) if value else name)

    def chunk(self, title: Title) -> Lua | LuaError | None:
        """A module, compiled; an error when it is no Lua, None when there is no such module.

        The source is asked every time, since it keeps what each page asks for.
        """
        page = self.expander.source.page(title.full)
        self.data.uses(title.full, page.text if page else None)
        if page is None or page.model != SCRIBUNTO:
            return None
        text, chunk = self._chunks.get(title.full, ("", None))
        if chunk is None or text != page.text:
            self._size += len(page.text)
            if self._size > MOST_SOURCE:
                self._chunks.clear()
                self._size = len(page.text)
            try:
                chunk = self.runtime.load(encode(page.text), f"={title.full.replace(' ', '_')}")
            except LuaError as error:
                chunk = error
            self._chunks[title.full] = page.text, chunk
        return chunk

    def load_package(self, name: Lua) -> Lua:
        """The chunk that `require( name )` runs: a file of the library, else a module."""
        text = decode(name)
        if text in self._files:
            return self._files[text]
        code = installed.read(text)
        if code is not None:
            self._files[text] = self.runtime.load(code, f"@{text.replace('.', '/')}.lua")
            return self._files[text]
        title = parse_title(self.expander.site, text)
        chunk = self.chunk(title) if title else None
        if isinstance(chunk, LuaError):
            raise LuaError(_without_place(str(chunk))[2])
        return chunk

    @property
    def runtime(self) -> Runtime:
        """Lua with Scribunto's library, made when the first module runs."""
        if self._runtime is None:
            self._runtime = Runtime(self._at, self._now, self.data.touch)
            self._libraries = libraries.register(self.expander, self.frames, self.rows, self.data, self._runtime)
        return self._runtime

    def _start(self) -> None:
        self._started = True
        self.rows.clear()
        self.data.start_page()
        self.runtime.start_page()
        for library in self._libraries:
            if library.start_page:
                library.start_page()

    def _title(self, name: str) -> Title | None:
        space = self.expander.site.namespaces.get(MODULE)
        return parse_title(self.expander.site, f"{space.name}:{name}") if space else None

    def _now(self) -> int:
        self.data.touch()
        return timegm(self.expander.now.timetuple())

    def _at(self, module: str, line: int) -> None:
        if module:
            self._position = module, line
        if self.on_position:
            self.on_position(module, line)

    def _lua_error(self, message: str, title: Title) -> ScriptError:
        module, line, text = _without_place(message)
        self.expander.note("modules", f"{module.replace('_', ' ')} line {line}" if module else title.full, text)
        if not module:
            return ScriptError("scribunto-lua-error", text)
        return ScriptError("scribunto-lua-error-location", text, self._message("scribunto-module-line", line, module))

    def _message(self, key: str, second: str = "", first: str = "[UNKNOWN]") -> str:
        """A message with `$1` and `$2`, which may hold wikitext."""
        text = self.expander.site.messages.get(key) or MESSAGES[key]
        text = re.sub(r"\$([12])", lambda found: first if found[1] == "1" else second, text)
        return self.expander.preprocess(text, self.expander.root) if "{{" in text else text


def clean_up(data: bytes) -> str:
    """What a module returned as text: normalized, with U+FFFD for what is no UTF-8 and for control characters."""
    text = data.decode("utf-8", "replace")
    if CONTROLS.search(text):
        text = CONTROLS.sub("\ufffd", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _without_place(message: str) -> tuple[str, str, str]:
    """The module and line at the start of a message of Lua, empty where there are none, and the rest."""
    found = PLACE.fullmatch(message)
    return (found[1], found[2], found[3]) if found else ("", "", message)
