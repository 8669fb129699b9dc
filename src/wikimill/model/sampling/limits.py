"""What gpt-2-simple's sampler cannot do, said before TensorFlow is loaded."""

from __future__ import annotations

from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.model.formats.openai import HPARAMS


def check(model: Path) -> None:
    """See that gpt-2-simple can read the model in a folder; what options it knows, the configuration says.

    Raises:
        WikimillError: another format than OpenAI's.
    """
    if not (model / HPARAMS).exists():
        raise WikimillError(
            f"{model}: gpt-2-simple reads OpenAI's format alone, and there is no {HPARAMS}; add openai to "
            "train.formats, or set another generate.engine"
        )
