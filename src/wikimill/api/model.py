"""`wikimill.load_model`: texts by a trained model."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from wikimill.config.load import validate
from wikimill.config.training import Generate
from wikimill.model.sampling import load as loading
from wikimill.model.sampling.generate import complete
from wikimill.model.sampling.interactive import stream


class Model:
    """A model that is ready to write; see `load_model`."""

    def __init__(self, model: loading.SamplingModel) -> None:
        self._model = model

    def __repr__(self) -> str:
        return f"Model({str(self._model.folder)!r}, engine={self._model.engine!r})"

    def generate(self, prompt: str = "", nsamples: int = 1, **settings: Any) -> list[str]:
        """Texts that begin with a prompt; the same settings and seed give the same ones.

        Args:
            prompt: an empty one starts a page.
            nsamples: how many.
            settings: keys of the configuration's section `generate`, such as `length` in tokens, `temperature`,
                `top_k`, `top_p`, `seed`, `include_prefix`.

        Raises:
            WikimillError: an unknown setting or a bad value.
        """
        options = self._options(prompt, nsamples=nsamples, **settings)
        whole = options.prefix + prompt
        texts = complete(self._model, [self._model.encode(whole)] * options.nsamples, options)
        return [whole + text if options.include_prefix else text for text in texts]

    def stream(self, prompt: str = "", **settings: Any) -> Iterator[str]:
        """What follows a prompt, in pieces as it is written: together the first text of `generate`.

        Raises:
            WikimillError: see `generate`.
        """
        options = self._options(prompt, **settings)
        yield from stream(self._model, self._model.encode(options.prefix + prompt), options, 0)

    def _options(self, prompt: str, **settings: Any) -> Generate:
        return validate(Generate, {"prompts": [prompt], **settings}, lambda _: "generate")


def load_model(folder: str | PathLike[str] = "out/main", engine: Literal["auto", "float32", "int8"] = "auto") -> Model:
    """Load a model.

    Args:
        folder: of a run, or of a model in OpenAI's or Hugging Face's format.
        engine: what computes; see the key `generate.engine`.

    Raises:
        WikimillError: there is no model, or it is damaged.
    """
    path = Path(folder)
    if (path / "model").is_dir():
        path /= "model"
    return Model(loading.load(path, engine))
