"""The worker that runs pandoc: what it makes of wikitext, and errors in filters."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.converter import converter
from tests.filters.test_filters import ROOT, convert
from tests.unit.convert.samples import project_filter
from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.site.core import core_site
from wikimill.site.model import MagicWord


@pytest.mark.slow
@pytest.mark.parametrize("text", ["a</ref> b", "{| class=x\n| a\n", "x <ref>y <b>z</ref> w"])
def test_markup_that_does_not_balance_is_read(text: str) -> None:
    """Plain pandoc 3.9 aborts on each of these."""
    page = convert(f"Before.\n\n{text}\n\n== Next ==\nAfter", filters=["links"])
    assert page.status == "ok"
    assert re.findall(r"[A-Z]\w+", page.markdown) == ["Before", "Next", "After"]


def test_local_namespace_names_count() -> None:
    german = core_site("de")
    text = "Text [[Datei:A.jpg|mini|Bild]]\n[[Kategorie:Schiffe]]\n[[Image:b.png]]"
    assert convert(text, Convert().filters, german).markdown == "Text\n"
    assert "Kategorie" in convert(text, Convert().filters).markdown


def test_switches_are_those_of_the_wiki() -> None:
    text = "A __FILE__ and\n__KEIN_INHALTSVERZEICHNIS__\n__x__ ends.__notoc__"
    assert convert(text, Convert().filters, core_site("de")).markdown == "A __FILE__ and\n\n__x__ ends.\n"


def test_a_wiki_has_its_own_names_of_variables_and_functions() -> None:
    words = (MagicWord("pagename", ("СТРАНА",), case_sensitive=True), MagicWord("lc", ("МБ:",)))
    bulgarian = core_site("bg")
    site = replace(bulgarian, magic_words={**bulgarian.magic_words, **{word.name: word for word in words}})
    text = "{{СТРАНА}} {{мб: ТИХО}} {{Шаблон:Nowrap|and}} {{template:nowrap|so}} {{СОРТКАТ:X}} {{lc:ON}}"
    page = convert(text, Convert().filters, site)
    assert (page.markdown, page.losses) == ("Test page тихо and so on\n", ())


@pytest.mark.slow
def test_end_sections_are_those_of_the_language_and_the_english_ones() -> None:
    text = "A.\n\n== Weblinks ==\nB.\n\n== References ==\nC.\n\n== 脚注 ==\nD."
    for language in ("de", "de-at"):
        assert convert(text, Convert().filters, core_site(language)).markdown == "A.\n\n## 脚注\n\nD.\n"
    assert convert(text, Convert().filters, drop_sections=[]).dropped == ""


@pytest.mark.slow
def test_no_other_wiki_has_the_templates_of_english_wikipedia() -> None:
    for host, markdown in {"": "Germany\n", "en.wikipedia.org": "Germany\n", "de.wikipedia.org": "\n"}.items():
        for templates in ("wiki", "local"):
            with converter(Convert(templates=templates), ROOT, host=host) as wiki:
                page = wiki.convert("A", "{{DEU}}")
                assert page.markdown == markdown
                assert [loss.kind for loss in page.losses] == ([] if markdown.strip() else ["missing"])


@pytest.mark.slow
@pytest.mark.parametrize("run", ["(", "「", " ", "\n ", "、 ", "<tabber>", "__a", "[[a", "&", "<ref>", "\n== a"])
def test_long_runs_around_what_was_taken_out_do_no_harm(run: str) -> None:
    page = convert(f"First.<ref>x</ref> {run * 5000}\n\nLast.", Convert().filters, timeout=5)
    assert page.status == "ok"
    assert page.markdown.startswith("First.")
    assert page.markdown.endswith("Last.\n")


@pytest.mark.slow
def test_tables_and_infoboxes_can_be_kept() -> None:
    text = (
        "{{Infobox island\n| name = Hest\n| area_km2 = {{val|1200}}\n| map =\n}}\nText.\n{|\n! A !! B\n|-\n| 1 || 2\n|}"
    )
    kept = convert(text, Convert().filters, tables="keep").markdown
    assert "area km2" in kept
    assert "1,200" in kept
    assert kept.count("|") + kept.count("--") > 4
    assert convert(text, Convert().filters).markdown == "Text.\n"


def test_templates_can_all_be_dropped() -> None:
    text = "It is {{convert|12|km|mi}} away{{#if:a|b}}. {{{1|One}}}<poem>{{x}}</poem><nowiki>{{y}}</nowiki>"
    page = convert(text, Convert().filters, templates="drop")
    assert page.markdown == "It is away. One\n\n{{y}}\n"
    assert [(loss.kind, loss.name, loss.example) for loss in page.losses] == [
        ("templates", "#if:a", "{{#if:a|b}}"),
        ("templates", "convert", "{{convert|12|km|mi}}"),
        ("templates", "x", "{{x}}"),
    ]


def test_without_the_step_templates_they_stay_as_they_are() -> None:
    assert convert("A {{convert|12|km}} {{{1}}}.", ["markup"]).markdown == "A {{convert|12|km}} {{{1}}}.\n"


@pytest.mark.slow
def test_names_of_templates_keep_what_a_selector_names_and_drop_what_none_does() -> None:
    templates = {
        "Quote box": "<div class=navbox>q {{Inner}}</div>",
        "Inner": "<span class=noprint>i</span>",
        "Navbox a": "<div class=navbox>a</div>",
        "Navbox b": "<div class=navbox>b {{Quote box}}</div>",
        "Tide": "t {{Inner}}",
    }
    text = "x {{quote_box}} {{Navbox a}} {{Navbox b}} {{Tide}} {{Navbox c}} <i class=noprint>own</i> y"

    def words(**options: list[str]) -> list[str]:
        with converter(Convert.model_validate(options), ROOT) as wiki:
            page = wiki.convert("A", text, templates)
        losses.update({(loss.kind, loss.name, loss.template): loss.count for loss in page.losses})
        return page.markdown.split()

    losses: dict[tuple[str, str, str], int] = {}
    assert words() == ["x", "t", "y"]
    assert losses == {
        ("missing", "Template:Navbox c", ""): 1,
        ("removed", ".navbox", "Navbox a"): 1,
        ("removed", ".navbox", "Navbox b"): 1,
        ("removed", ".navbox", "Quote box"): 1,
        ("removed", ".noprint", ""): 1,
        ("removed", ".noprint", "Tide"): 1,
    }
    assert words(keep=["Quote *"]) == ["x", "q", "i", "t", "y"]
    assert words(keep=["inner"]) == ["x", "t", "i", "y"]
    assert words(keep=["navbox ?"]) == ["x", "a", "b", "q", "i", "t", "y"]
    assert words(keep=["*"]) == ["x", "q", "i", "a", "b", "q", "i", "t", "i", "y"]
    losses.clear()
    assert words(drop=["ti*", "Navbox [ac]"]) == ["x", "y"]
    assert ("templates", "Navbox c", "") in losses
    assert ("missing", "Template:Navbox c", "") not in losses
    assert words(drop=["inner"], keep=["*"]) == ["x", "q", "a", "b", "q", "t", "y"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "text"),
    [("ja", "＃転送 [[港]]"), ("zh", "#重定向 [[港]]"), ("ar", "#تحويل [[ميناء]]"), ("xx", " #REDIRECT[[A]]")],
)
def test_words_of_redirects_are_those_of_the_language(language: str, text: str) -> None:
    assert convert(text, ["links"], core_site(language)).dropped == "redirect:1"


def test_stubs_are_known_by_their_element_and_by_their_category() -> None:
    for text in ('A.\n<div class="stub">short</div>', "A. [[Category:Bird stubs]]"):
        assert "stub:1" in convert(text, Convert().filters).dropped.split()


def test_pages_that_are_no_wikitext_are_quarantined_with_their_content_model() -> None:
    with converter(root=ROOT) as pandoc:
        page = pandoc.convert("MediaWiki:Common.css", "a { color: red }")
        assert (page.markdown, page.status, page.dropped) == ("", "quarantined", "model:css")
        assert pandoc.convert("Module:Wind/doc", "It blows.").status == "ok"


def test_sections_are_dropped_by_the_names_in_the_options() -> None:
    text = "A.\n\n== Trivia ==\nB.\n\n== References ==\nC."
    page = convert(text, Convert().filters, drop_sections=["trivia"])
    assert page.markdown == "A.\n\n## References\n\nC.\n"
    assert page.dropped == "sections:1"


def test_an_error_in_a_filter_names_its_file_and_line(project: Path) -> None:
    broken = "return {\n  Str = function(s)\n    return nothing.here\n  end,\n}"
    with (
        converter(project_filter(project, broken)) as pandoc,
        pytest.raises(WikimillError, match=r"page 'A': .*mine\.lua:3: .*; correct the filter"),
    ):
        pandoc.convert("A", "Words.")


def test_a_filter_that_does_not_compile_names_its_file_and_line(project: Path) -> None:
    with (
        converter(project_filter(project, "return {\n  Str = = 1 }")) as pandoc,
        pytest.raises(WikimillError, match=r"mine\.lua:2: .*; correct the filter"),
    ):
        pandoc.convert("A", "Words.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("local filter = {}", "a filter ends with `return` and a table"),
        ("return { wikitext = function(text) text:gsub('a', 'b') end }", r"wikitext\(\) returned nil, not a string"),
        ("return { markdown = function() return {} end }", r"markdown\(\) returned table, not a string"),
        ("return { Str = function() return 5 end }", "Inline, list of Inlines, or string expected"),
    ],
)
def test_a_filter_that_returns_something_else_is_named(project: Path, text: str, problem: str) -> None:
    with (
        converter(project_filter(project, text)) as pandoc,
        pytest.raises(WikimillError, match=rf"mine\.lua: {problem}.*; correct the filter"),
    ):
        pandoc.convert("A", "Words.")


@pytest.mark.slow
def test_a_template_that_returns_something_else_is_left_out_and_a_file_of_them_is_named(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    options = project_filter(project, "return {}")
    templates = project / "workflow/templates/library/zork.lua"
    templates.write_text("return { zork = function() return {} end, six = function() return 6 end }")
    with converter(options) as pandoc:
        assert pandoc.convert("A", "{{zork}} Words {{six}}{{zork}}.").markdown == "Words 6.\n"
    assert "page A: template Zork failed and is left out (2 times): " in (problem := capfd.readouterr().err)
    assert "zork.lua: it returned a table" in problem
    templates.write_text("local zork = {}")
    with (
        converter(options) as pandoc,
        pytest.raises(WikimillError, match=r"zork\.lua: a file of renderers ends with `return` and a table"),
    ):
        pandoc.convert("A", "{{zork}}")


def test_what_a_filter_counts_may_be_any_value_and_what_is_lost_hold_any_character(project: Path) -> None:
    odd = "return { wikitext = function(text) require('page').dropped('a\\tb', 5, '\\xff{}') return text end }"
    with converter(project_filter(project, odd)) as pandoc:
        page = pandoc.convert("\udcff", "{{Zork\u2028|a\u0085b}} Words.")
    assert (page.markdown, page.dropped) == ("Words.\n", "a b:1 missing:1")


def test_what_a_filter_prints_does_not_reach_the_markdown(project: Path) -> None:
    chatty = "return { Str = function(s) print('hello', s.text); io.write('x'); io.stdout:write('y') end }"
    with converter(project_filter(project, chatty)) as pandoc:
        assert pandoc.convert("A", "Words.").markdown == "Words.\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("An '''''a''''', '''''b c''''' and '''''d'''''.", "An ***a***, ***b c*** and ***d***."),
        ("'''bold ''both'''''.", "**bold *both***."),
        ("''i '''both''' i''.", "*i **both** i*."),
        ("'''never closed\nnext", "**never closed** next"),
        ("l'''amour'' et le reste", "l'*amour* et le reste"),
        ("''''four'''' marks", "'**four'** marks"),
        ("<b>x</b> <i>y</i> <em>z", "**x** *y* *z*"),
        ("'''a''", "'*a*"),
    ],
)
def test_apostrophes_pair_up_as_the_wiki_pairs_them(text: str, markdown: str) -> None:
    assert convert(text, Convert().filters).markdown == markdown + "\n"


def test_many_apostrophes_take_no_time() -> None:
    assert convert("'''''a''''' b " * 500, Convert().filters, timeout=5).markdown.count("***a***") == 500


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Moor may be:\n* [[Moor (ship)]]\n{{Disambiguation}}", "disambiguation"),
        ("{{Begriffsklärung}}\n* a", "disambiguation"),
        ("Eins.\n__BEGRIFFSKLÄRUNG__", "disambiguation"),
        ("#WEITERLEITUNG [[Moor]]", "redirect"),
        ("#redirect: [[Moor]]", "redirect"),
        ("＃WEITERLEITUNG [[Moor]]", ""),
        ("Eins. [[Category:Begriffsklärung|x]]", "disambiguation"),
        ("Eins. [[:Category:Begriffsklärung]]", ""),
        ("Eins.\n#WEITERLEITUNG [[Moor]]", ""),
        ("#Moor [[Heath]]", ""),
        ("{{Aimai}} {{dab word}}", ""),
    ],
)
def test_redirects_and_disambiguation_pages_are_noted(text: str, kind: str) -> None:
    german = core_site("de-at")
    word = MagicWord("disambiguation", ("__BEGRIFFSKLÄRUNG__",))
    site = replace(german, magic_words={**german.magic_words, "disambiguation": word})
    with converter(Convert(), ROOT, site) as pandoc:
        losses = {loss.kind for loss in pandoc.convert("Moor", text).losses}
    assert losses & {"redirect", "disambiguation"} == {kind} - {""}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variant", "words"),
    [
        (None, "软件 丙 甲 软件 x 大陆：甲；臺灣：乙； - y"),
        ("zh-tw", "軟體 丁 B 軟體 x 大陆：甲；臺灣：乙； - y"),
        ("zh-hk", "軟體 丁 B 軟件 x 大陆：甲；臺灣：乙； - y"),
    ],
)
def test_a_page_over_its_limits_has_the_words_of_its_variant(variant: str | None, words: str) -> None:
    text = (
        "'''-{zh-cn:''软件'';zh-tw:軟體}-''' [[C|-{A|zh-cn:丙;zh-tw:丁}-]] -{zh-hans:[[A|甲]];zh-hant:[[B]]}- "
        "<b\x021\x02 title='-{R|c}-'>软件</b> {{-{R|x}-}} -{D|zh-cn:甲;zh-tw:乙}- -{{y}}"
    )
    with converter(Convert(variant=variant), site=core_site("zh")) as pandoc:
        page = pandoc.quarantine("A", text, "time:1s")
    assert (page.markdown.strip(), page.status) == (words, "quarantined")
