"""Where constructs begin and end, as in MediaWiki 1.39; tests/mediawiki compares many more with a real one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikimill.templates.nodes import Argument, Nodes, Tag, Template, to_wikitext
from wikimill.templates.preprocess import preprocess

TAGS = frozenset({"nowiki", "ref", "references"})


def shape(nodes: Nodes) -> str:
    """Nodes as a text: templates in ⟨⟩, arguments in ⟪⟫, tags in «», the pieces of a construct set apart by ¦."""
    out = []
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        elif isinstance(node, Tag):
            out.append(f"«{node.name}¦{node.attributes}¦{node.inner}»")
        else:
            pieces = [shape(node.name)]
            for part in node.parts:
                pieces.append((f"{part.number}:" if part.name is None else f"{shape(part.name)}→") + shape(part.value))
            open_, close = "⟪⟫" if isinstance(node, Argument) else "⟨⟩"
            start = "^" if isinstance(node, Template) and node.line_start else ""
            out.append(open_ + start + "¦".join(pieces) + close)
    return "".join(out)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a{{b|c=d|e}}f", "a⟨b¦c→d¦1:e⟩f"),
        ("{{a|b=c=d}}", "⟨a¦b→c=d⟩"),
        ("{{a\n|b\n}}", "⟨a\n¦1:b\n⟩"),
        ("x\n{{a}}", "x\n⟨^a⟩"),
        ("{{{1|{{x}}}}}", "⟪1¦1:⟨x⟩⟫"),
        ("{{{{a}}}}", "{⟪a⟫}"),
        ("{{{{{a}}}}}", "⟨⟪a⟫⟩"),
        ("{{{{{{a}}}}}}", "⟪⟪a⟫⟫"),
        ("{{a|[[b|c]]|d}}", "⟨a¦1:[[b|c]]¦2:d⟩"),
        ("{{a|[b|c]}}", "⟨a¦1:[b¦2:c]⟩"),
        ("{{a|-{b|c}-|d}}", "⟨a¦1:-{b|c}-¦2:d⟩"),
        ("-{{a}}-", "-⟨a⟩-"),
        ("-{{{a}}}", "-⟪a⟫"),
        ("{{a|{{b}", "{{a|{{b}"),
        ("{{a|b}", "{{a|b}"),
        ("[[a|{{b}}", "[[a|⟨b⟩"),
        ("== x {{y ==\nz}}", "== x ⟨y ==\nz⟩"),
        ("{{a|\n=b\n|c}}", "⟨a¦\n→b\n¦1:c⟩"),
        ("{{a|b<!-- | -->c}}", "⟨a¦1:bc⟩"),
        ("a\n <!-- b --> \nc", "a\nc"),
        ("a <!-- b --> \nc", "a  \nc"),
        ("a<!-- b", "a"),
        ("a<!-->b-->c", "ac"),
        ("<!-- b -->\nc", "\nc"),
        ("\n<!-- b -->\nc", "\nc"),
        ("a\n<!-- b --> <!-- c --> \nd<!-- e -->f", "a\ndf"),
        ("a\n<!-- b --> <!-- c --> d\n<!-- e -->f", "a\n  d\nf"),
        ("<ref name=x>{{a}}</ref>", "«ref¦ name=x¦{{a}}»"),
        ("<REF/><ref>", "«REF¦¦None»<ref>"),
        ("<nowiki>{{a}}</nowiki >", "«nowiki¦¦{{a}}»"),
        ("<ref>a</ref><references /><references>b</references>", "«ref¦¦a»«references¦ ¦None»«references¦¦b»"),
        ("<refs>{{a}}</refs>", "<refs>⟨a⟩</refs>"),
        ("{{a|<nowiki>|}}</nowiki>|b}}", "⟨a¦1:«nowiki¦¦|}}»¦2:b⟩"),
        ("a<includeonly>b</includeonly><noinclude>c</noinclude><onlyinclude>d</onlyinclude>", "acd"),
    ],
)
def test_a_page_is_read_as_mediawiki_reads_it(text: str, expected: str) -> None:
    assert shape(preprocess(text, False, TAGS)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<includeonly>b</includeonly><noinclude>c</noinclude>d", "abd"),
        ("a<noinclude>b", "a"),
        ("a<onlyinclude>b</onlyinclude>c<onlyinclude>d</onlyinclude>e", "bd"),
        ("a<onlyinclude>b", "a<onlyinclude>b"),
        ("a<onlyinclude>b</onlyinclude>c<onlyinclude>d</onlyinclude>e<onlyinclude>f</onlyinclude>", "bdf"),
    ],
)
def test_a_template_is_read_as_mediawiki_reads_it(text: str, expected: str) -> None:
    assert shape(preprocess(text, True, TAGS)) == expected


@pytest.mark.slow
@given(st.text(alphabet="{}[]|=-<>/\n!ab", max_size=60))
def test_no_character_is_lost_or_invented_but_those_of_comments(text: str) -> None:
    text = text.replace("<!--", "")
    assert to_wikitext(preprocess(text, False, TAGS)) == text


@pytest.mark.parametrize(
    "text", ["a<ref name=b/>", "<REF>{{x}}</ref >", "<ref></ref>", "{{a|b|c=d}} {{{1|{{e}}}}}", "<nowiki>-{</nowiki>}-"]
)
def test_what_was_read_is_written_again(text: str) -> None:
    assert to_wikitext(preprocess(text, False, TAGS)) == text
