"""A small wiki with the kinds of templates and modules that large ones have, and calls of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from demo.build import read

FOLDER = Path(__file__).parent / "wiki"
NAMES = ["Anlace", "Hest", "Lorn", "Marrin", "Penhallick", "Quill", "Saltman", "Tarrow", "Vane", "Þorsdóttir", "Müller"]
FIRST = ["Ada", "Bram", "Cáit", "Dov", "Elín", "Fenn", "Gro", "Isbel", "Jory", "Maud", "Osric", "Ylva"]
WORDS = [
    "lamp", "tide", "harbour", "ledger", "winter", "rope", "kelp", "ferry", "storm", "charter", "salt", "bell", "reef",
    "light", "yawl", "keeper",
]  # fmt: skip
KINDS = ["", "author", "editor", "editor-", "translator", "translator-", "contributor-", "interviewer-"]
PARTS = ["", "first", "last", "given", "surname", "link", "mask", "name", "suffix", "note"]
PARAMETERS = [
    "access-date", "chapter", "date", "display-authors", "doi", "edition", "isbn", "issn", "issue", "journal", "page",
    "location", "oclc", "pages", "pmid", "publisher", "quote", "series", "title", "url", "volume", "work", "year",
]  # fmt: skip
PREFIXES = {
    "quetta": 30, "ronna": 27, "yotta": 24, "zetta": 21, "exa": 18, "peta": 15, "tera": 12, "giga": 9, "mega": 6,
    "hecto": 2, "deca": 1, "deci": -1, "centi": -2, "milli": -3, "micro": -6, "nano": -9, "pico": -12, "femto": -15,
    "atto": -18, "zepto": -21,
}  # fmt: skip
QUANTITIES = {
    "watt": "power", "joule": "energy", "newton": "force", "pascal": "pressure", "hertz": "wave", "volt": "voltage",
    "ampere": "current", "farad": "capacity", "lumen": "light", "candela": "intensity", "mole": "amount", "bit": "data",
    "second": "time", "becquerel": "activity", "gray": "dose", "sievert": "effect", "tesla": "field", "weber": "flux",
    "henry": "inductance", "siemens": "conductance", "radian": "angle", "parsec": "length", "coulomb": "charge",
    "lux": "illuminance", "ohm": "resistance", "katal": "catalysis", "tonne": "mass", "byte": "memory", "poise": "flow",
    "stokes": "viscosity",
}  # fmt: skip
CITATIONS, CONVERSIONS, OTHERS = 120, 120, 180  # on the heavy page
COUNTRIES = ["Norway", "SWE", "Iceland", "uk", "lorn", "hest"]
UNITS = [
    ("m", "ft"),
    ("km", "mi"),
    ("ft", "m"),
    ("kg", "lb"),
    ("ha", "acre"),
    ("km2", "sqmi"),
    ("C", "F"),
    ("kn", "km/h"),
]


def templates() -> dict[str, str]:
    """The templates and modules, text by title, and two tables as long as those of the English Wikipedia's modules."""
    return {**read(FOLDER), "Module:Citation/Known": known_parameters(), "Module:Convert/Prefixed": prefixed_units()}


def known_parameters() -> str:
    """A table of the parameters of citations: 2,500 lines."""
    names = [f"{kind}{part}{number}" for kind in KINDS for part in PARTS for number in ["", *range(1, 31)]]
    names = [name for name in dict.fromkeys([*names, *PARAMETERS]) if not name.isdigit()]
    return "return {\n" + "".join(f"\t['{name}'] = true,\n" for name in names) + "}\n"


def prefixed_units() -> str:
    """A table of units with prefixes: 600 lines."""
    units = [(prefix + unit, power, kind) for prefix, power in PREFIXES.items() for unit, kind in QUANTITIES.items()]
    rows = [f"\t{name} = {{ '{name}', '{name}s', '{name}', 1e{power}, '{kind}' }},\n" for name, power, kind in units]
    return "return {\n" + "".join(rows) + "}\n"


def calls(number: int, seed: int = 17) -> list[str]:
    """Calls of them, each the text of a page."""
    rng = random.Random(seed)
    return [f"Begin. {rng.choice(CALLS)(rng)} End.\n" for _ in range(number)]


def heavy_page(seed: int = 17) -> str:
    """A page with as many calls as the longest articles have: 120 citations, 120 conversions, 180 others."""
    rng = random.Random(seed)
    found = [cite(rng) for _ in range(CITATIONS)]
    found += [convert(rng) for _ in range(CONVERSIONS)]
    found += [rng.choice(SMALL)(rng) for _ in range(OTHERS)]
    rng.shuffle(found)
    sentences = [f"The {' '.join(rng.choices(WORDS, k=8))} {call}." for call in found]
    paragraphs = [" ".join(sentences[start : start + 6]) for start in range(0, len(sentences), 6)]
    return infobox(rng) + "\n\n".join(paragraphs) + "\n\n" + navbox(rng)


def call(name: str, *arguments: object, between: str = "|") -> str:
    """`{{name|…}}`."""
    return "{{" + between.join([name, *map(str, arguments)]) + "}}"


def title(rng: random.Random) -> str:
    """A title of some words."""
    return " ".join(rng.choices(WORDS, k=rng.randint(2, 5))).capitalize()


def date(rng: random.Random) -> str:
    """A date, in one of the ways in which people write it."""
    year, month, day = rng.randint(1900, 2025), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice([f"{year}", f"{year}-{month:02d}-{day:02d}", f"{day} March {year}", f"May {day}, {year}"])


def cite(rng: random.Random) -> str:
    """A citation."""
    kind = rng.choice(["web", "book", "journal", "news"])
    parts = [f"title={title(rng)}", f"date={date(rng)}"]
    for number in range(1, rng.randint(1, 4)):
        parts += [f"last{number}={rng.choice(NAMES)}", f"first{number}={rng.choice(FIRST)}"]
    if kind == "book":
        parts += ["publisher=Harbour Press", "location=Morrowhaven", "isbn=978-0-306-40615-7", "page=112"]
    else:
        parts += [f"url=https://{rng.choice(WORDS)}.example/{rng.randint(1, 9999)}", f"access-date={date(rng)}"]
        parts += [f"work=The {rng.choice(WORDS)} {rng.choice(WORDS)}"]
    if kind == "journal":
        parts += [f"volume={rng.randint(1, 60)}", f"issue={rng.randint(1, 12)}", f"pages={rng.randint(1, 400)}-412"]
        parts += [f"doi=10.1234/{rng.randint(1, 99999)}"]
    rng.shuffle(parts)
    return call(f"Cite {kind}", *parts, between=rng.choice(["|", " | ", "\n| "]))


def convert(rng: random.Random) -> str:
    """A conversion of a measure."""
    value = rng.choice([f"{rng.randint(1, 9000)}", f"{rng.uniform(1, 99):.1f}", f"{rng.randint(1, 9)},250"])
    last = ["to", f"{rng.randint(9001, 9999)}"] if rng.random() < 0.2 else []
    how = rng.choice([[], [], ["0"], ["abbr=on"], ["adj=on"]])
    return call("convert", value, *last, *rng.choice(UNITS), *how)


def infobox(rng: random.Random) -> str:
    """A box of facts about a person."""
    born = call("Birth date and age", rng.randint(1930, 2000), rng.randint(1, 12), rng.randint(1, 28), "df=yes")
    facts = {
        "name": f"{rng.choice(FIRST)} {rng.choice(NAMES)}",
        "image": "Portrait.jpg",
        "caption": title(rng),
        "birth_date": born,
        "birth_place": f"[[{rng.choice(NAMES)}]], {call('Flag', rng.choice(COUNTRIES))}",
        "occupation": call("Plainlist", "Keeper", "Pilot", rng.choice(WORDS)),
        "children": rng.choice(["2", "", "several"]),
        "height": f"1.{rng.randint(50, 99)}",
        "website": f"https://{rng.choice(WORDS)}.example",
    }
    return call("Infobox person", *(f"{key} = {value}" for key, value in facts.items()), between="\n| ") + "\n"


def navbox(rng: random.Random) -> str:
    """A box of links."""
    parts = [f"title = [[{title(rng)}]]", "state = collapsed"]
    for number in range(1, 5):
        links = " · ".join(f"[[{title(rng)}]]" for _ in range(8))
        parts += [f"group{number} = {rng.choice(WORDS)}", f"list{number} = {links}"]
    return call("Navbox", *parts, between="\n| ")


def tracks(rng: random.Random) -> str:
    """A table of songs."""
    parts = [f"note2={rng.choice(WORDS)}"]
    for number in range(1, 5):
        parts += [f"title{number}={title(rng)}", f"length{number}={rng.randint(2, 9)}:{rng.randint(0, 59):02d}"]
    return call("Tracks", *parts)


SMALL: list[Callable[[random.Random], str]] = [
    lambda rng: call("lang", rng.choice(["de", "fr", "nb", "ja"]), title(rng)),
    lambda rng: call("Nowrap", title(rng)),
    lambda rng: call("abbr", rng.choice(WORDS)[:3], title(rng)),
    lambda rng: call("Flag", rng.choice(COUNTRIES)),
    lambda rng: call("As of", rng.randint(1990, 2025), rng.randint(1, 12), rng.randint(1, 28), "lc=y"),
    lambda rng: call("Stars", rng.choice(["1", "2.5", "4", "3.5"])),
    lambda rng: call("Sortname", rng.choice(FIRST), rng.choice(NAMES)),
    lambda rng: call("Dts", f"2{date(rng)[-3:]}-05-06", f"format={rng.choice(['dmy', 'mdy', 'iso'])}"),
    lambda rng: call("Percentage", rng.randint(1, 500), rng.choice([0, 500, 612]), rng.randint(0, 3)),
    lambda rng: call("Coord", f"{rng.randint(-89, 89)}.5", f"{rng.randint(-179, 179)}.25"),
    lambda rng: call("Coord", rng.randint(1, 89), rng.randint(0, 59), "n", rng.randint(1, 179), 30, "w"),
    lambda rng: call("Horizontal list", rng.choice(WORDS), rng.choice(WORDS), f"[[{title(rng)}]]", "last=and"),
    lambda rng: call(f"#if:{rng.choice(['', 'x'])}", title(rng), call(f"lc:{title(rng)}")),
    lambda rng: call(f"#expr:({rng.randint(1, 99)}+{rng.uniform(0, 9):.2f})*{rng.randint(1, 9)}/7 round 3"),
    lambda rng: call(f"formatnum:{rng.randint(1000, 10**9)}") + call(f"plural:{rng.randint(0, 3)}", " ship", " ships"),
]
CALLS: list[Callable[[random.Random], str]] = [
    *(*SMALL, cite, cite, cite, convert, convert, convert, infobox, navbox, tracks),
    lambda rng: call("Main", title(rng), title(rng)),
    lambda rng: call("Quote", title(rng), rng.choice(FIRST), f"source={title(rng)}"),
]
