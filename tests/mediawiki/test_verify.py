"""Pages expanded here and by a real MediaWiki."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from demo.build import export
from tests.clone import Clone
from tests.mediawiki.wiki import RealWiki

TEMPLATES = {
    "Vf noted": "[{{{1|}}}]<ref>{{{1}}}{{Vf item}}</ref><!-- c -->",
    "Vf item": "* item",
    "Vf clock": "{{CURRENTYEAR}}-{{CURRENTMONTH}}-{{CURRENTDAY2}} {{CURRENTTIME}}",
    "Vf edited": "old",
    "Vf table": "{|\n|-\n{{{1}}}\n|}",
}
PAGES = {
    "Vf plain": "Nothing but a [[link]].\n\n== Heading ==\n",
    "Vf tags": "a{{Vf noted|b}} <nowiki>{{Vf item}}</nowiki><ref name=a/>\n{{Vf item}}<!-- {{Vf noted}} --> __NOTOC__",
    "Vf literal": "{{Vf none}} {{#ask:{{Vf noted|1}}|c={{Vf item}}}} {{subst:Vf item}} {{<b>}} {{{1}}} [[:Template:V]]",
    "Vf clock": "It is {{Vf clock}} {{#time:Y-m-d H:i}}.",
    "Vf table": "x{{Vf table|{{!}} {{#if:{{Vf item}}|{{lc:ÀB}}|n}}}} {{#switch:b|a|b=c}} {{padleft:7|3}} {{#expr:1/3}}",
    "Vf edited": "Its template is {{Vf edited}}.",
    "Vf count": "There are {{NUMBERINGROUP:sysop}} articles of {{Vf noted|all}} and {{Vf none}}.",
}


@pytest.fixture
def project(wiki: RealWiki, tmp_path: Path) -> Clone:
    """A clone with a manifest `vf` of the pages."""
    wiki.import_xml(export({**{f"Template:{title}": text for title, text in TEMPLATES.items()}, **PAGES}))
    clone = Clone.make(tmp_path / "wikimill")
    clone.write("manifests/originals/vf.yaml", f"wiki: {wiki.url}\npages: {json.dumps([*PAGES, 'Vf nowhere'])}\n")
    return clone


def verify(clone: Clone, *options: str) -> dict[str, Any]:
    output = clone.run("wikimill", "templates", "--verify", "99", "--json", *options, "vf")
    facts: dict[str, Any] = json.loads(output[output.index("{") :])
    return facts


def test_pages_are_expanded_as_the_wiki_does(wiki: RealWiki, project: Clone) -> None:
    project.snakemake("processed/vf")
    before = len(wiki.requests())
    facts = verify(project)
    assert len(wiki.requests()) - before == len(PAGES) + 1  # and one for the revisions of the templates of one page
    assert (facts["equal"], facts["different"], facts["outdated"], facts["skipped"]) == (len(PAGES) - 1, 1, 0, 0)
    (count,) = facts["pages"]  # which depends on the whole wiki
    assert (count["title"], count["outcome"], count["changed"]) == ("Vf count", "different", [])
    assert count["diff"][0].startswith("-There are  articles ")
    shown = project.run("wikimill", "templates", "--verify", "99", "vf")
    assert "vf: 6 of 7 pages, 85.7 %, are expanded as the wiki expanded them on 20" in shown
    assert "\n-There are  articles of [all]\n+There are " in shown
    wiki.edit("Template:Vf edited", f"new {time.time()}")
    wiki.stop()  # the server remembers templates
    wiki.start()
    facts = verify(project)
    assert (facts["equal"], facts["different"], facts["outdated"]) == (len(PAGES) - 2, 1, 1)
    assert [page["changed"] for page in facts["pages"]] == [[], ["Template:Vf edited"]]


def test_the_card_says_it(project: Clone) -> None:
    project.snakemake("processed/vf")
    settings = "corpus: {manifests: [vf], val_fraction: 0}\ntokenizer: {vocabulary: corpus, size: 300}\n"
    project.write("config/config.yaml", f"{settings}train: {{init: scratch}}\n")
    card = "corpus/main/README.md"
    project.snakemake(card)
    assert "are expanded as the wiki" not in project.read(card)
    assert "Template:Vf noted" in project.read(card)
    verify(project)
    project.snakemake(card)
    assert "- vf: 6 of 7 pages, 85.7 %, are expanded as the wiki expanded them on 20" in project.read(card)


def test_pages_that_differ_take_the_wikis_expansion(wiki: RealWiki, project: Clone, tmp_path: Path) -> None:
    verified = ("--config", "convert={verify: true}")
    page = f"processed/mediawiki/{wiki.folder_name}/Vf_count.md"
    project.snakemake("processed/vf", *verified)
    assert "There are articles" not in project.read(page)
    assert project.read(page).endswith(" articles of [all] and.\n")
    rows = [json.loads(line) for line in project.read("manifests/derived/vf.templates.jsonl").splitlines()]
    assert [row["title"] for row in rows if "sha1" in row] == ["Vf count"]
    # On another machine, with the locks alone and after the wiki has changed, nothing is asked of its parser.
    wiki.edit("Vf new article", "One [[link]] more.")
    other = Clone.make(tmp_path / "other")
    shutil.copytree(project.folder / "manifests", other.folder / "manifests", dirs_exist_ok=True)
    before = len(wiki.requests())
    other.snakemake(page, *verified)  # by its name alone
    assert other.read(page) == project.read(page)
    other.snakemake("processed/vf", *verified)
    assert not [each for each in wiki.requests()[before:] if not each]  # a POST has no query
    assert other.files("processed") == project.files("processed")
    assert other.files("manifests") == project.files("manifests")
    project.snakemake("processed/vf")
    assert "There are articles" in project.read(page)


def test_a_dump_cannot_be_asked(clone: Clone) -> None:
    clone.snakemake("processed/demo")
    problem = clone.error("wikimill", "templates", "--verify", "3", "demo")
    assert problem.startswith("demo/wiki.xml.bz2: pages of a dump cannot be verified, for it has no parser to ask;")
