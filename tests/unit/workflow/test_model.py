"""What the rules of models ask."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from wikimill.config.model import Config
from wikimill.corpus.tokens import tokenizer_files
from wikimill.errors import WikimillError
from wikimill.model.formats.files import model_files
from wikimill.model.released import FILES
from wikimill.workflow.model import base_model, base_option, existing_evaluation

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
def test_a_model_is_the_files_that_its_folder_has(form: str, tmp_path: Path) -> None:
    wanted, beside = MODELS[form]
    for name in [*wanted, *beside]:
        (tmp_path / name).touch()
    assert {path.name for path in model_files(tmp_path)} == set(wanted)
    config = Config.model_validate({"train": {"init": str(tmp_path)}})
    assert set(base_model(config)(None)) == {str(tmp_path / name) for name in wanted}
    for name in wanted:
        (tmp_path / name).unlink()
        if form != "sharded" or "safetensors" not in name:
            with pytest.raises(WikimillError):
                model_files(tmp_path)
        (tmp_path / name).touch()


def test_a_folder_that_is_no_model_is_one_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = Config.model_validate({"train": {"init": str(tmp_path)}})
    with pytest.raises(SystemExit):
        base_model(config)(None)
    assert re.fullmatch(
        r"wikimill: error: train\.init: there is no GPT-2 model in .*; name a released one.*\n",
        capsys.readouterr().err,
    )


def test_a_released_model_is_its_files_before_they_are_there() -> None:
    assert base_model(Config())(None) == [f"cache/models/124M/{name}" for name in FILES]
    assert base_option(None, SimpleNamespace(base=base_model(Config())(None))) == "--base cache/models/124M"


def test_a_model_from_scratch_has_no_files() -> None:
    config = Config.model_validate({"train": {"init": "scratch"}})
    assert base_model(config)(None) == []
    assert base_option(None, SimpleNamespace(base=[])) == ""


def test_the_folder_of_a_model_is_quoted_for_the_shell() -> None:
    assert base_option(None, SimpleNamespace(base=["my models/a/config.json"])) == "--base 'my models/a'"


def test_an_evaluation_is_an_input_where_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "evaluation.json"
    assert existing_evaluation([str(path)])(None) == []
    path.touch()
    assert existing_evaluation([str(path)])(None) == [str(path)]
