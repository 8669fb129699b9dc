"""Lua patterns over characters, as regular expressions.

Scribunto's `mw.ustring` has PCRE match them, which differs from Lua on bytes in what a class holds (Unicode's
categories), and in `$`, which also stands before a line break at the end.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import regex

from wikimill.templates.scribunto.values import LuaError

SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u180e\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
NOT_SPACE = (
    "\\x00-\\x08\\x0e-\\x1f!-\\x84\\x86-\\x9f\\xa1-\\u167f\\u1681-\\u180d\\u180f-\\u1fff\\u200b-\\u2027"
    "\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\U0010ffff"
)
HEX = "0-9A-Fa-f\uff10-\uff19\uff21-\uff26\uff41-\uff46"  # with the fullwidth forms
NOT_HEX = "\\x00-/:-@G-`g-\uff0f\uff1a-\uff20\uff27-\uff40\uff47-\\U0010ffff"
# What `%a` and its kin hold, as it is written between the brackets of a set.
CLASSES = {
    "a": r"\p{L}",
    "c": r"\p{Cc}",
    "d": r"\p{Nd}",
    "l": r"\p{Ll}",
    "p": r"\p{P}",
    "s": SPACE,
    "u": r"\p{Lu}",
    "w": r"\p{L}\p{Nd}",
    "x": HEX,
    "z": r"\x00",
    "A": r"\P{L}",
    "C": r"\P{Cc}",
    "D": r"\P{Nd}",
    "L": r"\P{Ll}",
    "P": r"\P{P}",
    "S": NOT_SPACE,
    "U": r"\P{Lu}",
    "W": r"\p{M}\p{Nl}\p{No}\p{P}\p{S}\p{Z}\p{C}",
    "X": NOT_HEX,
    "Z": r"\x01-\U0010ffff",
}
QUANTIFIERS = {"*": "*", "+": "+", "?": "?", "-": "*?"}
STEPS = 1e6  # of backtracking, up to which no time limit is needed


class Pattern(NamedTuple):
    """A translated pattern."""

    expression: Any  # of the package regex
    groups: tuple[str, ...]  # the names of its captures
    positions: tuple[bool, ...]  # which of them give their place
    here: bool  # it matches only where the search begins
    safe: int  # the length of a text, in characters, on which it cannot take long


@lru_cache(1000)
def translate(pattern: str, function: str) -> Pattern:
    """The regular expression of a Lua pattern.

    Args:
        pattern: what a module wrote.
        function: for which: `^` at the start of the pattern is where the search begins, in `gsub` the start of the
            text, in `gmatch` a character.

    Raises:
        LuaError: for what is not a pattern.
    """
    return _Translation(pattern, function).result()


class _Translation:
    def __init__(self, pattern: str, function: str) -> None:
        self.pattern = pattern
        self.anchored = pattern.startswith("^") and function != "gmatch"
        self.here = self.anchored and function != "gsub"
        self.out: list[str] = [r"\A"] if self.anchored and not self.here else []
        self.captures: list[bool] = []
        self.open: list[tuple[int, int]] = []  # number of the capture and where it began
        self.balanced = 0
        self.loops = 0

    def result(self) -> Pattern:
        at = 1 if self.anchored else 0
        while at < len(self.pattern):
            at = self._item(at)
        if self.open:
            raise LuaError(f"Unclosed capture beginning at pattern character {self.open[0][1]}")
        return Pattern(
            regex.compile("".join(self.out), regex.DOTALL | regex.VERSION0),
            tuple(f"m{number + 1}" for number in range(len(self.captures))),
            tuple(self.captures),
            self.here,
            int(min(STEPS ** (1 / max(self.loops, 1)), STEPS)),
        )

    def _item(self, at: int) -> int:
        """Translate what stands at `at`; the place after it."""
        char, count = self.pattern[at], at + 1  # places in messages count from 1
        if char == "(":
            return self._open(at)
        if char == ")":
            if not self.open:
                raise LuaError(f"Unmatched close-paren at pattern character {count}")
            self.open.pop()
            self.out.append(")")
            return at + 1
        if char == "%":
            return self._escape(at)
        if char == "[":
            end, text = self._set(at)
            return self._quantified(text, end)
        if char == "]":
            raise LuaError(f"Unmatched close-bracket at pattern character {count}")
        if char == "$" and at == len(self.pattern) - 1:
            self.out.append("$")
            return at + 1
        return self._quantified("." if char == "." else regex.escape(char), at + 1)

    def _open(self, at: int) -> int:
        if at + 1 >= len(self.pattern):
            raise LuaError(f"Unmatched open-paren at pattern character {at + 1}")
        self.captures.append(self.pattern[at + 1] == ")")
        number = len(self.captures)
        self.open.append((number, at + 1))
        self.out.append(f"(?P<m{number}>")
        return at + 1

    def _escape(self, at: int) -> int:
        if at + 1 >= len(self.pattern):
            raise LuaError("malformed pattern (ends with '%')")
        char = self.pattern[at + 1]
        if char in CLASSES:
            return self._quantified(f"[{CLASSES[char]}]", at + 2)
        if char == "b":
            return self._balance(at)
        if char == "f":
            return self._frontier(at)
        if char.isascii() and char.isdigit():
            number = int(char)
            if not 0 < number <= len(self.captures) or any(number == each for each, _ in self.open):
                raise LuaError(f"invalid capture index %{number} at pattern character {at + 1}")
            self.out.append(f"(?P=m{number})")
            return at + 2
        return self._quantified(regex.escape(char), at + 2)

    def _balance(self, at: int) -> int:
        if at + 3 >= len(self.pattern):
            raise LuaError("malformed pattern (missing arguments to \\'%b\\')")
        first, last = regex.escape(self.pattern[at + 2]), regex.escape(self.pattern[at + 3])
        if first == last:
            self.out.append(f"{first}[^{first}]*{first}")
        else:
            self.balanced += 1
            name = f"b{self.balanced}"
            self.out.append(f"(?P<{name}>{first}(?:(?>[^{first}{last}]+)|(?&{name}))*{last})")
        self.loops += 1
        return at + 4

    def _frontier(self, at: int) -> int:
        if self.pattern[at + 2 : at + 3] != "[":
            raise LuaError(f"missing '[' after %f in pattern at pattern character {at + 1}")
        end, text = self._set(at + 2)
        # Both ends of the text count as a zero byte.
        if regex.match(text, "\0", regex.DOTALL):
            self.out.append(rf"(?<!\A)(?<!{text})(?:(?={text})|$)")
        else:
            self.out.append(f"(?<!{text})(?={text})")
        return end

    def _set(self, at: int) -> tuple[int, str]:
        """The set in brackets that begins at `at`: where it ends, and its translation."""
        pattern, size, start = self.pattern, len(self.pattern), at + 1
        inverse = pattern[start : start + 1] == "^"
        at = first = start + inverse
        out: list[str] = []
        while at < size and (at == first or pattern[at] != "]"):
            if pattern[at] == "%":
                at += 1
                if at < size:
                    out.append(CLASSES.get(pattern[at]) or regex.escape(pattern[at]))
            elif at + 2 < size and pattern[at + 1] == "-" and pattern[at + 2] not in "]%":
                if pattern[at] <= pattern[at + 2]:  # others hold nothing
                    out.append(f"{regex.escape(pattern[at])}-{regex.escape(pattern[at + 2])}")
                at += 2
            else:
                out.append(regex.escape(pattern[at]))
            at += 1
        if at >= size:
            raise LuaError(f"Missing close-bracket for character set beginning at pattern character {start}")
        if not out:
            return at + 1, "." if inverse else "(?:(?!))"
        return at + 1, f"[{'^' if inverse else ''}{''.join(out)}]"

    def _quantified(self, text: str, at: int) -> int:
        self.out.append(text)
        quantifier = QUANTIFIERS.get(self.pattern[at : at + 1])
        if quantifier is None:
            return at
        self.out.append(quantifier)
        self.loops += quantifier != "?"
        return at + 1
