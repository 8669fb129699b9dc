"""What becomes of -{…}- and of text in variants of languages; tests/mediawiki asks the wiki's parser."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from wikimill.site.variants import language_variants

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

# Language, variant or none, wikitext, words.
CASES = [
    # rules
    ("zh", "", "这是-{zh-hans:灯塔; zh-hant:燈塔}-之一，-{Skerrow}-。", "这是灯塔之一，Skerrow。"),
    ("zh", "zh-tw", "-{zh-hans:灯塔; zh-hant:燈}-", "燈"),
    ("zh", "zh-hk", "-{zh-cn:甲;zh-tw:乙;}-", "乙"),
    ("zh", "zh-hk", "-{zh-tw:乙;zh-hant:丙}-", "丙"),
    ("zh", "zh-hk", "-{zh-tw:乙;zh-hant:丙;zh-mo:丁}-", "丁"),
    ("zh", "zh-my", "-{zh-cn:甲;zh-hans:乙}-", "乙"),
    ("zh", "zh-tw", "-{zh-cn:甲;zh-mo:乙}-", "乙"),
    ("kk", "kk-cn", "-{kk-cyrl:甲;kk-arab:乙}-", "乙"),
    ("zh", "", "-{zh:a;zh-cn:b}-", "a"),
    ("zh", "", "-{zh-Hans-CN:a}-", "a"),
    ("zh", "zh-tw", "-{zh-cn:甲}-乙", "甲乙"),  # MediaWiki has an error message here
    ("zh", "", "-{foo: bar; zh-cn:b}-", "foo: bar; zh-cn:b"),
    ("zh", "", "-{zh-cn:a&amp;b;zh-tw:c}-", "a&b"),
    ("zh", "zh-cn", "-{}-甲-{|乙}-", "甲乙"),
    ("zh", "zh-cn", "-{a|b}-", "b"),
    ("sr", "", "-{sr-ec:шума;sr-el:suma}-", "шума"),
    ("sr", "sr-el", "-{sr-Cyrl:шума;sr-Latn:suma}-", "suma"),
    # flags
    ("zh", "zh-cn", "-{R|軟體}-軟體", "軟體软件"),
    ("zh", "zh-tw", "-{A|zh-cn:甲;zh-tw:乙}-甲", "乙乙"),
    ("zh", "zh-tw", "甲-{H|zh-cn:甲;zh-tw:乙}-甲", "甲乙"),
    ("zh", "zh-tw", "-{H|zh-cn:甲;zh-tw:乙}-甲-{-|zh-cn:甲;zh-tw:乙}-甲", "乙甲"),
    ("zh", "zh-tw", "-{H|甲=>zh-tw:丙}-甲", "丙"),
    ("zh", "zh-tw", "-{甲=>zh-cn:乙;甲=>zh-tw:丙}-甲", "丙甲"),
    ("zh", "", "-{D|zh-cn:甲;zh-tw:乙}-", "大陆：甲；臺灣：乙；"),
    ("zh", "", "-{N|zh-tw}-", "臺灣"),
    ("zh", "", "-{T|zh-cn:甲}-乙", "乙"),
    ("zh", "zh-tw", "-{zh-hant;zh-hk|软件}--{zh-cn|软件}-", "軟件软件"),
    ("sr", "", "-{A|sr-ec:a;sr-el:b}- b", "a a"),
    # in each other, without an end, in markup
    ("zh", "zh-tw", "-{zh-cn:a;zh-tw:b-{zh-cn:c;zh-tw:d}-}-", "bd"),
    ("zh", "", "-{ a", "-{ a"),
    ("zh", "", "a }- b", "a }- b"),
    ("zh", "zh-tw", "-{ 软件", "-{ 軟體"),
    ("zh", "zh-cn", "'''-{zh-cn:''a'';zh-tw:b}-'''", "a"),
    ("zh", "zh-cn", "-{zh-cn:[[A|甲]];zh-tw:[[B]]}- [[C|-{zh-cn:丙;zh-tw:丁}-]]", "甲 丙"),
    ("zh", "", "; -{zh-cn:a;zh-tw:b}- : c", "a c"),
    ("zh", "", "{|\n| -{zh-cn:a|zh-tw:b}-||c\n|}", "b c"),
    ("zh", "zh-tw", "<ref>-{zh-cn:甲;zh-tw:乙}-软件</ref>", "1 乙軟體"),
    ("zh", "", "<nowiki>-{a}-</nowiki> __NOCC__-{b}-", "-{a}- -{b}-"),
    ("de", "", "-{zh-cn:a;zh-tw:b}-", "-{zh-cn:a;zh-tw:b}-"),
    # text
    ("zh", "zh-tw", "头发 皇后 软件 <b>软</b>件", "頭髮 皇后 軟體 軟件"),
    ("zh", "zh-tw", "<code>软件</code> <code class=a>软件</code> <nowiki>软件</nowiki>", "软件 軟體 软件"),
    ("zh", "zh-tw", "http://e.org/软件 [http://e.org 软件]", "http://e.org/软件 軟體"),
    ("zh", "", "<langconvert from=zh to=zh-hant>软件</langconvert>软件", "軟件软件"),
    ("sr", "sr-el", "Шума и Џез у XIX веку, инјекција.", "Šuma i Džez u XIX veku, injekcija."),
    ("sr", "sr-ec", "Šuma i džez u XIX veku, in!jekcija.", "Шума и џез у XIX веку, инјекција."),
    ("sr", "sr-ec", "Шума, љубав, ђак и Beograd", "Шума, љубав, ђак и Beograd"),  # it is in Cyrillic already
    ("kk", "kk-arab", "Аллаһ, гүл және 25", "ﷲ، گۇل جانە ۲۵"),
    ("kk", "kk-latn", "Қазақстан, Ёлка $1abc", "Qazaqstan, YOlka $1abc"),
    ("crh", "crh-latn", "Къырым ве бульон", "Qırım ve bulyon"),
    ("crh", "crh-cyrl", "Qırım, XIV yüz ve V. yıl", "Къырым, XIV юзь ве В. йыл"),
    ("uz", "uz-cyrl", "yer, Yevropa, etik", "ер, Европа, этик"),
    ("iu", "ike-cans", "Nunavut", "ᓄᓇᕗᑦ"),
    ("tly", "", "толыши", "tolışi"),
]


def read(requests: list[dict[str, Any]]) -> list[list[tuple[str, float]]]:
    run = subprocess.run(
        [pypandoc.get_pandoc_path(), "lua", str(HERE / "variants.lua"), str(ROOT)],
        input=json.dumps(requests), capture_output=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found: list[list[tuple[str, float]]] = json.loads(run.stdout)
    return found


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """The words of each case: one process reads them all."""
    requests = [
        {"known": language_variants(language, variant or None) or {"language": language}, "pages": [text]}
        for language, variant, text, _ in CASES
    ]
    shown = []
    for [[html, _]] in read(requests):
        text = re.sub(r"<li[ >].*?<p>|<a[^>]*footnote-back.*?</a>", " ", html)
        text = re.sub(r"</?(?:p|td|dt|dd|tr|table|sup|ol)\b[^>]*>", " ", text)
        shown.append(" ".join(re.sub(r"<[^>]*>", "", text).replace("&amp;", "&").replace("&gt;", ">").split()))
    return shown


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{case[1] or case[0]} {case[2]}" for case in CASES])
def test_words_of_a_page(pages: list[str], number: int) -> None:
    assert pages[number] == CASES[number][3]
