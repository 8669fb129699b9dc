"""What equal seconds of training buy: validation perplexity of a model from scratch, by wikimill and by gpt-2-simple.

Same corpus (that of the demonstration), same architecture, same batches. gpt-2-simple trains as it does: Adam at a
constant rate. wikimill trains as its documentation advises: a warm-up, a cosine, weight decay, clipping.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from bench.harness import Result, in_new_process, parser, run, snakemake
from tests.clone import Clone
from wikimill.config.training import Train
from wikimill.model.train import train

SECONDS = 45
SEEDS = [1, 2, 3]
CALIBRATION, SMOKE_STEPS = 60, 4  # steps whose speed decides how many steps the seconds hold
SAME: dict[str, Any] = {
    "init": "scratch",
    "architecture": {"n_ctx": 256, "n_embd": 192, "n_head": 6, "n_layer": 4},
    "batch_size": 8,
    "sample_length": 128,
    "learning_rate": 0.001,
    "val_samples": 1000,
    "keep": "last",
    "tensorboard": False,
}
OWN = {"schedule": "cosine", "warmup_steps": 20, "weight_decay": 0.1, "clip_norm": 1.0, "final_learning_rate": 0.0001}
ENGINES: dict[str, dict[str, Any]] = {"wikimill": OWN, "gpt-2-simple": {"engine": "gpt-2-simple"}}


def train_from_scratch(corpus: Path, output: Path, engine: str, steps: int, seed: int) -> dict[str, float]:
    """Train; the last row of the log."""
    every = {"val_every": steps, "save_every": steps, "print_every": max(1, steps // 2)}
    train(corpus, None, Train(**SAME, **ENGINES[engine], **every, steps=steps, seed=seed), output)
    with (output / "log.csv").open(newline="") as file:
        *_, last = csv.DictReader(file)
    assert int(last["step"]) == steps, f"{engine}: the log ends at step {last['step']}, not {steps}"
    return {name: float(value) for name, value in last.items() if value}


def measure(arguments: argparse.Namespace) -> list[Result]:
    """A row for each seed: validation perplexities, and the ratio of gpt-2-simple's to wikimill's."""
    seconds, calibration, seeds = SECONDS, CALIBRATION, SEEDS
    if arguments.smoke:  # the calibration is the training
        seconds, calibration, seeds = 0, SMOKE_STEPS, [0]
    per_step = SAME["batch_size"] * SAME["sample_length"]
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        clone = Clone.make(Path(scratch) / "wikimill")
        snakemake(clone.folder, "corpus/demo/train.bin", "--configfile", "config/demo.yaml")
        corpus, output = clone.folder / "corpus/demo", Path(scratch)

        @cache
        def log(engine: str, steps: int, seed: int) -> dict[str, float]:
            folder = output / f"{engine}-{seed}"
            return in_new_process(train_from_scratch, corpus, folder, engine, steps, seed).result

        speeds = {engine: log(engine, calibration, 0)["tokens_per_second"] for engine in ENGINES}
        steps = {engine: max(calibration, int(seconds * speed / per_step)) for engine, speed in speeds.items()}
        for seed in seeds:
            own, peer = (log(engine, steps[engine], seed)["val_perplexity"] for engine in ENGINES)
            # A model that knows nothing has the size of the vocabulary.
            assert all(1 < perplexity < 1024 for perplexity in (own, peer)), f"perplexities {own}, {peer}"
            own_shown, peer_shown = (
                f"{value:.1f} ({steps[engine]} steps)" for value, engine in zip((own, peer), ENGINES, strict=True)
            )
            what = f"validation perplexity after {seconds} s, seed {seed}, gpt-2-simple"
            results.append(Result.judged(what, own_shown, peer_shown, peer / own, "> 1", peer > own))
    return results


if __name__ == "__main__":
    run(measure, parser(__doc__))
