"""The report's page: the same files give the same bytes, and a damaged file is named."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.unit.corpus import builder
from tests.unit.corpus.builder import HOSTILE_CATEGORY, prose, write_manifest_tables
from wikimill.config.model import Config
from wikimill.convert.losses import Loss
from wikimill.convert.recipe import load_recipe
from wikimill.errors import WikimillError
from wikimill.model.log import Row, TrainingLog
from wikimill.model.sampling.samples import Sample, write_samples
from wikimill.report import memorization
from wikimill.report.page import Inputs, Options, write

EVIL = "</script><script>document.title = 'owned'</script><img src=x onerror=alert(1)>"
TITLE = "\"Heroes\" & 'Co'"
INPUTS = Inputs(builder.FOLDER, Path("out/main"), ["m"])


def write_run() -> Path:
    """Write a run with hostile titles, categories and samples into the working directory; its report's path."""
    lost = [Loss("unknown", EVIL, 9), Loss("tables", "", 2)]
    write_manifest_tables(
        "m", {"Alpha": "ok", TITLE: "repaired", "Gone": "missing"}, category=HOSTILE_CATEGORY, lost=lost
    )
    rows = [builder.page_row("Alpha", prose(1), 90), builder.page_row(TITLE, prose(2), 70, category=EVIL)]
    builder.write_corpus_tables(rows, [("Gone", "missing")])
    builder.write_card("m")
    nan = math.nan
    rows_of_log = [
        Row(0, 0.0, 0, nan, 7.0, 0.0, 0.0),
        Row(5, 0.5, 640, 5.25, nan, 1e-3, 512.4),
        Row(10, 1.0, 1280, 4.5, 4.0, 5e-4, 500.0),
    ]
    log = TrainingLog(INPUTS.output, rows_of_log, events=False)
    log.finish()
    copied = " ".join(prose(2).split()[3:15])
    texts = [f"{EVIL} {copied} & so on.", "Nothing\n\nof this was seen."]
    shown = [
        Sample(n, "", text, 7, "float32", "sample", 0.75, 40, 0.9, "out/main/model") for n, text in enumerate(texts)
    ]
    write_samples(INPUTS.output, shown)
    result = memorization.measured(shown, builder.FOLDER / "pages.parquet")
    memorization.write(INPUTS.output / "memorization.json", result)
    return write_report()


def write_report() -> Path:
    """Write the report."""
    config = Config(contact="someone@wiki.example")
    options = Options.model_validate_json(config.model_dump_json(include=set(Options.model_fields)))
    return write(INPUTS, options, load_recipe(options.convert))


@pytest.fixture
def run(project: Path) -> Path:
    """The path of such a run's report."""
    return write_run()


def test_the_same_files_give_the_same_bytes_and_an_evaluation_is_shown(run: Path) -> None:
    before = run.read_bytes()
    assert write_report().read_bytes() == before
    assert b"perplexity a word" not in before
    result = '{"loss": 3.5, "perplexity": 33.1, "word_perplexity": null, "bits_per_byte": 1.25}'
    (INPUTS.output / "evaluation.json").write_text(f'{{"split": "val", "before": null, "after": {result}}}')
    text = write_report().read_text()
    assert "after training" in text
    assert "before training" not in text
    assert "33.10" in text


@pytest.mark.parametrize("name", ["memorization.json", "samples.jsonl", "log.csv"])
def test_a_damaged_table_is_named(run: Path, name: str) -> None:
    path = INPUTS.output / name
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(WikimillError, match=rf"out/main/{name}: .*damaged; delete it and run"):
        write_report()
