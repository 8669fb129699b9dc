"""Vocabularies as other models have them: large ones, and such as split texts in another way than GPT-2."""

from __future__ import annotations

import json
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import pre_tokenizers

from wikimill.corpus.tokens.vocabulary import Vocabulary

SYMBOLS = sorted(pre_tokenizers.ByteLevel.alphabet())
# Llama 3's pattern, and Qwen 2's, which is the same but for single digits.
LLAMA_3 = "|".join(
    (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)", r"[^\r\n\p{L}\p{N}]?\p{L}+", r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n]*",
        r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+",
    )
)  # fmt: skip
QWEN_2 = LLAMA_3.replace("{1,3}", "")


def every_pair(symbols: Sequence[str] = SYMBOLS) -> Vocabulary:
    """All pairs of two bytes, and then of three times the same: 66,049 tokens, end of text the last."""
    merges = [(left, right) for left in symbols for right in symbols] + [(2 * each, each) for each in symbols]
    tokens = [*SYMBOLS, *("".join(pair) for pair in merges), "<|endoftext|>"]
    return Vocabulary({token: number for number, token in enumerate(tokens)}, merges)


def tokenizer_json(pattern: str, end: str, **other: Any) -> dict[str, Any]:
    """A `tokenizer.json` as other models have it: pairs of small letters and the space, and three added tokens."""
    vocabulary = every_pair([*string.ascii_lowercase, "Ġ"])
    ids = {token: number for token, number in vocabulary.ids.items() if number != vocabulary.end_of_text}
    added = [(end, True), ("<|start|>", True), ("<tool>", False)]
    split = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    merges = [list(pair) for pair in vocabulary.merges]
    return {
        "version": "1.0",
        "added_tokens": [
            {
                "id": len(ids) + number, "content": content, "special": special, "single_word": False, "lstrip": False,
                "rstrip": False, "normalized": False,
            }
            for number, (content, special) in enumerate(added)
        ],
        "normalizer": other.get("normalizer"),
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, byte_level]},
        "decoder": byte_level,
        "model": {"type": "BPE", "vocab": ids, "merges": merges, "ignore_merges": other.get("ignore_merges", False)},
    }  # fmt: skip


def write_tokenizer(folder: Path, content: dict[str, Any]) -> Path:
    """The folder, made, with `tokenizer.json` alone."""
    folder.mkdir()
    (folder / "tokenizer.json").write_text(json.dumps(content), encoding="utf-8")
    return folder
