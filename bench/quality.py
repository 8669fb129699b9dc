"""What equal seconds of training buy: validation perplexity of a model from scratch, by wikimill and by gpt-2-simple.

Same corpus (the embedded wiki, `make demo` first), same architecture, same batches. gpt-2-simple trains as it does:
Adam at a constant rate. wikimill trains as its documentation advises: a warm-up, a cosine, weight decay, clipping.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.table import Result, show

SECONDS = 45
SEEDS = (1, 2, 3)
CALIBRATION = 60  # steps whose speed decides how many steps the seconds hold
CORPUS = Path("corpus/demo")
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


def train(output: Path, steps: int, seed: int, options: dict[str, Any]) -> list[dict[str, str]]:
    """Train in a process of its own; the rows of the log."""
    every = {"val_every": steps, "save_every": steps, "print_every": CALIBRATION // 2}
    given = json.dumps({**SAME, **options, **every, "steps": steps, "seed": seed})
    arguments = [sys.executable, "-m", "wikimill", "train", str(CORPUS), "--options", given, "--output", str(output)]
    subprocess.run(arguments, check=True, capture_output=True)
    with (output / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """A line for each seed: validation perplexities, and the ratio of gpt-2-simple's to wikimill's."""
    if not (CORPUS / "train.bin").exists():
        sys.exit(f"bench: {CORPUS} is missing; run make demo first")
    per_step = SAME["batch_size"] * SAME["sample_length"]
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        steps = {}
        for name, options in ENGINES.items():
            speed = float(train(Path(scratch) / name, CALIBRATION, 0, options)[-1]["tokens_per_second"])
            steps[name] = max(CALIBRATION, int(SECONDS * speed / per_step))
        for seed in SEEDS:
            found = {
                name: float(train(Path(scratch) / f"{name}{seed}", steps[name], seed, options)[-1]["val_perplexity"])
                for name, options in ENGINES.items()
            }
            shown = [f"{found[name]:.1f} ({steps[name]} steps)" for name in ENGINES]
            ratio = found["gpt-2-simple"] / found["wikimill"]
            what = f"validation perplexity after {SECONDS} s, seed {seed}, gpt-2-simple"
            results.append(Result(what, shown[0], shown[1], ratio, "> 1", ratio > 1))
    show(results)


if __name__ == "__main__":
    main()
