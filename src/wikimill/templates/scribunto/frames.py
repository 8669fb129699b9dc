"""`mw` itself: frames, `require`, `mw.loadJsonData`, and what they ask the expander for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from wikimill.site.namespaces import TEMPLATE
from wikimill.templates.call import Parser
from wikimill.templates.frame import Frame
from wikimill.templates.nodes import Part
from wikimill.templates.scribunto import php_json
from wikimill.templates.scribunto.values import Lua, LuaError, array_key, check, decode, encode
from wikimill.templates.title import parse_title

MAX_DEPTH = 100  # of templates in templates
MAX_FRAMES = 100  # of a call
MAX_KEPT = 100  # expansions that a call remembers
LONGEST_READY = 200  # characters of an argument that Lua gets before it asks for it


class Frames:
    """The frames that the call at hand knows, by the names that Lua has for them.

    `load_package` is what `require` calls.
    """

    def __init__(self, expander: Parser, load_package: Callable[[Lua], Any]) -> None:
        self._expander = expander
        self._load_package = load_package
        self._frames: dict[str, Frame] = {}
        self._expanded: dict[Any, str] = {}

    @contextmanager
    def of_call(self, frame: Frame) -> Iterator[None]:
        """While a call runs in `frame`, its frames are the ones that are known."""
        before = self._frames, self._expanded
        self._frames, self._expanded = {"current": frame}, {}
        if frame.parent:
            self._frames["parent"] = frame.parent
        try:
            yield
        finally:
            self._frames, self._expanded = before

    def callbacks(self) -> dict[str, Any]:
        """The callbacks of `mw.lua`, and of arguments.lua, which stands between."""
        return {
            "loadPackage": self._load_package,
            "loadPHPLibrary": lambda name: None,
            "frameExists": lambda name: isinstance(name, bytes) and (name == b"empty" or decode(name) in self._frames),
            "newChildFrame": self.new_child,
            "getReadyArguments": self.ready_arguments,
            "getExpandedArgument": self.argument,
            "getAllExpandedArguments": self.arguments,
            "expandTemplate": self.expand_template,
            "callParserFunction": self.call_parser_function,
            "preprocess": self.preprocess,
            "incrementExpensiveFunctionCount": lambda: None,
            "isSubsting": lambda: False,
            "getFrameTitle": lambda name: self._frame(name).title.full,
            "setTTL": lambda seconds: None,
            "addWarning": lambda text: None,
        }

    def ready_arguments(self, frame: Lua) -> dict[str, str | bool]:
        """All arguments of a frame: their texts, true for those that are to be asked for."""
        return {name: True if text is None else text for name, text in self._frame(frame).ready(LONGEST_READY).items()}

    def argument(self, frame: Lua, name: Lua) -> str | None:
        """`frame.args[ name ]`."""
        return self._frame(frame).get(decode(name))

    def arguments(self, frame: Lua) -> dict[int | str, str]:
        """All arguments; those without a name first."""
        found = self._frame(frame)
        names = {array_key(encode(name)): name for name in found.names()}
        ordered = sorted(names.items(), key=lambda item: isinstance(item[0], str))
        return {key: found.get(name) or "" for key, name in ordered}

    def new_child(self, frame: Lua, title: Lua, arguments: Lua) -> str:
        """`frame:newChild{ title, args }`: the name of the new frame."""
        if len(self._frames) > MAX_FRAMES:
            raise LuaError("newChild: too many frames")
        parent = self._frame(frame)
        child = parent.title if title is False else parse_title(self._expander.site, decode(title))
        if child is None:
            raise LuaError("newChild: invalid title")
        name = f"frame{len(self._frames)}"
        self._frames[name] = parent.child_of_texts(child, _texts(arguments))
        return name

    def expand_template(self, frame: Lua, name: Lua, arguments: Lua) -> str:
        """`frame:expandTemplate{ title, args }`."""
        caller, expander, written = self._frame(frame), self._expander, decode(name)
        title = parse_title(expander.site, written, TEMPLATE)
        if title is None:
            raise LuaError(f'expandTemplate: invalid title "{written}"')
        if caller.depth >= MAX_DEPTH:
            raise LuaError("expandTemplate: template depth limit exceeded")
        texts = _texts(arguments)
        found = expander.overridden(title, caller.child_of_texts(title, texts))
        if found is not None:
            return found
        nodes, target = expander.template(title)
        if nodes is None:
            raise LuaError(f'expandTemplate: template "{written}" does not exist')
        if target.full in caller.within:
            raise LuaError("expandTemplate: template loop detected")
        key = frame, target.full, tuple(texts.items())
        return self._remember(key, lambda: expander.expand(nodes, caller.child_of_texts(target, texts)))

    def call_parser_function(self, frame: Lua, name: Lua, arguments: Lua) -> str:
        """`frame:callParserFunction( name, args )`."""
        caller, expander = self._frame(frame), self._expander
        values = {key: decode(value) for key, value in _keys(arguments)}
        positional = [values[key] for key in sorted(key for key in values if isinstance(key, int))]
        function, colon, first = decode(name).partition(":")
        if colon:
            positional.insert(0, first)
        if not positional:
            raise LuaError(
                "callParserFunction: At least one unnamed parameter (the parameter that comes after the colon in "
                "wikitext) must be provided"
            )
        parts = [Part([text], None, index) for index, text in enumerate(positional[1:], 1)]
        parts += [Part([values[key]], [key]) for key in sorted(key for key in values if isinstance(key, str))]
        word = expander.site.function(function)
        found = expander.call_function(word, caller, positional[0].strip(), parts) if word else None
        if found is None:
            raise LuaError(f'callParserFunction: function "{function}" was not found')
        return found

    def preprocess(self, frame: Lua, text: Lua) -> str:
        """`frame:preprocess( text )`."""
        check("preprocess", 1, frame, "string")
        caller = self._frame(frame)
        wikitext = decode(text).replace("\r\n", "\n").replace("\r", "\n")
        return self._remember((frame, wikitext), lambda: self._expander.preprocess(wikitext, caller))

    def json_page(self, name: Lua) -> Any:
        """What a page of JSON holds, for `mw.loadJsonData`."""
        written = decode(name)
        title = parse_title(self._expander.site, written)
        page = self._expander.source.page(title.full) if title else None
        if page is None or page.model != "json":
            raise LuaError(f"bad argument #1 to 'mw.loadJsonData' ('{written}' is not a valid JSON page)")
        return php_json.decode_json(encode(page.text))

    def _frame(self, name: Lua) -> Frame:
        if name == b"empty":
            return self._expander.root
        found = self._frames.get(decode(name))
        if found is None:
            raise LuaError("invalid frame ID")
        return found

    def _remember(self, key: Any, expand: Any) -> str:
        if key not in self._expanded:
            text = expand()
            if len(self._expanded) > MAX_KEPT:
                self._expanded.pop(next(iter(self._expanded)))
            self._expanded[key] = text
        return self._expanded[key]


def _keys(arguments: Lua) -> list[tuple[int | str, bytes]]:
    return [(array_key(key), value) for key, value in arguments.items()]


def _texts(arguments: Lua) -> dict[str, str]:
    """Arguments that a module gives to a template; space around those with a name goes."""
    return {
        str(key): decode(value) if isinstance(key, int) else decode(value).strip() for key, value in _keys(arguments)
    }
