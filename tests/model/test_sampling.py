"""A model that has learned: 8 bits against exact ones, both formats, and gpt-2-simple's own sampler on it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fork_server import Program
from tests.unit.corpus.builder import VOCABULARY
from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.sampling.generate import generate_samples
from wikimill.model.sampling.load import load
from wikimill.model.sampling.quantization import perplexity

TEXT = "the tide came in over the black rocks and the bells rang. "
# gpt-2-simple runs TensorFlow in graph mode, which a process cannot leave again.
SCRIPT = """
import json, shutil, sys
from pathlib import Path
import numpy as np
import tensorflow as tf
from gpt_2_simple.src import model
from wikimill.config.training import Generate
from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.formats import huggingface, openai
from wikimill.model.backends.gpt_2_simple import tf1
from wikimill.model.sampling.generate import generate_samples
from wikimill.model.weights import Shape, initial_weights, weight_shapes

given = json.loads(sys.argv[1])
words = read_vocabulary(Path("model"))
shape = Shape(words.size, 64, 32, 2, 2)
weights = initial_weights(shape, 0)
hparams = model.default_hparams()
hparams.override_from_dict(shape.asdict())
inputs = tf1.placeholder(tf.int32, [None, 64])
logits = model.model(hparams=hparams, X=inputs)["logits"]
loss = tf.reduce_mean(
    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=inputs[:, 1:], logits=logits[:, :-1])
)
train = tf1.train.AdamOptimizer(0.005).minimize(loss)
variables = {v.op.name.removeprefix("model/"): v for v in tf1.trainable_variables()}
ids, chance = np.fromfile("ids.bin", "<u2").astype(np.int32), np.random.default_rng(0)
with tf1.Session() as session:
    session.run(tf1.global_variables_initializer())
    for name, variable in variables.items():
        variable.load(weights[name].reshape(variable.shape), session)
    for _ in range(300):
        starts = chance.integers(0, len(ids) - 64, 8)
        session.run(train, {inputs: [ids[start : start + 64] for start in starts]})
    weights = {name: session.run(variables[name]).reshape(size) for name, size in weight_shapes(shape).items()}
openai.write(Path("model"), shape, weights)
Path("hf").mkdir()
for name in ("encoder.json", "vocab.bpe"):
    shutil.copy(Path("model", name), "hf")
huggingface.write(Path("hf"), shape, weights, words.end_of_text)
out = []
for options in given:
    try:
        out.append([vars(each) for each in generate_samples(Path("model"), Generate.model_validate(options))])
    except WikimillError as error:
        out.append(str(error))
Path("out.json").write_text(json.dumps(out))
"""
GPT_2_SIMPLE = {"engine": "gpt-2-simple", "nsamples": 3, "batch_size": 2, "length": 20, "temperature": 4.0}
OPTIONS: list[dict[str, Any]] = [
    {**GPT_2_SIMPLE, "prompts": ["the tide", ""], "seed": 1},
    {**GPT_2_SIMPLE, "prompts": ["the tide", ""], "seed": 1, "include_prefix": False, "truncate": "in"},
    {**GPT_2_SIMPLE, "prompts": ["the tide", ""], "seed": 2},
    {**GPT_2_SIMPLE, "top_p": 1.0, "top_k": 1, "prompts": ["the tide"]},
    {**GPT_2_SIMPLE, "length": 64},
    {**GPT_2_SIMPLE, "top_p": 1.0, "top_k": 10 * VOCABULARY.size, "prompts": ["the tide"]},
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """The folder of a trained model in either format, and what gpt-2-simple makes of `OPTIONS`."""
    from wikimill.corpus.tokens.vocabulary import write_vocabulary

    folder = tmp_path_factory.mktemp("trained")
    page = VOCABULARY.tokenizer(special=False).encode(TEXT * 6).ids
    np.array([*page, VOCABULARY.end_of_text] * 12, "<u2").tofile(folder / "ids.bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_vocabulary(VOCABULARY, folder / "model")
    status, printed = Program("gpt-2-simple", "python", "-c", SCRIPT, json.dumps(OPTIONS), folder=folder).wait()
    assert status == 0, printed
    return folder, json.loads((folder / "out.json").read_text())


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_8_bits_cost_less_than_a_hundredth_of_perplexity(
    trained: tuple[Path, list[Any]], caplog: pytest.LogCaptureFixture
) -> None:
    folder = trained[0]
    caplog.set_level("INFO")
    ids = np.fromfile(folder / "ids.bin", "<u2", count=500)
    exact = perplexity(load(folder / "hf", "float32").network, ids)
    bytes_ = perplexity(load(folder / "hf", "int8", folder / "ids.bin").network, ids)
    assert exact < 1.5
    assert bytes_ == pytest.approx(exact, rel=0.01)
    assert "with 8 bits, " in caplog.text
    caplog.clear()
    load(folder / "hf", "int8", folder / "ids.bin")
    assert "with 8 bits" not in caplog.text


@pytest.mark.parametrize("engine", ["float32", "int8"])
@pytest.mark.parametrize("strategy", ["greedy", "beam"])
def test_what_was_learned_is_written(trained: tuple[Path, list[Any]], engine: str, strategy: str) -> None:
    options = Generate.model_validate(
        {"engine": engine, "strategy": strategy, "nsamples": 1, "length": 40, "prompts": ["the tide"]}
    )
    (sample,) = generate_samples(trained[0] / "hf", options)
    assert sample.text.startswith(TEXT[:40])


def test_either_format_gives_the_same_samples(trained: tuple[Path, list[Any]]) -> None:
    options = Generate(nsamples=4, length=30, temperature=1.3)
    one, other = ([each.text for each in generate_samples(trained[0] / name, options)] for name in ("hf", "model"))
    assert one == other


def test_gpt_2_simple_samples_from_openais_format(trained: tuple[Path, list[Any]]) -> None:
    first, cut, other, likeliest, long, all_tokens = trained[1]
    assert [each["prompt"] for each in first] == ["the tide", "", "the tide"]
    assert all(each["text"].startswith(each["prompt"]) and each["engine"] == "gpt-2-simple" for each in first)
    assert [each["text"] for each in first] != [each["text"] for each in other]
    for whole, part in zip(first, cut, strict=True):
        if part["text"] == whole["text"].removeprefix(whole["prompt"]).split("in")[0]:
            continue
        assert "in" not in part["text"]
    assert likeliest[0]["text"].startswith(TEXT[:20])
    assert "generate.length: 64 tokens after a prompt of 1 exceed the model's context of 64" in long
    assert len(all_tokens) == 3


def test_what_gpt_2_simple_cannot_read_is_refused_at_once(trained: tuple[Path, list[Any]]) -> None:
    with pytest.raises(WikimillError, match="gpt-2-simple reads only OpenAI's format"):
        next(generate_samples(trained[0] / "hf", Generate(engine="gpt-2-simple")))


def test_sampling_needs_no_tensorflow(trained: tuple[Path, list[Any]]) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from wikimill.config.training import Generate\n"
        "from wikimill.model.sampling.generate import generate_samples\n"
        "print(len(list(generate_samples(Path(sys.argv[1]), Generate(nsamples=2, length=4)))))\n"
        "assert 'tensorflow' not in sys.modules\n"
    )
    command = [sys.executable, "-c", script, str(trained[0] / "hf")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr
