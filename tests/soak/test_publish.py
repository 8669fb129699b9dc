"""Damaged corpora and runs, and a hub that answers nonsense: a folder of what the provenance names, or one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.hub import TOKEN, Hub, serve_hub, use_hub
from tests.soak.mutations import BYTES, JSON, mutate, seeds
from tests.soak.record import DIFFERENCE, READ, Soak, outcome
from tests.unit.publish.builder import snapshot, write_run
from wikimill.files import sha256
from wikimill.publish.prepare import prepare
from wikimill.publish.release import Release
from wikimill.publish.upload import upload

COUNTS = {"short": 30, "full": 3000}
SECONDS = 20
FOLDERS = (Path("corpus/main"), Path("out/main"))
INPUTS = ("corpus", "out", "manifests")
FILES = {"README.md": b"---\nlicense: cc0-1.0\n---\n", "pages-train.parquet": b"PAR1" * 99, "a/b.tsv": b"1\n"}


def what_was_published(folder: Path) -> list[str]:
    """The files that are not those that the provenance names; of a model there are none."""
    path = folder / "provenance.json"
    if not path.exists():
        return []
    named = json.loads(path.read_text())["outputs"]
    return [name for name, digest in named.items() if (folder / name).exists() and sha256(folder / name) != digest]


def test_a_folder_of_one_build_or_one_line(soak: Soak, project: Path) -> None:
    write_run()
    whole = project / "whole"
    for name in INPUTS:
        shutil.copytree(name, whole / name)
    files = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file())

    def attempt(folder: Path, file: Path, mutations: Sequence[int]) -> tuple[str, str]:
        shutil.rmtree("publish", ignore_errors=True)
        for name in INPUTS:
            shutil.rmtree(name)
            shutil.copytree(whole / name, name)
        file.write_bytes(mutate(file.read_bytes(), mutations, JSON if file.suffix == ".json" else BYTES))
        status, detail = outcome(partial(prepare, folder), SECONDS)
        if status == READ and (wrong := what_was_published("publish" / folder)):
            return DIFFERENCE, f"{file}: {wrong}"
        return status, detail

    for folder in FOLDERS:
        assert attempt(folder, Path("corpus/main/README.md"), []) == (READ, "")
    for number, random in soak.trials():
        file = random.choice(files)
        folder = random.choice(FOLDERS)
        soak.attempt(
            number,
            seeds(random),
            partial(attempt, folder, file),
            partial(lambda path: {path.name: path.read_bytes()}, file),
        )
    soak.finish()


@pytest.mark.filterwarnings("ignore")  # the library's, of what the hub says
def test_all_files_arrive_or_none_and_one_line(soak: Soak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "folder"
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    release = Release("dataset", Path("corpus/main"), folder, ("cc0-1.0",))

    def attempt(hub: Hub, random: Random, _: Sequence[int]) -> tuple[str, str]:
        hub.nonsense = random
        status, detail = outcome(partial(upload, release, "me/tides", TOKEN, private=True, update=False), SECONDS)
        arrived = [repository.files for repository in hub.repositories.values() if repository.commits]
        if TOKEN in detail or any(files != FILES for files in arrived) or (status == READ and not arrived):
            return DIFFERENCE, f"{detail} {arrived}"
        return status, detail

    with serve_hub() as hub:
        use_hub(monkeypatch, hub.url)
        assert attempt(hub, None, [])[0] == READ  # type: ignore[arg-type]
        for number, random in soak.trials():
            hub.repositories.clear()
            hub.objects.clear()
            soak.attempt(number, [number], partial(attempt, hub, random), partial(snapshot, folder))
    soak.finish()
