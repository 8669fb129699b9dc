"""Titles that are hostile to file names, tables, shells, terminals or spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random


def words(text: str) -> list[str]:
    """Those of a text, in which ␠ is a space and ␤ a newline."""
    return [each.replace("␠", " ").replace("␤", "\n") for each in text.split()]


MOST = 255  # bytes of a title
SCRIPTS = words("abcXYZ éößÅñ ЖдяЮ ΑβΓς 日本語漢 한국어 אבג مرحبا हिन्दी ไทย 🦤🧿👩 ǅﬁİıŉ ꓤ𐐀𝔘 ١٢٣４ აბგ")
CONTROLS = "\0\x01\t\n\x1b\x7f\x85\x9b\u200b\u200d\u200e\u202e\u2066\u2028\ufeff\ufffd\ud800\U000e0041"
COMBINING = "\u0301\u0323\u20dd\ufe0f\u0345\u1ab0\u3099"
LOOKS = words(
    r"""
-h -- -30- --help -rf =1+1 +44 @SUM(A1) =cmd|'␠/C␠calc'!A0 #␠comment #␠recipe:␠x $(id) `id` ${HOME} ~root a;b a&b a'b
a"b a\b * ? a*b?[c] %2e%2e % %ff .. ../x a/../b /etc/passwd //x a/ a//b . .hidden C:\x C:x a:b file.md pages.tsv
README.md .snakemake {page} {{x}} <b> [x] a|b title ok missing nan NULL None 1e9 007 true wiki:x Template:X Module:X
File:a.png
"""
)
DEVICES = words("CON con PRN aux.txt NUL nul.tar.gz COM1 COM¹ LPT9 lpt0.md CONIN$ a. a␠ ␠a")
JOINTS = " _/:.,;&%+=~()!"


def hostile_title(random: Random, before: Sequence[str]) -> str:
    """A title of any kind; some are like one of those before."""
    kind = random.choice([mixed, accented, lookalike, device, twin, long, joined, word])
    return kind(random, before)


def word(random: Random, _before: Sequence[str]) -> str:
    """In one script."""
    return "".join(random.choices(random.choice(SCRIPTS), k=random.randint(1, 12)))


def mixed(random: Random, before: Sequence[str]) -> str:
    """With control characters and marks of direction."""
    return "".join(random.choice((word(random, before), random.choice(CONTROLS))) for _ in range(3))


def accented(random: Random, before: Sequence[str]) -> str:
    """With combining characters, up to 60 on one."""
    return word(random, before) + "".join(random.choices(COMBINING, k=random.choice((1, 3, 60))))


def lookalike(random: Random, before: Sequence[str]) -> str:
    """Like an option, formula, comment, command, path, file or name of a wiki."""
    return random.choice(LOOKS) + random.choice(("", word(random, before)))


def device(random: Random, _before: Sequence[str]) -> str:
    """A name that Windows keeps for itself."""
    return random.choice(DEVICES)


def twin(random: Random, before: Sequence[str]) -> str:
    """One of those before in another case."""
    return random.choice(before or ["Twin"]).swapcase()


def long(random: Random, before: Sequence[str]) -> str:
    """As long as can be, and a little longer."""
    filled = (word(random, before) * MOST).encode()
    return filled[: random.choice((MOST - 1, MOST, MOST + 1))].decode("utf-8", "ignore")


def joined(random: Random, before: Sequence[str]) -> str:
    """Two words with something in between."""
    return word(random, before) + random.choice(JOINTS) + word(random, before)
