"""The language that a text is written in, by py3langid's model."""

from __future__ import annotations

LOOKED_AT = 2000  # characters from the beginning of a text


def known() -> list[str]:
    """The codes (ISO 639) of the languages that are told apart."""
    import py3langid

    return sorted({str(code) for code, _ in py3langid.rank("")})


def language(text: str) -> str:
    """The likeliest language: an ISO 639 code."""
    import py3langid  # reading its model takes a second

    return str(py3langid.classify(text[:LOOKED_AT])[0])
