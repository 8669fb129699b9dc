"""Templates: which fields are allowed, and how they are filled in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikimill.errors import WikimillError
from wikimill.sources.pairs.template import Template


@pytest.mark.parametrize(
    ("template", "part"),
    [
        ("{a.__class__}", "{a.__class__} is not just a column name"),
        ("{a[0]}", "{a[0]} is not just a column name"),
        ("{0}", "{0} is not just a column name"),
        ("{}", "{} is not just a column name"),
        ("{a!r}", "{a!r} is not just a column name"),
        ("{a:>999999999}", "{a:>999999999} is not just a column name"),
        ("{a:{b}}", "is not just a column name"),
        ("{a", "expected '}' before end of string"),
        ("a}", "Single '}' encountered"),
        ("plain {{a}}", "it names no column"),
        ("", "it names no column"),
    ],
)
def test_fields_are_column_names_only(template: str, part: str) -> None:
    with pytest.raises(WikimillError) as caught:
        Template(template)
    assert part in str(caught.value)


def test_braces_and_values_that_look_like_fields() -> None:
    template = Template("{{{a}}} {long name} {a}")
    assert template.fields == {"a", "long name"}
    assert "".join(template.render({"a": "{b}", "long name": "{0.x}"})) == "{{b}} {0.x} {b}"


@given(st.text(), st.text())
def test_a_template_puts_values_in_untouched(before: str, value: str) -> None:
    literal = before.replace("{", "{{").replace("}", "}}")
    assert Template(literal + "{a}").render({"a": value}) == (before, value)
