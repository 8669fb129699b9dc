"""Refreshing manifests of a real MediaWiki."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from demo.build import export
from tests.clone import Clone
from tests.mediawiki.test_real_wiki import requests_of
from tests.mediawiki.wiki import RealWiki
from wikimill.manifest.lock import read_pins

MEMBERS = ["Rf same", "Rf edited", "Rf moved", "Rf deleted", "Rf left"]


@pytest.fixture
def built(wiki: RealWiki, clone: Clone) -> Clone:
    """A clone with a manifest of five pages of a category of their own, built."""
    wiki.delete(*MEMBERS, "Rf elsewhere", "Rf new")
    wiki.import_xml(export({title: f"This is {title}.\n\n[[Category:Refreshed]]" for title in MEMBERS}))
    clone.write("manifests/originals/rf.yaml", f"wiki: {wiki.url}\ncategories: [Refreshed]\n")
    clone.write("manifests/originals/same.yaml", f"wiki: {wiki.url}\npages: [Rf edited]\n")
    clone.snakemake("processed/rf", "processed/same")
    return clone


def test_a_refresh_says_what_changed_and_only_that_is_fetched_and_converted(wiki: RealWiki, built: Clone) -> None:
    page = f"processed/mediawiki/{wiki.folder_name}"
    untouched = (built.folder / page / "Rf_same.md").stat().st_mtime_ns
    wiki.edit("Rf edited", "This was edited.\n\n[[Category:Refreshed]]")
    wiki.move("Rf moved", "Rf elsewhere")
    wiki.delete("Rf deleted")
    wiki.edit("Rf left", "No category.")
    wiki.edit("Rf new", "This is new.\n\n[[Category:Refreshed]]")
    before = len(wiki.requests())
    output = built.snakemake("refresh")
    requests = wiki.requests()[before:]
    texts = [each["titles"] for each in requests if "content" in each.get("rvprop", "").split("|")]
    assert texts == ["Category:Refreshed"]  # which may have become a redirect
    assert (
        len(requests) == 8
    )  # the category, its text, what is gone, the page of the other manifest, and for each the API and the site
    lines = [line.split() for line in output.splitlines() if line.startswith(("manifest ", "rf ", "same "))]
    assert lines == [
        ["manifest", "added", "changed", "moved", "deleted", "removed", "pages", "now"],
        ["rf", "1", "1", "1", "1", "1", "4"],
        ["same", "0", "1", "0", "0", "0", "1"],
    ]
    with (built.folder / "cache/refresh/rf.tsv").open(newline="") as file:
        changes = {row["kind"]: (row["title"], row["new_title"]) for row in csv.DictReader(file, delimiter="\t")}
    assert changes == {
        "added": ("Rf new", "Rf new"),
        "changed": ("Rf edited", "Rf edited"),
        "moved": ("Rf moved", "Rf elsewhere"),
        "deleted": ("Rf deleted", ""),
        "removed": ("Rf left", "Rf left"),
    }
    contents = [each for each in requests_of(wiki, built, "processed/rf", "processed/same") if "revids" in each]
    pinned = {row.title: row.revid for row in read_pins(built.folder / "manifests/derived/rf.tsv")}
    new = {str(pinned[title]) for title in ("Rf edited", "Rf new", "Rf elsewhere")}
    assert {revid for each in contents for revid in each["revids"].split("|")} == new
    names = {Path(name).stem for name in built.files(page)}
    assert names == {"Rf_same", "Rf_edited", "Rf_elsewhere", "Rf_new"}
    assert built.read(f"{page}/Rf_edited.md") == "This was edited.\n"
    assert (built.folder / page / "Rf_same.md").stat().st_mtime_ns == untouched
    log = "".join(path.read_text() for path in (built.folder / "cache/log/convert/rf").glob("*.log"))
    assert "4 pages, 3 converted now" in log


def test_a_refresh_without_changes_leaves_all_as_it_is(wiki: RealWiki, built: Clone) -> None:
    before = (built.folder / "manifests/derived/rf.tsv").stat().st_mtime_ns
    lines = [line.split() for line in built.snakemake("refresh").splitlines()]
    assert ["rf", "0", "0", "0", "0", "0", "5"] in lines
    assert (built.folder / "manifests/derived/rf.tsv").stat().st_mtime_ns == before
    assert "Nothing to be done" in built.snakemake("processed/rf")


def test_a_changed_original_is_applied_by_a_refresh(wiki: RealWiki, built: Clone) -> None:
    built.write("manifests/originals/rf.yaml", f"wiki: {wiki.url}\ncategories: [Refreshed]\npages: [Haar]\n")
    message = built.error("snakemake", "-j1", "processed/rf")
    assert "manifests/originals/rf.yaml changed since manifests/derived/rf.tsv was made from it" in message
    assert "`snakemake refresh` lists the wiki again" in message
    facts = json.loads(built.run("wikimill", "refresh", "--json", "rf").splitlines()[-1])
    assert facts["rf"]["added"] == 1
    built.snakemake("processed/rf")
    assert "Haar.md" in built.files(f"processed/mediawiki/{wiki.folder_name}")
