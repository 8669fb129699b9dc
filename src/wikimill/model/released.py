"""The released GPT-2 models, and the files of a checkpoint in their format."""

from __future__ import annotations

import json
from pathlib import Path

from wikimill.config.model import RELEASED_MODELS
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder

NAMES = RELEASED_MODELS
RELEASE = "https://openaipublic.blob.core.windows.net/gpt-2/models"
# As OpenAI released them (https://github.com/openai/gpt-2, download_model.py).
FILES = (
    "checkpoint",
    "encoder.json",
    "hparams.json",
    "model.ckpt.data-00000-of-00001",
    "model.ckpt.index",
    "model.ckpt.meta",
    "vocab.bpe",
)


def label(file: str) -> str:
    """The name under which a rule knows a file of `FILES`."""
    return file.replace(".", "_").replace("-", "_")


def download(name: str, output: Path) -> None:
    """Download a released model, by gpt-2-simple's own code, into the folder `output`.

    Raises:
        WikimillError: no connection, or an answer that is no model.
    """
    import requests
    from gpt_2_simple import gpt_2

    with atomic_folder(output) as made:
        try:
            gpt_2.download_gpt2(model_dir=str(made.parent), model_name=made.name)
            json.loads((made / "hparams.json").read_text())
        except (requests.RequestException, KeyError, ValueError) as error:
            raise WikimillError(
                f"model {name}: it cannot be downloaded ({type(error).__name__}); check the connection, or put "
                f"the files {', '.join(FILES)} of {RELEASE}/{name} into {output}"
            ) from None
