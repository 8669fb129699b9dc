"""The headings of end sections: each language's as they are listed, as authors vary them, and joined."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pypandoc
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LINE = re.compile(r"([a-z]{2,}(?:[ -][a-z]+)*) \(([^()]+)\): (\S.*)")
# Of the largest Wikipedias by articles, those whose languages have a line; `simple` and `no` are the wikis' names.
LARGEST = """
af ar arz ast az be bg bn br ca ce ceb cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko
la lb lt lv mk ml mr ms my nan nl nn no pl pt ro ru sh simple sk sl sq sr sv sw ta te th tl tr tt uk ur uz vi war zh
"""


def lines() -> list[tuple[list[str], list[str], list[str]]]:
    """Of each line codes, words for "and", headings."""
    found = []
    for line in (ROOT / "workflow/wikitext/end_sections.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            match = LINE.fullmatch(line)
            assert match, line
            codes, joints, names = match.groups()
            found.append((codes.split(), joints.split(", "), names.split("; ")))
    return found


def are_known(headings: list[tuple[str, str]]) -> list[bool]:
    """Whether each heading, of a language, is one of an end section."""
    command = [pypandoc.get_pandoc_path(), "lua", str(HERE / "end_sections.lua"), str(ROOT)]
    text = "".join(f"{language}\t{heading}\n" for language, heading in headings)
    answers = subprocess.run(command, input=text, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    return [answer == "true" for answer in answers.split()]


def unknown(headings: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headings that are none of an end section."""
    return [each for each, known in zip(headings, are_known(headings), strict=True) if not known]


def test_the_largest_wikipedias_have_a_line_each_and_no_language_two() -> None:
    codes = Counter(code for codes, _, _ in lines() for code in codes)
    assert set(LARGEST.split()) <= set(codes)
    assert set(codes.values()) == {1}


def test_lines_are_in_order_and_name_nothing_twice() -> None:
    first = [codes[0] for codes, _, _ in lines()]
    assert first == ["en", *sorted(first[1:])]
    for codes, joints, names in lines():
        assert max(Counter(name.lower() for name in names).values()) == 1, codes
        assert len(joints) == len(set(joints))
        assert len(names) >= 5, codes


def test_each_heading_is_known_in_each_of_its_languages_by_itself_and_joined() -> None:
    headings = []
    for codes, joints, names in lines():
        for code in codes:
            headings += [(code, name) for name in names]
            headings += [(code, f"{names[0]} {joint} {names[-1]}") for joint in joints]
            headings += [(code, f"{names[1]}, {names[0]} {joints[0]} References")]
    assert unknown(headings) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("ar", "المراجع والمصادر"),
        ("ar", "اقرأ أيضاً"),
        ("ar", "اقرأ أيضًا"),
        ("az", "HƏMÇİNİN BAX"),
        ("be-tarask", "Літаратура і крыніцы"),
        ("de-at", "Literatur, Quellen und Weblinks:"),
        ("en", "NOTES & REFERENCES"),
        ("es", "Literatura y notas"),
        ("eu", "Ikus, gainera"),
        ("fa", "پانویسها و منابع"),
        ("fa", "پی نوشت‌ها".replace(" ", "\u200c")),
        ("fr", "Notes et références"),
        ("fr", "Galerie d’images"),
        ("he", "הערות שוליים ומקורות"),
        ("ja", "脚注・出典"),
        ("ja", "注釈と出典"),
        ("ja", "外部リンク／参考文献"),
        ("ko", "각주 및 참고 문헌"),
        ("ko", "각주와 참고문헌"),
        ("nb", "Noter og referanser"),
        ("ro", "Note şi referinţe"),
        ("ru", "4. См. также"),
        ("tr", "KAYNAKÇA VE DIŞ BAĞLANTILAR"),
        ("zh-hans", "注释与参考文献"),
        ("xx", "References"),
    ],
)
def test_as_authors_vary_them(language: str, heading: str) -> None:
    assert are_known([(language, heading)]) == [True]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("de", "Literatur und Film"),
        ("de", "und"),
        ("de", "Literatur und"),
        ("de", "1984"),
        ("de", "…"),
        ("fr", "Weblinks et vie"),
        ("en", "Notes on a scandal"),
        ("en", "Notes" + " and notes" * 10_000),
        ("ja", "脚"),
        ("xx", "脚注"),
        ("../en", "脚注"),
    ],
)
def test_others_are_none(language: str, heading: str) -> None:
    assert are_known([(language, heading)]) == [False]
