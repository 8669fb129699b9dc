"""What wikimill writes, in gpt-2-simple as it is: no code of ours runs beside it."""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path

import numpy as np

from tests.fork_server import Program
from tests.unit.corpus.builder import TEXTS, VOCABULARY, write_manifest
from wikimill.config.model import Corpus
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import write_vocabulary

FINETUNE = """
import gpt_2_simple as gpt2
from gpt_2_simple.src.encoder import get_encoder
from gpt_2_simple.src.load_dataset import load_dataset
import numpy as np
chunks = load_dataset(get_encoder("models/124M"), "corpus/main/train.npz", 50000)
assert len(chunks) == 1, chunks
np.save("loaded.npy", chunks[0])
gpt2.finetune(gpt2.start_tf_sess(), "corpus/main/train.npz", model_name="124M", steps=2, sample_length=8)
"""


def run(preload: str, *command: str) -> str:
    status, printed = Program(preload, *command, folder=Path.cwd()).wait()
    assert status == 0, printed
    return printed


def test_finetune_trains_on_train_npz(project: Path) -> None:
    """From a model of ours, too, which has a context of 1,024: gpt-2-simple's samples have that length."""
    write_manifest("m", {title: text * 4 for title, text in TEXTS.items()})
    pages_table(["m"], Corpus(dedup="none"), Path("corpus/main"))
    write_vocabulary(VOCABULARY, Path("corpus/main/tokenizer"))
    encode(Path("corpus/main/pages.parquet"), Path("corpus/main/tokenizer"), Path("corpus/main"), ["train", "val"])
    shape = {"n_ctx": 1024, "n_embd": 8, "n_head": 1, "n_layer": 1}
    options = {"init": "scratch", "architecture": shape, "steps": 1, "sample_length": 16}
    arguments = ("--config", os.devnull, "--set", f"train={json.dumps(options)}")
    run("tensorflow", "wikimill", "stage", "train", "corpus/main", *arguments, "--output", "models")
    Path("models/model").rename("models/124M")

    printed = run("gpt-2-simple", "python", "-c", FINETUNE)

    ids = np.fromfile("corpus/main/train.bin", "<u2")
    assert np.load("loaded.npy").tolist() == ids.tolist()
    assert f"dataset has {len(ids)} tokens" in printed
    losses = [float(loss) for loss in re.findall(r"\[\d \| [\d.]+\] loss=(\S+)", printed)]
    assert len(losses) == 2
    assert all(abs(loss - math.log(VOCABULARY.size)) < 1 for loss in losses)  # as a model that knows nothing
    assert Path("checkpoint/run1/model-2.index").exists()
