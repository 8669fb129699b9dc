"""The report in a real browser: all that it tells is there, it needs nothing else, and hostile names stay text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import DESKTOP, PHONE, Colours, chromium, visit
from tests.unit.corpus import builder
from tests.unit.corpus.builder import HOSTILE_CATEGORY, prose, write_manifest_tables
from wikimill.config.model import Config
from wikimill.convert.losses import Loss
from wikimill.convert.recipe import recipe
from wikimill.errors import WikimillError
from wikimill.model import log as logs
from wikimill.model import samples as sampled
from wikimill.model.log import Row
from wikimill.model.samples import Sample
from wikimill.report import memorization
from wikimill.report.page import Inputs, Options, write

EVIL = "</script><script>document.title = 'owned'</script><img src=x onerror=alert(1)>"
TITLE = "\"Heroes\" & 'Co'"
INPUTS = Inputs(builder.FOLDER, Path("out/main"), ["m"])
SECTIONS = ["funnel", "corpus", "conversion", "training", "samples", "memorization", "provenance"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture
def run(project: Path) -> Path:
    """A run with hostile titles, categories and samples; the report's path."""
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
    log = logs.Log(INPUTS.output, rows_of_log, events=False)
    log.finish()
    copied = " ".join(prose(2).split()[3:15])
    texts = [f"{EVIL} {copied} & so on.", "Nothing\n\nof this was seen."]
    shown = [
        Sample(n, "", text, 7, "float32", "sample", 0.75, 40, 0.9, "out/main/model") for n, text in enumerate(texts)
    ]
    sampled.write(INPUTS.output, shown)
    result = memorization.measured(shown, builder.FOLDER / "pages.parquet")
    memorization.write(INPUTS.output / "memorization.json", result)
    return written()


def written() -> Path:
    """Write the report."""
    config = Config(contact="someone@wiki.example")
    options = Options.model_validate_json(config.model_dump_json(include=set(Options.model_fields)))
    return write(INPUTS, options, recipe(options.convert))


@pytest.mark.parametrize(("size", "colours"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_browser_shows_all_of_it_and_asks_for_nothing(
    run: Path, browser: Browser, size: tuple[int, int], colours: Colours
) -> None:
    with visit(browser, run, size, colours) as seen:
        page = seen.page
        assert not seen.complaints
        assert not seen.requests
        assert page.title() == "main · wikimill report"
        for name in SECTIONS:
            assert page.locator(f"section#{name} h2").is_visible()
        figures = page.locator("figure")
        assert figures.count() == 5
        ink = page.evaluate("getComputedStyle(document.body).color")
        for number in range(5):
            figure = figures.nth(number)
            box = figure.locator("svg").bounding_box()
            assert box
            assert 250 < box["width"] <= size[0]
            assert box["height"] > 100
            assert figure.locator("path, line, rect").count() > 10
            label = figure.locator("svg text").first
            assert label.evaluate("e => getComputedStyle(e).fill") == ink
            assert figure.locator("figcaption").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], "nothing moves sideways"
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 28)"
        assert dark == (colours == "dark")


def test_it_tells_what_the_files_say(run: Path, browser: Browser) -> None:
    with visit(browser, run) as seen:
        text = {name: seen.page.locator(f"section#{name}").inner_text() for name in SECTIONS}
        assert "From 1 categories to 160 tokens" in text["funnel"]
        assert re.search(r"fetched\s+missing\s+1", text["funnel"])
        assert re.search(r"all\s+2\s+240", text["corpus"])
        assert EVIL in text["corpus"]
        assert re.search(r"m\s+repaired\s+1", text["conversion"])
        assert re.search(rf"unknown\s+{re.escape(EVIL)}\s+9\s+1", text["conversion"])
        assert "10 steps, 1,280 tokens, 1.00 epochs, 500 tokens a second" in " ".join(text["training"].split())
        assert "1096.6 → 54.6" in seen.page.locator(".tiles").inner_text()
        assert "temperature 0.75, top_k 40, top_p 0.9, seed 7" in " ".join(text["samples"].split())
        assert seen.page.locator("blockquote").first.inner_text().startswith(EVIL)
        assert seen.page.locator("mark").all_inner_texts()[1:] == [" ".join(prose(2).split()[3:15])]
        assert "longest copied span 12 words, from “" + TITLE in " ".join(text["samples"].split())
        assert re.search(r"01\s+0.0%", text["memorization"]) is None
        for what in ("sha256 of the lock", "workflow/filters/tables.lua", "encoder.json", "pandoc", "git revision"):
            assert what in text["provenance"]
        assert "train.seed" in seen.page.content()
        assert "someone@wiki.example" not in seen.page.content()


def test_the_same_files_give_the_same_bytes_and_an_evaluation_is_shown(run: Path) -> None:
    before = run.read_bytes()
    assert written().read_bytes() == before
    assert b"perplexity a word" not in before
    result = '{"loss": 3.5, "perplexity": 33.1, "word_perplexity": null, "bits_per_byte": 1.25}'
    (INPUTS.output / "evaluation.json").write_text(f'{{"split": "val", "before": null, "after": {result}}}')
    text = written().read_text()
    assert "after training" in text
    assert "before training" not in text
    assert "33.10" in text


@pytest.mark.parametrize("name", ["memorization.json", "samples.jsonl", "log.csv"])
def test_a_damaged_table_is_named(run: Path, name: str) -> None:
    path = INPUTS.output / name
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(WikimillError, match=rf"out/main/{name}: .*damaged; delete it and run"):
        written()
