"""One model in four forms: OpenAI's folder, Hugging Face's, Keras' network and the sampler; and as peers read it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.fork_server import Program
from tests.unit.corpus.builder import VOCABULARY
from wikimill.config.training import Train
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.backends.select import load_learner, prepare
from wikimill.model.formats import huggingface, openai
from wikimill.model.formats.folder import Model, read_model, write_model
from wikimill.model.train import train
from wikimill.model.weights import Shape, initial_weights, weight_shapes

SHAPE = Shape(VOCABULARY.size, n_ctx=32, n_embd=24, n_head=3, n_layer=2)
IDS = np.random.default_rng(0).integers(0, SHAPE.n_vocab, (3, 20), np.int32)

# In its own process: it switches eager execution off.
LOGITS = """
import json, sys
import numpy as np, tensorflow as tf
from gpt_2_simple.src import model
hparams = model.default_hparams()
hparams.override_from_dict(json.load(open(sys.argv[1] + "/hparams.json")))
ids = np.load(sys.argv[2])
tf.compat.v1.disable_eager_execution()
logits = model.model(hparams=hparams, X=tf.constant(ids))["logits"]
with tf.compat.v1.Session() as session:
    saver = tf.compat.v1.train.Saver()
    saver.restore(session, tf.train.latest_checkpoint(sys.argv[1]))
    np.save(sys.argv[3], session.run(logits))
"""
GENERATE = """
import gpt_2_simple as gpt2
session = gpt2.start_tf_sess()
gpt2.load_gpt2(session, run_name="run1")
print("TEXT", gpt2.generate(session, run_name="run1", length=10, prefix="the", return_as_list=True, temperature=0.1))
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random model in both formats. Its biases and norms are random, too: none may be forgotten."""
    folder = tmp_path_factory.mktemp("formats")
    random = np.random.default_rng(7)
    weights = {name: value + random.normal(0, 0.1, value.shape) for name, value in initial_weights(SHAPE, 0).items()}
    model = Model(SHAPE, {name: value.astype(np.float32) for name, value in weights.items()}, VOCABULARY)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_vocabulary(VOCABULARY, folder / "tokenizer")
        (folder / "both").mkdir()
        write_model(folder / "both", model, folder / "tokenizer", ["openai", "huggingface"])
    return folder / "both"


def keras_losses(model: Model, ids: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    options = Train.model_validate({"batch_size": 1, "precision": "float32"})
    prepare(options)
    return load_learner(model.shape, model.weights, options, [0.0]).losses(ids)


def losses(logits: npt.NDArray[np.float32], ids: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """Nats of every token but the first, by the logits before it."""
    shifted = logits[:, :-1] - logits[:, :-1].max(-1, keepdims=True)
    chosen = np.take_along_axis(shifted, ids[:, 1:, None], -1)[..., 0]
    result: npt.NDArray[np.float32] = np.log(np.exp(shifted).sum(-1)) - chosen
    return result


def transformers_logits(folder: Path, ids: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    import torch
    import transformers

    model = transformers.GPT2LMHeadModel.from_pretrained(folder)
    with torch.no_grad():
        logits: npt.NDArray[np.float32] = model(torch.from_numpy(ids.astype(np.int64))).logits.numpy()
    return logits


def gpt_2_simple_logits(folder: Path, ids: npt.NDArray[np.int32], scratch: Path) -> npt.NDArray[np.float32]:
    np.save(scratch / "ids.npy", ids)
    arguments = ["-c", LOGITS, str(folder), "ids.npy", "logits.npy"]
    status, printed = Program("gpt-2-simple", "python", *arguments, folder=scratch).wait()
    assert status == 0, printed
    logits: npt.NDArray[np.float32] = np.load(scratch / "logits.npy")
    return logits


def test_both_folders_hold_the_same_bits(written: Path) -> None:
    one, other = openai.read(written), huggingface.read(written)
    assert one[0] == other[0] == SHAPE
    assert all(np.array_equal(one[1][name], other[1][name]) for name in weight_shapes(SHAPE))


def test_logits_agree_in_every_form(written: Path, tmp_path: Path) -> None:
    from wikimill.model.sampling.load import load

    theirs = gpt_2_simple_logits(written, IDS, tmp_path)
    assert np.abs(theirs).max() > 0.5
    np.testing.assert_allclose(transformers_logits(written, IDS), theirs, atol=1e-4)
    np.testing.assert_allclose(keras_losses(read_model(written), IDS), losses(theirs, IDS), atol=1e-4)
    sampler = load(written, "float32", None)
    assert sampler.network.shape == SHAPE


def test_transformers_reads_the_tokenizer(written: Path) -> None:
    import transformers

    text = "the Tide came  in,\n naïve 🦤 <|endoftext|> bells"
    ours = VOCABULARY.tokenizer(special=True).encode(text).ids
    tokenizer = transformers.AutoTokenizer.from_pretrained(written)
    assert tokenizer.encode(text) == ours
    assert tokenizer.decode(ours) == text


def test_round_trip_of_a_released_model(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder as OpenAI released it, five steps, and the result in unmodified gpt-2-simple and transformers."""
    monkeypatch.chdir(tmp_path)
    released = tmp_path / "released"
    released.mkdir()
    write_model(released, read_model(written), written.parent / "tokenizer", ["openai"])
    assert not (released / "config.json").exists()
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write_vocabulary(VOCABULARY, corpus / "tokenizer")
    for split in ("train", "val"):
        IDS.astype("<u2").tofile(corpus / f"{split}.bin")
    options = {"init": str(released), "steps": 5, "sample_length": 16, "learning_rate": 0.001, "precision": "float32"}
    train(corpus, released, Train.model_validate(options), tmp_path / "out")

    model = tmp_path / "out/model"
    ours = keras_losses(read_model(model), IDS)
    assert not np.allclose(ours, losses(gpt_2_simple_logits(released, IDS, tmp_path), IDS), atol=1e-3)
    np.testing.assert_allclose(losses(gpt_2_simple_logits(model, IDS, tmp_path), IDS), ours, atol=1e-4)
    np.testing.assert_allclose(losses(transformers_logits(model, IDS), IDS), ours, atol=1e-4)
    (tmp_path / "checkpoint").mkdir()
    (tmp_path / "checkpoint/run1").symlink_to(model)
    status, printed = Program("gpt-2-simple", "python", "-c", GENERATE, folder=tmp_path).wait()
    assert status == 0, printed
    assert "TEXT ['the" in printed


LAYERS = json.dumps({**SHAPE.asdict(), "n_layer": -1}).replace("-1", "%d").encode()


@pytest.mark.parametrize("file", ["model.safetensors", "model.ckpt.data-00000-of-00001", "model.ckpt.index"])
def test_a_file_that_is_cut_is_refused(written: Path, tmp_path: Path, file: str) -> None:
    for path in written.iterdir():
        content = path.read_bytes()
        (tmp_path / path.name).write_bytes(content[: len(content) // 2] if path.name == file else content)
    reader = huggingface if file == "model.safetensors" else openai
    with pytest.raises(WikimillError, match=r"is damaged|is missing"):
        reader.read(tmp_path)


@pytest.mark.parametrize(
    ("file", "content", "part"),
    [
        ("hparams.json", b"[]", "hparams.json: it is not of a GPT-2 checkpoint"),
        ("hparams.json", b"\xff", "hparams.json: it is not of a GPT-2 checkpoint"),
        ("hparams.json", b"[" * 100_000, "hparams.json: it is not of a GPT-2 checkpoint"),
        ("hparams.json", LAYERS % 10**9, "weights, more than the [0-9,]+ bytes beside it can hold"),
        ("hparams.json", LAYERS % (SHAPE.n_layer + 1), "is missing"),
        ("checkpoint", bytes(range(256)), "the checkpoint '' that it names is not beside it"),
        (
            "checkpoint",
            b'model_checkpoint_path: "/etc/passwd"',
            "the checkpoint 'passwd' that it names is not beside it",
        ),
        ("checkpoint", b'model_checkpoint_path: "model*"', r"the checkpoint 'model\*' that it names is not beside it"),
    ],
)
def test_a_file_of_something_else_is_refused(
    written: Path, tmp_path: Path, file: str, content: bytes, part: str
) -> None:
    for path in written.iterdir():
        (tmp_path / path.name).write_bytes(content if path.name == file else path.read_bytes())
    with pytest.raises(WikimillError, match=part):
        openai.read(tmp_path)


def test_a_checkpoint_in_a_folder_with_the_signs_of_a_pattern(written: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mo[de]l*?"
    shutil.copytree(written, folder)
    assert openai.read(folder)[0] == SHAPE
