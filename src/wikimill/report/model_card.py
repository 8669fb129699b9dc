"""The model card of a run, `README.md` in the form that Hugging Face's hub reads: `model_card.md`, filled in."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from wikimill import __version__
from wikimill.config.model import Config
from wikimill.config.resolved import flatten
from wikimill.config.training import RELEASED_MODELS
from wikimill.corpus.card.hub import hub_identifier, hub_languages, licence_metadata, licence_name, licence_url
from wikimill.corpus.card.markdown import format_table, link, load_template
from wikimill.errors import WikimillError
from wikimill.files import read_text, write_text
from wikimill.json_text import parse_json
from wikimill.layout import PROVENANCE
from wikimill.model.formats.folder import read_shape
from wikimill.model.log import Row, read_log
from wikimill.model.released import RELEASES
from wikimill.model.training_facts import FACTS, read_facts
from wikimill.model.weights import Shape
from wikimill.report.memorization import format_share

log = logging.getLogger(__name__)

MODEL_CONFIG = "settings.yaml"
SCRATCH, BASE = "scratch", "base"
ROWS = 10  # of the log
# Settings that say how a machine was used, or stand elsewhere in the card.
NOT_SHOWN = {"launcher", "environment", "init", "architecture", "resume", "tensorboard", "formats"}
NOT_KEPT = {"launcher", "environment"}


def model_card(config: Config, corpus: Path, output: Path) -> Path:
    """Write the model card of the run in the folder `output`, whose corpus is in another, and return its path.

    Beside it, `settings.yaml` has the settings that train the same model. The same files give the same bytes.

    Raises:
        WikimillError: a file of the run is missing or damaged.
    """
    init = config.train.init
    is_private = init not in (*RELEASED_MODELS, SCRATCH)
    settings = config.model_dump(mode="json", include={"train", "evaluate", "generate"})
    kept = {name: value for name, value in settings["train"].items() if name not in NOT_KEPT and value is not None}
    again = {**settings, "train": {**kept, **({"init": BASE} if is_private else {})}}
    again["generate"] = {**settings["generate"], "prompt_file": "", "prompts": _prompts(config, output)}
    head = "# Settings that train this model, for `snakemake --configfile`, beside those of its corpus.\n"
    write_text(output / MODEL_CONFIG, head + yaml.safe_dump(again, sort_keys=False, allow_unicode=True))
    path = output / "README.md"
    write_text(path, load_template("wikimill.report", "model_card.md").render(_variables(config, corpus, output)))
    log.info("%s: written", path)
    return path


def _variables(config: Config, corpus: Path, output: Path) -> dict[str, Any]:
    """The variables of the template."""
    statistics, provenance = _read(corpus / "statistics.json"), _read(corpus / PROVENANCE)
    memorization, evaluation = _read(output / "memorization.json"), output / "evaluation.json"
    shape, rows, facts = read_shape(output / "model"), read_log(output / "log.csv"), read_facts(output / FACTS)
    measured = _read(evaluation) if evaluation.exists() else None
    released = RELEASES.get(config.train.init)
    base = released.repository if released else None
    try:
        return {
            "run": output.name,
            "version": __version__,
            "metadata": yaml.safe_dump(_metadata(statistics, base), sort_keys=False, allow_unicode=True, width=1000),
            "origin": _origin(config, shape),
            "base": base,
            "is_scratch": config.train.init == SCRATCH,
            "is_private_base": config.train.init not in (*RELEASED_MODELS, SCRATCH),
            "names": ", ".join(sorted({str(each["source"]) for each in provenance["manifests"]})),
            "total": statistics["total"],
            "shape": shape,
            "settings": config.train,
            "temperature": config.generate.temperature,
            "evaluation": measured,
            "memorization": memorization,
            "longest": max(
                (each["longest"] for each in memorization["samples"] if each["longest"]),
                key=lambda span: span["words"],
                default=None,
            ),
            "tables": {
                "data": _data_table(statistics, provenance["outputs"]),
                "training": _training_table(shape, rows, facts),
                "losses": _loss_table(rows),
                "settings": _settings_table(config),
                "evaluation": _evaluation_table(measured) if measured else "",
                "memorization": _memorization_table(memorization),
                "licences": _licence_table(statistics["licences"]),
            },
        }
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise WikimillError(
            f"{output}: its files and those of {corpus} are not of one build ({error!r}); delete both folders, and run "
            "snakemake report"
        ) from None


def _metadata(statistics: dict[str, Any], base: str | None) -> dict[str, object]:
    """The YAML block at the beginning of the card: https://huggingface.co/docs/hub/model-cards."""
    languages = hub_languages(statistics["languages"])
    return {
        **licence_metadata(statistics["licences"]),
        **({"language": languages} if languages else {}),
        "library_name": "transformers",
        "pipeline_tag": "text-generation",
        "tags": ["gpt2", "wikimill"],
        **({"base_model": base} if base else {}),
    }


def _origin(config: Config, shape: Shape) -> str:
    size = f"GPT-2 with {shape.parameters:,} weights"
    init = config.train.init
    if init == SCRATCH:
        return f"A {size}, trained from scratch"
    return f"A {size}, fine-tuned from {f'the released {init}' if init in RELEASED_MODELS else 'a model of its maker'}"


def _data_table(statistics: dict[str, Any], outputs: dict[str, str]) -> str:
    splits = [(split, amount) for split, amount in statistics["splits"].items() if amount["pages"]]
    rows = [[f"{split}, pages", int(amount["pages"])] for split, amount in splits]
    rows += [[f"{split}, tokens", int(amount["tokens"])] for split, amount in splits]
    digests = [[f"sha256 of {name}", outputs[name]] for name in ("pages.parquet", "train.bin") if name in outputs]
    return format_table(["corpus", ""], [*rows, *digests])


def _training_table(shape: Shape, rows: Sequence[Row], facts: dict[str, Any]) -> str:
    last = rows[-1]
    cells: list[Sequence[object]] = [
        ["layers", shape.n_layer],
        ["width", shape.n_embd],
        ["heads", shape.n_head],
        ["context, tokens", shape.n_ctx],
        ["vocabulary, tokens", shape.n_vocab],
        ["weights", shape.parameters],
        ["steps", last.step],
        ["step that became the model", int(facts["exported"])],
        ["tokens seen", last.tokens],
        ["epochs", f"{last.epoch:.2f}"],
        ["time of computing", _duration(_seconds(rows))],
        *[[name, str(facts[name])] for name in ("hardware", "engine", "backend", "precision", "batch_size")],
    ]
    return format_table(["training", ""], cells)


def _seconds(rows: Sequence[Row]) -> float:
    """Time of all steps, by the speed that the log has of each part."""
    parts = pairwise(rows)
    return sum((new.tokens - old.tokens) / new.tokens_per_second for old, new in parts if new.tokens_per_second)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if not minutes:
        return "less than a minute"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def _loss_table(rows: Sequence[Row]) -> str:
    """Some rows of the log that have a validation loss, the first and the last among them; without one, of all."""
    measured = [row for row in rows if not math.isnan(row.val_loss)] or list(rows)
    last = len(measured) - 1
    chosen = sorted({round(number * last / (ROWS - 1)) for number in range(ROWS)})
    cells = [
        [
            measured[number].step,
            *map(_number, (measured[number].train_loss, measured[number].val_loss, measured[number].val_perplexity)),
        ]
        for number in chosen
    ]
    return format_table(["step", "training loss", "validation loss", "validation perplexity"], cells)


def _settings_table(config: Config) -> str:
    values = config.train.model_dump(exclude=NOT_SHOWN, exclude_none=True)
    return format_table(["setting", "value"], [[f"train.{name}", str(value)] for name, value in flatten(values)])


def _evaluation_table(evaluation: dict[str, Any]) -> str:
    names = {"before": "before training", "after": "this model"}
    measures = ("loss", "perplexity", "word_perplexity", "bits_per_byte")
    rows = [
        [names[name], *(_number(evaluation[name][measure]) for measure in measures)]
        for name in names
        if evaluation[name]
    ]
    return format_table(["", "nats a token", "perplexity a token", "perplexity a word", "bits a byte"], rows)


def _memorization_table(found: dict[str, Any]) -> str:
    rows = [
        [name, len(found[key]), format_share(found[f"{key}_share"])]
        for key, name in (("samples", "samples"), ("held_out", "held-out pages"))
    ]
    return format_table(["texts", "number", "share of their n-grams that is in the training set"], rows)


def _licence_table(licences: dict[str, int]) -> str:
    rows = [
        [
            link(licence_name(name), licence_url(name)) if name else "not known",
            hub_identifier(name),
            int(pages),
        ]
        for name, pages in licences.items()
    ]
    return format_table(["licence of the texts", "on the hub", "pages"], rows)


def _number(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:,.4f}"


def _prompts(config: Config, output: Path) -> list[str]:
    """Those of the samples, where a file has them that stays here."""
    if not config.generate.prompt_file:
        return config.generate.prompts
    from wikimill.model.sampling.samples import read_samples

    return list(dict.fromkeys(sample.prompt for sample in read_samples(output / "samples.jsonl")))


def _read(path: Path) -> Any:
    try:
        return parse_json(read_text(path, "table of a run"))
    except (ValueError, RecursionError):
        raise WikimillError(f"{path}: it is damaged; delete it and run again") from None
