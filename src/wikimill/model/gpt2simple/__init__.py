"""The engine gpt-2-simple: its model, sampler, gradient accumulation and checkpoints, unmodified.

Its `finetune` is not used: it fixes the sample length at 1,024 tokens, draws batches from an unseeded
generator and keeps no optimizer state. Its modules are.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from wikimill.config.model import Train
from wikimill.corpus import vocabulary as vocabularies
from wikimill.files import atomic_folder, write_text
from wikimill.model.gpt2simple.graph import CHECKPOINT, trained_shape
from wikimill.model.gpt2simple.training import COLUMNS, Training


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
