"""Fandom's `<infobox>` in a template."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expand

CHARACTER = """<infobox layout="stacked" theme="delta">
  <title source="name"><default>'''{{PAGENAME}}'''</default></title>
  <image source="image"><caption source="caption"/></image>
  <!-- what was known at her death -->
  <data source="born"><label>Born&nbsp;in</label><format>{{{born}}} <small>(old calendar)</small></format></data>
  <group collapse="open">
    <header>Service & rank</header>
    <data source="rank"><label>[[Rank]]</label><default>unknown</default></data>
    <data source="ship"><label>Ship</label></data>
  </group>
  <group><header>Family</header><data source="father"><label>Father</label></data></group>
  <panel><section><label>Later</label><data source="Last seen"><label>Last seen</label></data></section></panel>
  <data source="motto"/>
  <navigation>{{#if:{{{rank|}}}|[[Category:Officers]]}}</navigation>
</infobox><noinclude>[[Category:Infoboxes]]</noinclude>"""
TEMPLATES = {"Template:Character": CHARACTER, "Template:Sea": "the ''North'' Sea", "Module:Box": ""}


def row(label: str, value: str) -> str:
    return f"<tr><th>{label}</th><td>\n{value}\n</td></tr>\n"


def test_rows_have_the_arguments_of_the_call_their_forms_and_defaults() -> None:
    call = (
        "{{Character|name=Ann Teal|born= 1821 |ship=\n* ''Anlace''\n* {{Sea}}\n|last seen=no|Last seen=1851|motto=Up!}}"
    )
    assert expand(f"{call}Text.", TEMPLATES) == (
        '\n<table class="portable-infobox">\n<caption>Ann Teal</caption>\n'
        + row("Born&nbsp;in", "1821 <small>(old calendar)</small>")
        + '<tr><td colspan="2">\nService & rank\n</td></tr>\n'
        + row("[[Rank]]", "unknown")
        + row("Ship", "* ''Anlace''\n* the ''North'' Sea")
        + row("Last seen", "1851")
        + "<tr><td>\nUp!\n</td></tr>\n</table>\nText."
    )


def test_without_arguments_defaults_stay() -> None:
    found = expand("{{Character|born=\n|rank=}}", TEMPLATES, title="Ann Teal")
    assert found == (
        "\n<table class=\"portable-infobox\">\n<caption>'''Ann Teal'''</caption>\n"
        '<tr><td colspan="2">\nService & rank\n</td></tr>\n' + row("[[Rank]]", "unknown") + "</table>\n"
    )


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<infobox><header>A</header><data source='b'><label>B</label></data></infobox>", ""),
        ("<infobox/>", ""),
        ("<infobox><data source='b'><label>1 < 2</label></data></infobox>", None),  # no XML: Fandom shows an error
        ('<infobox><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><data/></infobox>', None),
        ("<infobox>&lol;<data><default>&y;&lt;b&gt;&#x41;</default></data></infobox>", "&y;<b>A"),
    ],
)
def test_what_has_no_rows_shows_nothing_and_what_is_no_xml_stays_a_tag(template: str, expected: str | None) -> None:
    found = expand("{{Box|x=1}}", {"Template:Box": template})
    if expected is None:
        assert found == template
    elif expected:
        assert f"<td>\n{expected}\n</td>" in found
    else:
        assert found == ""


def test_on_a_page_itself_there_are_no_arguments() -> None:
    assert expand("<infobox><data source='a'><default>b</default></data></infobox>").startswith("<infobox>")


def test_many_rows_and_deep_ones_take_time_in_proportion() -> None:
    groups = "<group>" * 200 + "<data><default>deep</default></data>" + "</group>" * 200
    rows = '<data source="x"/>' * 20_000
    found = expand("{{Box}}", {"Template:Box": f"<infobox>{groups}{rows}</infobox>"})
    assert found.count("<td>") == 1
