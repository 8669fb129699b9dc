"""A file in parts: documents and blocks, whatever the chunks in which it is read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikimill.sources.documents.parts import block_size, is_continued, split_parts

TEXTS = st.lists(st.sampled_from(["a", "bc.", " ", "\n", "\n\n", "<|endoftext|>", "<|end", "|>", "é", "\t"])).map(
    "".join
)


def parts(text: str, size: int, chunk: int = 1 << 20) -> list[tuple[str, str]]:
    chunks = [text[start : start + chunk] for start in range(0, len(text), chunk)]
    return list(split_parts(chunks, size))


def test_documents_and_blocks_have_numbers() -> None:
    text = "One.\n<|endoftext|>\nTwo is\n\nlonger,\n\nand\n\nlonger.\n<|endoftext|>\n"
    assert parts(text, 8) == [
        ("00000001.00001", "One.\n"),
        ("00000002.00001", "\nTwo is\n\nlonger,\n"),
        ("00000002.00002", "\nand\n\nlonger.\n"),
    ]
    assert is_continued("00000002.00001", "00000002.00002")
    assert not is_continued("00000001.00001", "00000002.00001")


@given(TEXTS, st.integers(1, 12), st.integers(1, 9))
def test_the_parts_of_a_document_are_the_document(text: str, size: int, chunk: int) -> None:
    found = parts(text, size)
    assert parts(text, size, chunk) == found
    documents = [""]
    for (title, part), (following, _) in pairwise([*found, ("", "")]):
        documents[-1] += part
        if not is_continued(title, following):
            documents.append("")
    assert documents[:-1] == [each for each in text.split("<|endoftext|>") if each.strip()]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("aaaa\nbbbb cccc\n\ndddd", ["aaaa\nbbbb cccc\n", "\ndddd"]),
        ("aaaa\n\n  bbbb", ["aaaa\n\n ", " bbbb"]),
        ("aaaa\nbbbb", ["aaaa", "\nbbbb"]),
        ("aaaa bbbb", ["aaaa", " bbbb"]),
        ("a" * 40, ["a" * 16] * 2 + ["a" * 8]),
        ("aaaa \n", ["aaaa \n"]),
        ("\n" * 9 + "aaaa\n\nb", ["\n" * 9 + "aaaa\n", "\nb"]),
    ],
)
def test_a_block_ends_at_a_blank_line_or_the_next_best_place(text: str, blocks: list[str]) -> None:
    assert [block for _, block in parts(text, 4)] == blocks


def test_blocks_are_large_where_files_are() -> None:
    assert [block_size(size) for size in (0, 10_000, 5_000_000, 10**9)] == [1024, 1024, 25_000, 65_536]
