"""Token ids of the same text by wikimill's encoder and by gpt-2-simple's."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.table import Result, seconds, show
from demo.build import HERE, read
from wikimill.corpus import vocabulary as vocabularies
from wikimill.corpus.encode import encode
from wikimill.corpus.held import SCHEMA


def main() -> None:
    """The embedded wiki's text, 200 times over, numbered so that no two pages are equal."""
    from gpt_2_simple.src.encoder import get_encoder

    texts = [f"{number} {text}" for number in range(200) for text in read(HERE / "pages").values()]
    size = sum(len(text.encode()) for text in texts) / 1e6
    rows = [
        dict.fromkeys(SCHEMA.names, "") | {"text": text, "split": "train", "pageid": 0, "revid": 0} for text in texts
    ]
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), "pages.parquet")
        vocabularies.train(Path("pages.parquet"), 8192, Path("vocabulary"))
        own = min(
            seconds(lambda: encode(Path("pages.parquet"), Path("vocabulary"), Path("out"), ["train"])) for _ in range(3)
        )
        part = texts[: len(texts) // 20]
        encoder = get_encoder("vocabulary")
        peer = 20 * seconds(lambda: [encoder.encode(text) for text in part])
    ratio = peer / own
    show(
        [
            Result(
                f"encoding {size:.0f} MB, npz included, gpt-2-simple's encoder",
                f"{size / own:.1f} MB/s",
                f"{size / peer:.2f} MB/s",
                ratio,
                ">= 10",
                ratio >= 10,
            )
        ]
    )


if __name__ == "__main__":
    main()
