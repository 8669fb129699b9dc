"""`#expr`: arithmetic as MediaWiki's ExprParser does it, by Dijkstra's shunting yard."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from wikimill.templates.call import Call
from wikimill.templates.functions.messages import message
from wikimill.templates.functions.operators import (
    BINARY_SIGNS,
    BINARY_WORDS,
    CONSTANTS,
    NEGATIVE,
    OPEN,
    POSITIVE,
    UNARY_WORDS,
    ExpressionError,
    Operator,
)
from wikimill.templates.functions.php import escaped, is_numeric, number_text

TOKEN = re.compile(r"(?P<blank>[ \t\r\n]+)|(?P<number>[0-9.]+)|(?P<word>[A-Za-z]+)|(?P<sign><=|>=|<>|!=|.)", re.DOTALL)
NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")
ESCAPES = re.compile("&(?:lt|gt|minus);|−")
ESCAPED = {"&lt;": "<", "&gt;": ">", "&minus;": "-", "−": "-"}
DEEPEST = 100  # operands or operators that may wait


def expr(call: Call) -> str:
    """`{{#expr:…}}`: the value of an expression."""
    try:
        return evaluate(call.first)
    except ExpressionError as problem:
        return _error(call, problem)


def ifexpr(call: Call) -> str:
    """`{{#ifexpr:…|then|else}}`: by the value of an expression, which is false when it is 0 or empty."""
    try:
        value = evaluate(call.first)
    except ExpressionError as problem:
        return _error(call, problem)
    return call.argument(0 if (float(value) if is_numeric(value) else value) else 1)


def _error(call: Call, problem: ExpressionError) -> str:
    text = message(call, f"pfunc_expr_{problem.key}", problem.parameter)
    return f'<strong class="error">{escaped(text)}</strong>'


@lru_cache(1 << 12)
def evaluate(expression: str) -> str:
    """The value of an expression as PHP prints it, empty for an empty one.

    Raises:
        ExpressionError: what is wrong with the expression.
    """
    text = ESCAPES.sub(lambda match: ESCAPED[match[0]], expression)
    machine = _Machine()
    for match in TOKEN.finditer(text):
        if max(len(machine.operands), len(machine.operators)) > DEEPEST:
            raise ExpressionError("stack_exhausted")
        machine.read(str(match.lastgroup), match[0])
    return "<br />\n".join(number_text(value) for value in machine.finish())


class _Machine:
    """Operands and operators that wait; `wants_operand` says which of both comes next."""

    def __init__(self) -> None:
        self.operands: list[float] = []
        self.operators: list[Operator] = []
        self.wants_operand = True

    def read(self, kind: str, token: str) -> None:
        """Take the next token."""
        if kind == "number":
            number = NUMBER.match(token)
            self._operand(float(number[0]) if number else 0.0)
        elif kind == "word":
            self._word(token.lower())
        elif kind == "sign":
            self._sign(token)

    def finish(self) -> list[float]:
        """Apply what waits."""
        while self.operators:
            operator = self.operators.pop()
            if operator is OPEN:
                raise ExpressionError("unclosed_bracket")
            self._apply(operator)
        return self.operands

    def _operand(self, value: float) -> None:
        if not self.wants_operand:
            raise ExpressionError("unexpected_number")
        self.operands.append(value)
        self.wants_operand = False

    def _word(self, word: str) -> None:
        if word in CONSTANTS and (self.wants_operand or word not in BINARY_WORDS):
            self._operand(CONSTANTS[word])
        elif word in UNARY_WORDS:
            if not self.wants_operand:
                raise ExpressionError("unexpected_operator", word)
            self.operators.append(UNARY_WORDS[word])
        elif word in BINARY_WORDS:
            self._binary(word, BINARY_WORDS[word])
        else:
            raise ExpressionError("unrecognised_word", word)

    def _sign(self, sign: str) -> None:
        if sign == "(":
            if not self.wants_operand:
                raise ExpressionError("unexpected_operator", "(")
            self.operators.append(OPEN)
        elif sign == ")":
            self._close()
        elif sign in "+-" and self.wants_operand:
            self.operators.append(POSITIVE if sign == "+" else NEGATIVE)
        elif sign in BINARY_SIGNS:
            self._binary(sign, BINARY_SIGNS[sign])
        else:
            raise ExpressionError("unrecognised_punctuation", sign)

    def _close(self) -> None:
        while self.operators and self.operators[-1] is not OPEN:
            self._apply(self.operators.pop())
        if not self.operators:
            raise ExpressionError("unexpected_closing_bracket")
        self.operators.pop()
        self.wants_operand = False

    def _binary(self, name: str, operator: Operator) -> None:
        if self.wants_operand:
            raise ExpressionError("unexpected_operator", name)
        while self.operators and operator.precedence <= self.operators[-1].precedence:
            self._apply(self.operators.pop())
        self.operators.append(operator)
        self.wants_operand = True

    def _apply(self, operator: Operator) -> None:
        if len(self.operands) < operator.operands:
            raise ExpressionError("missing_operand", operator.name)
        values = self.operands[-operator.operands :]
        del self.operands[-operator.operands :]
        try:
            self.operands.append(operator.apply(*values))
        except OverflowError:
            self.operands.append(math.inf)
