"""Pages that say everything by a language's own names: made of MediaWiki's tables, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from xml.sax.saxutils import escape

from wikimill.site.model import Site
from wikimill.site.reader_table import UNDERSCORES

NUMBERS = ("0", "7", "-12.5", "1234", "7400", "12345", "123456.789", "1234567.5", "-98765432", "1e5", "00012", "x1234")
COUNTS = ("0", "1", "2", "3", "4", "5", "11", "12", "21", "22", "101", "1.5")
DATES = ("2001-01-02", "1987-05-31", "2024-02-29", "2020-08-09 17:05:06", "1700-12-01")
FORMATS = (
    "j. F Y", "j xg Y", "D, d M y", "l", "N w z W t L o", "a A g G h H i s", "xij xiF xiY", "xjj xjF xjY", "xmj xmF xmY", "xkY",
    "xoY", "xtY", "xrY xhY", "xnj xNY", "c", "r", "U", "[[F]] \"Y\" \\F",
)  # fmt: skip
CASES = {
    "ru": ("genitive", "prepositional", "dative", "languagegen", "languageprep"),
    "he": ("תחילית", "prefixed"), "sr": ("genitiv",), "de": ("genitive",), "fi": ("genitive", "elative"),
}  # fmt: skip
PLURAL = {"ru": "|one|few|many", "sr": "|one|few|other", "he": "|one|two|other"}
# Words that may continue a link, by language.
TRAILS = {"de": "öhe", "fr": "éà", "es": "ñá", "ru": "ый", "he": "ים", "sr": "ови"}


def texts(site: Site, language: str) -> dict[str, str]:
    """Wikitext by title."""
    pages = dict(_pages(site, language))
    assert len(pages) >= 30
    return pages


def export(site: Site, pages: dict[str, str]) -> str:
    """The pages as an XML export that MediaWiki imports."""
    rows = (
        f"<page><title>{escape(title)}</title><revision><timestamp>2026-01-02T03:04:05Z</timestamp>"
        f"<contributor><ip>127.0.0.1</ip></contributor><model>wikitext</model><format>text/x-wiki</format>"
        f'<text xml:space="preserve">{escape(text)}</text></revision></page>'
        for title, text in pages.items()
    )
    head = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="en">'
    return f"{head}<siteinfo><sitename>{escape(str(site.general['sitename']))}</sitename></siteinfo>{''.join(rows)}</mediawiki>"


def _pages(site: Site, language: str) -> Iterator[tuple[str, str]]:
    template, category, file = (site.namespaces[number].name for number in (10, 14, 6))
    yield f"{template}:Tide", "({{{1|low}}}, {{{name|x}}})<noinclude>y</noinclude>"
    yield f"{category}:Lights", "Lights."
    yield "Harbour", "The harbour."
    yield "Old harbour", f"{site.redirect_words[0]} [[Harbour]]"
    for number, alias in enumerate(site.namespace_names(6)):
        options = [word for word in site.magic_words.values() if word.name.startswith("img_")]
        lines = []
        for word in options:
            for option in word.aliases:
                value = {"img_width": "20", "img_link": "Harbour", "img_upright": "1.5"}.get(word.name, "a")
                if word.name not in ("img_page", "img_lang", "img_manualthumb"):
                    lines.append(f"x [[{alias}:A.png|{option.replace('$1', value).strip()}|caption {number}]] y\n")
        yield f"Images {number}", "\n".join(lines)
    yield "Categories", "".join(f"a [[{name}:Lights|key]]\n" for name in site.namespace_names(14)) + "b"
    yield "Templates", " ".join(f"{{{{{name}:Tide|a|name=b}}}}" for name in site.namespace_names(10)) + "{{Tide}}"
    trail = TRAILS.get(language, "s")
    yield "Trails", f"[[Harbour]]{trail} [[Harbour|quay]]{trail}. [[Harbour]]1 [[Harbour]]'s '''[[Harbour]]'''s"
    yield "Links", "\n\n".join(f"[[{name}:Anna]] [[:{name}:A b]]" for name in site.namespace_names(2))
    switches = [word for word in site.magic_words.values() if word.aliases[0].startswith(UNDERSCORES)]
    yield "Switches", "\n\n".join(f"a {alias} b" for word in switches if word.name != "toc" for alias in word.aliases if alias.startswith(UNDERSCORES))
    for name, values in {"formatnum": NUMBERS, "plural": COUNTS}.items():
        for alias in _functions(site, name):
            forms = PLURAL.get(language, "|one|two") if name == "plural" else ""
            yield f"{name} {alias.strip(':')}", "\n\n".join(f"{{{{{alias}{value}{forms}}}}}" for value in values)
    formatnum = _functions(site, "formatnum")[0]
    for word in ("rawsuffix", "nocommafysuffix"):
        values = product(NUMBERS, site.magic_words[word].aliases)
        yield f"formatnum {word}", "\n\n".join(f"{{{{{formatnum}{value}|{alias}}}}}" for value, alias in values)
    for number, name in enumerate(("time", "timel")):
        time = _functions(site, name)[0]
        yield f"Times {number}", "\n\n".join(f"{{{{{time}{f}|{date}}}}}" for f, date in product(FORMATS, DATES))
    time = _functions(site, "time")[0]
    yield "Months", "\n\n".join(f"{{{{{time}F xg M, l D|2021-{month:02}-{month:02}}}}}" for month in range(1, 13))
    yield (
        "Other languages",
        "\n\n".join(f"{{{{{time}j F xg Y l|2021-03-05|{code}}}}}" for code in ("de", "ru", "ar", "ja")),
    )
    for word in (
        "lc",
        "uc",
        "lcfirst",
        "ucfirst",
        "urlencode",
        "padleft",
        "padright",
        "ns",
        "nse",
        "anchorencode",
        "int",
    ):
        calls = []
        for alias in _functions(site, word):
            value = {"padleft": "ab|5|xy", "padright": "ab|5|xy", "ns": "6", "nse": "10", "int": "jan"}.get(
                word, "ÄB c/d é"
            )
            calls.append(f"{{{{{alias}{value}}}}}")
        yield f"Function {word}", "\n\n".join(calls)
    for word in ("if", "ifeq", "switch", "expr", "ifexpr", "language", "tag", "special"):
        value = {
            "if": "x|yes|no", "ifeq": "a|b|yes|no", "switch": "b|a=1|b=2|#default=3", "expr": "7.5*2", "ifexpr": "1>2|a|b",
            "language": "fr", "tag": "poem|a", "special": "Search",
        }[word]  # fmt: skip
        yield f"Call {word}", "\n\n".join(f"{{{{{alias}{value}}}}}" for alias in _functions(site, word))
    default = site.magic_words["default"].aliases
    switch = _functions(site, "switch")[0]
    yield "Default", "\n\n".join(f"{{{{{switch}z|a=1|{alias}=other}}}}" for alias in default)
    grammar = _functions(site, "grammar")[0]
    cases = CASES.get(language, ("genitive",))
    yield (
        "Grammar",
        "\n\n".join(
            f"{{{{{grammar}{case}|{name}}}}}" for case, name in product(cases, ("Викитека", "Wikipedia", "русский"))
        ),
    )
    names = (
        "pagename",
        "pagenamee",
        "fullpagename",
        "basepagename",
        "subpagename",
        "rootpagename",
        "talkpagename",
        "namespace",
        "namespacenumber",
        "talkspace",
        "subjectspace",
        "sitename",
        "contentlanguage",
    )
    variables = "\n\n".join(f"{{{{{alias}}}}}" for name in names for alias in site.magic_words[name].aliases)
    yield "Variables", variables
    for number in (2, 3, 4, 5, 7, 11, 12, 15):
        yield f"{site.namespaces[number].name}:Anna/Bo d", variables
    yield f"{file}:Missing.png", variables


def _functions(site: Site, name: str) -> list[str]:
    """How a parser function is written, with its colon."""
    found = []
    for alias in site.magic_words[name].aliases:
        if "＃" in alias:  # which no page can write: MediaWiki knows it with another colon behind
            continue
        plain = alias.rstrip(":")
        for written in (plain, f"#{plain.lstrip('#')}"):
            if site.function(written) == name:
                found.append(f"{written}:")
                break
    assert found, name
    return found
