"""Training and sampling with gpt-2-simple, each in a process of its own, at the smallest shapes."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.clone import BIN
from tests.unit.test_corpus import VOCABULARY
from wikimill.corpus import vocabulary as vocabularies

SHAPE = {"n_ctx": 64, "n_embd": 32, "n_head": 2, "n_layer": 1}
OPTIONS = {
    "init": "scratch", "architecture": SHAPE, "steps": 40, "batch_size": 4, "sample_length": 32,
    "learning_rate": 0.01, "print_every": 5, "val_every": 20, "save_every": 10, "seed": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tokens of a text that a tiny model learns fast."""
    folder = tmp_path_factory.mktemp("corpus")
    tokenizer = VOCABULARY.tokenizer(special=False)
    page = tokenizer.encode("the tide came in over the black rocks and the bells rang. " * 6).ids
    ids = np.array([*page, VOCABULARY.end_of_text] * 12, "<u2")
    ids.tofile(folder / "train.bin")
    ids[: len(ids) // 4].tofile(folder / "val.bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        vocabularies.write(VOCABULARY, folder / "tokenizer")
    return folder


def command(corpus: Path, output: Path, *more: str, **options: object) -> list[str]:
    settings = json.dumps({**OPTIONS, **options})
    return [str(BIN / "wikimill"), "train", str(corpus), *more, "--options", settings, "--output", str(output)]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=cwd, check=False, capture_output=True, text=True, timeout=300)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return next(line for line in done.stderr.splitlines() if line.startswith("wikimill: error: "))


def log(output: Path) -> list[dict[str, str]]:
    with (output / "log.csv").open(newline="") as file:
        return [
            {key: value for key, value in row.items() if key != "tokens_per_second"} for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def trained(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("trained") / "out"
    done = run(*command(corpus, output), cwd=output.parent)
    assert done.returncode == 0, done.stderr
    assert "step 40: train loss" in done.stderr
    return output


def test_the_log_has_the_contracts_columns_and_a_falling_loss(trained: Path) -> None:
    first = (trained / "log.csv").read_text().splitlines()[0]
    assert first == "step,epoch,tokens,train_loss,val_loss,val_perplexity,lr,tokens_per_second"
    rows = log(trained)
    assert [row["step"] for row in rows] == ["0", *map(str, range(5, 41, 5))]
    assert [row["step"] for row in rows if row["val_loss"]] == ["0", "20", "40"]
    assert float(rows[-1]["val_perplexity"]) < float(rows[0]["val_perplexity"]) / 2
    assert rows[-1]["tokens"] == str(40 * 4 * 32)
    loss, perplexity = (float(rows[-1][key]) for key in ("val_loss", "val_perplexity"))
    assert perplexity == pytest.approx(np.exp(loss), rel=1e-3)


def test_the_model_loads_in_unmodified_gpt_2_simple(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").mkdir()
    (tmp_path / "checkpoint/run1").symlink_to(trained / "model")
    script = (
        "import gpt_2_simple as gpt2\n"
        "s = gpt2.start_tf_sess()\n"
        "gpt2.load_gpt2(s, run_name='run1')\n"
        "t = gpt2.generate(s, run_name='run1', length=20, prefix='the', return_as_list=True, temperature=0.1)\n"
        "print('TEXT', t)\n"
    )
    done = run(sys.executable, "-W", "ignore", "-c", script, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "TEXT ['the" in done.stdout


def test_a_killed_training_goes_on_and_ends_with_the_same_losses(trained: Path, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    process = subprocess.Popen(command(corpus, output), cwd=tmp_path, stderr=subprocess.DEVNULL)
    while not (output / "state/progress.json").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (output / "model").exists()
    done = run(*command(corpus, output), cwd=tmp_path)
    assert "going on from step" in done.stderr
    assert log(output) == log(trained)


def test_the_same_again_is_written_not_trained_and_more_steps_go_on(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    run(*command(corpus, output, steps=10), cwd=tmp_path)
    first = {path.name: path.read_bytes() for path in (output / "model").iterdir() if path.suffix != ".meta"}
    rows = (output / "log.csv").read_text()
    (output / "log.csv").unlink()
    done = run(*command(corpus, output, steps=10), cwd=tmp_path)
    assert "going on from step 10" in done.stderr
    assert "train loss" not in done.stderr
    assert (output / "log.csv").read_text() == rows
    assert {path.name: path.read_bytes() for path in (output / "model").iterdir() if path.suffix != ".meta"} == first
    run(*command(corpus, output, steps=15), cwd=tmp_path)
    assert [row["step"] for row in log(output)] == ["0", "5", "10", "15"]


def test_other_options_start_a_killed_training_anew(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    (output / "state").mkdir(parents=True)
    (output / "state/progress.json").write_text(json.dumps({"identity": "another", "step": 10, "rows": []}))
    done = run(*command(corpus, output, steps=2), cwd=tmp_path)
    assert "training starts anew" in done.stderr
    assert [row["step"] for row in log(output)] == ["0", "2"]


def test_gradients_accumulate_and_embeddings_can_stay(trained: Path, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    base = ["--base", str(trained / "model")]
    options = {
        "init": str(trained / "model"),
        "steps": 5,
        "accumulate_gradients": 2,
        "only_train_transformer_layers": True,
    }
    done = run(*command(corpus, output, *base, **options), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = log(output)
    assert rows[0]["val_loss"] == log(trained)[-1]["val_loss"]
    assert rows[-1]["tokens"] == str(5 * 2 * 4 * 32)
    script = (
        "import sys, tensorflow as tf\n"
        "a, b = (tf.train.load_checkpoint(p + '/model.ckpt') for p in sys.argv[1:])\n"
        "for n in ('model/wte', 'model/wpe', 'model/h0/mlp/c_fc/w'):\n"
        "    print(n, bool((a.get_tensor(n) == b.get_tensor(n)).all()))\n"
    )
    same = run(sys.executable, "-c", script, str(trained / "model"), str(output / "model"), cwd=tmp_path).stdout
    assert same.split() == ["model/wte", "True", "model/wpe", "True", "model/h0/mlp/c_fc/w", "False"]


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"sample_length": 64, "architecture": {**SHAPE, "n_ctx": 32}}, "exceeds the model's context of 32"),
        ({"sample_length": 5000, "architecture": {**SHAPE, "n_ctx": 8192}}, "tokens are too few for samples of 5000"),
        ({"learning_rate": 1e30}, "the loss is no number at step"),
    ],
)
def test_what_cannot_work_is_one_line(corpus: Path, tmp_path: Path, options: dict[str, object], part: str) -> None:
    assert part in refused(run(*command(corpus, tmp_path / "out", **options), cwd=tmp_path))
    assert not (tmp_path / "out/model").exists()


def _swapped(words: vocabularies.Vocabulary) -> vocabularies.Vocabulary:
    names = {"a": "b", "b": "a"}
    return vocabularies.Vocabulary(
        {names.get(token, token): number for token, number in words.ids.items()}, words.merges
    )


def _reordered(words: vocabularies.Vocabulary) -> vocabularies.Vocabulary:
    return vocabularies.Vocabulary(words.ids, [words.merges[0], *words.merges[:0:-1]])


def _larger(words: vocabularies.Vocabulary) -> vocabularies.Vocabulary:
    return vocabularies.Vocabulary({**words.ids, "more": words.size}, words.merges)


@pytest.mark.parametrize(
    ("other", "part"),
    [
        (_swapped, "token 64 is 'a', not 'b'"),
        (_reordered, "its merges are others"),
        (_larger, f"it has {VOCABULARY.size} tokens, not {VOCABULARY.size + 1}"),
    ],
)
def test_a_vocabulary_of_another_model_is_refused_before_training(
    trained: Path,
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    other: Callable[[vocabularies.Vocabulary], vocabularies.Vocabulary],
    part: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    base = tmp_path / "base"
    shutil.copytree(trained / "model", base)
    theirs = other(VOCABULARY)
    (base / "encoder.json").write_text(json.dumps(theirs.ids))
    (base / "vocab.bpe").write_text("#version: 0.2\n" + "".join(f"{' '.join(pair)}\n" for pair in theirs.merges))
    done = run(*command(corpus, tmp_path / "out", "--base", str(base), init=str(base)), cwd=tmp_path)
    message = refused(done)
    assert message == (
        f"wikimill: error: tokenizer.vocabulary: {corpus / 'tokenizer'} is not the vocabulary of the model {base} "
        f"({part}); set tokenizer.vocabulary to {base}"
    )
    assert "Training" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_model_whose_shape_is_of_another_is_refused(trained: Path, corpus: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(trained / "model", base)
    (base / "hparams.json").write_text('{"n_vocab": 50257, "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12}')
    message = refused(run(*command(corpus, tmp_path / "out", "--base", str(base)), cwd=tmp_path))
    assert f"{base}/hparams.json: n_vocab is 50257, and the model's vocabulary has {VOCABULARY.size} tokens" in message


def test_a_model_that_cannot_be_downloaded_is_one_line(tmp_path: Path) -> None:
    script = (
        "import sys, requests\n"
        "def get(*a, **k): raise requests.ConnectionError('no route')\n"
        "requests.get = get\n"
        "sys.argv = ['wikimill', 'download', '124M', '--output', 'cache/models/124M']\n"
        "from wikimill.cli import main\n"
        "main()\n"
    )
    message = refused(run(sys.executable, "-c", script, cwd=tmp_path))
    assert "model 124M: it cannot be downloaded (ConnectionError); check the connection, or put the files" in message
    assert not (tmp_path / "cache/models/124M").exists()
