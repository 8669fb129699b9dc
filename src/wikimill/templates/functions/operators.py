"""What `#expr` computes with: its operators, their precedence, and PHP's arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from wikimill.templates.functions.php import LARGEST, SMALLEST, rounded, whole


class ExpressionError(ValueError):
    """An expression that has no value. `key` is the end of MediaWiki's message, `parameter` what it names."""

    def __init__(self, key: str, parameter: str = "") -> None:
        super().__init__(key, parameter)
        self.key = key
        self.parameter = parameter


@dataclass(frozen=True, eq=False)
class Operator:
    """An operator: its name in messages, how tightly it binds, how many operands it takes, and what it does.

    Integers come only from comparisons, `and`, `or`, `not`, `mod` and `trunc`; everything else is a float.
    """

    name: str
    precedence: int
    operands: int
    apply: Callable[..., float]


def _int(value: float) -> float:
    """An integer, a float where it does not fit into 64 bits."""
    return float(value) if isinstance(value, int) and not SMALLEST <= value <= LARGEST else value


def _divide(left: float, right: float) -> float:
    if not right:
        raise ExpressionError("division_by_zero", "/")
    if isinstance(left, int) and isinstance(right, int) and left % right == 0:
        return _int(left // right)
    return left / right


def _modulo(left: float, right: float) -> int:
    dividend, divisor = whole(left), whole(right)
    if not divisor:
        raise ExpressionError("division_by_zero", "mod")
    rest = abs(dividend) % abs(divisor)
    return -rest if dividend < 0 else rest


def _float_modulo(left: float, right: float) -> float:
    if not right:
        raise ExpressionError("division_by_zero", "fmod")
    return math.fmod(left, right) if math.isfinite(left) and not math.isnan(right) else math.nan


def _power(base: float, exponent: float) -> float:
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if abs(base) <= 1 or exponent < 64:
            return _int(base**exponent)
        base = float(base)
    base, exponent = float(base), float(exponent)
    odd = math.isfinite(exponent) and math.fmod(exponent, 2) in {1.0, -1.0}
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and odd else math.inf
    except ValueError:  # 0 to a negative power, a negative base to a fraction
        if base:
            return math.nan
        return math.copysign(math.inf, base) if odd else math.inf


def _sine(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: function(value) if math.isfinite(value) else math.nan


def _arc(name: str, function: Callable[[float], float]) -> Callable[[float], float]:
    def apply(value: float) -> float:
        if value < -1 or value > 1:
            raise ExpressionError("invalid_argument", name)
        return function(value)

    return apply


def _logarithm(value: float) -> float:
    if value <= 0:
        raise ExpressionError("invalid_argument_ln", "ln")
    return math.log(value)


def _root(value: float) -> float:
    if value < 0 or math.isnan(value):
        raise ExpressionError("not_a_number", "sqrt")
    return math.sqrt(value)


def _integral(function: Callable[[float], int]) -> Callable[[float], float]:
    def apply(value: float) -> float:
        return math.copysign(float(function(value)), value) if math.isfinite(value) else value

    return apply


POSITIVE = Operator("+", 10, 1, lambda value: value)
NEGATIVE = Operator("-", 10, 1, lambda value: _int(-value))
OPEN = Operator("(", -1, 0, lambda: 0)
CONSTANTS = {"pi": math.pi, "e": math.e}  # `e` between two numbers is the power of ten
UNARY_WORDS = {
    operator.name: operator
    for operator in (
        Operator("not", 9, 1, lambda value: int(not value)),
        Operator("sin", 9, 1, _sine(math.sin)),
        Operator("cos", 9, 1, _sine(math.cos)),
        Operator("tan", 9, 1, _sine(math.tan)),
        Operator("asin", 9, 1, _arc("asin", math.asin)),
        Operator("acos", 9, 1, _arc("acos", math.acos)),
        Operator("atan", 9, 1, math.atan),
        Operator("exp", 9, 1, math.exp),
        Operator("ln", 9, 1, _logarithm),
        Operator("abs", 9, 1, lambda value: _int(abs(value))),
        Operator("floor", 9, 1, _integral(math.floor)),
        Operator("trunc", 9, 1, whole),
        Operator("ceil", 9, 1, _integral(math.ceil)),
        Operator("sqrt", 9, 1, _root),
    )
}
BINARY_WORDS = {
    "e": Operator("e", 10, 2, lambda left, right: left * _power(10, right)),
    "div": Operator("/", 7, 2, _divide),
    "mod": Operator("mod", 7, 2, _modulo),
    "fmod": Operator("fmod", 7, 2, _float_modulo),
    "round": Operator("round", 5, 2, lambda left, right: rounded(left, whole(right))),
    "and": Operator("and", 3, 2, lambda left, right: int(bool(left and right))),
    "or": Operator("or", 2, 2, lambda left, right: int(bool(left or right))),
}
BINARY_SIGNS = {
    "^": Operator("^", 8, 2, _power),
    "*": Operator("*", 7, 2, lambda left, right: _int(left * right)),
    "/": Operator("/", 7, 2, _divide),
    "+": Operator("+", 6, 2, lambda left, right: _int(left + right)),
    "-": Operator("-", 6, 2, lambda left, right: _int(left - right)),
    "=": Operator("=", 4, 2, lambda left, right: int(left == right)),
    "<": Operator("<", 4, 2, lambda left, right: int(left < right)),
    ">": Operator(">", 4, 2, lambda left, right: int(left > right)),
    "<=": Operator("<=", 4, 2, lambda left, right: int(left <= right)),
    ">=": Operator(">=", 4, 2, lambda left, right: int(left >= right)),
    "<>": Operator("<>", 4, 2, lambda left, right: int(left != right)),
    "!=": Operator("<>", 4, 2, lambda left, right: int(left != right)),
}
