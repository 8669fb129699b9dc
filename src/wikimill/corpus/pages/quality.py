"""The rules of Gopher and FineWeb, by datatrove's filters: the same verdicts and the same names of reasons."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from wikimill.config.quality import Quality
from wikimill.corpus.pages.packages import require
from wikimill.errors import WikimillError

# The rules were made for plain text. Marks of markdown are words to them, and a heading's number signs symbols: with
# them 39 of 106 articles of Wikipedia have too few words with letters, without them the 24 that have as plain text.
MARKS = re.compile(r"^(?:#{1,6}|>) |(?<!\S)\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?=\W|$)", re.MULTILINE)
# spaCy takes one mark after the other from the edge of a word: quadratic, 16 s for 10,000 brackets in a row. A text in
# a script without spaces loses one word in some two hundred by this.
LONG_RUN = re.compile(r"[^\w\s]{50}(?=[^\w\s])|\S{300}(?=\S)")
PACKAGES = ("datatrove", "spacy")
LANGUAGE = re.compile("[a-z]{2,3}")
NORWEGIAN = {"no": "nb"}  # py3langid's code of the macrolanguage
ENGLISH = "en"
NO_PACKAGE = re.compile(r"pip install ([\w -]+)")
ASSIGNMENT = "tokenizer_assignment.csv"  # of datatrove: which tokenizer a language has


class Fault(NamedTuple):
    """Why a text is left out: the rule that it breaks under datatrove's name, and the key of the rules it is one of."""

    rule: str
    rules: str


def check_quality(options: Quality, languages: Iterable[str]) -> None:
    """Whether the packages that the rules need are installed, for texts in these languages.

    Raises:
        WikimillError: they are not.
    """
    if options.is_asked:
        require("corpus.quality", *PACKAGES)
        for language in sorted(set(languages)):
            _tokenizer(_primary(language))


@cache
def digest(options: Quality, language: str) -> str:
    """A digest of what a verdict depends on beside the text: 16 hex digits."""
    versions = [f"{package} {version(package)}" for package in PACKAGES]
    return hashlib.sha256("\n".join([options.model_dump_json(), language, *versions]).encode()).hexdigest()[:16]


def find_fault(text: str, language: str, options: Quality) -> Fault | None:
    """The first rule that a text breaks; None if there is none.

    Args:
        text: markdown.
        language: of the text; a code of BCP 47 such as `de` or `zh-hans`.
        options: the rules.

    Raises:
        WikimillError: the package that tells words of this language apart is not installed.
    """
    from datatrove.data import Document

    document = Document(LONG_RUN.sub(lambda run: f"{run[0]} ", MARKS.sub("", text)), "")
    filters = _filters(options, _primary(language))
    if not document.text.strip():
        return Fault("empty", next(iter(filters)))
    for rules, each in filters.items():
        verdict = each.filter(document)
        if verdict is not True:
            return Fault(verdict[1], rules)
    return None


def _primary(language: str) -> str:
    """The language of a code, without script or region."""
    code = language.partition("-")[0].lower()
    return NORWEGIAN.get(code, code)


@cache
def _filters(options: Quality, language: str) -> dict[str, Any]:
    """The filters by their keys, in FineWeb's order; each is one of datatrove's."""
    from datatrove.pipeline.filters.fineweb_quality_filter import FineWebQualityFilter
    from datatrove.pipeline.filters.gopher_quality_filter import GopherQualityFilter
    from datatrove.pipeline.filters.gopher_repetition_filter import GopherRepetitionFilter

    tokenizer = _tokenizer(language)
    filters = {}
    if options.gopher_repetition:
        filters["gopher_repetition"] = GopherRepetitionFilter(
            **options.gopher_repetition.model_dump(), language=tokenizer
        )
    if options.gopher_quality:
        parameters = options.gopher_quality.model_dump()
        if not parameters["stop_words"]:
            parameters["stop_words"] = _stop_words(language)
            if parameters["stop_words"] == ():
                parameters["min_stop_words"] = 0
        filters["gopher_quality"] = GopherQualityFilter(**parameters, language=tokenizer)
    if options.fineweb_quality:
        filters["fineweb_quality"] = FineWebQualityFilter(**options.fineweb_quality.model_dump(), language=tokenizer)
    return filters


def _stop_words(language: str) -> tuple[str, ...] | None:
    """spaCy's list for a language; None stands for Gopher's, which is English, and an empty one for none."""
    from spacy.util import get_lang_class

    if language == ENGLISH:
        return None
    try:
        return tuple(get_lang_class(language).Defaults.stop_words) if LANGUAGE.fullmatch(language) else ()
    except ImportError:
        return ()


@cache
def _tokenizer(language: str) -> Any:
    """What tells words of a language apart, as datatrove assigns it.

    A language that it does not know, and one whose tokenizer Stanza would have to download, gets datatrove's for
    scripts with spaces.
    """
    from datatrove.utils.word_tokenizers import StanzaTokenizer, WhitespaceTokenizer, load_word_tokenizer

    name = _assignments().get(language)
    try:
        if name is None or name.kind == StanzaTokenizer.__name__:
            return WhitespaceTokenizer()
        tokenizer = load_word_tokenizer(name.tokenizer)
        tokenizer.word_tokenize("1")  # some look for their package only now
    except ImportError as error:
        packages = NO_PACKAGE.search(str(error))
        if not packages:
            raise
        names = packages[1].strip()
        raise WikimillError(
            f"corpus.quality: to tell words in the language {language} apart, run: pip install {names}; or keep "
            "pages in this language out by corpus.languages or corpus.manifests"
        ) from None
    return tokenizer


class Assignment(NamedTuple):
    """A tokenizer: datatrove's name of language and script, and the name of its class."""

    tokenizer: str
    kind: str


@cache
def _assignments() -> dict[str, Assignment]:
    """By codes of ISO 639-1 and 639-3, in the script that most texts of the language are in.

    datatrove 0.10 reads the table's `FALSE` as true where it is asked by a code alone: Chinese is then Hakka in Latin
    script, without a word in it.
    """
    import datatrove

    assignments: dict[str, Assignment] = {}
    assets = Path(str(datatrove.__file__)).with_name("assets")
    with (assets / ASSIGNMENT).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["default_script"] == "TRUE" and row["type"]:
                found = Assignment(f"{row['code_3']}_{row['script']}", row["type"])
                assignments.setdefault(row["code_3"], found)
                if row["code_1"] and row["default_code_1"] == "TRUE":
                    assignments.setdefault(row["code_1"], found)
    return assignments
