"""The settings that decide what a corpus holds, and what makes it again: a configuration and shell commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wikimill.config.model import Config
from wikimill.manifest.origin import Origin
from wikimill.manifest.text_origins import WebOrigin

RECREATION = "config.yaml"
HEADER = "# Every setting that decides this corpus, for `snakemake --configfile`.\n"
DATASET = "dataset"  # what the card calls its folder in a project
VOCABULARY = "tokenizer"  # the folder of a vocabulary
TRAINED = "corpus"  # the value of `tokenizer.vocabulary` of one that is trained on the corpus


def decisive_settings(config: Config) -> dict[str, dict[str, Any]]:
    """The settings that decide what a corpus holds, without paths; whatever it was, a given vocabulary is a folder."""
    is_trained = config.tokenizer.vocabulary == TRAINED
    return {
        "convert": config.convert.model_dump(exclude={"shard_pages"}),
        "corpus": config.corpus.model_dump(exclude={"manifests", "exclude_manifests", "formats", "tfrecord"}),
        "tokenizer": config.tokenizer.model_dump() if is_trained else {"vocabulary": VOCABULARY},
    }


def recreation(run: str, manifests: Sequence[str], config: Config) -> dict[str, Any]:
    """A configuration that makes the corpus again, whatever a project's own says.

    Every setting is in it, the defaults too. What is trained has no say in a corpus, but in what goes together: a
    released model knows only its own vocabulary, and the loss on targets has a column of its own.
    """
    settings = decisive_settings(config)
    train: dict[str, Any] = {"init": "scratch"} if config.tokenizer.vocabulary == TRAINED else {}
    if config.train.loss == "target":
        train["loss"] = "target"
    return {
        "run": run,
        **settings,
        "corpus": {"manifests": list(manifests), **settings["corpus"]},
        **({"train": train} if train else {}),
    }


def recreation_commands(run: str, config: Config, outputs: Mapping[str, str]) -> str:
    """The shell commands that make the corpus again, and compare it.

    Args:
        run: its name.
        config: the settings that it was made with.
        outputs: sha256 by name of its files.
    """
    given = "" if config.tokenizer.vocabulary == TRAINED else f" {DATASET}/{VOCABULARY}"
    return "\n".join(
        [
            f"cp -R {DATASET}/manifests{given} .",
            f"snakemake --cores all --configfile {DATASET}/{RECREATION} -- corpus",
            f"(cd corpus/{run} && sha256sum --check) <<'EOF'",
            *(f"{digest}  {name}" for name, digest in outputs.items()),
            "EOF",
        ]
    )


def describe_source(origin: Origin) -> str:
    """Where whoever makes it again gets the texts of a manifest, for readers."""
    if origin.paths:
        return f"{origin.name}: {', '.join(origin.paths)}, put at this path"
    kept = "cache/web" if isinstance(origin, WebOrigin) else f"cache/{origin.folder}"
    return f"{origin.name}, or from a copy of {kept}"
