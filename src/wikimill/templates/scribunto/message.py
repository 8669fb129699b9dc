"""`mw.message`: messages of the interface, in the wiki's language."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from wikimill.site.core import core_language
from wikimill.site.model import Site
from wikimill.templates.scribunto.library import Library
from wikimill.templates.scribunto.values import Lua, LuaError, decode, string, to_python

if TYPE_CHECKING:
    from wikimill.templates.call import Parser

# What stands for space at the ends of a message, which no form field keeps.
SPACE_OF = {"&#32;": " ", "&nbsp;": "\u00a0", "&#160;": "\u00a0", "&shy;": "\u00ad"}
SPACES = re.compile("|".join(SPACE_OF))
FORBIDDEN = re.compile(r"""[:/\\\x00&<>'"\[\]{}|#\x01-\x1f\x7f]|%[0-9A-Fa-f]{2}|~~~""")
LONGEST_CODE = 128  # bytes
PARAMETER = re.compile(r"\$([1-9]\d*)")
MOST_DIGITS = 9  # of the number of a parameter


class Messages:
    """The callbacks of `mw.message.lua`."""

    def __init__(self, expander: Parser) -> None:
        self._expander = expander

    def library(self) -> Library:
        """`mw.message.lua`."""
        return Library(
            "mw.message.lua", {"plain": self.plain, "check": self.check}, {"lang": self._expander.site.language}
        )

    def plain(self, data: Lua) -> str:
        """The message with its parameters."""
        message = to_python(data)
        if not is_language_code(message["lang"]):
            raise LuaError(f'msg:plain() failed (Invalid language code "{message["lang"]}")')
        text, key = self._text(message)
        if text is None:
            return f"⧼{html.escape(key, quote=True).replace('&#x27;', '&#039;')}⧽"
        values = {index: self._parameter(value, message) for index, value in enumerate(message["params"].values(), 1)}
        return PARAMETER.sub(lambda found: _longest(found[1], values, found[0]), text)

    def check(self, what: Lua, data: Lua) -> bool:
        """Whether a message exists, is blank, or is switched off."""
        text, _ = self._text(to_python(data))
        match decode(what):
            case "exists":
                return text is not None
            case "isBlank":
                return not text
            case "isDisabled":
                return text in (None, "", "-")
        raise LuaError("invalid what for 'messageCheck'")

    def _text(self, message: dict[int | str, Any]) -> tuple[str | None, str]:
        """The text of the first key that has one, None when none has, and the last key that was looked at."""
        if "rawMessage" in message:
            return message["rawMessage"], ""
        found, name = None, ""
        for name in message["keys"].values():
            found = self._find(name[:1].lower() + name[1:], message["lang"])
            if found:
                break
        return found, name

    def _find(self, key: str, code: str) -> str | None:
        return interface_message(self._expander.site, key, code)

    def _parameter(self, value: Any, message: dict[int | str, Any]) -> str:
        if isinstance(value, dict):
            if "num" in value:
                from wikimill.templates.functions.language import language
                from wikimill.templates.functions.numbers import write_number

                return write_number(language(self._expander.site, message["lang"]), _plain(value["num"]))
            value = value.get("raw", "")
        return _plain(value)


def is_language_code(code: str) -> bool:
    """Whether a code could be that of a language."""
    return not FORBIDDEN.search(code) and len(code.encode("utf-8", "replace")) <= LONGEST_CODE


def interface_message(site: Site, key: str, code: str = "") -> str | None:
    """A message of the wiki's interface in a language, its own without one; None where it is not known."""
    code = code or site.language
    if code == site.language and key in site.messages:
        return site.messages[key]
    text = core_language(code).messages.get(key)
    return text if text is None else SPACES.sub(lambda found: SPACE_OF[found[0]], text)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else string(value)


def _longest(digits: str, values: dict[int, str], whole: str) -> str:
    """What stands for `$12`: the 12th parameter, else the first and a 2."""
    for end in range(min(len(digits), MOST_DIGITS), 0, -1):
        if int(digits[:end]) in values:
            return values[int(digits[:end])] + digits[end:]
    return whole
