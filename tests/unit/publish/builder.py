"""A corpus and a model that are ready to be published, without training one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.unit.corpus import builder
from tests.unit.report.builder import OUTPUT, write_files
from wikimill import layout
from wikimill.config.model import Config
from wikimill.config.resolved import write_resolved
from wikimill.corpus.card.card import card
from wikimill.files import sha256, write_text
from wikimill.model.formats.folder import Model, write_model
from wikimill.model.training_facts import write_facts
from wikimill.model.weights import Shape, initial_weights
from wikimill.report.model_card import model_card

CORPUS = builder.FOLDER
SHAPE = Shape(builder.VOCABULARY.size, n_ctx=16, n_embd=8, n_head=2, n_layer=1)
FACTS: dict[str, Any] = {
    "hardware": "2 CPU cores",
    "engine": "keras",
    "backend": "jax",
    "precision": "float32",
    "batch_size": 4,
    "exported": 10,
}


def write_corpus(**settings: Any) -> Config:
    """Write a corpus of manifest `m`, with templates and its card; `settings` are sections of the configuration."""
    config = Config.model_validate({"contact": "someone@wiki.example", **settings})
    write_files()
    for split in ("train", "validation"):
        shutil.copy(CORPUS / "pages.parquet", CORPUS / f"pages-{split}.parquet")
    write_text(CORPUS / "pages.schema.json", "{}\n")
    original, lock = layout.original("m"), layout.lock("m")
    write_text(original, "wiki: wiki.example\ncategories: [Ships]\n")
    write_text(lock, lock.read_text().replace("# original: \n", f"# original: {sha256(original)}\n"))
    write_resolved(layout.run_config("main"), config)
    card(["m"], config, CORPUS)
    return config


def write_run(**settings: Any) -> Config:
    """The same, with a model that was not trained, and its card."""
    config = write_corpus(**settings)
    (OUTPUT / "model").mkdir(parents=True, exist_ok=True)
    model = Model(SHAPE, initial_weights(SHAPE, 0), builder.VOCABULARY)
    write_model(OUTPUT / "model", model, CORPUS / "tokenizer", ["huggingface"])
    write_text(OUTPUT / "loss.svg", "<svg/>\n")
    write_facts(OUTPUT, **FACTS)
    model_card(config, CORPUS, OUTPUT)
    return config


def snapshot(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
