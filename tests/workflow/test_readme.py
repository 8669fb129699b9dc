"""Every command of the README, in its order, in a clean clone.

What is set here is only what a test cannot have: the internet (the manifest of a wiki elsewhere is planned, not
built; a tiny model stands in for the released one), time (few steps), and a wiki on port 8080.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

from tests.browser.chromium import chromium, open_page
from tests.clone import ROOT, Clone
from tests.documentation import blocks, commands
from tests.mediawiki.wiki import RealWiki
from wikimill.model.released import FILES


def stand_in_for_the_released_model(clone: Clone) -> None:
    """The demonstration's model, of GPT-2's form with two layers and a small vocabulary, where 124M would be loaded."""
    target = clone.folder / "cache/models/124M"
    target.mkdir(parents=True)
    for name in FILES:
        (target / name).write_bytes((clone.folder / "out/demo/model" / name).read_bytes())


def test_every_command_runs_as_written(clone: Clone, wiki: RealWiki) -> None:
    environment = clone.folder / ".venv"
    environment.symlink_to(sys.prefix)
    os.utime(environment, follow_symlinks=False)
    (environment / "ready").touch()
    done = []
    for command in (each.text for block in blocks(ROOT / "README.md") for each in commands(block)):
        if command == "make test":
            done.append(command)  # this very run
            continue
        if command == "snakemake train":
            stand_in_for_the_released_model(clone)
            settings = clone.read("config/config.yaml")
            settings = settings.replace("steps: 1000", "steps: 2").replace("sample_length: 256", "sample_length: 32")
            settings = settings.replace("manifests: []", "manifests: [demo]")  # the only one that was built
            clone.write("config/config.yaml", settings.replace("length: 200", "length: 30"))
        shown = command.replace("http://localhost:8080", wiki.url.removesuffix("/w/api.php"))
        shown = shown.replace("[Contents]", "[Skerrow]")
        if "startrek" in shown:
            shown += " --dry-run"
        output = clone.run("bash", "-c", f"source .venv/bin/activate && set -e\n{shown}")
        if command == "make demo":
            assert "Done. Look at" in output
            again = clone.run("make", "demo")
            assert "Nothing to be done" in again
        if "startrek" in command:
            assert re.search(r"^checkpoint expand:|^localcheckpoint expand:", output, re.M)
        if command.startswith("wikimill sample"):
            assert re.search(r"^The captain.+\n(?s:.*)^=+$", output, re.M)
        if command.startswith("wikimill convert --diff"):
            assert output == "wikimill: raw/mediawiki/skerrow.example/Corncrake.wiki: the same as before\n"
        elif command.endswith("wikimill convert --jsonl"):
            assert json.loads(output)["markdown"] == "It comes from the sea.\n"
        elif command.startswith("wikimill convert"):
            assert output == clone.read("processed/mediawiki/skerrow.example/Corncrake.md")
        done.append(command)
    assert len(done) >= 10
    for run in ("demo", "main"):
        texts = [path.read_text() for path in sorted((clone.folder / f"out/{run}/samples").glob("*.txt"))]
        assert len(texts) == 20
        assert all(text.strip() for text in texts)
        assert len(set(texts)) == 20
        assert len((clone.folder / f"out/{run}/samples.jsonl").read_text().splitlines()) == 20
    perplexity = [line.split(",")[5] for line in clone.read("out/demo/log.csv").splitlines()[1:]]
    known = [float(value) for value in perplexity if value]
    assert known[-1] < known[0] / 2
    assert json.loads(clone.read("out/main/model/hparams.json"))["n_layer"] == 2
    assert "70 pages" in clone.read("cache/log/pages/mine.log")
    the_reports_open(clone)


def the_reports_open(clone: Clone) -> None:
    """That of wikimill, of both runs, and that of Snakemake: in a browser, without a network."""
    clone.snakemake("--configfile", "config/demo.yaml", "--report", "report.html")
    with chromium() as browser:
        for run in ("demo", "main"):
            with open_page(browser, clone.folder / f"out/{run}/report.html") as seen:
                assert (seen.messages, seen.requests) == ([], [])
                assert seen.page.locator("blockquote").count() == 20
                assert seen.page.locator("figure svg").count() == 5
        with open_page(browser, clone.folder / "report.html") as seen:
            seen.page.get_by_text("Report", exact=True).last.click()
            assert seen.page.get_by_text("everything", exact=True).is_visible()
            assert not [each for each in seen.messages if each.startswith("error")]  # it warns of its own styles
            assert not seen.requests


def test_the_readme_names_every_target_of_the_makefile_it_needs() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", Path(ROOT / "Makefile").read_text(), re.M)
    assert {"demo", "test", "check", "bench"} <= set(targets)
