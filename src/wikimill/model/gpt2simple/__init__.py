"""The engine gpt-2-simple: its model, sampler, gradient accumulation and checkpoints, unmodified.

Its `finetune` is not used: it fixes the sample length at 1,024 tokens, draws batches from an unseeded
generator and keeps no optimizer state. Its modules are.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from wikimill.config.model import Generate, Train
from wikimill.corpus import vocabulary as vocabularies
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, write_text
from wikimill.model.engine import Sample
from wikimill.model.gpt2simple.graph import CHECKPOINT, trained_shape
from wikimill.model.gpt2simple.sampling import Sampler
from wikimill.model.gpt2simple.training import COLUMNS, Training
from wikimill.progress import bar


class GPT2Simple:
    """See `wikimill.model.engine.Engine`."""

    def train(self, corpus: Path, base: Path | None, options: Train, output: Path) -> None:
        """See `Engine.train`. A killed or finished run goes on from its last checkpoint, `out/<run>/state/`."""
        words = vocabularies.read(corpus / "tokenizer")
        hparams = trained_shape(base, options, words.size)
        training = Training(corpus, base, options, hparams, output / "state")
        rows = training.run()
        with atomic_folder(output / "model") as folder:
            training.saver.save(training.session, str(folder / CHECKPOINT), write_meta_graph=True)
            (folder / "hparams.json").write_text(json.dumps(vars(hparams)) + "\n")
            for name in (vocabularies.ENCODER, vocabularies.MERGES):
                shutil.copy(corpus / "tokenizer" / name, folder)
            # The saver writes absolute paths of the temporary folder.
            (folder / "checkpoint").write_text(f'model_checkpoint_path: "{CHECKPOINT}"\n')
        write_text(output / "log.csv", "".join(",".join(row) + "\n" for row in [COLUMNS, *rows]))

    def generate(self, model: Path, options: Generate) -> Iterator[Sample]:
        """See `Engine.generate`.

        Raises:
            WikimillError: no model, a prompt that leaves no room, or top-k and top-p together.
        """
        if options.top_k and options.top_p < 1:
            raise WikimillError(
                "generate: gpt-2-simple samples by top_k or by top_p, not both; set top_k: 0 or top_p: 1.0"
            )
        if not (model / "hparams.json").exists():
            raise WikimillError(f"{model}: there is no trained model; run `snakemake train` first")
        sampler = Sampler(model, options)
        prompts = options.prompts or [""]
        texts: dict[int, str] = {}
        with bar("Sampling", options.nsamples, "sample") as progress:
            for number, prompt in enumerate(prompts):
                indexes = list(range(number, options.nsamples, len(prompts)))
                for index, text in zip(indexes, sampler.texts(prompt, len(indexes), progress), strict=True):
                    texts[index] = text
        for index in range(options.nsamples):
            prompt = prompts[index % len(prompts)]
            yield Sample(
                prompt,
                texts[index],
                options.seed,
                options.temperature,
                options.top_k,
                options.top_p,
                str(model),
            )
