"""What a page is beside its text: categories, infoboxes, formulas."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.converter import converter
from wikimill.config.model import Convert
from wikimill.convert.page_facts import (
    FILE,
    Field,
    Infobox,
    PageFacts,
    legal_categories,
    read_facts,
    to_json,
    write_facts,
)
from wikimill.errors import WikimillError

BOX = """{| class="infobox vcard"
|+ The ''Anlace''
! colspan=2 | Steam ferry
|-
! Built:
| 3 May<ref>Log.</ref> <math>t_0</math><br>again
* one
* two<span style="display:none">hidden</span>
|-
| colspan=2 | [[File:A.jpg|a picture]]
|-
| colspan=2 |
{| class="infobox-sub"
! Inner
| [[Sea|a]]&amp;b
|}
|}
"""
FOUND = Infobox("The Anlace", (Field("Built", "3 May t_0\nagain\none\ntwo"), Field("Inner", "a&b")))


def facts(text: str, templates: dict[str, str] | None = None, options: Convert | None = None) -> PageFacts:
    with converter(options) as made:
        return made.convert("Haar", text, templates).facts


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, {"tables": "keep"}, {"remove": ['[style*="display:none"]']}])
def test_an_infobox_is_a_record_whether_it_stays_in_the_text_or_not(options: dict[str, object]) -> None:
    assert facts(BOX, options=Convert.model_validate(options)).infoboxes == (FOUND,)


@pytest.mark.slow
def test_an_infobox_has_the_name_of_the_template_that_made_it() -> None:
    templates = {"Infobox ship": '<table class="infobox"><tr><th>Fate</th><td>{{{fate}}}</td></tr></table>'}
    named = facts("{{infobox ship|fate=Sunk}} {{Infobox ship|fate=''Lost''}}", templates)
    assert named.infoboxes == tuple(Infobox("Infobox ship", (Field("Fate", fate),)) for fate in ("Sunk", "Lost"))
    plain = {"Character infobox": "{|\n| Home || Quay\n|}"}  # as small wikis write them, without the class
    assert facts("{{Character infobox}}", plain).infoboxes == (Infobox("Character infobox", (Field("Home", "Quay"),)),)


@pytest.mark.slow
def test_fandoms_infobox_is_a_record_and_no_text() -> None:
    template = (
        "<infobox><title source='name'/><group><header>Service</header><data source='ship'><label>Ship</label></data>"
        "<data source='rank'><label>Rank</label></data></group></infobox>"
    )
    text = "{{Character|name=Ann|ship=\n* ''Anlace''\n* [[Haar|Mist]]<ref>Log.</ref>}}'''Ann''' sailed.\n"
    with converter() as made:
        page = made.convert("Haar", text, {"Character": template})
    assert page.facts.infoboxes == (Infobox("Character", (Field("Ship", "Anlace\nMist"),)),)
    assert page.markdown == "**Ann** sailed.\n"
    assert [(loss.kind, loss.name) for loss in page.losses] == [("references", ""), ("removed", ".portable-infobox")]
    with converter(Convert(tables="text", remove=[])) as made:
        assert "- Ship: *Anlace*, Mist\n" in made.convert("Haar", text, {"Character": template}).markdown


@pytest.mark.slow
@pytest.mark.parametrize("tables", ["drop", "keep"])
def test_with_the_library_an_infobox_is_a_record_of_its_arguments(tables: str) -> None:
    text = "{{Infobox wind\n| name = Haar\n| kind = [[Fog]]\n| gone =\n}}\nA '''wind'''.\n"
    with converter(Convert.model_validate({"templates": "local", "tables": tables}), host="en.wikipedia.org") as made:
        page = made.convert("Haar", text)
    assert page.facts.infoboxes == (Infobox("Infobox wind", (Field("name", "Haar"), Field("kind", "Fog"))),)
    assert ("Fog" in page.markdown) == (tables == "keep")
    assert page.markdown.endswith("A **wind**.\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["{|\n! A\n| b\n|}", '{| class="infobox"\n! Title\n|-\n| \n|}', '<div class="infobox">a</div>']
)
def test_other_tables_and_infoboxes_without_rows_are_no_records(text: str) -> None:
    assert facts(text).infoboxes == ()


def test_an_infobox_that_nothing_closes_ends_with_its_last_row() -> None:
    assert facts('{| class="infobox"\n! A\n| b\n\nText.').infoboxes == (Infobox("", (Field("A", "b"),)),)


def test_categories_are_the_pages_own_those_of_its_templates_too() -> None:
    text = (
        "[[Category:winds_of the sea|Haar]][[category:Winds of the sea]] [[:Category:No]] [[Category:A&amp;b#c]]{{Fog}}"
    )
    templates = {"Fog": "<includeonly>[[Category:Fog]]</includeonly>"}
    assert facts(text, templates).categories == ("Winds of the sea", "A&b", "Fog")
    assert legal_categories(["a", "\u200e a ", "", "x|y"], first_letter=False) == ("a", "x")


@pytest.mark.parametrize(
    ("text", "has_math"),
    [
        ("<math>x</math>", True),
        ("<chem>H2O</chem>", True),
        ("<nowiki><math>x</math></nowiki>", False),
        ("x = 1", False),
    ],
)
def test_formulas_are_noted(text: str, has_math: bool) -> None:
    assert facts(text).has_math is has_math


def test_facts_are_read_as_they_were_written(tmp_path: Path) -> None:
    page = PageFacts(("A",), (Infobox("B", (Field("c", "d\te\n\u2028f"),)),), True)
    write_facts(tmp_path, [("Alpha", to_json(page)), ("Beta", to_json(PageFacts()))])
    alpha, beta = read_facts(tmp_path / FILE)
    box = {"name": "B", "fields": [{"key": "c", "value": "d\te\n\u2028f"}]}
    assert alpha == ("Alpha", {"categories": ["A"], "infoboxes": [box], "has_math": True})
    assert beta == ("Beta", {"categories": [], "infoboxes": [], "has_math": False})
    (tmp_path / FILE).write_text('{"title": "Alpha"}\n')
    with pytest.raises(WikimillError, match=r"facts\.jsonl: the file is damaged; delete it and build"):
        list(read_facts(tmp_path / FILE))
    with pytest.raises(WikimillError, match="there is no such file; build its manifest again"):
        list(read_facts(tmp_path / "nowhere"))
