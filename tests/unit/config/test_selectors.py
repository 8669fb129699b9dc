"""Selectors of `convert.remove`: what is one, and what it means."""

from __future__ import annotations

import json
import random
import subprocess

import lxml.html
import pypandoc
import pytest

from tests.clone import ROOT
from wikimill.config.load import load, load_files
from wikimill.config.model import REMOVE
from wikimill.config.selectors import PART, SELECTOR, Condition, parse_selector
from wikimill.convert.html_elements import selector_test
from wikimill.errors import WikimillError

GOOD = [
    "div", ".navbox", "#toc", "[role]", "[role=navigation]", "sup.reference", "table:not(.wikitable)", ".a.b#c[d]",
    '[style*="display:none"]', "[title='a b']", '[class~="x"]', "[lang^=de]", "[href$=.png]", ":not([hidden])",
    ":not( b )", "[ a = b ]", ".Überschrift", ".图", "h2", "mw-empty-elt", "-x", "2", "[a\t=\nb]",
]  # fmt: skip
BAD = [
    "", " ", "*", "div p", "div > p", "div,p", ".", "#", "[", "[]", "[a=]", '[a=""]', "[a=b", '[a="b]', "[a='b\"]",
    "[a!=b]", "[a|=b]", "[a~]", "[a b]", "[=b]", ".a b", ".a\n", "\n.a", " .a", ":not()", ":not(a", ":not(a b)",
    ":not(.a.b)", ":not(:not(a))", ":NOT(a)", ":hover", "a::before", "[a]b", ":not(a)b", "..a", ".a..b", "a:not",
    "\x00", "a\u00a0>", "[a=b\u00a0c d]",
]  # fmt: skip
PIECES = [
    *(
        "a",
        "B",
        "-",
        "_",
        "7",
        "é",
        "\u00a0",
        "²",
        "—",
        "图",
        "😀",
        ".",
        "#",
        "[",
        "]",
        "=",
        "~=",
        "^=",
        "$=",
        "*=",
        "~",
        "!",
    ),
    *(
        ":not(",
        ")",
        "(",
        ":",
        '"',
        "'",
        " ",
        "\t",
        "\n",
        "\u2003",
        "\x1c",
        "\x0b",
        ".a",
        "#b",
        "[c]",
        "[d=e]",
        ":not(.f)",
    ),
]
# A selector, elements that it means, and elements that it does not mean.
MEANT = [
    ("small", ["<small>"], ['<span class="small">']),
    ("SPAN", ["<span>"], ["<p>"]),
    (".navbox", ['<div class="navbox">', '<div class="a navbox\tb">'], ['<div class="navbox-inner">', "<div>"]),
    (".a", ['<p class="a">'], ['<p class="A">', '<p class="b\u00a0a">']),
    ("#toc", ['<div id="toc">'], ['<div class="toc">', '<div id="toc a">']),
    ("[hidden]", ["<p hidden>", '<p HIDDEN="">'], ["<p>"]),
    ("[role=note]", ['<div role="note">'], ['<div role="navigation">', '<div role="a note">']),
    ('[class~="a"]', ['<p class="a b">'], ['<p class="ab">']),
    ('[class~="a b"]', [], ['<p class="a b">']),
    ("[class^=nav]", ['<p class="navbox">'], ['<p class="a nav">']),
    ('[class$="box"]', ['<p class="navbox">'], ['<p class="boxes">']),
    ('[title*="b c"]', ['<p title="ab cd">'], ['<p title="b  c">']),
    ("[id=a]", ['<p id="a">'], ['<p id="ab">']),
    ("[id^=a]", ['<p id="ab">'], ['<p id="ba">']),
    ('[style*="display: none"]', ['<p style="color:red; display : none">'], ['<p style="display:block">']),
    ("table:not(.wikitable)", ["<table>", '<table class="x">'], ['<table class="wikitable">', "<div>"]),
    (":not(table)", ["<p>"], ["<table>"]),
    (":not(#a)", ["<p>", '<p id="b">'], ['<p id="a">']),
    ("p:not([title=x]):not(.y)", ["<p>", '<p title="y">'], ['<p title="x">', '<p class="y">', "<div>"]),
    ("div.a.b[title]", ['<div class="a b" title="x">'], ['<div class="a" title="x">', '<p class="a b" title="x">']),
    ("[title='a b']", ['<p title="a b">'], ["<p title=ab>"]),
    ("""[title="'a'"]""", ["""<p title="'a'">"""], ["<p title=a>"]),
    (".Überschrift", ['<p class="Überschrift">'], ['<p class="überschrift">']),
]
# The reader of wikitext: for each pair of a selector's conditions and an element, whether it is meant.
ASK = """
package.path = arg[1] .. '/wikitext/?.lua;' .. arg[1] .. '/reader/?.lua'
local selectors, attributes = require 'selectors', require 'attributes'
local meant = {}
for index, pair in ipairs(pandoc.json.decode(io.read 'a', false)) do
  local tag, rest = pair[2]:match '^<(%w+)(.-)>$'
  local of_list = selectors.any { { text = 'x', conditions = pair[1] } }
  meant[index] = of_list(tag, rest ~= '' and attributes.parse(rest) or nil) == 'x'
end
io.write(pandoc.json.encode(meant))
"""


def test_every_part_of_a_selector_is_a_condition() -> None:
    assert [text for text in (*GOOD, *REMOVE) if not SELECTOR.fullmatch(text)] == []
    assert [text for text in BAD if SELECTOR.fullmatch(text)] == []
    chance = random.Random(16)
    mixed = ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(20_000)]
    accepted = [text for text in (*GOOD, *REMOVE, *mixed) if SELECTOR.fullmatch(text)]
    assert len(accepted) > 1000
    assert [text for text in accepted if "".join(part[0] for part in PART.finditer(text)) != text] == []
    assert parse_selector("a.b:not( [C^='d e'] )") == (
        Condition("", "=", "a", negated=False),
        Condition("class", "~=", "b", negated=False),
        Condition("c", "^=", "d e", negated=True),
    )


def test_selectors_mean_the_same_in_wikitext_and_in_html() -> None:
    pairs = [(selector, each, True) for selector, meant, _ in MEANT for each in meant]
    pairs += [(selector, each, False) for selector, _, others in MEANT for each in others]
    elements = {each: lxml.html.fragment_fromstring(each) for _, each, _ in pairs}
    in_html = {
        (selector, each): selector_test(selector)(elements[each].tag, elements[each].attrib)
        for selector, each, _ in pairs
    }
    asked = json.dumps([[parse_selector(selector), each] for selector, each, _ in pairs])
    command = [pypandoc.get_pandoc_path(), "lua", "-", str(ROOT / "workflow")]
    script = f"local input = [==[{asked}]==]\nio.read = function() return input end\n{ASK}"
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    in_wikitext = dict(zip(in_html, json.loads(done.stdout), strict=True))
    expected = {(selector, each): wanted for selector, each, wanted in pairs}
    assert in_html == expected
    assert in_wikitext == expected


def test_a_bad_selector_is_one_line_with_key_selector_and_grammar() -> None:
    grammar = (
        "a selector is tag, .class, #id, [attribute], [attribute=value] (also ~=, ^=, $=, *=), :not(one of these), or "
        "several together as in table:not(.wikitable), not 'div p'; correct this key"
    )
    with pytest.raises(WikimillError) as error:
        load({"convert": {"remove": [".navbox", "div p"]}})
    assert str(error.value) == f"--config: convert.remove.1: {grammar}"
    with pytest.raises(WikimillError) as error:
        load_files([], ["convert.remove=[div p]"])
    assert str(error.value) == f"--set: convert.remove.0: {grammar}"


def test_what_yaml_takes_for_something_else_is_an_error() -> None:
    for value in (".navbox", "[[role=navigation]]", "[1]"):
        with pytest.raises(
            WikimillError, match=r"--set: convert\.remove[.0-9]*: Input should be a valid (list|string)"
        ):
            load_files([], [f"convert.remove={value}"])
    assert load_files([], ["convert.remove=[]"]).convert.remove == []
