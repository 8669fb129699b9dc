"""The language that a text is written in, by py3langid's model."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

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


def detect_language(text: str) -> tuple[str, float]:
    """The likeliest language: an ISO 639 code, and its probability, from 0 to 1, among those that py3langid knows."""
    language, probability = _identifier().classify(text[:CHARACTERS])
    return str(language), round(float(probability), 4)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)  # reading the model takes a second
