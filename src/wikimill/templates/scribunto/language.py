"""`mw.language`: letters, numbers, dates and names of languages."""

from __future__ import annotations

import html
import math
import re
from typing import TYPE_CHECKING, Any

from wikimill.site.core import core_language, language_codes
from wikimill.templates.functions.dates.date_fields import DateError
from wikimill.templates.functions.dates.write_date import UTC, write_date
from wikimill.templates.functions.language import Language, language
from wikimill.templates.functions.language_names import known_codes, language_name
from wikimill.templates.functions.numbers import read_number, write_number
from wikimill.templates.functions.php import number_text
from wikimill.templates.functions.strings import CAPITALS, SMALL_LETTERS
from wikimill.templates.functions.times import LAST_YEAR, in_zone_of, moment_of
from wikimill.templates.references import decode_references
from wikimill.templates.scribunto import ustring
from wikimill.templates.scribunto.library import Library
from wikimill.templates.scribunto.message import interface_message, is_language_code
from wikimill.templates.scribunto.values import Lua, LuaError, check, decode, is_table, lua_type, string, to_python

if TYPE_CHECKING:
    from wikimill.templates.call import Parser

BUILT_IN = re.compile(r"[a-z0-9-]{2,}", re.ASCII)
MOST_LANGUAGES = 30  # that a page may use, besides the wiki's own
EXPLICIT_FORM = re.compile(r"\d+=", re.ASCII)
UNLISTED = frozenset({"gan", "zh", "zh-hans"})  # MediaWiki's classes of these join times without words or signs
PLURAL = re.compile(r"\{\{\s*plural\s*:\s*\$1\s*\|([^{}]*)\}\}", re.IGNORECASE)
YEAR = 31_556_952  # seconds, of the Gregorian calendar's mean
INTERVALS = {
    "millennia": 1000 * YEAR,
    "centuries": 100 * YEAR,
    "decades": 10 * YEAR,
    "years": YEAR,
    "weeks": 604_800,
    "days": 86_400,
    "hours": 3600,
    "minutes": 60,
    "seconds": 1,
}


class Languages:
    """The callbacks of `mw.language.lua`; a method of a language gets its code first."""

    def __init__(self, expander: Parser) -> None:
        self._expander = expander
        self._site = expander.site
        self._known: dict[str, Language] = {}
        self._names: dict[str, dict[str, str]] = {}  # of languages by code, by the language that they are in

    def library(self) -> Library:
        """`mw.language.lua`."""
        return Library(
            "mw.language.lua",
            {
                "getContLangCode": lambda: self._site.language,
                "isSupportedLanguage": lambda code: _code("isSupportedLanguage", code) in language_codes(),
                "isKnownLanguageTag": lambda code: bool(
                    BUILT_IN.fullmatch(_code("isKnownLanguageTag", code)) and self.name(code, None)
                ),
                "isValidCode": lambda code: is_language_code(_code("isValidCode", code)),
                "isValidBuiltInCode": lambda code: bool(BUILT_IN.fullmatch(_code("isValidBuiltInCode", code))),
                "fetchLanguageName": self.name,
                "fetchLanguageNames": self.names,
                "getFallbacksFor": _fallbacks,
                "lcfirst": lambda code, text: self._first(code, "lcfirst", text),
                "ucfirst": lambda code, text: self._first(code, "ucfirst", text),
                "lc": lambda code, text: self._case(code, "lc", text),
                "uc": lambda code, text: self._case(code, "uc", text),
                "caseFold": lambda code, text: self._case(code, "caseFold", text),
                "formatNum": self.format_number,
                "formatDate": self.format_date,
                "formatDuration": self.format_duration,
                "getDurationIntervals": self.intervals,
                "parseFormattedNumber": self.parse_number,
                "convertPlural": self.plural,
                "convertGrammar": self.grammar,
                "gender": self.gender,
                "isRTL": lambda code: self._language(code).right_to_left,
            },
            start_page=self._known.clear,
        )

    def name(self, code: Lua, within: Lua) -> str:
        """What a language is called by its speakers, or in another language."""
        check("fetchLanguageName", 1, code, "string")
        check("fetchLanguageName", 2, within, "string", optional=True)
        return language_name(self._site, decode(code).lower(), decode(within) if within else "") or ""

    def names(self, within: Lua, include: Lua) -> dict[str, str]:
        """All of these, by code."""
        check("fetchLanguageNames", 1, within, "string", optional=True)
        check("fetchLanguageNames", 2, include, "string", optional=True)
        place = decode(within) if within else ""
        if place not in self._names:
            names = ((code, language_name(self._site, code, place)) for code in sorted(known_codes()))
            self._names[place] = {code: name for code, name in names if name}
        return self._names[place]

    def format_number(self, code: Lua, number: Lua, options: Lua) -> str:
        """A number as a language writes it."""
        language = self._language(code)
        check("formatNum", 1, number, "number")
        if math.isinf(number):
            raise LuaError("bad argument #1 to 'formatNum' (infinite)")
        if math.isnan(number):
            raise LuaError("bad argument #1 to 'formatNum' (NaN)")
        check("formatNum", 2, options, "table", optional=True)
        plain = is_table(options) and options[b"noCommafy"] not in (None, False, 0, b"", b"0")
        return write_number(language, number_text(number), not plain)

    def parse_number(self, code: Lua, text: Lua) -> str | None:
        """A number that a language writes, for `tonumber`."""
        language = self._language(code)
        return read_number(language, string(text)) if lua_type(text) in ("string", "number") else None

    def format_date(self, code: Lua, pattern: Lua, date: Lua, local: Lua) -> str:
        """A date as `{{#time:}}` writes it."""
        language = self._language(code)
        check("formatDate", 1, pattern, "string")
        check("formatDate", 2, date, "string", optional=True)
        check("formatDate", 3, local, "boolean", optional=True)
        try:
            time = moment_of(self._expander, decode(date) if date else "")
        except DateError:
            raise LuaError("bad argument #2 to 'formatDate' (not a valid timestamp)") from None
        time, zone = in_zone_of(self._site, time) if local else (time, UTC)
        if not 0 <= time.year <= LAST_YEAR:
            limit = "from 0" if time.year < 0 else f"up to {LAST_YEAR}"
            raise LuaError(f"mw.language:formatDate() only supports years {limit}")
        return write_date(decode(pattern), time, language, zone)

    def intervals(self, code: Lua, seconds: Lua, chosen: Lua) -> dict[str, int]:
        """A time in years, days, hours and so on, as far as they are wanted."""
        self._language(code)
        return _intervals("getDurationIntervals", seconds, chosen)

    def format_duration(self, code: Lua, seconds: Lua, chosen: Lua) -> str:
        """The same as text: `2 hours and 5 minutes`."""
        language = self._language(code)

        def message(key: str) -> str:
            return interface_message(self._site, key, language.code) or ""

        def escaped(text: str) -> str:
            return html.escape(decode_references(text), quote=True).replace("&#x27;", "&#039;")

        out = []
        for name, value in _intervals("formatDuration", seconds, chosen).items():
            text = message(f"duration-{name}")
            out.append(escaped(self._numbered(language, text, value)))
        if len(out) < 2 or language.core.php_class in UNLISTED:
            return "".join(out)
        comma, final, space = (escaped(message(key)) for key in ("comma-separator", "and", "word-separator"))
        return f"{comma.join(out[:-1])}{final}{space}{out[-1]}"

    def plural(self, code: Lua, number: Lua, *forms: Lua) -> str:
        """The form of a word that goes with a number; `0=none` is for that number alone."""
        language = self._language(code)
        check("convertPlural", 1, number, "number")
        return self._form(language, number, _forms(forms))

    def grammar(self, code: Lua, text: Lua, case: Lua) -> str:
        """A word in a grammatical case of a language."""
        language = self._language(code)
        check("convertGrammar", 1, text, "string")
        check("convertGrammar", 2, case, "string")
        return language.core.inflect(decode(text), decode(case))

    def gender(self, code: Lua, user: Lua, *forms: Lua) -> str:
        """The form of a word for a user, whose gender is not known here, or for `male` and `female`."""
        self._language(code)
        check("gender", 1, user, "string")
        given = _forms(forms)
        if not given:
            return ""
        given += given[-1:] * (2 - len(given))
        name = decode(user).strip()
        index = {"male": 0, "female": 1}.get(name, 2)
        return given[index] if index < len(given) else given[0]

    def _numbered(self, language: Language, text: str, number: int) -> str:
        """A message whose `$1` is a number, on which words in it may depend."""
        text = PLURAL.sub(
            lambda found: self._form(language, number, [form.strip() for form in found[1].split("|")]), text
        )
        return text.replace("$1", write_number(language, number_text(number)))

    def _form(self, language: Language, number: float, forms: list[str]) -> str:
        general = []
        for form in forms:
            if EXPLICIT_FORM.search(form):
                value, _, text = form.partition("=")
                if value == number_text(number):
                    return text
            else:
                general.append(form)
        return general[min(language.plural_index(number_text(number)), len(general) - 1)] if general else ""

    def _first(self, code: Lua, function: str, text: Lua) -> str:
        """With another first letter."""
        php_class = self._language(code).core.php_class
        check(function, 1, text, "string")
        string = decode(text)
        first = string[:1]
        if function == "lcfirst":
            turned = SMALL_LETTERS.get(php_class, {}).get(first) or ustring.lower(first)
        else:
            turned = CAPITALS.get(php_class, {}).get(first) or ustring.upper(first)
        return turned + string[1:]

    def _case(self, code: Lua, function: str, text: Lua) -> str | bytes:
        """In small letters or capitals; of what is no UTF-8, only the letters of ASCII."""
        self._language(code)
        check(function, 1, text, "string")
        try:
            string = str(text, "utf-8")
        except UnicodeDecodeError:
            return bytes(text.lower() if function == "lc" else text.upper())
        return ustring.lower(string) if function == "lc" else ustring.upper(string)

    def _language(self, code: Lua) -> Language:
        name = string(code)
        if name not in self._known:
            if len(self._known) > MOST_LANGUAGES:
                raise LuaError("too many language codes requested")
            if not is_language_code(name):
                raise LuaError(f"language code '{name}' is invalid")
            self._known[name] = language(self._site, name)
        return self._known[name]


def _code(function: str, code: Lua) -> str:
    check(function, 1, code, "string")
    return decode(code)


def _fallbacks(code: Lua) -> list[str]:
    name = _code("getFallbacksFor", code)
    if not BUILT_IN.fullmatch(name) or name == "en":
        return []
    return list(core_language(name).fallback) if name in language_codes() else ["en"]


def _forms(forms: tuple[Lua, ...]) -> list[str]:
    if forms and is_table(forms[0]):
        return ["1" if form is True else _plain(form) for form in to_python(forms[0]).values()]
    return [_plain(form) for form in forms]


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "1" if value else ""
    return value if isinstance(value, str) else string(value)


def _intervals(function: str, seconds: Lua, chosen: Lua) -> dict[str, int]:
    check(function, 1, seconds, "number")
    check(function, 2, chosen, "table", optional=True)
    wanted = set(to_python(chosen).values()) if chosen is not None else set()
    names = (
        [name for name in INTERVALS if name in wanted] if wanted else [name for name in INTERVALS if name != "weeks"]
    )
    out: dict[str, int] = {}
    left = seconds if math.isfinite(seconds) else 0
    for name in names:
        value = math.floor(left / INTERVALS[name])
        if value > 0 or (name == names[-1] and not out):
            left -= value * INTERVALS[name]
            out[name] = value
    return out
