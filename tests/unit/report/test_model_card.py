"""The model card."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.unit.corpus.card.reader import parse_cells, parse_metadata
from tests.unit.publish.builder import CORPUS, SHAPE, write_run
from tests.unit.report.builder import EVIL, OUTPUT
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.files import sha256, write_text
from wikimill.report.model_card import model_card

PRIVATE = {"init": "/home/me/gpt2", "launcher": "srun --nodelist=node17"}


def read_card() -> str:
    return (OUTPUT / "README.md").read_text(encoding="utf-8")


def test_the_card_has_data_training_memorization_and_licence(project: Path) -> None:
    write_run(train={"init": "scratch", "sample_length": 8, "architecture": {"n_ctx": 16}})
    text = read_card()
    assert parse_metadata(text) == {
        "license": "cc-by-sa-4.0",
        "language": ["en"],
        "library_name": "transformers",
        "pipeline_tag": "text-generation",
        "tags": ["gpt2", "wikimill"],
    }
    assert f"A GPT-2 with {SHAPE.parameters:,} weights, trained from scratch on 2 pages of wiki.example" in text
    data = dict(parse_cells(text, "corpus"))
    assert (data["train, pages"], data["sha256 of pages.parquet"]) == ("2", sha256(CORPUS / "pages.parquet"))
    training = dict(parse_cells(text, "training"))
    assert (training["steps"], training["tokens seen"], training["epochs"]) == ("10", "1,280", "1.00")
    assert training["time of computing"] == "less than a minute"
    assert {name: training[name] for name in ("hardware", "backend")} == {"hardware": "2 CPU cores", "backend": "jax"}
    assert parse_cells(text, "step") == [
        ["0", "", "7.0000", "1,096.6332"],
        ["10", "4.5000", "4.0000", "54.5982"],
    ]
    copied = parse_cells(text, "texts")
    assert [row[:2] for row in copied] == [["samples", "2"], ["held-out pages", "0"]]
    assert re.fullmatch(r"\d+\.\d%", copied[0][2])
    assert parse_cells(text, "licence of the texts") == [["CC BY-SA 4.0", "cc-by-sa-4.0", "2"]]
    assert "`snakemake evaluate` was not run" in text
    assert "<script>" not in text
    assert EVIL not in text


def test_a_fine_tuned_model_names_what_it_is_of_and_evaluations_are_shown(project: Path) -> None:
    config = write_run(train={"init": "355M"})
    measured = {"loss": 3.0, "perplexity": 20.0855, "word_perplexity": None, "bits_per_byte": 1.25}
    sizes = {"tokens": 1234, "context": 16, "stride": 8}
    results = {"split": "val", "before": {**measured, **sizes, "loss": 4.0}, "after": {**measured, **sizes}}
    write_text(OUTPUT / "evaluation.json", json.dumps(results))
    model_card(config, CORPUS, OUTPUT)
    text = read_card()
    assert parse_metadata(text)["base_model"] == "openai-community/gpt2-medium"
    assert "fine-tuned from the released 355M" in text
    assert "[openai-community/gpt2-medium](https://huggingface.co/openai-community/gpt2-medium)" in text
    assert "On all 1,234 tokens of the split `val`" in text
    assert parse_cells(text, "") == [
        ["before training", "4.0000", "20.0855", "", "1.2500"],
        ["this model", "3.0000", "20.0855", "", "1.2500"],
    ]


def test_the_settings_load_again_and_name_nothing_of_this_machine(project: Path) -> None:
    write_text(Path("prompts.txt"), "The haar\n")
    write_run(train={**PRIVATE, "engine": "keras", "backend": "jax"}, generate={"prompt_file": "prompts.txt"})
    text, settings = read_card(), (OUTPUT / "settings.yaml").read_text()
    for private in ("/home/me", "node17", "prompts.txt", "someone@wiki.example", str(Path.cwd())):
        assert private not in text + settings
    again = Config.model_validate(yaml.safe_load(settings))
    assert (again.train.init, again.train.backend, again.train.launcher) == ("base", "jax", "")
    assert again.generate.prompts == [""]
    assert "and the model that training started from as `base`" in text


def test_the_same_files_give_the_same_bytes(project: Path) -> None:
    config = write_run()
    before = read_card()
    model_card(config, CORPUS, OUTPUT)
    assert read_card() == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((OUTPUT / "training.json").unlink, r"training\.json: there is no such record of a training"),
        (lambda: write_text(OUTPUT / "training.json", "[]"), r"training\.json: it is damaged; delete it and run"),
        (lambda: write_text(OUTPUT / "training.json", "{}"), r"out/main: its files and those of corpus/main are not"),
        (lambda: write_text(OUTPUT / "memorization.json", "{"), r"memorization\.json: it is damaged"),
        (lambda: write_text(OUTPUT / "memorization.json", "{}"), r"are not of one build"),
        (lambda: write_text(CORPUS / "provenance.json", "[]"), r"are not of one build"),
        (lambda: write_text(OUTPUT / "log.csv", "step\n"), r"log\.csv: the table is damaged"),
        (lambda: write_text(OUTPUT / "log.csv", (OUTPUT / "log.csv").read_text().split("\n")[0] + "\n"), "not of one"),
        ((OUTPUT / "model/config.json").unlink, r"hparams|checkpoint|model"),
    ],
)
def test_what_is_missing_or_damaged_is_one_line(project: Path, change: Callable[[], object], message: str) -> None:
    config = write_run()
    (OUTPUT / "README.md").unlink()
    change()
    with pytest.raises(WikimillError, match=message):
        model_card(config, CORPUS, OUTPUT)
    assert not (OUTPUT / "README.md").exists()
