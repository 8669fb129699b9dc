"""Lua in a sandbox: boot.lua on lupa's Lua 5.1, callbacks that only hand over plain values, and limits."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lupa import lua51

from wikimill.templates.scribunto import installed
from wikimill.templates.scribunto.values import Lua, LuaError, encode, to_lua

INSTRUCTIONS = 1_000_000_000  # of Lua's virtual machine that a page may run: 3 to 10 seconds, the same on any machine
TICK = 49_999  # instructions between two looks at that, under a millisecond; a prime: no loop keeps its pace
MEMORY = 100 << 20  # bytes that Lua may hold
KEPT = 40 << 10  # kilobytes that Lua may hold when a page starts, lest it forgets data that could be kept
CALLBACK_MEMORY = 80 << 10  # kilobytes from which on callbacks are refused: lupa does not survive a failure in one
LONGEST = 32 << 20  # bytes of a string that string.rep makes
LARGE = 1 << 20  # bytes of results for which Lua's memory is looked at
PLAIN = frozenset({bool, int, float, type(None)})
# Callbacks whose results depend on the page at hand, or are recorded for it.
OF_PAGE = frozenset(
    {"callParserFunction", "check", "convertGrammar", "expandTemplate", "formatDate", "formatDuration"}
    | {"getAllExpandedArguments", "getContent", "getExpandedArgument", "getExpensiveData", "getFrameTitle"}
    | {"loadJsonData", "message", "newChildFrame", "plain", "preprocess", "protectionLevels", "redirectTarget"}
    | {"statistic", "touch", "unstrip", "unstripNoWiki", "unsupported"}
)

Callback = Callable[..., Any]


def _hidden(_object: object, _name: str, _setting: bool) -> str:
    """No attribute of an object of Python is to be had from Lua."""
    raise AttributeError


class Runtime:
    """A Lua state.

    `failure` is what a callback raised other than an error for the module: Lua is then left, and whoever called
    it raises it again.

    Args:
        at: is told, every now and then, which file or module and line run.
        now: gives the time that clocks show, in seconds since 1970.
        touch: is called before a callback that `OF_PAGE` names.
    """

    def __init__(self, at: Callable[[str, int], None], now: Callable[[], int], touch: Callable[[], None]) -> None:
        self._touch = touch
        self.failure: BaseException | None = None
        self.exhausted = False
        self._lua = lua51.LuaRuntime(
            encoding=None,
            unpack_returned_tuples=True,
            register_eval=False,
            register_builtins=False,
            attribute_filter=_hidden,
            max_memory=MEMORY,
        )
        self._set_hook, self._collect = self._lua.eval(b"debug.sethook"), self._lua.eval(b"collectgarbage")
        host = {
            "instructions": INSTRUCTIONS,
            "tick": TICK,
            "memory": CALLBACK_MEMORY,
            "kept": KEPT,
            "longest": LONGEST,
            "at": lambda file, line: at(file.decode("utf-8", "replace"), line),
            "exhausted": self._exhaust,
            "now": now,
            "arguments": installed.own("arguments"),
            "clock": installed.own("clock"),
            "random": installed.own("random"),
        }
        self._boot = self._lua.eval(b"loadstring")(installed.own("boot"), b"=boot.lua")(self.table(host))
        self._load, self._invoke = self._boot[b"load"], self._boot[b"invoke"]

    def table(self, values: Mapping[Any, Any] | Iterable[Any]) -> Lua:
        """A table of Lua with copies of these."""
        return self._table(to_lua(values)[0])

    def register(
        self, name: str, code: bytes, callbacks: Mapping[str, Callback], options: Any, placed: bool = True
    ) -> Lua:
        """Run a file of Scribunto's library with what it expects of PHP; what it returns.

        `placed`: errors of the callbacks name the line that called them.
        """
        functions = {encode(key): self._guarded(key, call) for key, call in callbacks.items()}
        settings = self.table(options) if isinstance(options, dict) else options
        try:
            return self._boot[b"register"](code, encode(name), self._lua.table_from(functions), settings, placed)
        except lua51.LuaError:
            if self.failure is not None:
                raise self.failure from None
            raise

    def load(self, code: bytes, name: str) -> Lua:
        """A chunk, compiled.

        Raises:
            LuaError: it is no Lua; the message begins with the name and the line.
        """
        chunk, message = self._load(code, encode(name))
        if chunk is None:
            raise LuaError(message.decode("utf-8", "surrogateescape"))
        return chunk

    def start_page(self) -> None:
        """Give a page its allowance."""
        self.exhausted, self.failure = False, None
        self._set_hook()  # a function of C: with the hook of an exhausted page nothing of Lua would run
        self._boot[b"start_page"]()

    def invoke(self, chunk: Lua, name: bytes) -> tuple[str, Lua]:
        """Call a function of a module: how that ended, and what came of it."""
        try:
            answer = self._invoke(chunk, name)
        except lua51.LuaError as error:
            if not self.exhausted and self.failure is None:
                return "error", encode(str(error).partition("\n")[0])
            answer = b"stopped"
        finally:
            if self._lua.get_memory_used() > CALLBACK_MEMORY << 10:
                self._collect()  # while nothing needs memory: outside Lua there is no error for its lack
        if self.failure is not None:
            raise self.failure
        if self.exhausted:
            return "exhausted", None
        kind, value = answer if isinstance(answer, tuple) else (answer, None)
        return kind.decode(), value

    def _exhaust(self) -> None:
        self.exhausted = True

    def _guarded(self, name: str, call: Callback) -> Callback:
        """A callback that gives `True` and its results, `False` and a message, or nothing when Lua is to be left.

        Arguments are as many as the function takes: nil for those that are missing.
        """
        parameters = inspect.signature(call).parameters.values()
        variable = any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters)
        count, touch = len(parameters), self._touch if name in OF_PAGE else None

        def guarded(*arguments: Lua) -> Any:
            if not variable and len(arguments) != count:
                arguments = (*arguments, *(None,) * count)[:count]
            if touch:
                touch()
            try:
                result = call(*arguments)
            except LuaError as error:
                return False, encode(str(error))
            except RecursionError:
                return False, b"stack overflow"
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                return False, encode(f"internal error in {name}: {error!r}")
            except BaseException as error:
                self.failure = error
                return None
            kind = type(result)
            if kind not in PLAIN:
                return self._answer(result)
            return True, result

        return guarded

    def _answer(self, result: Any) -> tuple[Any, ...]:
        """Results as Lua gets them; an error when Lua cannot hold them."""
        size = 0
        values = []
        for value in result if isinstance(result, tuple) else (result,):
            plain, bytes_ = to_lua(value)
            size += bytes_
            values.append(plain)
        if size > LARGE and self._lua.get_memory_used() + size > MEMORY - LARGE:
            return False, b"not enough memory"
        return True, *(self._table(value) if isinstance(value, (dict, list)) else value for value in values)

    def _table(self, values: dict[Any, Any] | list[Any]) -> Lua:
        return self._lua.table_from(values, recursive=True)
