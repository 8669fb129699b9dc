"""`wikimill finetune`: what it writes before Snakemake runs, and what it refuses with nothing written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from tests.unit.cli.conftest import Run
from wikimill.config.load import load_files
from wikimill.manifest.expand import expand
from wikimill.manifest.lock import read_lock
from wikimill.workflow.manifest import lock_header


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The calls of Snakemake, in whose place a sample is written."""
    called: list[list[str]] = []

    def snakemake(command: list[str], **_: Any) -> SimpleNamespace:
        called.append(command)
        run = yaml.safe_load(Path(command[command.index("--configfile") + 1]).read_text())["run"]
        Path(f"out/{run}/samples.jsonl").write_text(json.dumps({"text": "The tern flies."}) + "\n")
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", snakemake)
    monkeypatch.chdir(tmp_path)
    return called


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
def test_a_text_becomes_a_manifest_a_configuration_and_a_call_of_snakemake(
    tmp_path: Path, run: Run, calls: list[list[str]]
) -> None:
    (tmp_path / "My input.txt").write_bytes("In a café.\n\nThe tern flies.\n".encode("cp1252"))
    (tmp_path / "models/tiny").mkdir(parents=True)
    arguments = ["--model", "tiny", "--steps", "7", "--set", "train.sample_length=8", "--set", "corpus.dedup=exact"]
    result = run("finetune", "My input.txt", *arguments, cwd=tmp_path)
    assert (result.code, result.stdout.splitlines()[0]) == (0, "The tern flies.")
    assert "out/My-input/samples has more" in result.stdout
    assert files(tmp_path) == [
        "My input.txt",
        "manifests/originals/My-input.yaml",
        "out/My-input/finetune.yaml",
        "out/My-input/samples.jsonl",
    ]
    assert yaml.safe_load(Path("manifests/originals/My-input.yaml").read_text()) == {"documents": "My input.txt"}
    config = load_files([Path("out/My-input/finetune.yaml")])
    assert (config.run, config.corpus.manifests, config.train.init) == ("My-input", ["My-input"], "models/tiny")
    assert (config.train.steps, config.train.sample_length, config.train.sample_every) == (7, 8, 100)
    assert (config.corpus.normalize, config.corpus.dedup, config.corpus.val_fraction) == ("none", "exact", 0.05)
    [command] = calls
    assert command[:3] == [sys.executable, "-m", "snakemake"]
    assert command[-1] == "generate"
    assert Path(command[command.index("--snakefile") + 1]).name == "Snakefile"


def test_a_file_that_changed_is_listed_again_and_one_that_did_not_is_not(
    tmp_path: Path, run: Run, calls: list[list[str]]
) -> None:
    text = tmp_path / "input.txt"
    text.write_text("one\n")
    assert run("finetune", "input.txt", cwd=tmp_path).code == 0
    expand("input", load_files([]), 1)
    lock = Path("manifests/derived/input.tsv")
    os.utime(lock, (1, 1))
    assert run("finetune", "input.txt", cwd=tmp_path).code == 0
    assert lock.stat().st_mtime == 1
    text.write_text("two\n")
    assert (
        "its texts are no longer those of manifests/derived/input.tsv"
        in run("finetune", "input.txt", cwd=tmp_path).stderr
    )
    assert lock_header("input") is not None
    assert [pin.bytes for pin in read_lock(lock)[1]] == [4]
    assert len(calls) == 3


def test_a_table_with_a_template(tmp_path: Path, run: Run, calls: list[list[str]]) -> None:
    (tmp_path / "qa.csv").write_text("q,a\n1,2\n")
    assert run("finetune", "qa.csv", "--template", r"{q}\nA: {a}", cwd=tmp_path).code == 0
    manifest = yaml.safe_load(Path("manifests/originals/qa.yaml").read_text())
    assert manifest == {"pairs": "qa.csv", "template": "{q}\nA: {a}"}
    result = run("finetune", "qa.csv", "--template", "{q}", cwd=tmp_path)
    assert "manifests/originals/qa.yaml is of something else; give --run another name" in result.stderr


@pytest.mark.parametrize(
    ("name", "data", "arguments", "problem"),
    [
        ("a.txt", b"\x89PNG\r\n\0\0", [], "a.txt: it is not a text"),
        ("a.txt", bytes(range(128, 256)), [], "a.txt: its encoding cannot be told; save it as UTF-8, or name its enc"),
        ("a.txt", "ä".encode() * 90 + b"\xff", [], "a.txt: byte 180 is not UTF-8, while the rest is; correct it there"),
        ("a.txt", b" \n", [], "a.txt: it contains no text"),
        ("a.txt", b"a", ["--encoding", "klingon"], "encoding: 'klingon' is no encoding that is known here"),
        ("a.txt", b"a", ["--run", "web"], "'web' cannot be the name of a manifest; give another one"),
        ("a.txt", b"a", ["--set", "run=b"], "run: 'b' is set, and the run is called 'a'; use --run b"),
        ("a.txt", b"a", ["--set", "train.step=1"], "--set: unknown key train.step; the nearest is train.steps"),
        ("a.csv", b"q,a\n1,2\n", [], "a.csv: it has 2 columns (q, a), and which of them is the text a template tells"),
        ("a.csv", b"q,a\n1,2\n", ["--template", "{b}"], "there is no column 'b'; the columns are a, q"),
        ("a.csv", b"q,a\n1\n", ["--template", "{q}"], "a.csv: none of its rows can be read: line 2: 1 instead of 2"),
        ("a.jsonl", b'{"q": 1}\n', [], "a.jsonl: it has no column 'text' (q), and which of them is the text"),
        ("a.exe", b"MZ", [], "a.exe: files of this kind cannot be read; convert it to one of .txt, "),
        ("b.txt", b"a", [], "a.txt: there is no such file or folder; check the name"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_nothing_is_written(
    tmp_path: Path, run: Run, calls: list[list[str]], name: str, data: bytes, arguments: list[str], problem: str
) -> None:
    (tmp_path / name).write_bytes(data)
    result = run("finetune", "a.txt" if name == "b.txt" else name, *arguments, cwd=tmp_path)
    assert result.code == 1
    assert problem in result.stderr
    assert result.stderr.count("\n") == 1
    assert files(tmp_path) == [name]
    assert not calls
