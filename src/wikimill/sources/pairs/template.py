"""Templates of texts: `{column}` stands for a column's value, `{{` and `}}` for braces. Nothing else is allowed."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping

from wikimill.errors import WikimillError


class Template:
    """A template, parsed and checked.

    Raises:
        WikimillError: an unmatched brace, a field that is more than a column name, or no field at all.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        # Only Python's parser, not `format`, which would interpret the values.
        try:
            self.parts = [
                (literal, None if name is None else _name(name, spec, conversion))
                for literal, name, spec, conversion in string.Formatter().parse(text)
            ]
        except ValueError as error:
            raise WikimillError(
                f"template {text!r}: {error}; write {{column}} for a value, and {{{{ and }}}} for braces"
            ) from None
        self.fields = {name for _, name in self.parts if name is not None}
        if not self.fields:
            raise WikimillError(f"template {text!r}: it names no column; write {{column}} where its value goes")

    def check(self, names: Iterable[str]) -> None:
        """Check that every field is one of the columns.

        Raises:
            WikimillError: a field is not.
        """
        columns = sorted(names)
        for field in sorted(self.fields.difference(columns)):
            raise WikimillError(
                f"template {self.text!r}: there is no column {field!r}; the columns are {', '.join(columns) or 'none'}"
            )

    def render(self, values: Mapping[str, str]) -> tuple[str, str]:
        """The text with a value for every field, in two parts: the text before the last field's value, and the rest."""
        source: list[str] = []
        target: list[str] = []
        for literal, name in self.parts:
            if name is None:
                target.append(literal)
            else:
                source += [*target, literal]
                target = [values[name]]
        return "".join(source), "".join(target)


def _name(name: str, spec: str | None, conversion: str | None) -> str:
    if not name or name.isdecimal() or set(name) & set(".[]") or spec or conversion:
        field = name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        raise ValueError(f"{{{field}}} is not just a column name")
    return name
