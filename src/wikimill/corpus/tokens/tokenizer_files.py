"""The files in which a folder may hold a vocabulary. Snakemake's graph asks for them: this imports no library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wikimill.errors import WikimillError
from wikimill.sources.pinned_text import END_OF_TEXT

OPENAI = ENCODER, MERGES = ("encoder.json", "vocab.bpe")
HUGGING_FACE = ("vocab.json", "merges.txt")  # the same two under other names
TOKENIZERS = ("tokenizer.json",)  # both in one, with how texts are split
TOKENIZER = TOKENIZERS[0]
TAKES_ALONG = ("lstrip", "rstrip", "single_word")  # of an added token: which characters around it are its own
FORMATS = (OPENAI, TOKENIZERS, HUGGING_FACE)  # of those on the hub, the one that says how texts are split is first


def find_tokenizer_files(folder: Path) -> list[Path]:
    """The files of the first format of which `folder` has all.

    Raises:
        WikimillError: there is none.
    """
    for names in FORMATS:
        if all((folder / name).is_file() for name in names):
            return [folder / name for name in names]
    wanted = ", or ".join(" and ".join(names) for names in FORMATS)
    raise WikimillError(f"{folder}: there is no such vocabulary; it needs {wanted}")


@dataclass(frozen=True)
class Scheme:
    """What a `tokenizer.json` says of texts that GPT-2 does otherwise.

    Args:
        pattern: the regular expression that finds the words of a text; empty is GPT-2's.
        normalizes: whether texts are brought into the normal form NFC.
        ignores_merges: whether a word that is a token is that token, whatever the merges say.
        special: tokens that no text has, end of text among them, in the order of their ids.
        whole: tokens that are found in a text before its words are, in the same order.
    """

    pattern: str
    normalizes: bool
    ignores_merges: bool
    special: tuple[str, ...]
    whole: tuple[str, ...]


def parse_tokenizer_files(texts: Sequence[str]) -> tuple[dict[str, int], list[tuple[str, str]], Scheme | None]:
    """The ids of the tokens, the merges in their order, and how texts are split, from the contents of a format's files.

    Raises:
        ValueError: not a byte-level byte-pair encoding; KeyError, TypeError and AttributeError, too.
    """
    if len(texts) == 1:
        return _parse_tokenizer_json(json.loads(texts[0]))
    ids, merges = texts
    lines = [line for line in merges.split("\n") if line and not line.startswith("#version")]
    return {str(token): int(number) for token, number in json.loads(ids).items()}, parse_merges(lines), None


def parse_merges(merges: Iterable[str | Sequence[str]]) -> list[tuple[str, str]]:
    """The parts of merges, each of which is written as one string or as two."""
    return [(left, right) for left, right in (each.split(" ") if isinstance(each, str) else each for each in merges)]


def _parse_tokenizer_json(content: dict[str, Any]) -> tuple[dict[str, int], list[tuple[str, str]], Scheme | None]:
    model, normalizer = content["model"], content.get("normalizer")
    pattern = _parse_pattern(content.get("pre_tokenizer") or {})
    known = (
        model.get("type", "BPE") == "BPE",  # GPT-2's own is so old that it does not say
        pattern is not None,
        normalizer in (None, {"type": "NFC"}),
        not any(model.get(name) for name in ("continuing_subword_prefix", "end_of_word_suffix")),
    )
    if not all(known) or pattern is None:
        raise ValueError("it is not a byte-level BPE that finds words by one pattern")
    added = sorted(content.get("added_tokens", []), key=lambda token: int(token["id"]))
    ids = {**model["vocab"], **{token["content"]: token["id"] for token in added}}
    special = tuple(token["content"] for token in added if token.get("special", True))
    whole = tuple(token["content"] for token in added if not token.get("special", True))
    if any(token.get(name) for token in added for name in TAKES_ALONG if token["content"] in whole):
        raise ValueError("it has added tokens that take spaces along")
    scheme = Scheme(pattern, normalizer is not None, bool(model.get("ignore_merges")), special, whole)
    is_gpt2s = scheme == Scheme("", False, False, special, ()) and END_OF_TEXT in ids
    return ids, parse_merges(model["merges"]), None if is_gpt2s else scheme


def _parse_pattern(split: dict[str, Any]) -> str | None:
    """The pattern that finds words; empty where it is GPT-2's, None where there is another way."""
    if split.get("type") == "Sequence":
        match split["pretokenizers"]:
            case [
                {"type": "Split", "pattern": {"Regex": str(pattern)}, "behavior": "Isolated", "invert": False},
                {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False},
            ] if pattern:
                return pattern
        return None
    is_gpt2s = split.get("type") == "ByteLevel" and split.get("use_regex", True)
    return "" if is_gpt2s and not split.get("add_prefix_space", True) else None
