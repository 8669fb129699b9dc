"""Our reader and the wiki's own converter show the same words in variants of languages, by rules and by tables."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import subprocess
from collections.abc import Callable, Iterator

import pytest
from hypothesis import assume, given, settings

from tests.clone import ROOT
from tests.converter import converter
from tests.mediawiki.oracle import Oracle
from tests.mediawiki.structure import blocks, words
from tests.mediawiki.variant_texts import variant_pages
from tests.mediawiki.wiki import RealWiki
from tests.tables import read_lines
from wikimill.config.model import Convert
from wikimill.convert.wikitext import WikitextConverter
from wikimill.site.conversion_tables import read_tables
from wikimill.site.core import core_site
from wikimill.site.variants import TABLES, variant_codes

# Language and variant: as written, then by tables, then by code.
WAYS = [
    "zh zh", "sr sr", "crh crh", "zh zh-tw", "zh zh-cn", "zh zh-hk", "gan gan-hant", "sr sr-el", "ku ku-arab",
    "tg tg-latn", "tly tly", "tly tly-cyrl", "iu ike-cans", "shi shi-tfng", "uz uz-cyrl", "kk kk-latn",
    "kk kk-cyrl", "kk kk-arab", "crh crh-latn", "crh crh-cyrl",
]  # fmt: skip
FOUND = {
    "zh zh-tw": [
        "-{A|zh-cn:甲;zh-tw:乙}- 甲 <b>甲</b>", "-{[http://e.org 软件];zh-tw:a}-",
        "<pre>-{zh-cn:a;zh-tw:b}-</pre> <pre>软件</pre>", "[[File:A.png|thumb|-{zh-cn:a;zh-tw:b|c}- 软件]]",
        "; -{zh-cn:a;zh-tw:b}- 软件:软件", "-{ 软件 [[File:A.png|thumb|软件]]", "-{zh-tw|甲=>zh-tw:软件}- 软件",
        "__NOCC__ -{zh-cn:a;zh-tw:b}- 软件", "-{a-{b-{c-{d-{e-{f-{g-{h-{i-{j}-}-}-}-}-}-}-}-}-}-",
        "于克-兰多县 <ref>软件 -{zh-cn:a;zh-tw:b}-</ref>",
    ],
    "sr sr-ec": ["Šuma XIV, IV V. MCM-I", "Шума, ћуд Beograd", "Šuma -{sr-ec:a;sr-el:b}- Шума жаба Beograd"],
    "sr sr-el": ["Шума и жаба XIV", "Шума <code>Шума</code> http://Шума.rs [[Шума]]"],
    "en en": ["-{zh-cn:a;zh-tw:b}- -{A|b}- a", "; -{a:b}- : c", "[[File:A.png|thumb|-{a|b}-]]"],
}  # fmt: skip
# Words that stand on no other page of these tests.
TABLE = "MediaWiki:Conversiontable"
OWN = {
    f"{TABLE}/zh-tw": (
        "wma=>0; -{ * wmb => 'tw1' ; wmc=>tw2 // x; // y ; # \"wmd\"=>tw3; wme=>a=>b; wmf=>; }- wmg=>x -{ wmh=>tw4 }- "
        f"[[{TABLE}/zh-tw/a|A]] [[{TABLE}/zh-tw/b]] [[{TABLE}/zh-cn/c]] [[{TABLE}/zh-tw]]"
    ),
    f"{TABLE}/zh-tw/a": f"-{{ wmb=>a1; wmd=>a2; wmi=>a3 }}- [[{TABLE}/zh-tw/a/a]]",
    f"{TABLE}/zh-tw/a/a": "-{ wmd=>aa1; wmi=>aa2 }-",
    f"{TABLE}/zh-tw/b": "-{ wmi=>b1; wmj=>b2 }- {{subst:x}}",
    f"{TABLE}/zh-hant": "-{ wmj=>t1; wmk=>t2; 酰胺键wm=>t3 }-",
    f"{TABLE}/zh-cn": "-{ wmk=>c1 // z }-",
    f"{TABLE}/zh-cn/c": "-{ wml=>c2 }-",
}
OWN_TEXT = (
    " ".join(f"wm{letter}" for letter in "abcdefghijkl")
    + " 软件 酰胺键wm -{zh-hant;zh-cn|wmk}- -{H|zh-tw:wmk;zh-cn:x}- x"
)
LONG = settings.get_current_profile_name() == "soak"
EXAMPLES = settings() if LONG else settings(max_examples=40, derandomize=True, database=None)


def choose(variant: str, language: str) -> WikitextConverter:
    options = Convert(filters=[], remove=[], variant=None if variant == language else variant)
    return converter(options, ROOT, core_site(language), to="html")


@pytest.fixture(scope="module")
def oracles(wiki: RealWiki) -> Iterator[Callable[[str], Oracle]]:
    """The wiki in a language: one process for all variants of it."""
    with contextlib.ExitStack() as stack:
        yield functools.cache(lambda language: stack.enter_context(Oracle(wiki, language)))


@pytest.mark.parametrize("name", sorted({*WAYS, *FOUND}))
def test_pages_in_a_variant(oracles: Callable[[str], Oracle], name: str) -> None:
    """Where the wiki has an error message, for rules that say nothing of the variant, ours shows the first form."""
    language, variant = name.split()
    with choose(variant, language) as pandoc:
        compare(name, oracles(language), pandoc)


def compare(name: str, oracle: Oracle, pandoc: WikitextConverter) -> None:
    language, variant = name.split()
    for page in FOUND.get(name, []):
        html = oracle.html(page, variant=variant)
        assert words(blocks(pandoc.convert("Page", page).markdown)) == words(blocks(html)), page
    if name not in WAYS:
        return

    @EXAMPLES
    @given(variant_pages(language))
    def check(page: str) -> None:
        html = oracle.html(page, variant=variant)
        assume('class="error"' not in html)
        assert words(blocks(pandoc.convert("Page", page).markdown)) == words(blocks(html))

    check()


def test_tables_are_those_of_this_release(wiki: RealWiki) -> None:
    """What `make core-tables` would write."""
    settings_file, maker = (TABLES.with_name(name) for name in ("settings.php", "variants.php"))
    environment = {**os.environ, "MW_INSTALL_PATH": str(wiki.folder / "www/w"), "MW_CONFIG_FILE": str(settings_file)}
    made = subprocess.run(["php", str(maker)], env=environment, check=True, capture_output=True, text=True).stdout
    lines = [json.loads(line) for line in made.splitlines()]
    shipped = read_lines(TABLES)
    if lines[0]["sha256"] == shipped[0]["sha256"]:
        assert lines == shipped
    for line, other in zip(lines[1:], shipped[1:], strict=True):
        for item in ("language", "variants", "codes", "fallbacks", "levels", "flags"):
            assert line[item] == other[item], (line["language"], item)


@pytest.mark.parametrize("variant", ["zh-tw", "zh-hk", "zh-hant", "zh-cn", "zh-sg"])
def test_a_wiki_s_own_words(wiki: RealWiki, variant: str) -> None:
    with Oracle(wiki, "zh") as oracle:
        oracle.save(OWN)
    with Oracle(wiki, "zh") as oracle, choose(variant, "zh") as pandoc:
        pandoc.tables = read_tables(core_site("zh"), variant_codes("zh"), OWN.get)
        html = oracle.html(OWN_TEXT, variant=variant)
        assert words(blocks(pandoc.convert("Page", OWN_TEXT).markdown)) == words(blocks(html))
