"""Pages in other languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.corpus.builder import build_corpus
from wikimill.errors import WikimillError


@pytest.mark.slow
def test_pages_in_other_languages_are_left_out(project: Path) -> None:
    texts = {
        "English": "The ferry leaves the harbour at eight in the morning, and comes back when the weather allows it.\n",
        "Deutsch": "Die Fähre verlässt den Hafen um acht Uhr morgens und kommt zurück, wenn das Wetter es erlaubt.\n",
        "日本語": "フェリーは朝八時に港を出て、天気が許せば戻ってきます。島の人々はそれを待っています。\n",
    }
    assert build_corpus(texts, languages=["en"])[1] == {"Deutsch": ("language", "de"), "日本語": ("language", "ja")}
    assert build_corpus(texts, languages=["de", "ja"])[1] == {"English": ("language", "en")}
    with pytest.raises(WikimillError, match=r"corpus\.languages: xq is not known; known are .*de.*en"):
        build_corpus(texts, languages=["en", "xq"])
