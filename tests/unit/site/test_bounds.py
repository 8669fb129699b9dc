"""Wikis that say of themselves what no wiki says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from wikimill.site.bounds import check_site
from wikimill.site.core import core_site, language_codes
from wikimill.site.model import MagicWord, Namespace

SITE = core_site("en")


def general(**values: object) -> dict[str, Any]:
    return {"general": {**SITE.general, **values}}


def nested(levels: int) -> list[Any]:
    return [nested(levels - 1)] if levels else []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (general(lang="../../x"), "no code of a language"),
        (general(lang="x" * 1_000_000), "no code of a language"),
        (general(lang=""), "no code of a language"),
        (general(lang="de\n"), "no code of a language"),
        (general(sitename="A" * 5_000), "more than 2,000"),
        (general(sitename="A\x1b[2J"), "control character"),
        (general(fallback=[{"code": "de"}] * 1_000_000), "`fallback` has more than 1,000 entries"),
        (general(variants={"a": {str(n): n for n in range(2_000)}}), "`variants` has more than 1,000 entries"),
        (general(variants=[{"code": "x" * 5_000}]), "more than 2,000"),
        (general(variants={"\x1b[2J": 1}), "control character"),
        (general(fallback=nested(900)), "`fallback` is nested in more than 4 levels"),
        (general(**{f"key{n}": n for n in range(2_000)}), "values in `general`, more than 1,000"),
        (general(**{"x" * 5_000: 1}), "a name in `general` has 5,000 characters"),
        ({"namespaces": {n: Namespace(n, f"N{n}") for n in range(1_000_000)}}, "1,000,000 namespaces"),
        ({"namespaces": {6: Namespace(6, "A"), 10: Namespace(10, "a")}}, "two of its namespaces"),
        (
            {"namespaces": {6: Namespace(6, "A", "", ("X",)), 10: Namespace(10, "B", "", ("x",))}},
            "two of its namespaces",
        ),
        ({"namespaces": {6: Namespace(6, "A" * 300)}}, "300 characters"),
        ({"namespaces": {6: Namespace(6, "A", "", tuple(map(str, range(600))))}}, "600 aliases"),
        ({"magic_words": {"a": MagicWord("a", ("\ud800",))}}, "control character"),
        ({"functions": frozenset(map(str, range(20_000)))}, "20,000 parser functions"),
        ({"interwiki": {"a": "x" * 3_000}}, "interwiki address"),
        ({"licence": "x" * 5_000_000}, "licence"),
    ],
)
def test_what_no_wiki_says_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as error:
        check_site(replace(SITE, **changes))
    assert len(str(error.value)) < 200
    assert str(error.value).isprintable()


@pytest.mark.slow
def test_every_language_of_the_core_is_within_bounds() -> None:
    for code in language_codes():
        assert check_site(core_site(code, sitename="Example")).language == code
