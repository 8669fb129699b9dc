"""What Snakemake's graph names of vocabularies and of models' folders."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.corpus.builder import VOCABULARY
from wikimill import workflow
from wikimill.config.model import Config
from wikimill.corpus.tokens import tokenizer_files
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.formats.files import model_files
from wikimill.model.released import FILES


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the vocabulary in the forms that wikimill writes."""
    monkeypatch.chdir(tmp_path)
    write_vocabulary(VOCABULARY, Path("words"))
    return Path("words")


def edited(folder: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
    """A folder of `tokenizer.json` alone, after an edit."""
    content = json.loads((folder / "tokenizer.json").read_text())
    edit(content)
    made = folder.with_name("edited")
    made.mkdir()
    (made / "tokenizer.json").write_text(json.dumps(content))
    return made


MODELS = {
    "released": (["config.json", "model.safetensors", "vocab.json", "merges.txt"], []),
    "sharded": (
        ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
         "model.safetensors.index.json", "tokenizer.json"],
        ["generation_config.json"],
    ),
    "openai": (
        ["hparams.json", "checkpoint", "model.ckpt.data-00000-of-00001", "model.ckpt.index", *tokenizer_files.OPENAI],
        ["model.ckpt.meta"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", MODELS)
def test_a_models_folder_is_named_by_the_files_it_has(form: str, tmp_path: Path) -> None:
    wanted, beside = MODELS[form]
    for name in [*wanted, *beside]:
        (tmp_path / name).touch()
    assert {path.name for path in model_files(tmp_path)} == set(wanted)
    config = Config.model_validate({"train": {"init": str(tmp_path)}})
    assert set(workflow.base_model(config)(None)) == {str(tmp_path / name) for name in wanted}
    for name in wanted:
        (tmp_path / name).unlink()
        if form != "sharded" or "safetensors" not in name:
            with pytest.raises(WikimillError):
                model_files(tmp_path)
        (tmp_path / name).touch()


def test_a_folder_that_is_no_model_is_one_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = Config.model_validate({"train": {"init": str(tmp_path)}})
    with pytest.raises(SystemExit):
        workflow.base_model(config)(None)
    assert re.fullmatch(
        r"wikimill: error: train\.init: there is no GPT-2 model in .*; name a released one.*\n",
        capsys.readouterr().err,
    )


def test_the_graph_names_the_released_files_before_they_are_there() -> None:
    config = Config()
    assert workflow.base_model(config)(None) == [f"cache/models/124M/{name}" for name in FILES]
    source = {"source": "cache/models/124M/vocab.json", "merges": "cache/models/124M/merges.txt"}
    assert workflow.vocabulary_source(config, "p")(None) == source


def test_the_graph_names_a_given_vocabulary_by_its_own_files(words: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def source(vocabulary: str) -> dict[str, str]:
        config = Config.model_validate({"train": {"init": "scratch"}, "tokenizer": {"vocabulary": vocabulary}})
        return workflow.vocabulary_source(config, "pages.parquet")(None)

    assert source("corpus") == {"source": "pages.parquet"}
    assert source("words") == {"source": "words/encoder.json", "merges": "words/vocab.bpe"}
    assert source(str(edited(words, dict))) == {"source": "edited/tokenizer.json"}
    with pytest.raises(SystemExit):
        source("nowhere")
    assert "wikimill: error: nowhere: there is no such vocabulary" in capsys.readouterr().err
