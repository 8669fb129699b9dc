"""wikimill as a module of another workflow, which has nothing of this project but manifests; with conda."""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.clone import ROOT, Clone
from tests.documentation import blocks
from tests.sample_manifest import write_sample_manifest

# What the rules say of themselves, beside the workflow of docs/module.md.
RULES = """
import json
from pathlib import Path

rules_of_module = [
    {
        "name": rule.name,
        "log": [str(file) for file in rule.log],
        "benchmark": rule.benchmark and str(rule.benchmark),
        "conda": rule.conda_env and str(rule.conda_env),
        "local": rule.name in workflow._localrules,
    }
    for rule in workflow.rules
    if rule.shellcmd and rule.name.startswith("wikimill_")
]
Path("rules.json").write_text(json.dumps(rules_of_module))
"""
# Keys as this project's own configuration may not have them: it is the other workflow's.
CONFIG = """\
1: a number
wikimill:
  corpus: {manifests: [few], tfrecord: {}}
  tokenizer: {vocabulary: corpus, size: 300}
  train: {init: scratch, environment: cuda}
"""

CONDA = """\
#!/bin/sh -eu
# Stands in for conda, of which there is no package for pip: its environments are Python's.
case "$1" in
info) echo '{{"conda_prefix": "{folder}", "platform": "linux-64"}}' ;;
--version) echo conda 25.1.1 ;;
config) echo '{{"get": {{"channel_priority": "strict"}}}}' ;;
env)
  for last; do :; done
  {python} -m venv --without-pip "$last"
  site=$("$last/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  echo '{site}' > "$site/packages.pth"
  echo 'import sys; print(*sys.orig_argv[1:7], file=open("{folder}/calls", "a"))' >> "$site/packages.pth" ;;
esac
"""
ACTIVATE = '. "$1/bin/activate"; export CONDA_PREFIX="$1"\n'


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """Another workflow, with a manifest of a few pages, and a conda."""
    other = Clone(tmp_path / "other")
    (snakefile,) = (each.text for each in blocks(ROOT / "docs/module.md") if each.language == "snakemake")
    other.write("workflow/Snakefile", snakefile + RULES)
    other.write("config/config.yaml", CONFIG)
    other.write("manifests/originals/.keep", "")
    (other.folder / "manifests/derived").mkdir()
    write_sample_manifest(
        other, "few", {f"Page {number}": f"Text of '''page''' [[{number}]].\n" * 20 for number in range(20)}
    )
    folder, site = other.folder / "conda", sysconfig.get_path("purelib")
    other.write("conda/bin/conda", CONDA.format(folder=folder, python=sys.executable, site=site))
    other.write("conda/bin/activate", ACTIVATE)
    (folder / "bin/conda").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")
    return other


def test_another_workflow_builds_a_corpus_in_the_environments_of_conda(other: Clone) -> None:
    call = ("snakemake", "-j2", "words.txt", "--sdm", "conda")
    assert "rule wikimill_pages_table:" in other.run(*call)
    assert int(other.read("words.txt")) > 1000
    assert "Text of **page** 7." in other.read("corpus/main/train.txt")
    assert other.read("processed/few/pages.tsv").count("\tok\t") == 20
    assert "Nothing to be done" in other.run(*call)
    # What ran in conda's environments, and called the package that the post-deploy script links there.
    called = [line.split()[-1] for line in other.read("conda/calls").splitlines() if line.startswith("-m wikimill")]
    assert list(dict.fromkeys(called)) == [
        "fetch",
        "pin_templates",
        "convert",
        "pages",
        "pages_table",
    ]  # a start may tell twice
    assert "rule wikimill_all:" in other.run("snakemake", "--dry-run")

    rules = {rule.pop("name").removeprefix("wikimill_"): rule for rule in json.loads(other.read("rules.json"))}
    for name, rule in rules.items():
        assert rule["log"], name
        assert (ROOT / "workflow/rules" / rule["conda"]).is_file(), name
    assert {name for name, rule in rules.items() if rule["local"]} == {
        "expand", "refresh", "fetch", "raw_page", "pin_templates", "pages", "page", "released_model",
    }  # fmt: skip
    assert rules.keys() - {name for name, rule in rules.items() if rule["benchmark"]} == {
        "refresh", "raw_page", "pages", "page", "released_model",
    }  # fmt: skip
    environments = {name: Path(rule["conda"]).stem for name, rule in rules.items()}
    assert {name for name, environment in environments.items() if environment == "cuda"} == {
        "tfrecord", "released_model", "train", "evaluate", "generate", "model_card", "report",
    }  # fmt: skip
    assert set(environments.values()) == {"corpus", "cuda"}
    seconds = other.read("cache/benchmark/pages_table/main.tsv").splitlines()
    assert seconds[0].startswith("s\th:m:s\tmax_rss")
    assert float(seconds[1].split("\t")[0]) > 0
    assert len(list((other.folder / "cache/benchmark/convert/few").iterdir())) == 1

    config = other.read("config/config.yaml")
    other.write("config/config.yaml", config.replace("size: 300", "sice: 300"))
    message = other.error("snakemake", "-n")
    assert message == "the module's config: unknown key tokenizer.sice; the nearest is tokenizer.size"
