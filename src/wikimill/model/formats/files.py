"""Which files of a folder make up a model. Snakemake's graph asks for them: this imports no library."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from wikimill.corpus.tokens.tokenizer_files import find_tokenizer_files
from wikimill.errors import WikimillError

# The file with the shape, and patterns of the weights' files, each of which some file must match.
FORMATS = {
    "config.json": ("model*.safetensors*",),  # several files have an index, `.safetensors.index.json`
    "hparams.json": ("checkpoint", "*.data-*-of-*", "*.index"),
}


def model_files(folder: Path) -> list[Path]:
    """The files of the model in `folder` that training starts from, its vocabulary included.

    Raises:
        WikimillError: it is in neither format, or has no vocabulary.
    """
    if paths := weight_files(folder):
        return [*paths, *find_tokenizer_files(folder)]
    raise WikimillError(
        f"train.init: there is no GPT-2 model in {folder}; name a released one, scratch, or a folder with config.json "
        "and model.safetensors (Hugging Face's format) or hparams.json, checkpoint and what it names (OpenAI's)"
    )


def weight_files(folder: Path) -> list[Path]:
    """The files with shape and weights of the model in `folder`, in the format that is read; empty without a model."""
    for shape, patterns in FORMATS.items():
        found = [sorted(path for path in folder.glob(pattern) if path.is_file()) for pattern in patterns]
        if all(found) and (folder / shape).is_file():
            return [folder / shape, *chain(*found)]
    return []
