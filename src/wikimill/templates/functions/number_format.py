"""How MediaWiki writes numbers in a language: Language::formatNum."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from wikimill.site.core import CoreLanguage
from wikimill.templates.functions import cldr
from wikimill.templates.functions.php import is_numeric

UNSEPARATED = frozenset({"km", "my"})  # MediaWiki's classes of these languages leave separators out
NUMBERS = re.compile(r"(?:-(?=[\d.]))?(?:\d+|(?=\.\d))(?:\.\d*)?(?:[Ee][-+]?\d+)?", re.ASCII)
PLAIN = re.compile(r"-?(\d*)(\.(\d*))?", re.ASCII)
MINUS, INFINITY = "\u2212", "\u221e"
MOST_PLACES = 400  # a float has no digits behind them
LONGEST_FRACTION = 3  # digits of a number that is not written plainly


class NumberFormat:
    """How numbers are written in a language."""

    def __init__(self, language: CoreLanguage) -> None:
        table = dict(language.separators)
        comma, point = cldr.separators(language.code) if not table else (",", ".")
        self.thousands, self.point = table.get(",", comma), table.get(".", point)
        self._separators = str.maketrans(table)
        self._grouped_digits = str.maketrans(cldr.DIGITS["latn"], cldr.digits(language.code))
        self._digits = str.maketrans(dict(language.digits))
        self._plain = str.maketrans(
            {shown: plain for each in (language.digits, table) for plain, shown in each.items() if len(shown) == 1}
        )
        fewest = language.minimum_grouping_digits
        self._long = re.compile(rf"-?[0-9]{{{fewest + 3}}}") if fewest > 1 else None
        self._pairs = language.grouping.startswith("#,##,")
        self._separated = language.php_class not in UNSEPARATED

    def write(self, text: str, separators: bool = True) -> str:
        """The numbers in a text as the language writes them; `separators`: with those of thousands and its point."""
        if is_numeric(text):
            return self._write(text, separators)
        if text in {"INF", "-INF"}:
            return INFINITY if text == "INF" else MINUS + INFINITY
        return NUMBERS.sub(lambda match: self._write(match[0], separators) if match[0] else "", text)

    def read(self, text: str) -> str:
        """A number that the language writes, as PHP writes it."""
        text = text.replace(MINUS, "-")
        if text.lstrip("-") == INFINITY:
            return "-INF" if text[0] == "-" else "INF"
        return text.translate(self._plain).replace(",", "")

    def _write(self, number: str, separators: bool) -> str:
        if separators and self._separated:
            if number == "-0" or (self._long and not self._long.match(number)):
                number = number.translate(self._separators)
            else:
                number = self._separate(number).translate(self._grouped_digits)
        return number.translate(self._digits).replace("-", MINUS)

    def _separate(self, number: str) -> str:
        plain = PLAIN.fullmatch(number)
        value = Decimal(repr(float(number)))
        if not value.is_finite():
            return f"-{INFINITY}" if value < 0 else INFINITY
        places = len(plain[3] or "") if plain else LONGEST_FRACTION
        rounded = value.quantize(Decimal(1).scaleb(-min(places, MOST_PLACES)), ROUND_HALF_EVEN, Context(prec=1000))
        integer, _, fraction = f"{abs(rounded):f}".partition(".")
        if plain:
            integer, fraction = integer.lstrip("0").zfill(len(plain[1])), fraction.ljust(places, "0")
        else:
            fraction = fraction.rstrip("0")
        point = self.point if fraction or (plain and plain[2]) else ""
        return f"{'-' if rounded.is_signed() else ''}{self._group(integer)}{point}{fraction}"

    def _group(self, integer: str) -> str:
        head, tail = integer[:-3], integer[-3:]
        width = 2 if self._pairs else 3
        groups = [tail]
        while head:
            groups.append(head[-width:])
            head = head[:-width]
        return self.thousands.join(reversed(groups))
