"""TensorFlow in graph mode, and gpt-2-simple's form of a shape.

Importing this module switches eager execution off for the whole process, as gpt-2-simple itself does, so nothing of
Keras may run in it.
"""

from __future__ import annotations

import os
from typing import Any

from wikimill.model.weights import Shape

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import tensorflow as tf
from gpt_2_simple.src import model

tf1 = tf.compat.v1
tf1.disable_eager_execution()
tf1.logging.set_verbosity(tf1.logging.ERROR)

CHECKPOINT = "model.ckpt"


def hparams(shape: Shape) -> Any:
    """The shape as gpt-2-simple takes it."""
    made = model.default_hparams()
    made.override_from_dict(shape.asdict())
    return made
