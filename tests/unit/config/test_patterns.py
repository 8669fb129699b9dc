"""Patterns of template names: what is one, and which names are meant."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from wikimill.config.model import Convert
from wikimill.config.patterns import matcher


@pytest.mark.parametrize("pattern", ["", " _ ", "Template:Tide", "template: tide *"])
def test_what_can_name_no_template_is_an_error(pattern: str) -> None:
    for key in ("keep", "drop"):
        with pytest.raises(ValidationError, match="a template's name without its namespace"):
            Convert.model_validate({key: [pattern]})


def test_names_are_compared_in_case_but_for_the_first_letter() -> None:
    means = matcher(["quote_box", "Info*", "T?", "[ab]c"])
    names = ("Quote box", "quote  box", "quote Box", "infobox x", "Tx", "Txy", "ac", "Bc", "cc", "Tide:Quote box")
    assert [name for name in names if means(name)] == ["Quote box", "quote  box", "infobox x", "Tx", "ac", "Bc"]
    assert not matcher([])("Tide")
