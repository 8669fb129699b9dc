"""A folder of either format."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pytest

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import SHAPE, random_weights, save
from wikimill.corpus.tokens.vocabulary import Vocabulary, write_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.formats import huggingface, openai
from wikimill.model.formats.files import model_files, weight_files
from wikimill.model.formats.folder import (
    Model,
    check_vocabulary,
    disk_full_errors,
    read_model,
    read_shape,
    write_model,
)

MODEL = Model(SHAPE, random_weights(SHAPE), VOCABULARY)


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a vocabulary."""
    monkeypatch.chdir(tmp_path)
    write_vocabulary(VOCABULARY, Path("words"))
    return Path("words")


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    for read in (read_model, read_shape):
        with pytest.raises(
            WikimillError, match=r"there is no model \(config\.json with model\.safetensors, or hparams"
        ):
            read(tmp_path)


def test_a_model_is_written_with_the_names_that_transformers_looks_for(words: Path) -> None:
    target = Path("model")
    target.mkdir()
    write_model(target, MODEL, words, ["huggingface"])
    assert {path.name for path in target.iterdir()} == {
        "config.json", "model.safetensors", "vocab.json", "merges.txt", "tokenizer.json"
    }  # fmt: skip
    for name, source in (
        ("vocab.json", "encoder.json"),
        ("merges.txt", "vocab.bpe"),
        ("tokenizer.json", "tokenizer.json"),
    ):
        assert (target / name).read_bytes() == (words / source).read_bytes()
    read = read_model(target)
    assert (read.shape, read.vocabulary, read_shape(target)) == (SHAPE, VOCABULARY, SHAPE)
    assert read.weights.keys() == MODEL.weights.keys()
    assert all(np.array_equal(read.weights[name], value) for name, value in MODEL.weights.items())


def test_each_format_is_written_where_it_is_asked_for(words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What TensorFlow writes is tested in tests/model."""
    written = []
    monkeypatch.setattr(openai, "write", lambda *arguments: written.append(arguments))
    for formats in (["openai"], ["huggingface", "openai"], []):
        target = Path("-".join(["to", *formats]))
        target.mkdir()
        write_model(target, MODEL, words, formats)
        names = {path.name for path in target.iterdir()}
        assert {"encoder.json", "vocab.bpe"} <= names if formats else not names
        assert ("config.json" in names, "tokenizer.json" in names) == ("huggingface" in formats,) * 2
        if "openai" in formats:
            assert written.pop() == (target, SHAPE, MODEL.weights)
        assert not written


def test_a_vocabulary_of_another_model_is_refused(words: Path) -> None:
    save(Path("model"), SHAPE, MODEL.weights)
    check_vocabulary(words, Path("model"))
    larger = Vocabulary({**VOCABULARY.ids, "new": VOCABULARY.size}, VOCABULARY.merges)
    swapped = dict(VOCABULARY.ids)
    swapped["!"], swapped['"'] = swapped['"'], swapped["!"]
    for other, reason in (
        (larger, f"it has {larger.size} tokens, not {VOCABULARY.size}"),
        (Vocabulary(swapped, VOCABULARY.merges), """token 0 is '"', not '!'"""),
        (Vocabulary(VOCABULARY.ids, VOCABULARY.merges[:-1]), "its merges differ"),
    ):
        write_vocabulary(other, Path("other"))
        with pytest.raises(WikimillError) as error:
            check_vocabulary(Path("other"), Path("model"))
        assert str(error.value) == (
            f"tokenizer.vocabulary: other is not the vocabulary of the model model ({reason}); set "
            "tokenizer.vocabulary to model"
        )
    write_vocabulary(larger, Path("model2"))
    save(Path("model2"), SHAPE, MODEL.weights)
    (Path("model2") / "tokenizer.json").unlink()
    (Path("model2") / "vocab.json").write_text(json.dumps(larger.ids))
    with pytest.raises(WikimillError, match=f"has {SHAPE.n_vocab} tokens, and its vocabulary {larger.size}; take the"):
        read_model(Path("model2"))


def test_a_full_disk_is_the_usual_error(words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("No space left on device")

    monkeypatch.setattr(huggingface, "write", full)
    with pytest.raises(OSError, match="No space left on device: 'out'"):
        write_model(Path("out"), MODEL, words, ["huggingface"])
    with pytest.raises(OSError, match="No space left on device") as raised, disk_full_errors(Path("out")):
        raise RuntimeError("I/O: No space left on device (28)")
    assert (raised.value.errno, raised.value.filename) == (errno.ENOSPC, "out")
    with pytest.raises(RuntimeError, match="other"), disk_full_errors(Path("out")):
        raise RuntimeError("other")


OPENAI = ["hparams.json", "checkpoint", "model.ckpt.data-00000-of-00001", "model.ckpt.index"]
HUGGING_FACE = ["config.json", "model-00001-of-00002.safetensors", "model.safetensors.index.json"]


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ([], []),
        (OPENAI, OPENAI),
        (HUGGING_FACE, HUGGING_FACE),
        ([*OPENAI, *HUGGING_FACE], HUGGING_FACE),
        ([*OPENAI, "config.json"], OPENAI),
        ([*OPENAI, "model.safetensors"], OPENAI),
        *((OPENAI[:number] + OPENAI[number + 1 :], []) for number in range(4)),
    ],
)
def test_the_files_of_a_model_are_those_of_the_format_that_is_read(
    tmp_path: Path, there: list[str], found: list[str]
) -> None:
    for name in [*there, "encoder.json", "vocab.bpe", "counter"]:
        (tmp_path / name).touch()
    assert weight_files(tmp_path) == [tmp_path / name for name in found]
    if found:
        assert model_files(tmp_path) == [tmp_path / name for name in [*found, "encoder.json", "vocab.bpe"]]
    else:
        with pytest.raises(WikimillError, match=r"^train\.init: there is no GPT-2 model in "):
            model_files(tmp_path)


def test_a_folder_is_no_file_of_a_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").touch()
    (tmp_path / "model.safetensors").mkdir()
    assert weight_files(tmp_path) == []
