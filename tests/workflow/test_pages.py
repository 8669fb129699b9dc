"""From manifest to pages on the embedded wiki: what is rebuilt, when, and to which bytes."""

from __future__ import annotations

import os
import random
import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.clone import Clone, jobs
from tests.sample_manifest import write_sample_manifest
from wikimill.convert.pages import read_pages
from wikimill.manifest.lock import read_lock
from wikimill.titles import file_name

PAGE = "processed/mediawiki/skerrow.example/Corncrake.md"
PLAIN_ABORTS = {"Morrowhaven harbour notices", "Ferry timetable of 1932"}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone with `processed/demo` built. Tests leave it as it is."""
    clone = Clone.make(tmp_path_factory.mktemp("built"))
    clone.snakemake("processed/demo")
    return clone


@pytest.fixture
def built(first: Clone, tmp_path: Path) -> Clone:
    """A copy of the first."""
    return first.copy(tmp_path / "built")


def with_change(markup: str, call: str) -> str:
    """The filter `markup` with one more change to the text it ends with."""
    line = "  text = WORDS:match(text):gsub('\\4', '\\\\|')\n"
    assert line in markup
    return markup.replace(line, f"  text = text:{call}\n{line}")


def pages_converted(output: str) -> int:
    """How many pages a run converted in shards."""
    return sum(map(int, re.findall(r"(\d+) converted now", output)))


def count_pages(files: dict[str, bytes]) -> int:
    """How many of the files of `processed/` are pages, not tables."""
    return sum(name.endswith(".md") for name in files)


def test_every_page_of_the_manifest_has_its_row_and_file(first: Clone) -> None:
    lines = [line.split("\t") for line in first.read("processed/demo/pages.tsv").splitlines()]
    assert lines[0] == ["title", "path", "revid", "sha256", "words", "status", "dropped"]
    rows = read_lock(first.folder / "manifests/derived/demo.tsv")[1]
    assert [line[0] for line in lines[1:]] == sorted(row.title for row in rows)
    assert len(rows) >= 60
    for title, path, _, _, words, status, _ in lines[1:]:
        assert status == "ok", title
        assert int(words) > 100, title
        assert (first.folder / path).stat().st_size > 500, title
    titles = {row.title for row in rows}
    assert {"Grannoch's Light", "Tide/Turn", "Who Goes Ashore?", "Ólafsvær", "Black wind", "Black Wind"} <= titles
    assert titles >= PLAIN_ABORTS
    assert not titles & {"Skerry Rock", "The Corncrake", "Skerrow Wiki:About"}
    names = [line[1].casefold() for line in lines[1:]]
    assert len(set(names)) == len(names)


def test_the_demo_has_pages_on_which_plain_pandoc_aborts(first: Clone) -> None:
    import pypandoc

    aborts = set()
    for path in (first.folder / "raw/mediawiki/skerrow.example").glob("*.wiki"):
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), "-f", "mediawiki", "-t", "markdown", str(path)],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            aborts.add(path.stem.replace("_", " "))
    assert aborts >= PLAIN_ABORTS
    for title in PLAIN_ABORTS:
        page = first.read(f"processed/mediawiki/skerrow.example/{title.replace(' ', '_')}.md")
        assert page.count("\n## ") == 2
        assert not re.search(r"\{\{|\}\}|\|\}|\[\[|<", page)


def test_no_markup_is_left_in_any_page(first: Clone) -> None:
    for name, data in first.files("processed/mediawiki/skerrow.example").items():
        text = re.sub(r"\$[^$]*\$", "", data.decode())
        assert not re.search(r"\{\{|\}\}|\[\[|\]\]|</?(ref|span|div|br|sup|sub)\b|&nbsp;|__[A-Z]+__|\bthumb\|", text), (
            name
        )
        assert "  " not in text.replace("\n  ", "\n").replace("\n    ", "\n") or "```" in text or "\n    " in text, name


def test_running_again_does_nothing(built: Clone) -> None:
    assert "Nothing to be done" in built.snakemake("processed/demo")
    assert "Nothing to be done" in built.snakemake("processed/demo", "--dry-run")
    summary = [line.split("\t") for line in built.snakemake("processed/demo", "--summary").splitlines() if "\t" in line]
    (pages,) = [dict(zip(summary[0], line, strict=True)) for line in summary if line[0] == "processed/demo"]
    assert (pages["rule"], pages["status"], pages["plan"]) == ("pages", "ok", "no update")


def test_the_workflow_is_in_good_condition(built: Clone) -> None:
    assert "your workflow is in a good condition" in built.run("snakemake", "--lint")
    assert "left unchanged" in built.run("snakefmt", "--check", "Snakefile", "workflow")


def test_one_deleted_page_is_rebuilt_alone(built: Clone) -> None:
    before = built.files("processed")
    times = {path: path.stat().st_mtime_ns for path in (built.folder / "processed/mediawiki").rglob("*.md")}
    built.remove(PAGE)
    output = built.snakemake("processed/demo", "--rerun-triggers", "mtime")
    assert pages_converted(output) == 1
    assert built.files("processed") == before
    changed = {path for path, when in times.items() if path.stat().st_mtime_ns != when}
    assert changed == {built.folder / PAGE}
    assert "Nothing to be done" in built.snakemake("processed/demo")


def test_deleted_folders_are_refilled_from_the_cache(built: Clone) -> None:
    before = built.files("processed") | built.files("raw")
    built.remove("raw", "processed", "demo/wiki.xml.bz2")
    assert "fetch" not in jobs(built.snakemake("processed/demo"))
    built.remove("raw")
    assert pages_converted(built.snakemake("processed/demo")) == 0
    assert built.files("processed") | built.files("raw") == before
    assert "Nothing to be done" in built.snakemake("processed/demo")


def test_a_deleted_page_table_is_made_again(built: Clone) -> None:
    before = built.read("processed/demo/pages.tsv")
    built.remove("processed/demo/pages.tsv")
    assert pages_converted(built.snakemake("processed/demo")) == 0
    assert built.read("processed/demo/pages.tsv") == before


def test_an_edited_filter_rebuilds_what_depends_on_it(built: Clone) -> None:
    before = built.files("processed")
    path = built.folder / "workflow/filters/markup.lua"
    path.write_text(with_change(path.read_text(), "gsub('ferry', 'FERRY')"))
    output = built.snakemake("processed/demo")
    assert pages_converted(output) == count_pages(before)
    assert jobs(output) == {"pin_templates", "convert", "pages"}
    assert "FERRY" in built.read(PAGE)


def test_a_changed_option_rebuilds_and_an_unrelated_one_does_not(built: Clone) -> None:
    before = built.files("processed")
    assert pages_converted(built.snakemake("processed/demo", "--config", "convert={tables: keep}")) == count_pages(
        before
    )
    assert pages_converted(built.snakemake("processed/demo")) == count_pages(before)
    assert built.files("processed") == before
    assert "Nothing to be done" in built.snakemake("processed/demo", "--config", "generate={nsamples: 3}")


def test_one_page_by_name_has_the_bytes_of_the_bulk(first: Clone, clone: Clone) -> None:
    pages = ["Corncrake", "Black_%77ind", "Tide%2FTurn", "Who_Goes_Ashore%3F", "Grannoch's_Light", "Ólafsvær"]
    targets = [f"processed/mediawiki/skerrow.example/{name}.md" for name in pages]
    (clone.folder / "manifests/derived").mkdir(exist_ok=True)
    clone.write("manifests/derived/demo.tsv", first.read("manifests/derived/demo.tsv"))
    output = clone.snakemake(*targets)
    assert jobs(output) == {"raw_page", "page"}
    for target in targets:
        assert clone.read(target) == first.read(target)
    assert len(clone.files("processed")) == len(pages)
    assert "Nothing to be done" in clone.snakemake(targets[0])


def test_titles_that_look_like_options_formulas_or_comments(clone: Clone) -> None:
    texts = {title: f"Of {number}." for number, title in enumerate(["-30-", "-h", "--", "=1+1", "+44", "@", "$(id)"])}
    write_sample_manifest(clone, "odd", texts)
    names = {title: f"processed/mediawiki/odd.example/{file_name(title)}.md" for title in texts}
    clone.snakemake(*names.values())
    for title, name in names.items():
        assert clone.read(name) == f"{texts[title]}\n"
    clone.snakemake("processed/odd")
    assert "Nothing to be done" in clone.snakemake(*names.values())
    assert {row.title for row in read_pages(clone.folder / "processed/odd/pages.tsv")} == texts.keys()


def test_one_page_of_a_dump_that_was_never_listed(first: Clone, clone: Clone) -> None:
    assert jobs(clone.snakemake(PAGE)) == {"raw_page", "page"}
    assert clone.read(PAGE) == first.read(PAGE)
    assert len(clone.files("processed")) == 1
    folder = "processed/mediawiki/skerrow.example"
    assert "page 'Skerry Rock' leads to 'Calf of Hest'" in clone.error("snakemake", f"{folder}/Skerry_Rock.md")
    assert "there is no page 'Nowhere'" in clone.error("snakemake", f"{folder}/Nowhere.md")


def test_editing_a_filter_and_asking_for_one_page_converts_that_page(built: Clone) -> None:
    path = built.folder / "workflow/filters/markup.lua"
    before = built.files("processed")
    path.write_text(with_change(path.read_text(), "gsub('ferry', 'FERRY')"))
    for page in (PAGE, PAGE.replace("processed", "raw").replace(".md", ".wiki")):
        difference = built.run("wikimill", "convert", "--diff", page).splitlines()
        changed = [line for line in difference if line[0] in "+-"][2:]
        assert [line.replace("FERRY", "ferry")[1:] for line in changed[1::2]] == [line[1:] for line in changed[::2]]
        assert len(changed) > 1
    output = built.snakemake(PAGE)
    assert jobs(output) == {"page"}
    assert "FERRY" in built.read(PAGE)
    after = built.files("processed")
    assert {name for name in before if before[name] != after[name]} == {"mediawiki/skerrow.example/Corncrake.md"}


def test_an_edited_filter_is_noticed_whatever_the_clock_says(built: Clone) -> None:
    """The clock went back, or files carry a later time."""
    tomorrow = time.time() + 86400
    for path in built.folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (tomorrow, tomorrow))
    path = built.folder / "workflow/filters/markup.lua"
    path.write_text(with_change(path.read_text(), "gsub('ferry', 'FERRY')"))
    output = built.snakemake(PAGE)
    assert "a time that is still to come, which is corrected" in output
    assert "FERRY" in built.read(PAGE)
    built.snakemake("processed/demo")
    assert "FERRY" in built.read(PAGE.replace("Corncrake", "Ólafsvær"))
    assert "Nothing to be done" in built.snakemake("processed/demo", PAGE)


def test_another_machine_order_and_locale_give_the_same_bytes(first: Clone, clone: Clone) -> None:
    for path in clone.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - random.Random(path.name).randrange(10**8),) * 2)
    clone.snakemake(
        "processed/demo", "--config", "convert={shard_pages: 9}", cores=8, env={"LC_ALL": "C", "TZ": "Asia/Tokyo"}
    )
    assert clone.files("processed") == first.files("processed")
    assert clone.files("manifests/derived") == first.files("manifests/derived")
    assert len(list((clone.folder / "cache/convert/demo").glob("*.tsv"))) == 8


def test_a_committed_lock_is_not_listed_again_whatever_the_file_times(first: Clone, clone: Clone) -> None:
    clone.write("manifests/derived/demo.tsv", first.read("manifests/derived/demo.tsv"))
    os.utime(clone.folder / "manifests/derived/demo.tsv", (1, 1))
    assert "expand" not in jobs(clone.snakemake("processed/demo"))
    assert clone.files("processed") == first.files("processed")
    clone.write(
        "manifests/originals/demo.yaml", clone.read("manifests/originals/demo.yaml") + "depth: 5\n".replace("5", "4")
    )
    assert "duplicate key" in clone.error("snakemake", "processed/demo")
    clone.write("manifests/originals/demo.yaml", clone.read("manifests/originals/demo.yaml").replace("depth: 5\n", ""))
    message = clone.error("snakemake", "processed/demo")
    assert (
        "manifests/originals/demo.yaml changed since manifests/derived/demo.tsv was made from it; `snakemake refresh`"
        in message
    )


def test_a_cache_that_was_lost_is_an_error_and_its_fix_works(built: Clone) -> None:
    before = built.files("processed") | built.files("raw")
    built.remove("cache/mediawiki/skerrow.example/revisions.sqlite", PAGE)
    message = built.error("snakemake", "processed/demo")
    records = "cache/fetched/demo.tsv", "cache/templates/demo.json"
    assert f"of 'Corncrake' was in the cache and is gone; delete {' and '.join(records)} and run again" in message
    assert message == built.error("snakemake", "processed/demo")
    built.remove(*records)
    assert "fetch" in jobs(built.snakemake("processed/demo"))
    assert built.files("processed") | built.files("raw") == before


def test_a_lock_that_was_deleted_is_made_again(built: Clone) -> None:
    before = built.read("manifests/derived/demo.tsv")
    built.remove("manifests/derived/demo.tsv")
    built.snakemake("processed/demo", "--dry-run")
    assert (built.folder / "processed/demo/pages.tsv").exists()
    output = built.snakemake("processed/demo")
    assert "expand" in jobs(output)
    assert pages_converted(output) == 0
    assert built.read("manifests/derived/demo.tsv") == before
    assert "Nothing to be done" in built.snakemake("processed/demo")


def test_options_that_change_no_text_run_nothing(built: Clone) -> None:
    options = "mediawiki={retries: 1}", "contact=me@example.org", "convert={timeout: 9, memory: 999}"
    assert "Nothing to be done" in built.snakemake("processed/demo", "--config", *options)


def test_the_number_of_jobs_is_that_of_the_command_line_or_of_the_profile(built: Clone) -> None:
    path = built.folder / PAGE
    for cores, arguments in ((3, ["-j3"]), (4, [])):
        path.unlink()
        assert f"Provided cores: {cores}" in built.run("snakemake", "--printshellcmds", *arguments, "processed/demo")


def test_a_broken_filter_ends_the_run_and_a_page_it_fails_on_does_not(built: Clone) -> None:
    before = built.files("processed")
    path = built.folder / "workflow/filters/links.lua"
    text = path.read_text()
    path.write_text(text.replace("function markdown(text)\n", "function markdown(text)\n  nothing.here = 1\n"))
    message = built.error("snakemake", "processed/demo")
    assert re.match(
        r"filters failed on 70 of 70 pages; first page '.*': .*links\.lua:\d+: .*; correct the filter", message
    )
    path.write_text(text)
    built.snakemake("processed/demo")
    assert built.files("processed") == before


def test_killed_ten_times_at_random_moments_it_ends_with_the_same_bytes(first: Clone, clone: Clone) -> None:
    seed = random.Random(20261120)
    shards = ("--config", "convert={shard_pages: 9}")
    for _ in range(10):
        with clone.run_and_kill("processed/demo", *shards):
            time.sleep(seed.uniform(0.1, 3.6))
        if seed.random() < 0.4 and (clone.folder / "cache/convert").exists():
            clone.remove("cache/convert")
    assert "locked" not in clone.snakemake("processed/demo", *shards)
    assert clone.files("processed") == first.files("processed")
    assert clone.files("raw") == first.files("raw")
    assert "Nothing to be done" in clone.snakemake("processed/demo", *shards)


def test_thousands_of_pages_edit_a_filter_ask_for_one(clone: Clone) -> None:
    """Content only; the time it takes with 10,000 and 100,000 is measured by `make bench-noop`."""
    write_sample_manifest(clone, "big", {f"Page {number}": f"Text of '''page''' {number}." for number in range(2000)})
    shards = ("--config", "convert={shard_pages: 500}")  # two processes a core, not the 32 of the default
    output = clone.snakemake("processed/big", *shards)
    assert output.count("rule convert:") == 4
    assert pages_converted(output) == 2000
    path = clone.folder / "workflow/filters/markup.lua"
    path.write_text(with_change(path.read_text(), "upper()"))
    target = "processed/mediawiki/big.example/Page_777.md"
    assert jobs(clone.snakemake(target, *shards)) == {"page"}
    assert clone.read(target) == "TEXT OF **PAGE** 777.\n"
    assert clone.read("processed/mediawiki/big.example/Page_778.md") == "Text of **page** 778.\n"
