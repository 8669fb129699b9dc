"""Filters that people write for pandoc work as they are, at any place among ours, and one that is wrong is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.converter import converter
from tests.unit.convert.samples import project_filter
from wikimill.config.model import FILTERS, Convert
from wikimill.errors import WikimillError

TEXT = """'''Hest''' is [[island|an island]]<ref>The Lamp Book.</ref> with <span class="x">two  lamps</span>.
<div class="y">One {{nowrap|old lamp}}.</div>
{| class="z"
! Lamp !! Year
|-
| red || 1801
|}
== Keepers ==
* Isbel
"""
WORDS = "**Hest** is an island with two lamps.\n\nOne old lamp.\n\n## Keepers\n\n- Isbel\n"
MORE = WORDS.replace("two lamps", "two dim lamps")


def convert(options: Convert, at: int) -> str:
    """The text's markdown through our filters, with the user's among them at a position."""
    options = options.model_copy(update={"filters": [*FILTERS[:at], "mine", *FILTERS[at:]]})
    with converter(options) as pandoc:
        return pandoc.convert("Hest", TEXT).markdown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lua", "markdown"),
    [
        ("{ Str = function(s) return pandoc.Str(s.text:lower()) end }", WORDS.lower()),
        (
            "{ Str = function(s) if s.text == 'lamps' then return { pandoc.Str 'dim', pandoc.Space(), s } end end }",
            MORE,
        ),
        ("{ Space = function() return pandoc.Str '_' end }", re.sub(r"(?<=\w|\*) (?=\w)", "_", WORDS)),
        (
            "{ Inlines = function(all) for at, each in ipairs(all) do if each.text == 'lamps' then"
            " all:insert(at, pandoc.Str 'dim ') return all, false end end end }",
            MORE,
        ),
        (
            "{ Pandoc = function(d) return d:walk { Str = function(s) if s.text == 'two' then"
            " return { s, pandoc.Space(), pandoc.Str 'dim' } end end } end }",
            MORE,
        ),
        (
            "{ Blocks = function(b) return b:walk { Str = function(s) if s.text == 'two' then"
            " return pandoc.Str 'two dim' end end }, false end, traverse = 'topdown' }",
            MORE,
        ),
        ("{ Strong = function(s) return s.content end }", WORDS.replace("**", "")),
        ("{ Header = function(h) h.level = 3 return h end }", WORDS.replace("##", "###")),
        ("{ BulletList = function(l) return { l, pandoc.Para 'The end.' } end }", WORDS + "\nThe end.\n"),
        ("{ Pandoc = function(d) d.blocks:insert(pandoc.Para 'The end.') return d end }", WORDS + "\nThe end.\n"),
        ("{ wikitext = function(text) return (text:gsub('two ', '%0dim ')) end }", MORE),
        ("{ markdown = function(text) return (text:gsub('two ', '%0dim ')) end }", MORE),
        (
            "{ { Str = function(s) if s.text == 'two' then return pandoc.Str '2' end end },"
            "  { Str = function(s) if s.text == '2' then return pandoc.Str 'two dim' end end } }",
            MORE,
        ),
        (
            "{ { Meta = function(m) m.end_words = 'The end.' return m end }, { Pandoc = function(d)"
            " d.blocks:insert(pandoc.Para(pandoc.utils.stringify(d.meta.end_words))) return d end } }",
            WORDS + "\nThe end.\n",
        ),
    ],
)
def test_a_filter_does_the_same_at_any_place_among_ours(project: Path, lua: str, markdown: str) -> None:
    options = project_filter(project, f"return {lua}")
    for at in (0, len(FILTERS) - 1):
        assert convert(options, at) == markdown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lua", "seen"),
    [
        (
            "Link = function(l) return pandoc.Str('<' .. l.target .. '|' .. l.classes[1] .. '>') end",
            "is <island|wikilink> with",
        ),
        ("Span = function(s) if s.classes[1] == 'x' then return pandoc.Str 'three' end end", "with three."),
        ("Div = function(d) if d.classes[1] == 'y' then return pandoc.Para 'Nothing.' end end", "lamps.\n\nNothing.\n"),
        (
            "Note = function(n) return pandoc.Str(' (' .. pandoc.utils.stringify(n.content) .. ')') end",
            "island (The Lamp Book.) with",
        ),
        ("Table = function(t) return pandoc.Para { pandoc.Str(t.classes[1] .. #t.colspecs) } end", "lamp.\n\nz2\n"),
    ],
)
def test_a_filter_before_ours_sees_what_they_leave_out(project: Path, lua: str, seen: str) -> None:
    options = project_filter(project, f"return {{ {lua} }}").model_copy(update={"remove": []})
    assert seen in convert(options, 0)
    assert convert(options, len(FILTERS)) == WORDS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lua", "problem"),
    [
        ("{ Str = function() return 5 end }", "mine.lua: Inline, list of Inlines, or string expected"),
        (
            "{ Para = function() return pandoc.Pandoc {} end }",
            "mine.lua: Block, list of Blocks, or compatible element expected",
        ),
        ("{ Pandoc = function() return 'text' end }", "mine.lua: Pandoc"),
        ("{\n  Strong = function(s)\n    return s.nothing.here\n  end,\n}", "mine.lua:3: attempt to index a nil value"),
        ("{ wikitext = function() end }", "mine.lua: wikitext() returned nil, not a string"),
        ("{ markdown = function() return {} end }", "mine.lua: markdown() returned table, not a string"),
        (
            "{ without = { 'Math' }, Math = function() return {} end }",
            "mine.lua: `without` is a list of any of Note, Image, Figure, Table, not Math",
        ),
        ("{ without = { Note = true }, Note = function() return {} end }", "Figure, Table, not true"),
        ("{ without = 'Note' }", "Figure, Table, not Note"),
        (
            "{ {}, { unwrap = { 'Code' }, Code = function() return {} end } }",
            "mine.lua: `unwrap` is a list of any of Link",
        ),
        ("{ 5 }", "mine.lua: a filter ends with `return` and a table, or a list of tables"),
        ("'text'", "mine.lua: a filter ends with `return` and a table, or a list of tables"),
    ],
)
def test_a_filter_that_returns_nonsense_is_named(project: Path, lua: str, problem: str) -> None:
    options = project_filter(project, f"return {lua}")
    for at in (0, len(FILTERS)):
        with pytest.raises(WikimillError, match=rf"{re.escape(problem)}.*; correct the filter"):
            convert(options, at)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["Strong", "Emph", "Strikeout", "Underline", "Subscript", "Superscript", "Quoted", "Link", "Span", "Div"]
)
def test_a_list_does_what_the_function_beside_it_would(project: Path, name: str) -> None:
    text = (
        "'''a''' ''b'' <s>c</s> <u>d</u> <sub>e</sub> <sup>f</sup> <q>g</q> [[h]] <span class=x>i</span>\n"
        "<div class=x>j</div>\n<tabber>k=l</tabber>"
    )
    options = project_filter(project, "").model_copy(update={"filters": ["mine"]})
    made = []
    for unwrap in (f"unwrap = {{ '{name}' }}, ", "without = {}, ", ""):
        lua = f"return {{ {unwrap}{name} = function(element) return element.content end }}"
        (project / "workflow/filters/mine.lua").write_text(lua)
        with converter(options) as pandoc:
            made.append(pandoc.convert("A", text).markdown)
    assert made[0] == made[1] == made[2]
    with converter(options.model_copy(update={"filters": ["switches"]})) as pandoc:
        assert pandoc.convert("A", text).markdown != made[0]


def test_a_filter_does_not_change_which_sections_are_left_out(project: Path) -> None:
    text = (
        '<div class="x">\nIntro\n== References ==\nfoo\n</div>\nbar\n'
        '<div class="y">\n== Empty ==\n</div>\n== Kept ==\n<div class="z">\nWords.\n</div>'
    )
    options = project_filter(project, "return { Strong = function(s) return s.content end }")
    for filters in (FILTERS, [*FILTERS[:-1], "mine", "markup"]):
        with converter(options.model_copy(update={"filters": filters})) as pandoc:
            page = pandoc.convert("Hest", text)
        assert page.markdown == "Intro\n\n## Kept\n\nWords.\n"
        assert page.dropped == "headings:1 sections:1"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "words"), [("Image", "text figure item"), ("Figure", "text image")])
def test_images_in_a_text_and_figures_are_left_out_apart(project: Path, name: str, words: str) -> None:
    text = "text [[File:A.jpg|image]]\n[[File:A.jpg|thumb|figure]]\n<gallery>\nA.jpg|item\n</gallery>"
    lua = f"return {{ without = {{ '{name}' }}, {name} = function() return {{}} end }}"
    options = project_filter(project, lua).model_copy(update={"filters": ["mine"], "remove": []})
    with converter(options) as pandoc:
        markdown = pandoc.convert("A", text).markdown
    assert " ".join(re.findall(r"text|image|(?<!/|<)figure|item", markdown)) == words
