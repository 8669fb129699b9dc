"""Sampling by gpt-2-simple's graph, from a folder in OpenAI's format.

The library draws a whole batch from one generator: another batch size gives other texts, though the same ones each
time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from gpt_2_simple.src import sample

from wikimill.config.training import Generate
from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.backends.gpt_2_simple import tf1, to_hparams
from wikimill.model.formats import openai
from wikimill.model.sampling.samples import Sample
from wikimill.progress import bar

MAX_DRAWS = 20  # texts drawn for one that is not empty


def generate_samples(model: Path, options: Generate, prompts: Sequence[str]) -> Iterator[Sample]:
    """`options.nsamples` samples that start with the prompts, in turn.

    Raises:
        WikimillError: prompt and length exceed the context, or nearly all texts are empty.
    """
    sampler = GPT2SimpleSampler(model, options)
    texts: dict[int, str] = {}
    with bar("Sampling", options.nsamples, "sample") as progress:
        for number, prompt in enumerate(prompts[: options.nsamples]):
            indexes = list(range(number, options.nsamples, len(prompts)))
            for index, text in zip(indexes, sampler.texts(prompt, len(indexes), progress), strict=True):
                texts[index] = text
    for index in range(options.nsamples):
        prompt = prompts[index % len(prompts)]
        text = prompt + texts[index] if options.include_prefix else texts[index]
        yield Sample.from_options(index, prompt, text, "gpt-2-simple", options, model)


class GPT2SimpleSampler:
    """A loaded model and one sampling graph."""

    def __init__(self, folder: Path, options: Generate) -> None:
        self.options = options
        self.vocabulary = read_vocabulary(folder)
        self.tokenizer = self.vocabulary.tokenizer(special=True)
        self.shape = openai.read_shape(folder)
        tf1.reset_default_graph()
        tf1.set_random_seed(options.seed)
        self.context = tf1.placeholder(tf.int32, [options.batch_size, None])
        self.output = sample.sample_sequence(
            hparams=to_hparams(self.shape),
            length=options.length,
            context=self.context,
            batch_size=options.batch_size,
            temperature=options.temperature,
            top_k=min(options.top_k, self.shape.n_vocab),
            top_p=options.top_p if options.top_p < 1 else 0.0,
        )
        self.session = tf1.Session()
        tf1.train.Saver(tf1.trainable_variables()).restore(self.session, str(folder / openai.CHECKPOINT))

    def texts(self, prompt: str, count: int, progress: Any) -> Iterator[str]:
        """`count` texts after `prompt`; an empty prompt starts from end of text.

        A text that ends before there is any is drawn again.
        """
        ids = self.tokenizer.encode(prompt).ids if prompt else [self.vocabulary.end_of_text]
        if len(ids) + self.options.length > self.shape.n_ctx:
            raise WikimillError(
                f"generate.length: {self.options.length} tokens after a prompt of {len(ids)} exceed the model's "
                f"context of {self.shape.n_ctx}; lower it or shorten the prompt"
            )
        left, draws = count, 0
        while left:
            if draws * self.options.batch_size > MAX_DRAWS * count + self.options.batch_size:
                raise WikimillError(f"{prompt!r}: the model ends nearly every text at once; train it longer")
            draws += 1
            batch = self.session.run(self.output, {self.context: [ids] * self.options.batch_size})
            for text in filter(str.strip, map(self._decode, batch[:, len(ids) :])):
                if left:
                    left -= 1
                    progress.update()
                    yield text

    def _decode(self, tokens: npt.NDArray[np.int32]) -> str:
        ends = np.flatnonzero(tokens == self.vocabulary.end_of_text)
        ids = tokens[: ends[0]] if len(ends) else tokens
        text = str(self.tokenizer.decode(ids.tolist(), skip_special_tokens=False))
        truncate = self.options.truncate
        return text[: text.index(truncate)] if truncate and truncate in text else text
