"""Ring 1 needs neither a network nor the libraries that train models, and every test is in one of the two rings."""

from __future__ import annotations

import importlib
import re
import socket
import sys

import pytest

from tests.clone import ROOT
from tests.conftest import LONGEST
from tests.isolation import RING_1, TRAINING_LIBRARIES, NetworkError

LOCK = (ROOT / "requirements/quick.txt").read_text()


def test_the_quick_lock_has_no_library_that_trains() -> None:
    locked = {name.replace("-", "_") for name in re.findall(r"^([\w.-]+)==", LOCK, re.M)}
    assert {"onnxruntime", "pytest", "snakemake"} <= locked
    forbidden = {*TRAINING_LIBRARIES, "jaxlib", "tensorboard", "tensorflow_cpu"}
    assert not {name for name in locked if name in forbidden or name.startswith("nvidia_")}


@pytest.mark.parametrize("name", sorted(TRAINING_LIBRARIES))
def test_no_unit_test_can_import_a_library_that_trains(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(ModuleNotFoundError, match=f"must not import {name}"):
        importlib.import_module(name)


def test_no_unit_test_can_ask_a_server() -> None:
    with pytest.raises(NetworkError, match=r"must not look example\.org up"):
        socket.create_connection(("example.org", 443))
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        for connect in (client.connect, client.connect_ex):
            with pytest.raises(NetworkError, match=r"must not connect to \('127\.0\.0\.1'"):
                connect(server.getsockname())


def test_every_folder_of_tests_is_in_one_ring() -> None:
    makefile = (ROOT / "Makefile").read_text()
    rings = [set(re.findall(rf"^RING_{number} := (.*)$", makefile, re.M)[0].split()) for number in (1, 2)]
    assert rings[0] == {str(folder.relative_to(ROOT)) for folder in RING_1}
    assert not rings[0] & rings[1]
    assert rings[0] | rings[1] == {str(path.parent.relative_to(ROOT)) for path in ROOT.glob("tests/*/__init__.py")}
    assert not list(ROOT.glob("tests/test_*.py"))


def test_the_files_that_begin_first_are_there() -> None:
    assert [path for path in LONGEST if not path.is_file()] == []


def test_unit_tests_mirror_the_package() -> None:
    unit, package = ROOT / "tests/unit", ROOT / "src/wikimill"
    for path in unit.rglob("test_*.py"):
        module = package / path.relative_to(unit).parent / path.stem.removeprefix("test_")
        files = [module.with_suffix(suffix) for suffix in (".py", ".lua")]
        assert any(file.exists() for file in files) or module.is_dir() or path.parent == unit, (
            f"{path}: there is no {module}"
        )
