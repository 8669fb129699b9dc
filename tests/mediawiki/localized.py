"""Pages that say everything by a language's own names: made of the wiki's tables, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from xml.sax.saxutils import escape

from wikimill.site.core import core_site
from wikimill.site.model import Site
from wikimill.site.reader_table import UNDERSCORES

NUMBERS = ("0", "7", "-12.5", "1234", "7400", "12345", "123456.789", "1234567.5", "-98765432", "1e5", "00012", "x1234")
COUNTS = ("0", "1", "2", "3", "4", "5", "11", "12", "21", "22", "101", "1.5")
# Hebrew had a fourth form in the CLDR of MediaWiki 1.39, French and Spanish have one for millions in Babel's.
PLURAL = {"ru": "|one|few|many", "sr": "|one|few|other", "he": "|one|two|other"}
DATES = ("2001-01-02", "1987-05-31", "2024-02-29", "2020-08-09 17:05:06", "1700-12-01")
FORMATS = (
    "j. F Y", "j xg Y", "D, d M y", "l", "N w z W t L o", "a A g G h H i s", "xij xiF xiY", "xjj xjF xjY",
    "xmj xmF xmY", "xkY", "xoY", "xtY", "xrY xhY", "xnj xNY", "c", "r", "U", '[[F]] "Y" \\F',
)  # fmt: skip
TRAILS = {"de": "öhe", "fr": "éà", "es": "ñá", "ru": "ый", "he": "ים", "sr": "ови"}
CASES = {
    "ru": ("genitive", "prepositional", "dative", "languagegen", "languageprep"), "sr": ("genitiv",),
    "he": ("תחילית", "prefixed"), "de": ("genitive",),
}  # fmt: skip
NAMES = ("Викитека", "Wikipedia", "русский")
OPTIONS = {"img_width": "20", "img_link": "Harbour", "img_upright": "1.5"}
UNUSUAL = {"img_page", "img_lang", "img_manualthumb"}  # of other kinds of files
# What functions are called with; others with LETTERS.
ARGUMENTS = {
    "padleft": "ab|5|xy", "padright": "ab|5|xy", "ns": "6", "nse": "10", "int": "jan", "if": "x|yes|no",
    "ifeq": "a|b|yes|no", "switch": "b|a=1|b=2|#default=3", "expr": "7.5*2", "ifexpr": "1>2|a|b", "language": "fr",
    "tag": "pre|a", "special": "Search",
}  # fmt: skip
LETTERS = "ÄB c/d é"
FUNCTIONS = ("lc", "uc", "lcfirst", "ucfirst", "urlencode", "anchorencode", *ARGUMENTS)
VARIABLES = (
    "pagename", "pagenamee", "fullpagename", "basepagename", "subpagename", "rootpagename", "talkpagename", "namespace",
    "namespacenumber", "talkspace", "subjectspace", "sitename", "contentlanguage",
)  # fmt: skip
REDIRECT = "Old harbour"  # what titles of redirects begin with
VARIANTS = {
    "zh": (
        "a -{zh-hans:灯塔; zh-hant:燈塔}- b", "-{zh-cn:软件;zh-tw:軟體}-。", "-{Skerrow}-",
        "-{A|zh-cn:甲;zh-tw:乙}- 甲", "-{H|zh-cn:甲;zh-tw:乙}-甲", "-{zh-cn:[[Harbour|港]];zh-tw:[[Harbour]]}-",
        "-{zh-cn:a;zh-tw:b-{zh-cn:c;zh-tw:d}-}-",
    ),
    "sr": ("-{sr-ec:шума;sr-el:suma}- a", "-{Skerrow}-", "-{A|sr-ec:а;sr-el:b}- а"),
}  # fmt: skip
# MediaWiki skips a page that follows another element without white space.
EXPORT = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10">
<siteinfo></siteinfo>
{}</mediawiki>
"""
PAGE = """<page>
<title>{}</title>
<revision>
<timestamp>2026-01-02T03:04:05Z</timestamp>
<contributor><ip>127.0.0.1</ip></contributor>
<model>wikitext</model>
<format>text/x-wiki</format>
<text xml:space="preserve">{}</text>
</revision>
</page>
"""


def texts(site: Site, language: str) -> dict[str, str]:
    """Wikitext by title."""
    pages = dict([*_links(site, language), *_numbers(site, language), *_times(site), *_functions(site), *_names(site)])
    assert len(pages) >= 30
    return pages


def export(pages: dict[str, str]) -> str:
    """The pages as an XML export that MediaWiki imports."""
    return EXPORT.format("".join(PAGE.format(escape(title), escape(text)) for title, text in pages.items()))


def _links(site: Site, language: str) -> Iterator[tuple[str, str]]:
    template, category = site.namespaces[10].name, site.namespaces[14].name
    yield f"{template}:Tide", "({{{1|low}}}, {{{name|x}}})<noinclude>y</noinclude>"
    yield f"{category}:Lights", "Lights."
    yield "Harbour", "The harbour."
    for number, word in enumerate(site.redirect_words):
        yield f"{REDIRECT} {number}", f"{word} [[Harbour]]"
    words = [word for word in site.magic_words.values() if word.name.startswith("img_") and word.name not in UNUSUAL]
    options = [alias.replace("$1", OPTIONS.get(word.name, "a")).strip() for word in words for alias in word.aliases]
    for number, alias in enumerate(core_site(language).namespace_names(6)):
        yield f"Images {number}", _lines(f"x [[{alias}:A.png|{option}|caption {number}]] y" for option in options)
    yield "Categories", "".join(f"a [[{name}:Lights|key]]\n" for name in site.namespace_names(14)) + "b"
    yield "Templates", " ".join(f"{{{{{name}:Tide|a|name=b}}}}" for name in site.namespace_names(10)) + "{{Tide}}"
    trail = TRAILS.get(language, "s")
    yield "Trails", f"[[Harbour]]{trail} [[Harbour|quay]]{trail}. [[Harbour]]1 [[Harbour]]'s '''[[Harbour]]'''s"
    yield "Links", _lines(f"[[{name}:Anna]] [[:{name}:A b]]" for name in site.namespace_names(2))
    yield "Variants", _lines(VARIANTS.get(language, ("-{a}-",)))
    aliases = (alias for word in site.magic_words.values() if word.name != "toc" for alias in word.aliases)
    yield "Switches", _lines(f"a {alias} b" for alias in aliases if alias.startswith(UNDERSCORES))


def _numbers(site: Site, language: str) -> Iterator[tuple[str, str]]:
    forms = PLURAL.get(language, "|one|two")
    for number, alias in enumerate(_written(site, "plural")):
        yield f"Plural {number}", _lines(f"{{{{{alias}{count}{forms}}}}}" for count in COUNTS)
    for number, alias in enumerate(_written(site, "formatnum")):
        yield f"Number {number}", _lines(f"{{{{{alias}{value}}}}}" for value in NUMBERS)
    name = _written(site, "formatnum")[0]
    for flag in ("rawsuffix", "nocommafysuffix"):
        pairs = product(NUMBERS, site.magic_words[flag].aliases)
        yield f"Number {flag}", _lines(f"{{{{{name}{number}|{alias}}}}}" for number, alias in pairs)
    pairs = product(CASES.get(language, ("genitive",)), NAMES)
    yield "Grammar", _lines(f"{{{{{_written(site, 'grammar')[0]}{case}|{word}}}}}" for case, word in pairs)


def _times(site: Site) -> Iterator[tuple[str, str]]:
    for function in ("time", "timel"):
        name = _written(site, function)[0]
        yield f"Times {function}", _lines(f"{{{{{name}{form}|{date}}}}}" for form, date in product(FORMATS, DATES))
    name = _written(site, "time")[0]
    yield "Months", _lines(f"{{{{{name}F xg M, l D|2021-{month:02}-{month:02}}}}}" for month in range(1, 13))
    yield "Others", _lines(f"{{{{{name}j F xg Y l|2021-03-05|{code}}}}}" for code in ("de", "ru", "ar", "ja"))


def _functions(site: Site) -> Iterator[tuple[str, str]]:
    for function in FUNCTIONS:
        calls = (f"{{{{{alias}{ARGUMENTS.get(function, LETTERS)}}}}}" for alias in _written(site, function))
        yield f"Function {function}", _lines(calls)
    name = _written(site, "switch")[0]
    yield "Default", _lines(f"{{{{{name}z|a=1|{alias}=other}}}}" for alias in site.magic_words["default"].aliases)


def _names(site: Site) -> Iterator[tuple[str, str]]:
    text = _lines(f"{{{{{alias}}}}}" for name in VARIABLES for alias in site.magic_words[name].aliases)
    yield "Variables", text
    for number in (2, 3, 4, 5, 6, 7, 11, 12, 15):
        yield f"{site.namespaces[number].name}:Anna/Bo d", text


def _lines(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraphs)


def _written(site: Site, name: str) -> list[str]:
    """How a parser function may be written, with its colon."""
    found = []
    for alias in site.magic_words[name].aliases:
        plain = alias.rstrip(":")
        if "＃" not in alias:  # which MediaWiki knows with another colon behind it alone
            found += [f"{word}:" for word in (plain, f"#{plain.lstrip('#')}") if site.function(word) == name][:1]
    assert found, name
    return found
