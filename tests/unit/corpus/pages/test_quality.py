"""The rules of Gopher and FineWeb, under datatrove's names."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.unit.corpus.builder import TEXTS, build_corpus, prose, write_manifest
from wikimill.config.model import Corpus
from wikimill.config.quality import Quality
from wikimill.corpus.pages import pages_table as table
from wikimill.corpus.pages import quality
from wikimill.corpus.pages.quality import Fault, check_quality, find_fault
from wikimill.errors import WikimillError
from wikimill.site.core import core_site

pytestmark = pytest.mark.slow  # spaCy takes two seconds to import

ALL: dict[str, Any] = {"gopher_repetition": {}, "gopher_quality": {}, "fineweb_quality": {}}
PARAGRAPH = (
    "The ferry to Skerrow leaves the harbour at eight in the morning, and it comes back when the weather allows it to. "
    "Passengers have to be at the pier a quarter of an hour before, with what they take along. Nobody waits for them. "
)
ARTICLE = (
    f"**Skerrow** is an *island*. {PARAGRAPH}\n\n## History\n\n> It rains, and then the sun shines on the cliffs.\n\n"
    "The lighthouse was built of granite by Ann Teal, who had come from the mainland with her sons, and lit in 1851. "
    "Since then it has been rebuilt twice, once after a storm and once because nobody could find the key any more.\n"
)
GERMAN = (
    "Die Fähre nach Skerrow verlässt den Hafen um acht Uhr morgens und kommt zurück, wenn das Wetter es erlaubt. Wer "
    "mitfahren will, muss eine Viertelstunde vorher am Anleger sein, mit allem, was er mitnimmt. Gewartet wird nicht. "
    "Das Haus am Kai gehört der Gemeinde; sie vermietet es im Sommer an Gäste, die lange bleiben und wenig brauchen.\n"
)
WORDS = [word.strip(".,") for word in (PARAGRAPH + ARTICLE).split() if word.isalpha()]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Too short.\n", ("gopher_short_doc", "gopher_quality")),
        ("**\n\n***\n", ("empty", "gopher_repetition")),
        (f"{PARAGRAPH}\n\n" * 3, ("dup_para_frac", "gopher_repetition")),
        (f"{PARAGRAPH}\n" * 3, ("dup_line_frac", "gopher_repetition")),
        ("of the sea " * 40 + PARAGRAPH, ("top_2_gram", "gopher_repetition")),
        (ARTICLE + "# 1 # 2 # 3 # 4 # 5 # 6 # 7 # 8 # 9 " * 2, ("gopher_too_many_hashes", "gopher_quality")),
        ("\n".join(f"- {word} {n}." for n, word in enumerate(WORDS)), ("gopher_too_many_bullets", "gopher_quality")),
        (" ".join(f"{word} {n}" for n, word in enumerate(WORDS)), ("gopher_below_alpha_threshold", "gopher_quality")),
        (prose(1, 120), ("gopher_enough_stop_words", "gopher_quality")),
        (ARTICLE.replace(". ", " ").replace(".\n", "\n"), ("line_punct_ratio", "fineweb_quality")),
        ("\n".join(" ".join(WORDS[n : n + 3]) + "." for n in range(0, 75, 3)), ("short_line_ratio", "fineweb_quality")),
    ],
)
def test_each_rule_has_datatroves_name(text: str, fault: tuple[str, str]) -> None:
    assert find_fault(text, "en", Quality.model_validate({fault[1]: {}})) == Fault(*fault)


def test_what_breaks_no_rule_has_no_fault_and_the_first_rule_counts() -> None:
    rules = Quality.model_validate(ALL)
    assert find_fault(ARTICLE, "en", rules) is None
    assert find_fault("Too short.\n", "en", rules) == ("top_2_gram", "gopher_repetition")


def test_marks_of_markdown_are_no_words() -> None:
    rules = Quality.model_validate({"gopher_quality": {"max_symbol_word_ratio": 0.001}})
    plain = " ".join(WORDS)
    assert find_fault(f"### {plain}\n", "en", rules) is None
    assert find_fault(f"{plain} # {plain}\n", "en", rules) == ("gopher_too_many_hashes", "gopher_quality")
    emphasized = " ".join(f"*{word}*" for word in WORDS)
    assert find_fault(emphasized, "en", Quality.model_validate({"gopher_quality": {}})) is None


@pytest.mark.parametrize("unit", ["(", '"', "http://a.", "a-", "*", "#", "'s"])
def test_a_long_run_takes_time_in_proportion(unit: str) -> None:
    rules = Quality.model_validate(ALL)
    find_fault(unit, "en", rules)  # imports
    start = time.process_time()
    find_fault(unit * (20_000 // len(unit)), "en", rules)
    assert time.process_time() - start < 2


def test_thresholds_are_those_of_the_configuration() -> None:
    text = "Nobody waits for the ferry, and it leaves.\n"
    for number, fault in [(8, None), (9, Fault("gopher_short_doc", "gopher_quality"))]:
        assert find_fault(text, "en", Quality.model_validate({"gopher_quality": {"min_doc_words": number}})) == fault


@pytest.mark.parametrize("language", ["de", "de-at", "DE"])
def test_stop_words_are_those_of_the_language(language: str) -> None:
    rules = Quality.model_validate({"gopher_quality": {}})
    missing = Fault("gopher_enough_stop_words", "gopher_quality")
    assert find_fault(GERMAN, language, rules) is None
    assert find_fault(GERMAN, "en", rules) == missing
    assert find_fault(prose(1), language, rules) == missing
    given = Quality.model_validate({"gopher_quality": {"stop_words": ["Fähre", "the", "of"]}})
    assert find_fault(GERMAN, language, given) == missing
    assert find_fault(ARTICLE, language, given) is None


@pytest.mark.parametrize("language", ["eo", "cy", "tlh", "", "char_classes", "a.b"])
def test_a_language_without_a_list_has_no_rule_of_stop_words(language: str) -> None:
    assert find_fault(prose(1), language, Quality.model_validate({"gopher_quality": {}})) is None


@pytest.mark.parametrize(
    ("language", "package"),
    [("zh", "jieba"), ("zh-hans", "jieba"), ("ja", "sudachipy"), ("ko", "kiwipiepy"), ("th", "pythainlp")],
)
def test_a_package_that_tells_words_apart_is_named_at_the_start(
    project: Path, monkeypatch: pytest.MonkeyPatch, language: str, package: str
) -> None:
    for name in (package, "sudachipy"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr("datatrove.utils._import_utils._is_package_available", lambda name: name == "spacy")
    quality._tokenizer.cache_clear()
    message = rf"^corpus\.quality: to tell words in the language {language[:2]} apart, run: pip install {package}"
    with pytest.raises(WikimillError, match=message):
        check_quality(Quality.model_validate(ALL), ["en", language])
    check_quality(Quality(), [language])
    monkeypatch.setattr("tests.unit.corpus.builder.ENGLISH", core_site(language, host="wiki.example"))
    write_manifest("m", TEXTS)
    with pytest.raises(WikimillError, match=message):
        table.pages_table(["m"], Corpus.model_validate({"quality": {"fineweb_quality": {}}}), Path("corpus/c"))


def test_a_verdict_is_kept_until_text_or_rules_change(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    original = quality.find_fault

    def spy(text: str, language: str, options: Quality) -> Fault | None:
        judged.append(text)
        return original(text, language, options)

    monkeypatch.setattr(quality, "find_fault", spy)
    texts = {"Island": ARTICLE, "Pier": prose(1), "Quay": "Wet.\n"}
    faults = {
        "Pier": ("gopher_enough_stop_words", "gopher_quality"),
        "Quay": ("gopher_short_doc", "gopher_quality"),
    }
    counts = []
    lenient = {"min_doc_words": 1, "min_stop_words": 0, "max_non_alpha_words_ratio": 0}
    for rules, expected in [({}, faults), ({}, faults), (lenient, {}), ({}, faults)]:
        assert build_corpus(texts, quality={"gopher_quality": rules})[1] == expected
        counts.append(len(judged))
    assert counts == [3, 3, 6, 9]
    judged.clear()
    assert build_corpus({**texts, "Mole": GERMAN}, quality={"gopher_quality": {}})[0] == ["Island"]
    assert judged == [GERMAN]
    stored = pq.read_table("cache/corpus/c/features.parquet").to_pylist()
    assert {row["fault"] for row in stored} == {"", *map(" ".join, faults.values())}
