"""What gpt-2-simple's sampler cannot do, said before TensorFlow is loaded."""

from __future__ import annotations

from pathlib import Path

from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.formats.openai import HPARAMS


def check(model: Path, options: Generate) -> None:
    """See that gpt-2-simple can do what is asked of the model in a folder.

    Raises:
        WikimillError: top_k and top_p together, another strategy than drawing, another format than OpenAI's.
    """
    if options.top_k and options.top_p < 1:
        raise WikimillError("generate: gpt-2-simple samples by top_k or by top_p, not both; set top_k: 0 or top_p: 1.0")
    if options.strategy != "sample":
        raise WikimillError(
            f"generate.strategy: gpt-2-simple draws and nothing else; set another engine for {options.strategy}"
        )
    if not (model / HPARAMS).exists():
        raise WikimillError(
            f"{model}: gpt-2-simple reads OpenAI's format alone, and there is no {HPARAMS}; add openai to "
            "train.formats, or set another generate.engine"
        )
