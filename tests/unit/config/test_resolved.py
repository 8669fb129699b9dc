"""The resolved configuration, and digests of its keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.config.load import load_files, load_layers
from wikimill.config.model import Config
from wikimill.config.resolved import MANIFEST_SECTIONS, digest, flatten, write_resolved
from wikimill.errors import WikimillError


def config(**values: object) -> Config:
    return load_layers([("test", values)])


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    given = config(contact="fan@example.org", train={"init": "scratch", "decay_epochs": [1.5], "schedule": "steps"},
                   corpus={"tfrecord": {"bos": False}}, generate={"prompts": ["“Ahoy” 北\n", "null"]})  # fmt: skip
    write_resolved(tmp_path / "c.yaml", given)
    assert load_files([tmp_path / "c.yaml"]) == given
    assert load_files([tmp_path / "c.yaml"], ["train.seed=3", "corpus.tfrecord=null"]) == given.model_copy(
        update={
            "train": given.train.model_copy(update={"seed": 3}),
            "corpus": given.corpus.model_copy(update={"tfrecord": None}),
        }
    )


def test_some_sections_of_it(tmp_path: Path) -> None:
    write_resolved(tmp_path / "c.yaml", config(run="one", convert={"memory": 99}), MANIFEST_SECTIONS)
    text = (tmp_path / "c.yaml").read_text()
    assert "memory: 99" in text
    assert "run:" not in text
    assert load_files([tmp_path / "c.yaml"]).convert.memory == 99


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("train: {steps: 0}\n", "c.yaml: train.steps: Input should be greater than or equal to 1, not 0; correct this"),
        ("run: a\nrun: b\n", "c.yaml line 2: not valid YAML (duplicate key 'run'); correct the configuration"),
        ("- 1\n", "c.yaml: the configuration is not a mapping; write KEY: VALUE lines"),
    ],
)
def test_a_file_that_was_edited_to_something_invalid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("c.yaml").write_text(content)
    with pytest.raises(WikimillError) as caught:
        load_files([Path("c.yaml")])
    assert str(caught.value).startswith(message)


def test_a_digest_is_of_the_keys_it_names() -> None:
    base = config()
    other = config(train={"steps": 7}, generate={"length": 9})
    assert digest(base, "train") != digest(other, "train")
    assert digest(base, "train", exclude=["train.steps"]) == digest(other, "train", exclude=["train.steps"])
    assert digest(base, "generate.seed", "convert") == digest(other, "generate.seed", "convert")
    assert digest(base, "train.step") == digest(other, "train.step"), "no key begins with a part of another's name"
    tfrecord = config(corpus={"tfrecord": {}})
    assert digest(base, "corpus.tfrecord") != digest(tfrecord, "corpus.tfrecord")
    assert digest(base, "corpus", exclude=["corpus.tfrecord"]) == digest(
        tfrecord, "corpus", exclude=["corpus.tfrecord"]
    )


def test_keys_are_dotted() -> None:
    assert list(flatten({"run": "x", "a": {"b": {"c": 1}, "d": []}})) == [("run", "x"), ("a.b.c", 1), ("a.d", [])]
