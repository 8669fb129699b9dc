"""Which rules run again when a setting changes: those that use it and what comes after them, and no others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.clone import Clone, jobs
from tests.fork_server import Program
from tests.sample_manifest import write_sample_manifest
from wikimill.config.load import load_layers, read_layer
from wikimill.config.resolved import flatten
from wikimill.streams import batched

# Every rule has something to make, and a key can be changed alone where the model allows it.
CONFIG = """
corpus: {manifests: [isles], val_fraction: 0.2, test_fraction: 0.2, dedup: none, tfrecord: {}}
tokenizer: {vocabulary: corpus, size: 300}
train:
  init: scratch
  architecture: {n_ctx: 32, n_embd: 8, n_head: 1, n_layer: 1}
  steps: 2
  sample_length: 16
  schedule: cosine
generate: {nsamples: 2, length: 8, test_samples: 1, context_length: 4}
"""
TARGETS = ("processed/isles", "corpus", "train", "evaluate", "generate", "report")
REPORT = {"report"}  # it shows every setting that decides what a run makes
MODEL_CARD = {"model_card", *REPORT}  # it belongs to the report
CARD = {"card", *MODEL_CARD}
SAMPLES = {"generate", "memorization", *MODEL_CARD}
EVALUATION = {"evaluate", *MODEL_CARD}
TRAINING = {"train", *EVALUATION, *SAMPLES}
VOCABULARY = {"vocabulary", "encode", "tfrecord", *CARD, *TRAINING}
CORPUS = {"pages_table", *VOCABULARY}
PAGES = {"convert", "pages", *CORPUS}
TEMPLATES = {"pin_templates", *PAGES} - {"convert"}  # a checkpoint: which shards are converted is known when it is done

# Key: its new value, and what a run then does. What goes with a key stands with it.
CHANGES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "contact": ({"contact": "fan@example.org"}, set()),
    "run": ({"run": "other"}, CORPUS),
    "compare_with": ({"compare_with": "other"}, REPORT),
    **{
        f"mediawiki.{key}": ({"mediawiki": {key: value}}, set())
        for key, value in {
            "requests_per_minute": 9, "maxlag": 9, "timeout": 9, "retries": 9, "backoff_max": 9, "retry_budget": 9,
            "max_requests": 9,
        }.items()
    },
    **{
        f"convert.{key}": ({"convert": {key: value}}, rules)
        for key, value, rules in [
            ("filters", ["links", "markup"], TEMPLATES),
            ("remove", [".navbox"], TEMPLATES),
            ("tables", "keep", TEMPLATES),
            ("drop_sections", ["Notes"], TEMPLATES),
            ("drop_link_sections", False, TEMPLATES),
            ("variant", "zh-tw", TEMPLATES),
            ("templates", "drop", PAGES),
            ("keep", ["Tide"], TEMPLATES),
            ("drop", ["Tide"], TEMPLATES),
            ("renderers", ["workflow/templates/library/text.lua"], TEMPLATES),
            ("verify", True, TEMPLATES),
            ("timeout", 9, CARD),
            ("memory", 999, CARD),
            ("shard_pages", 499, REPORT),
        ]
    },
    **{
        f"corpus.{key}": ({"corpus": {key: value}}, CORPUS)
        for key, value in {
            "manifests": ["isles", "skerries"], "val_fraction": 0.3, "test_fraction": 0.3, "min_words": 2,
            "normalize": "NFKC", "leave_out": [], "languages": ["en"], "repeated_lines": 3, "dedup": "exact",
            "dedup_similarity": 0.5, "min_language_score": 0.01, "mask": ["ip"],
        }.items()
    },
    **{
        f"corpus.quality.{key}": ({"corpus": {"quality": {key: {}}}}, CORPUS)
        for key in ("gopher_repetition", "gopher_quality", "fineweb_quality")
    },
    "corpus.exclude_manifests": ({"corpus": {"manifests": [], "exclude_manifests": ["isles"]}}, CORPUS),
    "corpus.columns": ({"corpus": {"columns": ["html"]}}, CORPUS),
    "corpus.formats": ({"corpus": {"formats": ["jsonl", "webdataset"]}}, {"jsonl", "webdataset", *REPORT}),
    **{
        f"corpus.tfrecord.{key}": ({"corpus": {"tfrecord": {key: value}}}, {"tfrecord", *REPORT})
        for key, value in {"max_seq_length": 9, "bos": False, "eos": False}.items()
    },
    "tokenizer.vocabulary": ({"tokenizer": {"vocabulary": "vocabulary"}}, VOCABULARY),
    "tokenizer.size": ({"tokenizer": {"size": 299}}, VOCABULARY),
    "train.init": (
        {"train": {"init": "124M"}, "tokenizer": {"vocabulary": "gpt2"}}, {"released_model", *VOCABULARY}
    ),
    "train.loss": ({"train": {"loss": "target"}}, CORPUS),  # pages.parquet then says where targets begin
    "train.environment": ({"train": {"environment": "cuda"}}, REPORT),
    "train.launcher": ({"train": {"launcher": "nice", "backend": "jax"}}, TRAINING),
    "train.epochs": ({"train": {"epochs": 2, "steps": None}}, TRAINING),
    "train.decay_epochs": ({"train": {"decay_epochs": [1], "schedule": "steps"}}, TRAINING),
    **{
        f"train.architecture.{key}": ({"train": {"architecture": {key: value}}}, TRAINING)
        for key, value in {"n_ctx": 64, "n_embd": 16, "n_head": 2, "n_layer": 2}.items()
    },
    **{
        f"train.{key}": ({"train": {key: value}}, TRAINING)
        for key, value in {
            "engine": "gpt-2-simple", "backend": "jax", "steps": 3, "batch_size": 2, "accumulate_gradients": 2,
            "sample_length": 8, "learning_rate": 0.1, "schedule": "linear", "warmup_steps": 1,
            "final_learning_rate": 0.00001, "decay_rate": 0.5, "weight_decay": 0.1, "clip_norm": 1.0,
            "precision": "float32", "rematerialize": True, "lora_rank": 1, "only_train_transformer_layers": True,
            "seed": 1, "print_every": 1, "val_every": 1, "val_samples": 1, "early_stopping": 1,
            "sample_every": 1, "sample_num": 2, "save_every": 1, "keep_checkpoints": 1, "keep": "last",
            "resume": False, "formats": ["huggingface"], "gguf_type": "f16", "tensorboard": False,
        }.items()
    },
    "evaluate.context": ({"evaluate": {"context": 8}}, EVALUATION),
    "evaluate.stride": ({"evaluate": {"stride": 4}}, EVALUATION),
    "evaluate.batch_size": ({"evaluate": {"batch_size": 2}}, MODEL_CARD),
    **{
        f"generate.{key}": ({"generate": {key: value}}, SAMPLES)
        for key, value in {
            "engine": "float32", "checkpoint": 2, "nsamples": 3, "batch_size": 1, "length": 9, "strategy": "greedy",
            "beams": 2, "temperature": 1.0, "top_k": 5, "top_p": 0.5, "repetition_penalty": 1.2, "prefix": "An isle",
            "include_prefix": False, "truncate": "x", "prompts": ["An isle"], "prompt_file": "prompts.txt",
            "test_samples": 2, "context_length": 5, "seed": 1,
        }.items()
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone in which everything was made."""
    clone = Clone.make(tmp_path_factory.mktemp("finished") / "wikimill")
    for name in ("isles", "skerries"):
        texts = {f"{name} {n}": f"'''Isle {n}''' has {n} boats and {7 * n} sheep.\n" * 9 for n in range(30)}
        write_sample_manifest(clone, name, texts)
    clone.write("config/config.yaml", CONFIG)
    clone.write("prompts.txt", "An isle")
    clone.snakemake("processed/skerries", "processed/isles", "evaluate")
    clone.snakemake(*TARGETS)  # the report takes an evaluation that is there
    shutil.copytree(clone.folder / "corpus/main/tokenizer", clone.folder / "vocabulary")
    return clone


class DryRun:
    """What a run with a change would do, found in a copy, since a dry run renews stamps."""

    def __init__(self, finished: Clone, folder: Path, change: dict[str, Any]) -> None:
        self.clone = finished.copy(folder, linked=("corpus", "docs", "raw", "requirements", "src", "workflow"))
        self.clone.write("change.yaml", json.dumps(change))
        command = ("snakemake", "--dry-run", *TARGETS, "--configfile", "change.yaml")
        self.program = Program("snakemake", *command, folder=folder)

    def rules(self) -> set[str]:
        """The rules that would run; waits for them."""
        status, output = self.program.wait()
        assert status == 0, output
        shutil.rmtree(self.clone.folder)
        return jobs(output) - {"corpus"}


def test_a_changed_setting_runs_the_rules_that_use_it_and_no_others(finished: Clone, tmp_path: Path) -> None:
    assert DryRun(finished, tmp_path / "same", {}).rules() == set()
    wrong = {}
    for keys in batched(CHANGES, 2):  # as many at once as CI has cores
        runs = [DryRun(finished, tmp_path / key, CHANGES[key][0]) for key in keys]
        for key, rules in zip(keys, [run.rules() for run in runs], strict=True):
            expected = CHANGES[key][1]
            if rules != expected:
                wrong[key] = f"not run: {sorted(expected - rules)}, run: {sorted(rules - expected)}"
    assert not wrong, json.dumps(wrong, indent=2)


def test_every_key_is_changed_to_another_value(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(CONFIG)
    base = read_layer(tmp_path / "base.yaml")
    before = dict(flatten(load_layers([base]).model_dump(mode="json")))
    assert CHANGES.keys() == before.keys()
    for key, (change, _) in CHANGES.items():
        after = dict(flatten(load_layers([base, ("change", change)]).model_dump(mode="json")))
        assert after.get(key, {}) != before[key], key  # a section in the place of nothing has keys of its own
