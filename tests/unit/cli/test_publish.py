"""`wikimill publish`; tests/workflow/test_publish.py and tests/workflow/test_docs.py upload."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run
from tests.unit.publish.builder import write_run


@pytest.fixture
def made(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a corpus and a model."""
    monkeypatch.delenv("HF_TOKEN", raising=False)
    write_run()
    return project


def test_without_upload_it_lists_what_would_be_uploaded(made: Path, run: Run) -> None:
    result = run("publish", cwd=made)
    lines = result.stdout.splitlines()
    assert (result.code, result.stderr) == (0, "")
    assert lines[0].startswith("publish/corpus/main: a dataset of ")
    assert lines[-3:] == [
        "licence: cc-by-sa-4.0",
        "visibility: private, unless --public is given",
        "Nothing was uploaded. To do it: wikimill publish corpus/main --upload OWNER/NAME",
    ]
    assert run("publish", "out/main", "--dataset", "me/tides", cwd=made).stdout.startswith("publish/out/main: a model")
    assert "- me/tides\n" in (made / "publish/out/main/README.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--upload", "me/tides"], "HF_TOKEN is not set"),
        (["--upload", "tides"], "'tides' cannot be the name of a repository"),
        (["corpus/other"], "corpus/other: there is no corpus with a provenance.json; build one"),
        (["out/other"], "out/other/model: there is no model in Hugging Face's format"),
        (["processed/main"], "processed/main: it is neither corpus/RUN nor out/RUN"),
        (["corpus/.."], "it is neither corpus/RUN nor out/RUN"),
        (["/etc"], "/etc: it is neither corpus/RUN nor out/RUN"),
        (["corpus/main", "--dataset", "me/tides"], "--dataset is of models; leave it out"),
    ],
)
def test_what_cannot_be_published_is_one_line(made: Path, run: Run, arguments: list[str], message: str) -> None:
    result = run("publish", *arguments, cwd=made)
    assert result.code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("wikimill: error: ")
    assert message in line
