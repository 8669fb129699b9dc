"""The language that a text is written in, by py3langid's model."""

from __future__ import annotations

from collections.abc import Collection

from wikimill.errors import WikimillError

CHARACTERS = 2000  # from the beginning of a text, that are classified


def check_languages(codes: Collection[str]) -> None:
    """Whether py3langid can detect all these languages (ISO 639 codes).

    Raises:
        WikimillError: it cannot.
    """
    if not codes:
        return
    import py3langid

    known = sorted({str(code) for code, _ in py3langid.rank("")})
    if unknown := set(codes) - set(known):
        raise WikimillError(
            f"corpus.languages: {', '.join(sorted(unknown))} is not known; known are {', '.join(known)}"
        )


def detect_language(text: str) -> str:
    """The likeliest language: an ISO 639 code."""
    import py3langid  # reading its model takes a second

    return str(py3langid.classify(text[:CHARACTERS])[0])
