"""One closed model: errors that name key, file and fix."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from wikimill.config.load import load, load_files, load_layers, read_layer
from wikimill.config.strict_yaml import read_yaml
from wikimill.errors import WikimillError

ROOT = Path(__file__).parents[3]
OLD = {"engine": "gpt-2-simple"}


def fails(values: dict[str, object], *files: Path) -> str:
    with pytest.raises(WikimillError) as caught:
        load(values, [read_layer(file) for file in files])
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_typo_names_key_file_and_nearest_key(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("train:\n  batchsize: 3\n")
    message = fails({"run": "x", "train": {"batchsize": 3}}, ROOT / "config/config.yaml", mine)
    assert message == f"{mine}: unknown key train.batchsize; the nearest is train.batch_size"


def test_a_key_in_the_wrong_section_is_shown_its_place() -> None:
    assert fails({"learning_rate": 1}) == "--config: unknown key learning_rate; the nearest is train.learning_rate"


def test_nonsense_is_sent_to_the_reference() -> None:
    assert "config/README.md" in fails({"zzzzqqq": 1})


@pytest.mark.parametrize(
    ("values", "part"),
    [
        (
            {"train": {"steps": "many"}},
            "train.steps: Input should be a valid integer, ",
        ),
        ({"train": {"steps": 0}}, "train.steps: Input should be greater than or equal to 1, not 0"),
        ({"generate": {"top_p": 1.5}}, "generate.top_p"),
        ({"generate": {"temperature": 0}}, "generate.temperature"),
        ({"convert": {"tables": "maybe"}}, "convert.tables: Input should be 'drop', 'keep' or 'text', not 'maybe'"),
        ({"run": "../x"}, "run: "),
        ({"train": {"architecture": {"n_embd": 7}}}, "n_embd 7 is not a multiple of n_head 6"),
        ({"tokenizer": {"vocabulary": "corpus"}}, "does not match train.init 124M"),
        ({"train": {"init": "scratch", "sample_length": 4096}}, "exceeds train.architecture.n_ctx 1024"),
        ({"convert": []}, "convert: "),
        ({"train": {"epochs": math.inf}}, "train.epochs: Input should be a finite number, not inf"),
        (
            {"generate": {"temperature": 1e-50}},
            "temperature: Input should be greater than or equal to 0.000001",
        ),
        ({"generate": {"temperature": 1e300}}, "generate.temperature: Input should be less than or equal to 1000000"),
        ({"train": {"final_learning_rate": 0.1}}, "final_learning_rate belongs to schedule: cosine or linear"),
        ({"generate": {"prompts": ["caf\udce9"]}}, "a prompt, prefix or truncate is not UTF-8"),
        ({"generate": {"truncate": "\ud800"}}, "a prompt, prefix or truncate is not UTF-8"),
        ({"train": {**OLD, "lora_rank": 4}}, "train: lora_rank: gpt-2-simple cannot do that; set engine: keras, or"),
        ({"train": {**OLD, "precision": "bfloat16"}}, "gpt-2-simple computes in float32 only"),
        ({"train": {**OLD, "backend": "jax"}}, "backend: gpt-2-simple cannot do that"),
        ({"train": {**OLD, "weight_decay": 0.1}}, "weight_decay: gpt-2-simple cannot do that"),
        ({"train": {**OLD, "clip_norm": 1.0}}, "clip_norm: gpt-2-simple cannot do that"),
        ({"train": {**OLD, "rematerialize": True}}, "rematerialize: gpt-2-simple cannot do that"),
        ({"generate": {**OLD, "repetition_penalty": 1.2}}, "gpt-2-simple has no repetition_penalty"),
        ({"generate": {"strategy": "beam", "repetition_penalty": 1.2}}, "belongs to strategy: sample or greedy"),
        ({"generate": {**OLD, "top_k": 5}}, "samples by top_k or by top_p, not both"),
        (
            {"generate": {**OLD, "strategy": "greedy"}},
            "gpt-2-simple can only draw samples",
        ),
        ({"generate": {**OLD, "strategy": "beam"}}, "gpt-2-simple can only draw samples; set another engine for beam"),
        ({"generate": {**OLD, "test_samples": 1}}, "gpt-2-simple does not continue the test split"),
        ({"generate": OLD, "train": {"formats": ["huggingface"]}}, "add openai to train.formats"),
        ({"train": {"formats": ["gguf"]}}, "formats: gguf alone could not be sampled from here; add huggingface or"),
        ({"generate": {**OLD, "checkpoint": 5}}, "saved steps are in Hugging Face's"),
    ],
)
def test_wrong_values_name_the_key_and_what_was_given(values: dict[str, object], part: str) -> None:
    assert part in fails(values)


def test_an_error_about_several_keys_does_not_repeat_the_whole_section() -> None:
    message = fails({"train": {"steps": 1, "epochs": 2, "seed": 7}})
    assert message == "--config: train: steps and epochs are both set; choose one; correct this key"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "there is no such hparams.json; check the name"),
        ("pipe", "a pipe or a device, not a hparams.json; name a file"),
        ("[" * 100_000, "not a readable hparams.json (is nested too deeply); take that of a model"),
        ('{"n_ctx": %s}' % ("9" * 5000), "not a readable hparams.json (has a number of too many digits)"),
        ("[]", "not a readable hparams.json ("),
        (b"\xff", "byte 0 of this hparams.json is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_shape_that_no_file_holds_names_the_file(tmp_path: Path, content: str | bytes | None, part: str) -> None:
    path = tmp_path / "hparams.json"
    if content == "pipe":
        os.mkfifo(path)
    elif content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    message = fails({"train": {"architecture": str(path)}})
    assert message.startswith(f"--config: train.architecture: {path}: ")
    assert part in message


@pytest.mark.parametrize("templates", ["local", "server", "drop"])
def test_verify_is_refused_where_nothing_could_be_verified(templates: str) -> None:
    message = fails({"convert": {"templates": templates, "verify": True}})
    assert message == (
        f"--config: convert: verify compares pages that are made with templates 'wiki', not '{templates}'; change one "
        "of both; correct this key"
    )


def test_every_default_file_is_valid() -> None:
    for name in ("config.yaml", "demo.yaml"):
        path = ROOT / "config" / name
        assert load_layers([read_layer(path)])


def test_a_duplicate_key_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("run: a\nrun: b\n")
    with pytest.raises(WikimillError, match=r"c\.yaml line 2: not valid YAML \(duplicate key 'run'\)"):
        read_yaml(path, "configuration")


def test_broken_yaml_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("run: a\ntrain: [\n")
    with pytest.raises(WikimillError, match=r"c\.yaml line 3: not valid YAML"):
        read_yaml(path, "configuration")


def test_text_that_is_not_utf8_names_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(b"run: \xff\n")
    with pytest.raises(WikimillError, match=r"c\.yaml: byte 5 of this configuration is not UTF-8"):
        read_yaml(path, "configuration")


def test_a_login_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(WikimillError) as caught:
        load_files([], ["contact=https://me:secret@wiki.example"])
    assert str(caught.value) == ("--set: contact: an address must not contain a user name or a password; remove them")
