"""A model made ready for sampling."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tokenizers import Tokenizer

from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.errors import WikimillError
from wikimill.model import checkpoints
from wikimill.model.formats import folder as folders
from wikimill.model.sampling import perplexity, quantization
from wikimill.model.sampling.decoder import Network
from wikimill.model.weights import Shape

log = logging.getLogger(__name__)

LARGE = 50_000_000  # weights from which 8 bits are worth their noise: below, a step is fast anyway
Engine = Literal["auto", "float32", "int8"]


@dataclass(frozen=True)
class Model:
    """A model that computes.

    Args:
        folder: where it is.
        engine: `float32` or `int8`.
        network: see `decoder.Decoder`.
        tokenizer: knows end of text as one token.
        end_of_text: the id of that.
    """

    folder: Path
    engine: str
    network: Network
    tokenizer: Tokenizer
    end_of_text: int

    def ids(self, prompt: str) -> list[int]:
        """The tokens of a prompt; an empty one is end of text, after which a page begins."""
        return list(self.tokenizer.encode(prompt).ids) if prompt else [self.end_of_text]

    def text(self, ids: list[int]) -> str:
        """The text of tokens."""
        return str(self.tokenizer.decode(ids, skip_special_tokens=False))


def place(output: Path, checkpoint: Literal["model"] | int) -> Path:
    """The folder that `generate.checkpoint` names, in `out/<run>`.

    Raises:
        WikimillError: nothing is trained, or this step is not saved.
    """
    if checkpoint != "model":
        return checkpoints.saved(output, checkpoint)
    folder = output / "model"
    if not folder.is_dir():
        raise WikimillError(f"{folder}: there is no trained model; run `snakemake train` first")
    return folder


def engine_of(shape: Shape, engine: Engine) -> str:
    """What `auto` is for a model."""
    if engine != "auto":
        return engine
    return "int8" if shape.parameters >= LARGE else "float32"


def load(folder: Path, engine: Engine, held_out: Path | None = None) -> Model:
    """Make the model in a folder ready.

    Args:
        folder: of either format.
        engine: see the configuration's key.
        held_out: token ids, as `val.bin`; on these a model of 8 bits is compared with its exact one, once.

    Raises:
        WikimillError: no model, or none that is whole.
    """
    chosen = engine_of(folders.read_shape(folder), engine)
    words = read_vocabulary(folder)
    if chosen == "int8":
        shape, arrays, new = quantization.kept(folder)
        network = Network(shape, arrays)
        if new and held_out and held_out.exists():
            _compare(folder, network, held_out)
    else:
        model = folders.read(folder)
        network = Network(model.shape, quantization.exact(model.shape, model.weights))
    return Model(folder, chosen, network, words.tokenizer(special=True), words.end_of_text)


def _compare(folder: Path, network: Network, held_out: Path) -> None:
    """Say what 8 bits cost on held-out text."""
    model = folders.read(folder)
    ids = perplexity.part(held_out, network.shape.n_ctx)
    if len(ids) < 2:
        return
    exact = perplexity.of(Network(model.shape, quantization.exact(model.shape, model.weights)), ids)
    bytes_ = perplexity.of(network, ids)
    log.info("%s: perplexity %.3f with 8 bits, %.3f exactly", folder, bytes_, exact)
    if bytes_ > exact * 1.01:
        log.warning("%s: 8 bits cost more than 1 %% of perplexity; generate.engine: float32 is exact", folder)
