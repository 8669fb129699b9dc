"""TensorFlow in graph mode, and what training and sampling share of gpt-2-simple's files.

Importing this module switches eager execution off for the whole process, as gpt-2-simple itself does, so
nothing else of TensorFlow may run in it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from wikimill.config.model import Train
from wikimill.errors import WikimillError

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import tensorflow as tf
from gpt_2_simple.src import model

tf1 = tf.compat.v1
tf1.disable_eager_execution()
tf1.logging.set_verbosity(tf1.logging.ERROR)

CHECKPOINT = "model.ckpt"


def trained_shape(base: Path | None, options: Train, vocabulary: int) -> Any:
    """The model's shape, checked against vocabulary and sample length."""
    hparams = model.default_hparams()
    if base is None:
        hparams.override_from_dict({**options.architecture.model_dump(), "n_vocab": vocabulary})
    else:
        try:
            hparams.override_from_dict(json.loads((base / "hparams.json").read_text()))
        except (OSError, ValueError) as error:
            raise WikimillError(f"{base}/hparams.json: no GPT-2 checkpoint ({error}); check train.init") from None
    if hparams.n_vocab != vocabulary:
        raise WikimillError(
            f"{base}/hparams.json: n_vocab is {hparams.n_vocab}, and the model's vocabulary has {vocabulary} tokens; "
            "take its files from one checkpoint"
        )
    if options.sample_length > hparams.n_ctx:
        raise WikimillError(
            f"train.sample_length: {options.sample_length} exceeds the model's context of {hparams.n_ctx}; lower it"
        )
    return hparams


def read_shape(folder: Path) -> Any:
    """The shape of the model in `folder`."""
    hparams = model.default_hparams()
    hparams.override_from_dict(json.loads((folder / "hparams.json").read_text()))
    return hparams
