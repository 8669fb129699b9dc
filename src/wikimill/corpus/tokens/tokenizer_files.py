"""The files in which a folder may hold a vocabulary. Snakemake's graph asks for them: this imports no library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from wikimill.errors import WikimillError

OPENAI = ENCODER, MERGES = ("encoder.json", "vocab.bpe")
HUGGING_FACE = ("vocab.json", "merges.txt")  # the same two under other names
TOKENIZERS = ("tokenizer.json",)  # both in one, with how texts are split
TOKENIZER = TOKENIZERS[0]
FORMATS = (OPENAI, HUGGING_FACE, TOKENIZERS)


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


def parse_tokenizer_files(texts: Sequence[str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The ids of the tokens, and the merges in their order, from the contents of a format's files.

    Raises:
        ValueError: not a byte-level byte-pair encoding that splits texts as GPT-2 does; KeyError and TypeError, too.
    """
    if len(texts) == 1:
        return _parse_tokenizer_json(json.loads(texts[0]))
    ids, merges = texts
    lines = [line for line in merges.split("\n") if line and not line.startswith("#version")]
    return {str(token): int(number) for token, number in json.loads(ids).items()}, parse_merges(lines)


def parse_merges(merges: Iterable[str | Sequence[str]]) -> list[tuple[str, str]]:
    """The parts of merges, each of which is written as one string or as two."""
    return [(left, right) for left, right in (each.split(" ") if isinstance(each, str) else each for each in merges)]


def _parse_tokenizer_json(content: dict[str, Any]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    model, split = content["model"], content.get("pre_tokenizer") or {}
    alike = (
        model.get("type", "BPE") == "BPE",  # GPT-2's own is so old that it does not say
        split.get("type") == "ByteLevel" and split.get("use_regex", True) and not split.get("add_prefix_space", True),
        not content.get("normalizer"),
        not any(model.get(name) for name in ("continuing_subword_prefix", "end_of_word_suffix", "ignore_merges")),
    )
    if not all(alike):
        raise ValueError("it is not a byte-level BPE that splits texts as GPT-2 does")
    added = {token["content"]: token["id"] for token in content.get("added_tokens", [])}
    return {**model["vocab"], **added}, parse_merges(model["merges"])
