"""JSON as PHP's `json_encode` and `json_decode` have it, and arrays between Lua, which counts from 1, and JSON."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from wikimill.templates.scribunto.values import LARGEST_KEY, LuaError, array_key, encode

DEEPEST = 512  # arrays in arrays
TRAILING_COMMA = re.compile(rb',([ \t]*[}\]][^"\r\n]*(?:[\r\n]|$)|[ \t]*[\r\n][ \t\r\n]*[}\]])')
LEADING_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
# What PHP says of a text that is no JSON.
SYNTAX = "Syntax error"
DEPTH = "The maximum stack depth has been exceeded"
UTF8 = "Malformed UTF-8 characters, possibly incorrectly encoded"
UTF16 = "Malformed UTF-16 characters, possibly incorrectly encoded"
CONTROL = "Control character error, possibly incorrectly encoded"

Array = dict[int | str, Any]  # of PHP: ordered, keys are integers or text


def encode_json(value: Any, pretty: bool) -> str:
    """A value as JSON: slashes and letters as they are, U+2028 and U+2029 escaped.

    Raises:
        LuaError: for text that is no UTF-8, and for arrays that are nested too deeply.
    """
    try:
        text = _encode(value, 0, pretty)
        text.encode()
    except (RecursionError, UnicodeEncodeError):
        raise LuaError("mw.text.jsonEncode: Unable to encode value") from None
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _encode(value: Any, depth: int, pretty: bool) -> str:
    if depth > DEEPEST:
        raise LuaError("mw.text.jsonEncode: Unable to encode value")
    if isinstance(value, dict):
        value = list(value.values()) if list(value) == list(range(len(value))) else value
        entries = (
            [_encode(entry, depth + 1, pretty) for entry in value]
            if isinstance(value, list)
            else [
                f"{json.dumps(str(key), ensure_ascii=False)}:{' ' if pretty else ''}{_encode(entry, depth + 1, pretty)}"
                for key, entry in value.items()
            ]
        )
        begin, end = "[]" if isinstance(value, list) else "{}"
        if not entries or not pretty:
            return f"{begin}{','.join(entries)}{end}"
        indent = "    " * (depth + 1)
        return f"{begin}\n" + ",\n".join(indent + entry for entry in entries) + f"\n{'    ' * depth}{end}"
    if isinstance(value, float):
        return _float(value)
    return json.dumps(value, ensure_ascii=False)


def _float(value: float) -> str:
    """The shortest digits that read back as the number."""
    if value == math.floor(value) and abs(value) < 1e15:
        return f"{value:.1f}"
    digits = repr(value)
    if "e" not in digits and abs(value) >= 1e15:
        digits = f"{value:.17g}" if float(f"{value:.17g}") != float(f"{value:.16g}") else f"{value:.16g}"
    mantissa, letter, power = digits.partition("e")
    return f"{mantissa}{'' if '.' in mantissa else '.0'}e{int(power):+d}" if letter else digits


def decode_json(text: bytes, fix: bool = False) -> Any:
    """What a JSON text holds, objects as arrays of PHP.

    Raises:
        LuaError: it is no JSON; `fix` forgives a comma at the end of a list or object.
    """
    problem = SYNTAX
    for attempt in (text, TRAILING_COMMA.sub(rb"\1", text)) if fix else (text,):
        try:
            return _decode(attempt.decode())
        except UnicodeDecodeError:
            problem = UTF8
            break
        except UnicodeEncodeError:
            problem = UTF16
            break
        except RecursionError:
            problem = DEPTH
            break
        except json.JSONDecodeError as error:
            if error.msg.startswith("Invalid control"):
                problem = CONTROL
                break
        except ValueError:
            pass
    raise LuaError(f"mw.text.jsonDecode: {problem}")


def _decode(text: str) -> Any:
    if _depth(text) > DEEPEST:
        raise RecursionError
    return _array(json.loads(text.strip(" \t\n\r"), parse_int=_integer, parse_constant=_refuse))


def _depth(text: str) -> int:
    """At most how deep brackets are nested, those in strings too."""
    deepest = depth = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _integer(digits: str) -> int | float:
    if len(digits) > 20:
        return float(digits)
    value = int(digits)
    return value if -LARGEST_KEY <= value <= LARGEST_KEY else float(value)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _array(value: Any) -> Any:
    if isinstance(value, list):
        return {index: _array(entry) for index, entry in enumerate(value)}
    if isinstance(value, dict):
        return {array_key(encode(key)): _array(entry) for key, entry in value.items()}
    if isinstance(value, str):
        value.encode()  # half of a pair of UTF-16 is none
    return value


def from_lua(value: Any) -> Any:
    """An array of Lua for JSON: sequences count from 0, others are ordered by key as numbers."""
    if not isinstance(value, dict):
        return value
    ordered = dict(sorted(value.items(), key=lambda item: _number(item[0])))
    ordered = {key: from_lua(entry) for key, entry in ordered.items()}
    for index, key in enumerate(ordered, 1):
        whole = key if isinstance(key, int) else int(key) if key.isascii() and key.isdigit() else None
        if whole != index:
            return ordered
    return dict(enumerate(ordered.values()))


def to_lua(value: Any) -> Any:
    """An array of JSON for Lua: lists count from 1."""
    if not isinstance(value, dict):
        return value
    entries = {key: to_lua(entry) for key, entry in value.items()}
    return dict(enumerate(entries.values(), 1)) if list(entries) == list(range(len(entries))) else entries


def _number(key: int | str) -> float:
    """A key as PHP compares it with numbers."""
    if isinstance(key, int):
        return key
    found = LEADING_NUMBER.match(key)
    return float(found[0]) if found else 0
