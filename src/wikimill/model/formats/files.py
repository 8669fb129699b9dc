"""Which files of a folder make up a model. Snakemake's graph asks for them: this imports no library."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from wikimill.corpus.tokens import tokenizer_files
from wikimill.errors import WikimillError

# What tells the shape, and patterns of the weights, each of which some file has.
FORMATS = {
    "config.json": ("model*.safetensors*",),  # in several files there is an index, `.safetensors.index.json`
    "hparams.json": ("checkpoint", "*.data-*-of-*", "*.index"),
}


def of(folder: Path) -> list[Path]:
    """The files of the model in `folder` that training starts from, its vocabulary included.

    Raises:
        WikimillError: it is in neither format, or has no vocabulary.
    """
    if model := weights(folder):
        return [*model, *tokenizer_files.find_tokenizer_files(folder)]
    raise WikimillError(
        f"train.init: {folder} holds no GPT-2 model; name a released one, scratch, or a folder with config.json and "
        "model.safetensors (Hugging Face's format) or hparams.json, checkpoint and what it names (OpenAI's)"
    )


def weights(folder: Path) -> list[Path]:
    """The files that tell shape and weights of the model in `folder`, of the format that is read; none without."""
    for shape, patterns in FORMATS.items():
        found = [sorted(folder.glob(pattern)) for pattern in patterns]
        if all(found) and (folder / shape).is_file():
            return [folder / shape, *chain(*found)]
    return []
