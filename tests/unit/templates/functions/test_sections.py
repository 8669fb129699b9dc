"""`#lst`, `#lstx` and `#lsth`: parts of other pages."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expand, expander

TIDES = """Before. <section begin=low/>Low {{x}}.<section end=low/> Between.
<section begin="high"/>High <section begin=inner/>water<section end=inner/>.<section end="high"/>
<noinclude>Not this.</noinclude><section begin=low />Low again.<section end='low' />After."""
LAKES = """Lead.
== North ==
Of the north.
=== Deep ===
Deep {{x}}.
== South ==
Of the south."""
LOOP = "<section begin=a/>{{#lst:Loop|a}}<section end=a/>"
PAGES = {"Tides": TIDES, "Lakes": LAKES, "Template:X": "ebb", "Loop": LOOP}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#lst:Tides|low}}", "Low ebb.Low again."),
        ("{{#lst:tides| high }}", "High water."),
        ("{{#section:Tides|inner}}", "water"),
        ("{{#lst:Tides|high|low}}", "High water.\nLow again."),
        ("{{#lst:Tides||low}}", "Before. Low ebb."),
        ("{{#lst:Tides|none}}", ""),
        ("{{#lst:Tides|.*}}", ""),
        ("{{#lstx:Tides|low}}", "Before.  Between.\nHigh water.\nAfter."),
        ("{{#lstx:Tides|low|(…)}}", "Before. (…) Between.\nHigh water.\n(…)After."),
        ("{{#lst:Lakes}}", LAKES.replace("{{x}}", "ebb")),
        ("{{#lsth:Lakes|north}}", "\nOf the north.\n=== Deep ===\nDeep ebb."),
        ("{{#lsth:Lakes|North|Deep}}", "\nOf the north."),
        ("{{#lsth:Lakes|Deep}}", "\nDeep ebb."),
        ("{{#lsth:Lakes|South}}", "\nOf the south."),
        ("{{#lsth:Lakes}}", "Lead."),
        ("{{#lsth:Lakes|none}}", ""),
        ("{{#lst:<>|a}}", ""),
        ("{{#lst:Loop|a}}", ""),
        ("a<section begin=b/>c<section end=b/>", "a<section begin=b/>c<section end=b/>"),
    ],
)
def test_parts(text: str, expected: str) -> None:
    assert expand(text, PAGES) == expected


def test_a_page_that_is_missing_is_listed_and_names_the_call() -> None:
    expansion = expander({}).expand_page("Corncrake", "A {{#lst:Nowhere|b}} c.")
    assert [loss[:2] for loss in expansion.losses] == [("missing", "Nowhere")]
    assert expansion.text == "A \1 c."
