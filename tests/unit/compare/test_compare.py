"""Two runs, and locks as git has them, compared by name."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.refreshing import refresh_templates
from tests.unit.compare.builder import SAME_TEXTS, TEXTS, causes, pin, use, write_corpus
from tests.wiki_project import WikiProject
from wikimill import layout
from wikimill.compare.compare import compare
from wikimill.compare.difference import Value
from wikimill.config.model import Config
from wikimill.config.resolved import write_resolved
from wikimill.errors import WikimillError
from wikimill.manifest.lock import read_pins


def make_run(name: str, **settings: object) -> None:
    """A run with a corpus, and these settings."""
    write_corpus(Path("corpus") / name, SAME_TEXTS)
    config = Config.model_validate({"run": name, "contact": f"{name}@wiki.example", **settings})
    write_resolved(layout.run_config(name), config)


def test_runs_are_compared_with_all_settings_that_decide_something(project: Path) -> None:
    layout.LOCKS.mkdir(parents=True)
    layout.lock("m").touch()
    make_run("one")
    make_run("two", train={"steps": 7}, mediawiki={"retries": 1})
    found = compare("out/one", "out/two")
    assert (found.kind, found.settings) == ("run", [Value("train.steps", Config().train.steps, 7)])
    layout.run_config("two").write_text("[1]")
    with pytest.raises(
        WikimillError, match=r"^out/two/config\.resolved\.yaml: the configuration is not a mapping; del"
    ):
        compare("out/one", "out/two")
    shutil.rmtree("corpus/two")
    with pytest.raises(WikimillError, match=r"^out/two: its corpus, .*/corpus/two, is not there; build it, or compare"):
        compare("out/one", "out/two")


def test_what_a_refresh_moved_is_told_by_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = WikiProject.make(monkeypatch, TEXTS)
    pin(wiki)
    use()
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "manifests"], ["commit", "-qm", "Locks"]):
        subprocess.run([*git, *command], check=True)
    lock = str(layout.lock("m"))
    assert compare(f"HEAD:{lock}", "m").is_empty
    wiki.source.edit("Template:B", "other")
    refresh_templates(["m"], Config())
    assert causes(compare(f"HEAD:{lock}", "m")) == causes(compare("m", f"HEAD:{lock}"))
    assert causes(compare(f"HEAD:{lock}", "m"))["touched Two"] == [("template", "Template:B")]


def test_a_corpus_whose_lock_moved_on_has_it_from_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = WikiProject.make(monkeypatch, TEXTS)
    pin(wiki)
    use()
    write_corpus(Path("corpus/one"), SAME_TEXTS, dict.fromkeys(SAME_TEXTS, wiki_revision("Two")))
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "manifests"], ["commit", "-qm", "Locks"]):
        subprocess.run([*git, *command], check=True)
    wiki.source.edit("Template:B", "other")
    refresh_templates(["m"], Config())
    texts = SAME_TEXTS | {"Two": "b"}
    write_corpus(Path("corpus/two"), texts, dict.fromkeys(SAME_TEXTS, wiki_revision("Two")))
    found = compare("one", "two")
    assert causes(found) == {"changed Two": [("template", "Template:B")]}
    assert found.notes == []


def wiki_revision(title: str) -> int:
    """The revision at which a page is pinned."""
    return next(each.revid for each in read_pins(layout.lock("m")) if each.title == title)
