"""Training on ids of 32 bits with either engine, and with the tokenizer of another model."""

from __future__ import annotations

import csv
import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.fork_server import Program
from tests.unit.corpus.tokens.large_vocabulary import LLAMA_3, every_pair, tokenizer_json, write_tokenizer
from wikimill.config.training import Generate
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import read_vocabulary, write_vocabulary
from wikimill.model.sampling.generate import generate_samples

TEXT = "The tide came in over 12345 black rocks, and DON'T the bells ring? 🦤\n" * 8
SHAPE = {"n_ctx": 64, "n_embd": 8, "n_head": 2, "n_layer": 1}


def write_corpus(tokenizer: Path) -> None:
    rows = {"path": ["a", "b"], "split": ["train", "val"], "sha256": ["a", "b"], "text": [TEXT * 4, TEXT]}
    pq.write_table(pa.table(rows), "pages.parquet")
    encode(Path("pages.parquet"), tokenizer, Path("corpus/main"), ["train", "val"])


def train(preload: str, **options: Any) -> tuple[int, str]:
    settings = {"init": "scratch", "architecture": SHAPE, "steps": 3, "sample_length": 16, "val_every": 3, **options}
    arguments = ("--config", os.devnull, "--set", f"train={json.dumps(settings)}", "--output", "out/main")
    return Program(preload, "wikimill", "stage", "train", "corpus/main", *arguments, folder=Path.cwd()).wait()


@pytest.mark.parametrize(
    ("preload", "options"),
    [("tensorflow", {"formats": ["huggingface", "openai", "gguf"]}), ("gpt-2-simple", {"engine": "gpt-2-simple"})],
)
def test_ids_of_32_bits_are_trained_on(project: Path, preload: str, options: dict[str, Any]) -> None:
    write_vocabulary(every_pair(), Path("corpus/main/tokenizer"))
    write_corpus(Path("corpus/main/tokenizer"))
    assert np.fromfile("corpus/main/train.bin", "<u4").max() == 66_048
    status, printed = train(preload, **options)
    assert status == 0, printed
    with Path("out/main/log.csv").open() as file:
        *_, last = [row for row in csv.DictReader(file) if row["val_loss"]]
    assert float(last["val_loss"]) == pytest.approx(math.log(every_pair().size), abs=0.2)  # it knows nothing yet
    (sample,) = generate_samples(Path("out/main/model"), Generate(nsamples=1, length=5, prompts=["The tide"]))
    assert sample.text.startswith("The tide")
    assert len(sample.text) > len("The tide")


def test_a_model_with_the_tokenizer_of_another_is_one_for_transformers_alone(project: Path) -> None:
    import transformers

    given = write_tokenizer(Path("given"), tokenizer_json(LLAMA_3, "<|end_of_text|>", ignore_merges=True))
    write_vocabulary(read_vocabulary(given), Path("corpus/main/tokenizer"))
    write_corpus(Path("corpus/main/tokenizer"))
    status, printed = train("tensorflow")
    assert (status, "Traceback" in printed) == (1, False)
    assert "train.formats: corpus/main/tokenizer does not split texts as GPT-2 does, which openai cannot say" in printed
    status, printed = train("tensorflow", formats=["huggingface"])
    assert status == 0, printed
    ids = np.fromfile("corpus/main/val.bin", "<u2").tolist()
    tokenizer = transformers.AutoTokenizer.from_pretrained("out/main/model")
    assert tokenizer.encode(TEXT) == ids[:-1]
    assert tokenizer.decode(ids) == TEXT + "<|end_of_text|>"
    (sample,) = generate_samples(Path("out/main/model"), Generate(nsamples=1, length=5, prompts=["The tide"]))
    assert sample.text.startswith("The tide")
