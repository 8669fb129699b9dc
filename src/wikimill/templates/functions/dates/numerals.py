"""Roman and Hebrew numerals."""

from __future__ import annotations

ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)  # fmt: skip
HEBREW = (
    *((400, "ת"), (300, "ש"), (200, "ר"), (100, "ק"), (90, "צ"), (80, "פ"), (70, "ע"), (60, "ס"), (50, "נ"), (40, "מ")),
    *((30, "ל"), (20, "כ"), (10, "י"), (9, "ט"), (8, "ח"), (7, "ז"), (6, "ו"), (5, "ה"), (4, "ד"), (3, "ג"), (2, "ב")),
    (1, "א"),
)  # fmt: skip
INSTEAD = (("יה", "טו"), ("יו", "טז"))  # 15 and 16 would spell a name of God
FINAL = str.maketrans("כמנפצ", "ךםןףץ")  # forms of letters at the end
THOUSAND, THOUSANDS = "א' אלף", "' אלפים"


def roman_numeral(number: int) -> str:
    """Up to 10,000; other numbers as they are."""
    return _written(number, ROMAN) if 0 < number <= 10_000 else str(number)


def hebrew_numeral(number: int) -> str:
    """Up to 9,999, with the marks that numbers have; other numbers as they are."""
    if not 0 < number < 10_000:
        return str(number)
    thousands, rest = divmod(number, 1000)
    if not rest:
        return THOUSAND if thousands == 1 else _written(thousands, HEBREW) + THOUSANDS
    front = f"{_written(thousands, HEBREW)}'" if thousands else ""
    letters = _written(rest, HEBREW)
    for spelled, instead in INSTEAD:
        letters = letters.removesuffix(spelled) + instead if letters.endswith(spelled) else letters
    if len(letters) == 1:
        return f"{front}{letters.translate(FINAL) if front else letters}'"
    return f'{front}{letters[:-1]}"{letters[-1].translate(FINAL)}'


def _written(number: int, signs: tuple[tuple[int, str], ...]) -> str:
    out = ""
    for value, letters in signs:
        times, number = divmod(number, value)
        out += letters * times
    return out
