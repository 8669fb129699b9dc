"""A run with hostile titles, categories and samples, and its report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.unit.corpus import builder
from tests.unit.corpus.builder import HOSTILE_CATEGORY, prose, write_manifest_tables
from wikimill.config.model import Config
from wikimill.convert.losses import Loss
from wikimill.model.log import Row, TrainingLog
from wikimill.model.sampling.samples import Sample, write_samples
from wikimill.report.html_report import report
from wikimill.report.memorization import memorization

EVIL = "</script><script>document.title = 'owned'</script><img src=x onerror=alert(1)>"
TITLE = "\"Heroes\" & 'Co'"
OUTPUT = Path("out/main")


def write_run() -> Path:
    """Write a run with hostile titles, categories and samples into the working directory; its report's path."""
    write_files()
    return write_report()


def write_files() -> None:
    """The files of that run that the report describes."""
    lost = [Loss("missing", EVIL, 9), Loss("tables", "", 2)]
    write_manifest_tables("m", {"Alpha": "ok", TITLE: "ok", "Gone": "missing"}, category=HOSTILE_CATEGORY, lost=lost)
    rows = [builder.page_row("Alpha", prose(1), 90), builder.page_row(TITLE, prose(2), 70, categories=[EVIL])]
    builder.write_corpus_tables(rows, [("Gone", "missing")])
    builder.write_templates("m", verified=True)
    builder.write_card("m")
    nan = math.nan
    rows_of_log = [
        Row(0, 0.0, 0, nan, 7.0, 0.0, 0.0),
        Row(5, 0.5, 640, 5.25, nan, 1e-3, 512.4),
        Row(10, 1.0, 1280, 4.5, 4.0, 5e-4, 500.0),
    ]
    log = TrainingLog(OUTPUT, rows_of_log, events=False)
    log.finish()
    copied = " ".join(prose(2).split()[3:15])
    texts = [f"{EVIL} {copied} & so on.", "Nothing\n\nof this was seen."]
    shown = [
        Sample(n, "", text, 7, "float32", "sample", 0.75, 40, 0.9, 1.0, "out/main/model")
        for n, text in enumerate(texts)
    ]
    write_samples(OUTPUT, shown)
    memorization(OUTPUT / "samples.jsonl", builder.FOLDER / "pages.parquet", OUTPUT / "memorization.json")


def write_report(changes: Mapping[str, Any] | None = None, /, **train: Any) -> Path:
    """Write the report."""
    config = Config.model_validate({"contact": "someone@wiki.example", "train": train})
    return report(["m"], config, builder.FOLDER, OUTPUT, changes)
