"""Every filter by itself, `<filter>/<case>.wiki` becomes `<case>.md`, and all of them on whole pages.

The pages are in `wikis/<wiki>/`, beside `templates.json` with the wiki's templates, and `site.json`: what a real
MediaWiki 1.39 in that language answered, as a derived manifest's header holds it.

`UPDATE=1 pytest tests/filters` writes the expected files anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.converter import converter
from tests.sites import ENGLISH
from wikimill.config.model import FILTERS, Convert
from wikimill.convert.conversion import ConvertedPage
from wikimill.convert.recipe import EXPANSION
from wikimill.convert.wikitext import WikitextConverter
from wikimill.site.model import Site
from wikimill.site.summary import parse_summary

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted(HERE.glob("*/*.wiki"))
PAGES = sorted(HERE.glob("wikis/*/*.wiki"))
LEFTOVER = re.compile(r"\[\[|\]\]|\{\{|\}\}|\{\||\|\}|</?[a-z]|__|＿＿|\(\)|（）|「」|«»|„“|[\x00-\x09\x7f]")


def convert(
    text: str, filters: list[str], site: Site = ENGLISH, title: str = "Test page", **options: object
) -> ConvertedPage:
    with converter(Convert.model_validate({"filters": filters, **options}), ROOT, site) as pandoc:
        return pandoc.convert(title, text)


@pytest.fixture(scope="module")
def all_filters() -> Iterator[WikitextConverter]:
    with converter(Convert(), ROOT) as pandoc:
        yield pandoc


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_case(case: Path) -> None:
    filters = list(dict.fromkeys([case.parent.name, "links", "markup"]))  # the last two write the words
    markdown = convert(case.read_text(encoding="utf-8"), filters).markdown
    check(markdown, case)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_page(page: Path) -> None:
    site = parse_summary((page.parent / "site.json").read_text(encoding="utf-8"))
    templates = json.loads((page.parent / "templates.json").read_text(encoding="utf-8"))
    with converter(root=ROOT, site=site) as wiki:
        converted = wiki.convert(page.stem.replace("_", " "), page.read_text(encoding="utf-8"), templates)
    assert converted.status == "ok"
    assert not LEFTOVER.findall(converted.markdown)
    assert not [loss.name for loss in converted.losses if loss.kind in ("missing", "unsupported", "modules")]
    check(converted.markdown, page)


@pytest.mark.slow
@pytest.mark.parametrize("tables", ["keep", "text"])
def test_tables_that_stay(tables: str) -> None:
    case = HERE / "rows.wiki"
    markdown = convert(case.read_text(encoding="utf-8"), FILTERS, tables=tables).markdown
    check(markdown, case.with_suffix(f".{tables}.wiki"))


@pytest.mark.parametrize("tables", ["keep", "text"])
def test_footnotes_are_no_words_of_a_table_and_are_counted(tables: str) -> None:
    text = (
        "{|\n! h<ref>one</ref> !! i\n|-\n| a<ref>two</ref> || b\n|-\n|\n; c<ref>three</ref> : d || <ref>four</ref>\n|}"
    )
    page = convert(text, ["templates", "tables", "markup"], remove=[], tables=tables)
    assert re.findall(r"\w+", page.markdown) == (
        ["h", "i", "a", "b", "c", "d"] if tables == "keep" else ["h", "a", "i", "b", "c", "d"]
    )
    assert page.dropped == "references:4"


@pytest.mark.slow
@pytest.mark.parametrize("tables", ["keep", "text"])
@pytest.mark.parametrize("long", ['| rowspan="1000" | {} || b', "! {} !! b\n|-\n| c || d"])
def test_long_words_of_a_table_are_written_once(long: str, tables: str) -> None:
    words = "word " * 100
    text = "{|\n" + long.format(words) + "\n|-\n| e || f" * 99 + "\n|}"
    markdown = convert(text, ["tables", "markup"], tables=tables).markdown
    assert markdown.count("word") == 100
    assert markdown.count("e") == 99
    assert convert(text.replace(words, "word"), ["tables", "markup"], tables=tables).markdown.count("word") >= (
        1 if tables == "keep" and long.startswith("!") else 100
    )


def test_headings_with_nothing_under_them_are_counted_and_stay_if_no_section_is_to_go() -> None:
    text = "== A ==\n=== B ===\n== C ==\nWords."
    page = convert(text, ["sections"])
    assert (page.markdown, page.dropped) == ("## C\n\nWords.\n", "headings:2")
    page = convert(text, ["sections"], drop_sections=[])
    assert (page.markdown, page.dropped) == ("## A\n\n### B\n\n## C\n\nWords.\n", "")


def check(markdown: str, case: Path) -> None:
    expected = case.with_suffix(".md")
    if os.environ.get("UPDATE"):
        expected.write_text(markdown, encoding="utf-8")
    assert markdown == expected.read_text(encoding="utf-8")


def test_every_filter_has_a_case() -> None:
    assert {path.stem for path in (ROOT / "workflow/filters").glob("*.lua")} <= {case.parent.name for case in CASES}


def test_the_default_filters_are_there() -> None:
    assert set(FILTERS) <= {EXPANSION, *(path.stem for path in (ROOT / "workflow/filters").glob("*.lua"))}
