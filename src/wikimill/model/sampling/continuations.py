r"""`test_samples.tsv`: beginnings of the pages of the test split, and what the model makes of them.

As Texar's GPT-2 example writes it: no header, a row a page, context TAB continuation. Inside of both a tab is `\t`,
a newline `\n`, a carriage return `\r` and a backslash `\\`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.model.data import read_tokens
from wikimill.model.sampling import opening
from wikimill.model.sampling.generation import written

log = logging.getLogger(__name__)

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write(folder: Path, ids: Path, options: Generate, output: Path) -> None:
    """Continue the first `options.test_samples` pages of a test split.

    Args:
        folder: of the model.
        ids: `test.bin`, uint16 ids with end of text after every page.
        options: the configuration's section `generate`; prompts are not looked at.
        output: the table.

    Raises:
        WikimillError: no model, or a test split that is cut or of another vocabulary.
    """
    assert options.engine != "gpt-2-simple"  # which the configuration refuses
    model = opening.load(folder, options.engine)
    contexts = list(islice(pages(ids, model.end_of_text, options.context_length), options.test_samples))
    if any(max(context) >= model.network.shape.n_vocab for context in contexts):
        raise WikimillError(f"{ids}: it holds ids that the model {folder} does not know; encode the corpus again")
    texts = written(model, contexts, options) if contexts else []
    rows = [
        "\t".join(text.translate(ESCAPES) for text in (model.text(context), made)) + "\n"
        for context, made in zip(contexts, texts, strict=True)
    ]
    write_text(output, "".join(rows))
    log.info("%s: %d pages of the test split continued", output, len(rows))


def pages(path: Path, end_of_text: int, most: int) -> Iterator[list[int]]:
    """The first `most` ids of each page that has any."""
    ids = read_tokens(path)
    start = 0
    while start < len(ids):
        stop = start
        for block in range(start, len(ids), 1 << 16):  # a page's end is near: the file is not read to its own
            found = np.flatnonzero(ids[block : block + (1 << 16)] == end_of_text)
            stop = block + int(found[0]) if len(found) else len(ids)
            if len(found):
                break
        if stop > start:
            yield ids[start : min(stop, start + most)].tolist()
        start = stop + 1
