"""Selectors of `convert.remove`: the configuration accepts those that the reader can read, and no others."""

from __future__ import annotations

import json
import random
import subprocess

import pypandoc
import pytest

from tests.clone import ROOT
from wikimill.config.load import load, load_files
from wikimill.config.model import REMOVE
from wikimill.config.selectors import SELECTOR
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
PARSE = """
package.path = arg[1] .. '/?.lua'
local parse, read = require('selectors').parse, {}
for index, text in ipairs(pandoc.json.decode(io.read 'a', false)) do read[index] = parse(text) ~= nil end
io.write(pandoc.json.encode(read))
"""


def read_by_lua(texts: list[str]) -> list[bool]:
    """Whether the reader of wikitext takes each for a selector."""
    command = [pypandoc.get_pandoc_path(), "lua", "-", str(ROOT / "workflow/wikitext")]
    script = f"local input = [==[{json.dumps(texts)}]==]\nio.read = function() return input end\n{PARSE}"
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


def test_both_read_the_same_selectors() -> None:
    assert [text for text in (*GOOD, *REMOVE) if not SELECTOR.fullmatch(text)] == []
    assert [text for text in BAD if SELECTOR.fullmatch(text)] == []
    chance = random.Random(16)
    mixed = ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(20_000)]
    texts = [*GOOD, *BAD, *REMOVE, *mixed]
    accepted = [bool(SELECTOR.fullmatch(text)) for text in texts]
    assert sum(accepted) > 1000
    assert [text for text, here, there in zip(texts, accepted, read_by_lua(texts), strict=True) if here != there] == []


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
