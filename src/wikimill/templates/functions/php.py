"""How PHP reads and prints numbers: authors of templates rely on it without knowing."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

NUMERIC = re.compile(r"[ \t\n\r\v\f]*[+-]?(?:\d+(\.\d*)?|(\.\d+))([eE][+-]?\d+)?[ \t\n\r\v\f]*", re.ASCII)
LEADING_NUMBER = re.compile(r"[ \t\n\r\v\f]*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);)")
LARGEST, SMALLEST = (1 << 63) - 1, -(1 << 63)
PRECISION = 14  # significant digits that PHP prints: its setting `precision`
EXACT = 15  # significant digits that `round` trusts
LONGEST_INTEGER = 300  # digits: a longer one may be infinite as a float, which makes 0
LONGEST_OF_64_BITS = 19  # digits


def is_numeric(text: str) -> bool:
    """Whether PHP takes the whole text for a number."""
    return text[:1] in "0123456789+-. \t\n\r\v\f" and NUMERIC.fullmatch(text) is not None


def to_int(text: str) -> int:
    """The integer that a text begins with, as `(int)` gives it: 0 for none, the nearest of 64 bits for a large one."""
    match = LEADING_NUMBER.match(text)
    if match is None:
        return 0
    number = match[1]
    if len(number) <= LONGEST_INTEGER and number.lstrip("+-").isdigit():
        return max(SMALLEST, min(LARGEST, int(number)))
    value = float(number)
    return max(SMALLEST, min(LARGEST, int(value))) if math.isfinite(value) else 0


def to_float(text: str) -> float:
    """The number that a text begins with, as `(float)` gives it: 0 for none."""
    match = LEADING_NUMBER.match(text)
    return float(match[1]) if match else 0.0


def whole(value: float) -> int:
    """`(int)` of a number: cut off towards zero, modulo 2⁶⁴ where it does not fit."""
    if isinstance(value, float) and not math.isfinite(value):
        return 0
    return (int(value) - SMALLEST) % (1 << 64) + SMALLEST


def loosely_equal(left: str, right: str) -> bool:
    """PHP 8's `==` of two texts: numbers are compared as numbers (`01` equals `1.0`), the rest letter by letter."""
    if left == right:
        return True
    if not (is_numeric(left) and is_numeric(right)):
        return False
    if min(_digits(left), _digits(right)) > LONGEST_OF_64_BITS:
        return False  # what overflows is compared as text
    if _is_integer(left) and _is_integer(right):
        return int(left) == int(right)
    value = float(left)
    return value == float(right) and math.isfinite(value)


def number_text(value: float) -> str:
    """A number as PHP prints it: 14 significant digits, `1.0E+25` for those that are large or small."""
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    text = f"{value:.{PRECISION}G}"
    if "E" not in text:
        return text
    mantissa, _, exponent = text.partition("E")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{exponent[0]}{int(exponent)}".replace("E--", "E-")


def rounded(value: float, places: int) -> float:
    """PHP's `round` before 8.4: half away from zero, of the 15 digits that a float guarantees.

    Args:
        value: any number.
        places: digits behind the point, negative ones before it.
    """
    value = float(value)
    if not math.isfinite(value) or value == 0 or places > 323:
        return value
    if places < -308:
        return 0.0
    exact = Decimal(repr(value))
    first = exact.adjusted()  # the power of ten of the first digit
    if EXACT - 1 - first > places and first >= -places - 1:
        exact = exact.quantize(Decimal(1).scaleb(first - EXACT + 1), ROUND_HALF_UP, Context(prec=40))
    elif first + places >= EXACT:
        return value
    if first < -places - 1:
        return math.copysign(0.0, value)
    result = float(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=400)))
    return math.copysign(result, value)


def escaped(text: str) -> str:
    """`htmlspecialchars` of PHP 8.1: both kinds of quotes as well."""
    return attribute(text).replace("'", "&#039;")


def attribute(text: str) -> str:
    """`htmlspecialchars` with ENT_COMPAT: apostrophes stay."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def escaped_once(text: str) -> str:
    """`htmlspecialchars` without `double_encode`: character references stay."""
    text = AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#039;")


def _is_integer(number: str) -> bool:
    return _digits(number) <= LONGEST_OF_64_BITS and number.strip(" \t\n\r\v\f").lstrip("+-").isdigit()


def _digits(number: str) -> int:
    """How many digits stand before an exponent, zeros at the front left out."""
    mantissa = number.lower().partition("e")[0]
    return len(mantissa.strip(" \t\n\r\v\f").lstrip("+-0.").replace(".", ""))
