"""gigatoken, which encodes the corpus, against Hugging Face's `tokenizers`, on any text, with several vocabularies."""

from __future__ import annotations

import contextlib
import random
from functools import cache
from pathlib import Path
from typing import Any

import gigatoken
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.unit.corpus.builder import VOCABULARY
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary, train_vocabulary
from wikimill.sources.pinned_text import END_OF_TEXT

ENGLISH = ["the", "tide", "and", "the", "bells", "of", "Skerrow", ";", "it's", "we'll", "I'd", "1847", "12,450"]


SCRIPTS = [
    "Ελλάδα", "Москва", "東京都", "北京", "서울", "हिन्दी", "עברית", "العربية", "ไทย", "naïve", "cafe\u0301", "½",
    "²", "Ⅷ", "٣٤", "🙂", "👩\u200d👩\u200d👧", "🇫🇷", "\u200b", "\ufeff", "\xa0", "ﬁ", "İ", "ß",
]  # fmt: skip


CODE = [
    "    ", "\t", "\n", "\r\n", "\n\n", "  ", "def f(x):", "return", "{", "}", "<|", "|>", "endoftext", "0x1F", "==",
    "—", "'s", "'S",
]  # fmt: skip


PAGES = {"bytes": ["a"], "english": ENGLISH, "scripts": SCRIPTS, "code": CODE, "all": [*ENGLISH, *SCRIPTS, *CODE]}


SIZES = {"bytes": 257, "english": 300, "scripts": 500, "code": 700, "all": 3000}


PIECES = st.sampled_from(
    [
        *ENGLISH, *SCRIPTS, *CODE, *END_OF_TEXT, END_OF_TEXT, END_OF_TEXT[:-1], END_OF_TEXT[1:], " ", "\0", "\x1c",
        "\x85", "\u2028", "\u3000", "\U0010ffff", "\ud7ff", "\ue000", "e\u0301", "\u0301", "a\u0300\u0301\u0302",
        "\ufffd", "١", "𝟗",
    ]
)  # fmt: skip


# What a character is, letter, number or neither, each library has from Unicode tables of its own, and of its own
# version: those that Python does not know yet are left to the last test.
ANY = st.text(st.characters(exclude_categories=["Cs", "Cn"]))


RUNS = st.builds(lambda piece, times: piece * times, st.sampled_from(" \n\t\r\xa0a0.'<_漢é\u0301"), st.integers(1, 300))


TEXTS = ANY | st.lists(PIECES | RUNS | ANY).map("".join)


@cache
def pair(name: str) -> tuple[Vocabulary, Tokenizer, Any]:
    """A vocabulary, and both its tokenizers as `encode` makes them."""
    words = WORDS[name]
    tokenizer = words.tokenizer(special=False)
    return words, tokenizer, gigatoken.Tokenizer.from_json(tokenizer.to_str())


WORDS: dict[str, Vocabulary] = {"by hand": VOCABULARY}


@pytest.fixture(scope="module", autouse=True)
def trained(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Vocabularies of texts of several kinds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("vocabularies"))
        for name, parts in PAGES.items():
            numbers = random.Random(name)
            # Words of the parts' letters, so that there is enough to merge.
            letters = "".join(parts)
            made = [*parts, *("".join(numbers.choices(letters, k=numbers.randrange(1, 12))) for _ in range(3000))]
            texts = ["".join(f" {numbers.choice(made)}" for _ in range(300)) for _ in range(100)]
            pq.write_table(pa.table({"text": texts, "split": ["train"] * len(texts)}), f"{name}.parquet")
            train_vocabulary(Path(f"{name}.parquet"), SIZES[name], Path(name))
            WORDS[name] = read_vocabulary(Path(name))
            assert WORDS[name].size == SIZES[name]


@settings(max_examples=600)
@given(st.sampled_from(["by hand", *PAGES]), st.lists(TEXTS, min_size=1, max_size=5))
@example("all", [""])
@example("all", ["", END_OF_TEXT, ""])
@example("code", [END_OF_TEXT * 100])
@example("code", [" " * 100_000, "\r\n" * 10_000])
@example("scripts", ["".join(map(chr, [*range(0xD800), *range(0xE000, 0x30000)]))])
@example("english", ["".join(f"{chr(code)} a" for code in range(0xD800))])
def test_ids_are_those_of_tokenizers_and_give_the_text_back(name: str, texts: list[str]) -> None:
    words, tokenizer, fast = pair(name)
    expected = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    assert [list(ids) for ids in fast.encode_batch(texts)] == expected
    assert [list(fast.encode(text)) for text in texts] == expected
    for text, ids in zip(texts, expected, strict=True):
        assert tokenizer.decode(ids) == text
        assert fast.decode(ids) == text.encode()
        assert words.end_of_text not in ids


@settings(max_examples=300)
@given(st.sampled_from(["by hand", *PAGES]), st.binary() | TEXTS.map(lambda text: text.encode()[1:-1]))
def test_bytes_that_are_no_text_come_back(name: str, data: bytes) -> None:
    words, tokenizer, fast = pair(name)
    (ids,) = fast.encode_batch([data]).to_list()
    assert fast.decode(ids) == data
    assert all(0 <= number < words.end_of_text for number in ids)
    with contextlib.suppress(UnicodeDecodeError):
        assert ids == tokenizer.encode(data.decode()).ids


@settings(max_examples=100)
@given(st.lists(st.characters(categories=["Cn"]) | PIECES).map("".join))
@example("\u088f's")  # a letter since Unicode 17, which gigatoken knows and tokenizers 0.23 does not
def test_characters_of_tomorrow_come_back(text: str) -> None:
    words, tokenizer, fast = pair("all")
    ids = fast.encode(text).tolist()
    assert tokenizer.decode(ids) == text
    assert words.end_of_text not in ids
