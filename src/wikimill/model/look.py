"""A look at what a model writes while it learns."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from wikimill.config.training import Generate, Train
from wikimill.errors import WikimillError
from wikimill.files import SCRATCH, write_text
from wikimill.model.formats import folder as formats
from wikimill.model.formats.folder import Model
from wikimill.model.sampling.generation import generate

log = logging.getLogger(__name__)

FOLDER = "looks"
BETWEEN = "\n" + "=" * 20 + "\n"


def write(output: Path, step: int, model: Model, tokenizer: Path, options: Train) -> None:
    """Write `options.sample_num` samples of the model after a step into the folder `out/<run>`."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=SCRATCH) as scratch:
        formats.write(Path(scratch), model, tokenizer, ["huggingface"])
        asked = Generate(nsamples=options.sample_num, engine="float32", seed=options.seed)
        try:
            texts = [sample.text.strip() for sample in generate(Path(scratch), asked)]
        except WikimillError as error:  # a model that says nothing yet may learn to
            log.warning("step %d: no look at what the model writes (%s)", step, error)
            return
    write_text(output / FOLDER / f"{step:08d}.txt", BETWEEN.join(texts) + "\n")
