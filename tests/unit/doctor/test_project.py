"""What the doctor reports about configuration, manifests, contact and credentials."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.doctor.helpers import CONFIG, manifest, single, write
from wikimill.doctor import project
from wikimill.doctor.project import read_project


@pytest.mark.parametrize(
    ("text", "found", "fix"),
    [
        (
            "train:\n  batchsize: 2\n",
            "config/config.yaml: unknown key train.batchsize",
            "the nearest is train.batch_size",
        ),
        ("train: [\n", "config/config.yaml line 2: not valid YAML (", "correct the configuration"),
        ("contact: nobody\n", "config/config.yaml: contact: ", "correct this key"),
    ],
)
def test_a_mistake_in_the_configuration(project_folder: Path, text: str, found: str, fix: str) -> None:
    CONFIG.write_text(text)
    status, said, how = single(project.configuration(read_project(())))
    assert (status, how) == ("problem", fix)
    assert said.startswith(found)


def test_further_configuration(project_folder: Path) -> None:
    write("mine.yaml", "contact: ada@lovelace.example\ntrain: {steps: 5}\n")
    CONFIG.write_text("train: {batch_size: 2}\n")
    config = read_project((), [Path("mine.yaml")]).config
    assert (config.contact, config.train.steps, config.train.batch_size) == ("ada@lovelace.example", 5, 2)
    write("mine.yaml", "train: [\n")
    assert single(project.configuration(read_project((), [Path("mine.yaml")])))[1].startswith(
        "mine.yaml line 2: not valid"
    )
    write("mine.yaml", "- a\n")
    assert single(project.configuration(read_project((), [Path("mine.yaml")])))[0] == "problem"


def test_no_configuration(project_folder: Path) -> None:
    CONFIG.unlink()
    assert single(project.configuration(read_project(())))[1] == "config/config.yaml: there is no such configuration"


def test_manifests(project_folder: Path) -> None:
    assert single(project.manifests(read_project(())))[:2] == (
        "warning",
        "there are none in manifests/originals",
    )
    manifest("good", "wiki: w.example\npages: [A]\n")
    manifest("typo", "wiki: w.example\npage: [A]\n")
    manifest("dump", "wiki: w.example\ndump: none.xml\n")
    manifest("table", "pairs: none.tsv\ntemplate: '{a}'\n")
    manifest("moved", "wiki: w.example\npages: [A]\n")
    site = '{"language": "en", "first_letter": true, "namespaces": {}}'
    lock = {"original": "0" * 64, "wiki": "w.example", "date": "2026-01-02", "site": site, "pages": "0"}
    write("manifests/derived/moved.tsv", "".join(f"# {key}: {value}\n" for key, value in lock.items()))
    found = {(each.status, each.found): each.fix for each in project.manifests(read_project(()))}
    assert found["ok", "good: valid"] == ""
    assert found["problem", "manifests/originals/typo.yaml: unknown key page"] == "the nearest is pages"
    assert found["problem", "manifests/originals/dump.yaml: there is no none.xml"].startswith("fetch it")
    assert found["problem", "manifests/originals/table.yaml: there is no none.tsv"].startswith("fetch it")
    assert len(found) == 5
    moved = "manifests/originals/moved.yaml changed since manifests/derived/moved.tsv was made from it"
    assert found["problem", moved].startswith("`snakemake refresh` lists the wiki again")
    assert single(project.manifests(read_project(["good"])))[0] == "ok"
    assert single(project.manifests(read_project(["nope"])))[:2] == (
        "problem",
        "manifests/originals/nope.yaml: there is no such manifest",
    )


def test_contact(project_folder: Path) -> None:
    assert single(project.contact(read_project(())))[:2] == ("ok", "not set; no manifest needs it")
    manifest("near", "wiki: http://localhost:8080/w/api.php\npages: [A]\n")
    assert single(project.contact(read_project(())))[0] == "ok"
    manifest("far", "wiki: w.example\npages: [A]\n")
    status, found, fix = single(project.contact(read_project(())))
    assert (status, found) == ("warning", "not set, so these wikis will not be asked: w.example")
    assert fix.startswith("set `contact` in config/config.yaml to your e-mail address")
    CONFIG.write_text("contact: you@example.org\n")
    assert single(project.contact(read_project(())))[:2] == ("warning", "you@example.org is a placeholder")
    CONFIG.write_text("contact: ada@lovelace.example\n")
    assert single(project.contact(read_project(())))[0] == "ok"


def test_credentials_are_named_and_never_shown(project_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest("private", "wiki: w.example\npages: [A]\n")
    assert single(project.credentials(read_project(())))[:2] == ("ok", "none are set; public wikis need none")
    monkeypatch.setenv("WIKIMILL_USERNAME_W_EXAMPLE", "secret-name")
    status, found, _ = single(project.credentials(read_project(())))
    assert (status, found) == ("problem", "w.example: the environment lacks WIKIMILL_PASSWORD_W_EXAMPLE")
    monkeypatch.setenv("WIKIMILL_PASSWORD_W_EXAMPLE", "secret-word")
    monkeypatch.setenv("WIKIMILL_PASSWORD_V_EXAMPLE", "secret-word")
    complete, stray = project.credentials(read_project(()))
    assert (complete.status, stray.status) == ("ok", "warning")
    assert complete.found == "w.example: WIKIMILL_USERNAME_W_EXAMPLE, WIKIMILL_PASSWORD_W_EXAMPLE are set"
    assert stray.found == "WIKIMILL_PASSWORD_V_EXAMPLE belongs to no wiki of the manifests"
    assert "secret" not in f"{complete}{stray}"
    assert single(project.credentials(read_project(["private"])))[0] == "ok"
