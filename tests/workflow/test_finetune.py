"""`wikimill finetune` in a folder with nothing but a text and a model, and gpt-2-simple beside it on the same files."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.clone import Clone
from tests.fork_server import Program
from tests.unit.corpus.builder import VOCABULARY
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.model.formats import openai
from wikimill.model.weights import Shape, initial_weights
from wikimill.plain_text import visible_lines

MODEL = "models/tiny"
OPTIONS = ("--model", "tiny", "--set", "train.sample_length=16", "--set", "generate.length=10")
# What gpt-2-simple makes of a file: the tokens of a data set, and of each document the tokens by its encoder.
THEIRS = f"""
import json, sys
from gpt_2_simple.src.encoder import get_encoder
from gpt_2_simple.src.load_dataset import load_dataset
encoder = get_encoder("{MODEL}")
tokens = [int(id) for chunk in load_dataset(encoder, sys.argv[1], 50000) for id in chunk]
documents = encoder.decode(tokens).split("<|endoftext|>")
json.dump([tokens, [encoder.encode(text) for text in documents if text.strip()]], open("theirs.json", "w"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Clone:
    """A folder with a small model in gpt-2-simple's layout."""
    shape = Shape(VOCABULARY.size, 1024, 8, 1, 1)
    folder = tmp_path / MODEL
    write_vocabulary(VOCABULARY, folder)
    (folder / "tokenizer.json").unlink()
    openai.write(folder, shape, initial_weights(shape, 0))
    return Clone(tmp_path)


def theirs(project: Clone, data: str) -> tuple[list[int], list[list[int]]]:
    status, printed = Program("gpt-2-simple", "python", "-c", THEIRS, data, folder=project.folder).wait()
    assert status == 0, printed
    tokens, documents = json.loads(project.read("theirs.json"))
    return tokens, documents


def ours(project: Clone, run: str) -> list[list[int]]:
    """The ids of the splits."""
    return [np.fromfile(project.folder / f"corpus/{run}/{split}.bin", "<u2").tolist() for split in ("train", "val")]


def documents_of(ids: list[int]) -> list[list[int]]:
    ends = [number for number, each in enumerate(ids) if each == VOCABULARY.end_of_text]
    return [ids[start + 1 : end] for start, end in zip([-1, *ends[:-1]], ends, strict=True)]


def test_a_text_trains_shows_samples_and_resumes_with_gpt_2_simples_tokens(project: Clone) -> None:
    rng = random.Random(5)
    words = ["the", "tide", "it's", "caf\xe9", "12", "and,", "so."]
    text = "".join(rng.choice(words) + rng.choice([" ", " ", "\n", "\n\n", "  \n\n "]) for _ in range(15_000))
    project.write("input.txt", text)
    command = ("wikimill", "finetune", "input.txt", *OPTIONS, "--set", "train.sample_every=2")
    printed = project.run(*command, "--steps", "4")
    assert "wikimill: snakemake generate --configfile out/input/finetune.yaml" in printed
    assert "= step 2 =" in printed
    assert visible_lines(project.read("out/input/previews/00000002.txt").strip()) in printed
    assert len(project.files("out/input/samples")) == 20
    assert "out/input/samples has more" in printed
    assert not (project.folder / "cache/models").exists()  # nothing was downloaded

    train, val = ours(project, "input")
    tokens, _ = theirs(project, "input.txt")
    assert train[:-1] + val[:-1] == tokens
    assert 0.04 < len(val) / len(tokens) < 0.06

    printed = project.run(*command, "--steps", "6")
    assert "resuming from step 4" in printed
    assert re.findall(r"^\d+", project.read("out/input/log.csv"), re.M)[-1] == "6"
    assert ours(project, "input") == [train, val]


def test_tables_folders_and_documents_have_gpt_2_simples_tokens(project: Clone) -> None:
    """Theirs spell `<|endoftext|>`, for which a model has one token, with several."""
    project.write("tweets.csv", 'tweet\n"the, tide"\nit\'s "so"\n\xe9 the\n')
    project.write("documents.txt", "the tide\n<|endoftext|>\n\nit's  so.<|endoftext|>the\n")
    project.write("letters/a.txt", "the tide\n\nand, so\n")
    project.write("letters/b.txt", "it's\n")
    for name in ("tweets.csv", "documents.txt", "letters"):
        run = "documents-text" if name == "documents.txt" else name.partition(".")[0]  # that name is taken
        arguments = ("--set", "corpus.val_fraction=0", "--set", "train.sample_length=4", "--steps", "1")
        project.run("wikimill", "finetune", name, *OPTIONS[:2], *arguments)
        train, _ = ours(project, run)
        found, expected = documents_of(train), theirs(project, name)[1]
        if name == "letters":  # theirs come in whatever order the disk has them
            found, expected = sorted(found), sorted(expected)
        assert found == expected, name
        shutil.rmtree(project.folder / "out" / run)
