"""Templates of texts: `{column}` stands for a column's value, `{{` and `}}` for braces. Nothing else is known."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping

from wikimill.errors import WikimillError


class Template:
    """A template, checked once.

    Raises:
        WikimillError: a brace without its fellow, a field that is more than a name, or no field at all.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        # Python's own parser, not its `format`: that would look into the values.
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

    def check(self, known: Iterable[str]) -> None:
        """Whether all its fields are among the `known` ones.

        Raises:
            WikimillError: a field is not.
        """
        columns = sorted(known)
        for field in sorted(self.fields.difference(columns)):
            raise WikimillError(
                f"template {self.text!r}: there is no column {field!r}; the columns are {', '.join(columns) or 'none'}"
            )

    def halves(self, values: Mapping[str, str]) -> tuple[str, str]:
        """The text with these values, which hold every field: what is before the last field's value, and the rest."""
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
        shown = name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        raise ValueError(f"{{{shown}}} is no column's name alone")
    return name
