"""Encoding against gpt-2-simple's encoder on the same text; then 2 GB and 10 GB, for their memory and time."""

from __future__ import annotations

import argparse
import shutil
from contextlib import chdir
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bench.harness import Measured, Result, in_new_process, parser, run, scratch_folder, seconds
from bench.pages import write_pages
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.token_file import token_dtype
from wikimill.corpus.tokens.vocabulary import read_vocabulary, train_vocabulary
from wikimill.layout import CACHE

COMPARED, SMOKE_COMPARED = 200, 1  # MB, of which gpt-2-simple gets a twentieth
SMOKE_GB = [0.001, 0.002]
PAGES, VOCABULARY, OUT = Path("pages.parquet"), Path("vocabulary"), Path("out")


def encode_anew() -> None:
    """Encode, without what is kept of the last time."""
    shutil.rmtree(CACHE / "corpus", ignore_errors=True)
    encode(PAGES, VOCABULARY, OUT, ["train"])


def against_gpt_2_simple(megabytes: float) -> Result:
    """Both on the same text, which must come to the same ids."""
    from gpt_2_simple.src.encoder import get_encoder

    write_pages(PAGES, megabytes / 20)
    train_vocabulary(PAGES, 8192, VOCABULARY)
    size = write_pages(PAGES, megabytes)
    own_s = min(seconds(encode_anew) for _ in range(3))
    texts = pq.read_table(PAGES, columns=["text"])["text"].to_pylist()
    encoder, end = get_encoder(str(VOCABULARY)), read_vocabulary(VOCABULARY).end_of_text
    ids: list[int] = []
    peer_s = 20 * seconds(lambda: ids.extend(id_ for text in texts[::20] for id_ in [*encoder.encode(text), end]))
    pages = np.split(own := np.fromfile(OUT / "train.bin", token_dtype(end + 1)), np.flatnonzero(own == end) + 1)[:-1]
    assert np.array_equal(np.concatenate(pages[::20]), ids), "the ids are not those of gpt-2-simple"
    what = f"encoding {size:.0f} MB, npz included, gpt-2-simple's encoder"
    return Result.at_least(what, f"{size / own_s:.1f} MB/s", f"{size / peer_s:.2f} MB/s", peer_s / own_s, 100)


def measure(arguments: argparse.Namespace) -> list[Result]:
    """Ratios of sizes are of the time to that of the first, and of 1 GB to the memory."""
    gigabytes = arguments.sizes or (SMOKE_GB if arguments.smoke else [2, 10])
    with scratch_folder() as scratch, chdir(scratch):
        results = [against_gpt_2_simple(SMOKE_COMPARED if arguments.smoke else COMPARED)]
        done: list[tuple[float, Measured[None]]] = []
        for size in gigabytes:
            done.append((write_pages(PAGES, size * 1000) / 1000, in_new_process(encode_anew)))
    for size, measured in done:
        title, elapsed = f"encoding {size:.3g} GB", measured.seconds
        pace = elapsed / size / (done[0][1].seconds / done[0][0])
        results += [
            Result.judged(
                f"{title}, peak of memory, 1 GB",
                f"{measured.peak:.0f} MB",
                "1000 MB",
                1000 / measured.peak,
                "> 1",
                measured.peak < 1000,
            ),
            Result.at_most(
                f"{title}, time a GB, that of the first",
                f"{elapsed / size:.2f} s",
                f"{elapsed / size / pace:.2f} s",
                pace,
                1.2,
            ),
        ]
    return results


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument("--sizes", type=float, nargs="+", metavar="GB", help="others than 2 and 10")
    run(measure, options)
