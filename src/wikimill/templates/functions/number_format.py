"""How MediaWiki writes numbers in a language: Language::formatNum and its tables, which differ from CLDR's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

from wikimill.templates.functions import cldr
from wikimill.templates.functions.php import is_numeric

# What separates thousands, the decimal point, and the languages that MediaWiki's Messages*.php give these.
SEPARATORS = {
    code: (thousands, point)
    for thousands, point, codes in (
        ("\u00a0", ",", "af be be-tarask bg br cs eo es et fi fr frp fur hu hy ia it kaa kk-cyrl kk-latn ksh lbe ln"),
        ("\u00a0", ",", "lt lv nb nn no oc pl pt pt-br ru sah se sk sv udm uk uz wa"),
        (".", ",", "arq az bs ca crh-cyrl crh-latn cu da de el eu fy gl hr id is ku-latn mk nds nl ro sl sq"),
        (".", ",", "sr-ec sr-el tr vi"),
        (",", ".", "ary arz en"),
        ("٬", "٫", "ar ckb fa kk-arab ks-arab ku-arab ps"),
        ("'", ",", "de-ch"),
        ("", ".", "km my"),
        ("\u00a0", ".", "la"),
        ("", "點", "lzh"),
    )
    for code in codes.split()
}
# Languages that separate thousands from 10,000 on, and those that separate the hundreds of thousands in pairs.
FROM_TEN_THOUSAND = "be-tarask bg es et hy kaa kk-cyrl ksh ku ku-latn pl ru sah uk"
PAIRS = "as bn gu hi kn ml mr or pa sa ta te"
DIGITS = {
    code: digits
    for digits, codes in (
        ("٠١٢٣٤٥٦٧٨٩", "ar ckb ks-arab ku-arab skr-arab"),
        ("۰۱۲۳۴۵۶۷۸۹", "fa kk-arab pnb ps"),
        ("০১২৩৪৫৬৭৮৯", "as bn bpy"),
        ("०१२३४५६७८९", "bho hi ks-deva mr ne new pi sa"),
        ("၀၁၂၃၄၅၆၇၈၉", "blk kjp ksw mnw my"),
        ("༠༡༢༣༤༥༦༧༨༩", "bo dz"),
        ("૦૧૨૩૪૫૬૭૮૯", "gu"),
        ("០១២៣៤៥៦៧៨៩", "km"),
        ("೦೧೨೩೪೫೬೭೮೯", "kn"),
        ("໐໑໒໓໔໕໖໗໘໙", "lo"),
        ("〇一二三四五六七八九", "lzh"),
        ("꯰꯱꯲꯳꯴꯵꯶꯷꯸꯹", "mni"),
        ("᪀᪁᪂᪃᪄᪅᪆᪇᪈᪉", "nod"),
        ("߀߁߂߃߄߅߆߇߈߉", "nqo"),
        ("୦୧୨୩୪୫୬୭୮୯", "or"),
        ("᱐᱑᱒᱓᱔᱕᱖᱗᱘᱙", "sat"),
        ("0123456789", "arq ary arz"),
    )
    for code in codes.split()
}
NUMBERS = re.compile(r"(?:-(?=[\d.]))?(?:\d+|(?=\.\d))(?:\.\d*)?(?:[Ee][-+]?\d+)?", re.ASCII)
PLAIN = re.compile(r"-?(\d*)(\.(\d*))?", re.ASCII)
MINUS, INFINITY = "\u2212", "\u221e"
FIVE_DIGITS = re.compile(r"-?\d{5}", re.ASCII)
MOST_PLACES = 400  # a float has no digits behind them
LONGEST_FRACTION = 3  # digits of a number that is not written plainly


class NumberFormat:
    """How numbers are written in a language. `codes` are its own code and those of its fallbacks."""

    def __init__(self, codes: Sequence[str]) -> None:
        own = next((SEPARATORS[code] for code in codes if code in SEPARATORS), None)
        self._table = dict(zip(",.", own, strict=True)) if own else {}
        self.thousands, self.point = own or cldr.separators(codes[0]) or (",", ".")
        digits = next((DIGITS[code] for code in codes if code in DIGITS), "0123456789")
        self._digits = str.maketrans("0123456789", digits)
        self._plain = str.maketrans(
            {
                **dict(zip(digits, "0123456789", strict=True)),
                **{sign: plain for plain, sign in self._table.items() if sign},
            }
        )
        self._from_ten_thousand = any(code in FROM_TEN_THOUSAND.split() for code in codes)
        self._pairs = any(code in PAIRS.split() for code in codes)

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
        if separators:
            if number == "-0" or (self._from_ten_thousand and not FIVE_DIGITS.match(number)):
                number = number.translate({ord(sign): shown for sign, shown in self._table.items()})
            else:
                number = self._separate(number)
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
