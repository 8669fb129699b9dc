"""What is handed to a cluster: read from dry runs, since neither GPUs nor Kubernetes are at hand."""

from __future__ import annotations

from tests.clone import Clone

TRAIN = ("train", "--dry-run", "--config", "corpus={manifests: [demo]}")


def test_a_launcher_precedes_only_the_training(clone: Clone) -> None:
    launcher = "srun --ntasks-per-node=1 --kill-on-bad-exit=1"
    output = clone.snakemake(*TRAIN, f"train={{backend: jax, launcher: {launcher}}}")
    (command,) = [line.strip() for line in output.splitlines() if "srun" in line and "wikimill" in line]
    assert command.removeprefix("Shell command: ").startswith(
        f"{launcher} wikimill --log cache/log/train/main.log stage train $(dirname corpus/main/train.bin)"
    )
    assert "--base cache/models/124M --config out/main/config.resolved.yaml" in command


def test_on_slurm_training_gets_a_gpu_and_a_shard_does_not(clone: Clone, snakemake: list[str]) -> None:
    output = clone.run(*snakemake, *TRAIN, "train={init: scratch}", "tokenizer={vocabulary: corpus}",
                       "--workflow-profile", "slurm")  # fmt: skip
    resources = {part.split(":", 1)[0]: part for part in output.split("\nrule ")[1:]}
    assert "gpu=1" in resources["train"]
    assert "runtime=1440" in resources["train"]
    assert output.count("gpu=1") == 1
