"""The report as one HTML page that needs no other file: `out/RUN/report.html`."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.pages import read_pages
from wikimill.convert.recipe import load_recipe
from wikimill.corpus.card import funnel
from wikimill.corpus.card.card import ORIGINS, STAGES
from wikimill.errors import WikimillError
from wikimill.files import read_text, write_text
from wikimill.model.log import early_end, read_log
from wikimill.model.loss_plot import plot_losses
from wikimill.model.sampling.samples import read_samples
from wikimill.plain_text import visible_lines
from wikimill.report import plots, provenance
from wikimill.report.memorization import format_share, mark_copied

log = logging.getLogger(__name__)

# What decides the results of a run.
SECTIONS = {"convert", "corpus", "tokenizer", "train", "evaluate", "generate"}


def report(
    manifests: Sequence[str], config: Config, corpus: Path, output: Path, changes: Mapping[str, Any] | None = None
) -> Path:
    """Write the report of a run, and return its path.

    Args:
        manifests: of the corpus.
        config: all settings.
        corpus: its folder.
        output: the folder `out/RUN`.
        changes: since another corpus; the variables of `difference.html`.

    Raises:
        WikimillError: a table of the run is missing or damaged.
    """
    loader = PackageLoader("wikimill.report", ".")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"share": format_share, "number": _format_number}
    html = environment.get_template("template.html").render(
        changes=changes, **_variables(manifests, config, corpus, output)
    )
    path = output / "report.html"
    write_text(path, html)
    log.info("%s: %d kB", path, len(html) // 1000)
    return path


def _variables(manifests: Sequence[str], config: Config, corpus: Path, output: Path) -> dict[str, Any]:
    """The variables of the template."""
    sources = funnel.read_sources(manifests)
    statistics = {"templates": [], **_read_json(corpus / "statistics.json")}
    rows = read_log(output / "log.csv")
    samples = read_samples(output / "samples.jsonl")
    copying = _read_json(output / "memorization.json")
    stages = {STAGES[stage["stage"]]: stage["pages"] for stage in statistics["funnel"] if "pages" in stage}
    evaluation = output / "evaluation.json"
    settings = config.model_dump(mode="json", include=SECTIONS)
    measured = [row for row in rows if row.val_loss == row.val_loss]  # not NaN
    return {
        "run": output.name,
        "sources": sources,
        "categories": sum(source.categories for source in sources),
        "statistics": statistics,
        "statuses": {
            source.manifest: funnel.rank(Counter(row.status for row in read_pages(layout.pages(source.manifest))))
            for source in sources
        },
        "stage_names": STAGES,
        "origin_names": ORIGINS,
        "log": rows,
        "first": measured[0] if measured else None,
        "last": measured[-1] if measured else None,
        "best": early_end(rows, config.train.early_stopping, config.train.steps),
        "evaluation": _read_json(evaluation) if evaluation.exists() else None,
        "memorization": copying,
        "samples": [
            {"sample": sample, "copied": copied, "parts": list(mark_copied(sample.text, copied["spans"]))}
            for sample, copied in zip(samples, copying["samples"], strict=True)
        ],
        "plots": {
            "funnel": plots.plot_funnel(stages),
            "lengths": plots.plot_lengths([row["pages"] for row in statistics["tokens_per_page"]]),
            "losses": plot_losses(rows),
            "perplexity": plots.plot_perplexity(rows),
            "copied": plots.plot_copied([each["share"] or 0 for each in copying["samples"]], copying["held_out_share"]),
        },
        "files": list(provenance.digest_files(corpus, load_recipe(config.convert))),
        "versions": provenance.find_versions(),
        "revision": provenance.git_revision(),
        "options": [
            (f"{section}.{key}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            for section, values in settings.items()
            for key, value in values.items()
        ],
    }


def _visible(value: Any) -> Any:
    """A value of the template as it may be shown; SVG of ours stays."""
    return visible_lines(value) if type(value) is str else value


def _read_json(path: Path) -> Any:
    try:
        return json.loads(read_text(path, "table of a run"))
    except ValueError:
        raise WikimillError(f"{path}: it is damaged; delete it and run again") from None


def _format_number(value: float | None) -> str:
    """A number with thousands separated and at most two decimals."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
