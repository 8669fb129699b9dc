"""Loading a model for sampling."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tokenizers import Tokenizer

from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.errors import WikimillError
from wikimill.model import checkpoints
from wikimill.model.formats.folder import read_model, read_shape
from wikimill.model.sampling.network import Network
from wikimill.model.sampling.quantization import float32_arrays, load_int8, log_cost
from wikimill.model.weights import Shape

LARGE = 50_000_000  # weights from which 8 bits are worth their noise: below, a step is fast anyway
Engine = Literal["auto", "float32", "int8"]


@dataclass(frozen=True)
class SamplingModel:
    """A model that is ready to compute.

    Args:
        folder: where it is.
        engine: `float32` or `int8`.
        network: see `decoder.Decoder`.
        tokenizer: reads end of text as one token.
        end_of_text: the id of that.
    """

    folder: Path
    engine: str
    network: Network
    tokenizer: Tokenizer
    end_of_text: int

    def encode(self, prompt: str) -> list[int]:
        """The tokens of a prompt; an empty one is end of text, after which a page starts."""
        return list(self.tokenizer.encode(prompt).ids) if prompt else [self.end_of_text]

    def decode(self, ids: list[int]) -> str:
        """The text of tokens."""
        return str(self.tokenizer.decode(ids, skip_special_tokens=False))


def model_folder(output: Path, checkpoint: Literal["model"] | int) -> Path:
    """The folder that `generate.checkpoint` names, in `out/<run>`.

    Raises:
        WikimillError: nothing is trained, or this step is not saved.
    """
    if checkpoint != "model":
        return checkpoints.saved_folder(output, checkpoint)
    folder = output / "model"
    if not folder.is_dir():
        raise WikimillError(f"{folder}: there is no trained model; run `snakemake train` first")
    return folder


def resolve_engine(shape: Shape, engine: Engine) -> str:
    """The engine to use: `auto` depends on the size of the model."""
    if engine != "auto":
        return engine
    return "int8" if shape.parameters >= LARGE else "float32"


def load(folder: Path, engine: Engine, held_out: Path | None = None) -> SamplingModel:
    """Load the model in a folder.

    Args:
        folder: in either format.
        engine: see the configuration's key.
        held_out: token ids such as `val.bin`, on which new 8-bit weights are compared with float32 once.

    Raises:
        WikimillError: the model is missing or damaged.
    """
    resolved = resolve_engine(read_shape(folder), engine)
    vocabulary = read_vocabulary(folder)
    if resolved == "int8":
        shape, arrays, is_new = load_int8(folder)
        network = Network(shape, arrays)
        if is_new and held_out and held_out.exists():
            log_cost(folder, network, held_out)
    else:
        model = read_model(folder)
        network = Network(model.shape, float32_arrays(model.shape, model.weights))
    return SamplingModel(folder, resolved, network, vocabulary.tokenizer(special=True), vocabulary.end_of_text)
