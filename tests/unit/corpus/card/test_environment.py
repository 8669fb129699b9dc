"""The lock of libraries, and what is installed otherwise."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from tests.clone import ROOT
from wikimill import layout
from wikimill.config.model import Corpus
from wikimill.corpus.card import environment
from wikimill.corpus.card.environment import LOCK, PYTHON, find_libraries, find_version, read_environment
from wikimill.errors import WikimillError
from wikimill.files import sha256


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that was installed from a wheel, with a lock of its own."""
    monkeypatch.setattr(layout, "PACKAGE", tmp_path / "lib/wikimill")
    path = tmp_path / "lib/wikimill/project" / LOCK
    path.parent.mkdir(parents=True)
    return path


def test_what_is_installed_is_what_is_locked() -> None:
    found = read_environment()
    assert (found.name, found.sha256) == (LOCK, sha256(ROOT / LOCK))
    assert found.otherwise == {}


def test_what_is_installed_otherwise_is_named(package: Path) -> None:
    numpy, click = metadata.version("numpy"), metadata.version("click")
    package.write_text(
        f"numpy=={numpy} \\\n    --hash=sha256:{'0' * 64}\nclick==0.1 ; python_version >= '3.8' \\\n"
        f"    --hash=sha256:{'1' * 64}\nno-such-library==1.0\nnot-for-this==1.0 ; sys_platform == 'nowhere'\n"
    )
    assert read_environment().otherwise == {"click": click, "no-such-library": None}


def test_a_package_without_its_lock_is_an_error(package: Path) -> None:
    with pytest.raises(WikimillError, match=r"it has no requirements/corpus\.txt; install wikimill again"):
        read_environment()


def test_libraries_have_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "LIBRARIES", ["numpy", "no-such-library"])
    found = find_libraries(Corpus())
    assert list(found) == ["wikimill", "pandoc", "numpy"]
    assert found["numpy"] == metadata.version("numpy")
    assert find_version("no-such-library") is None
    asked = Corpus.model_validate({"quality": {"gopher_quality": {}}, "mask": ["phone"]})
    assert list(find_libraries(asked))[3:] == ["datatrove", "spacy", "phonenumbers"]


def test_libraries_and_python_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == PYTHON
    locked = {line.partition("==")[0] for line in (ROOT / LOCK).read_text().splitlines() if "==" in line}
    assert {name.lower().replace("_", "-") for name in environment.LIBRARIES} <= locked
