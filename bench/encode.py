"""Encoding against gpt-2-simple's encoder on the same text; then 2 GB and 10 GB, for their memory and time.

`make bench-encode SIZES=1` takes other sizes, in GB.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.table import Result, seconds, show
from demo.build import HERE, read
from wikimill.corpus.pages.page import SCHEMA
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import train_vocabulary
from wikimill.layout import CACHE

PAGE = 3000  # bytes, about
BASE = 100 * 10**6  # bytes of text that are made one by one
GROUP = 4096  # pages of a row group
COMPARED = 200  # MB, of which gpt-2-simple gets a twentieth
HOME = str(Path(__file__).parents[1])
PAGES, VOCABULARY, OUT = Path("pages.parquet"), Path("vocabulary"), Path("out")


def pages(size: int) -> Iterator[str]:
    """Pages of `size` bytes in all, no two alike: sentences of the embedded wiki, with a number in each."""
    sentences = [
        line for text in read(HERE / "pages").values() for line in text.replace(". ", ".\n").split("\n") if line
    ]
    seed, made, number = random.Random(0), 0, 0
    while made < size:
        parts = [str(number)]
        while sum(map(len, parts)) < PAGE:
            parts.append(f"{sentences[seed.randrange(len(sentences))]} {seed.randrange(10**6)}")
        text = "\n".join(parts) + "\n"
        made, number = made + len(text), number + 1
        yield text


def write(size: int, path: Path) -> int:
    """A table of pages; the number of their bytes. After the first 100 MB the same come again, with other numbers."""
    base = pa.array(pages(min(size, BASE)), pa.string())
    made = number = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        while made < size:
            for start in range(0, len(base), GROUP):
                some = base[start : start + GROUP]
                names = pa.array([f"{place:09}" for place in range(number, number + len(some))])
                texts = pc.binary_join_element_wise(names, some, "\n")
                columns = {"text": texts, "path": names, "sha256": names, "split": pa.array(["train"] * len(some))}
                empty = {field.name: pa.nulls(len(some), field.type) for field in SCHEMA}
                writer.write_table(pa.table(empty | columns, SCHEMA))
                made, number = made + pc.sum(pc.binary_length(texts)).as_py(), number + len(some)
    return made


def anew() -> None:
    """Encode, without what is kept of the last time."""
    shutil.rmtree(CACHE / "corpus", ignore_errors=True)
    encode(PAGES, VOCABULARY, OUT, ["train"])


def against_gpt_2_simple() -> Result:
    """Both on the same text."""
    from gpt_2_simple.src.encoder import get_encoder

    size = write(COMPARED * 10**6, PAGES) / 1e6
    train_vocabulary(PAGES, 8192, VOCABULARY)
    own = min(seconds(anew) for _ in range(3))
    texts = pq.read_table(PAGES, columns=["text"])["text"].to_pylist()
    part = texts[: len(texts) // 20]
    encoder = get_encoder(str(VOCABULARY))
    peer = 20 * seconds(lambda: [encoder.encode(text) for text in part])
    what = f"encoding {size:.0f} MB, npz included, gpt-2-simple's encoder"
    return Result(what, f"{size / own:.1f} MB/s", f"{size / peer:.2f} MB/s", peer / own, ">= 100", peer / own >= 100)


def alone() -> None:
    """Encode in this process, and print its seconds and its peak of memory in MB."""
    taken = seconds(anew)
    # Not ru_maxrss, which a process has from its parent.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    sys.stdout.write(f"{taken} {peak / 1024}\n")


def main() -> None:
    """The table of ratios; those of sizes are of the time to that of the first, and of the memory to 1 GB."""
    sizes = [float(size) for size in os.environ.get("SIZES", "2 10").split()]
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "cache") as scratch:
        os.chdir(scratch)
        results = [against_gpt_2_simple()]
        first = 0.0
        for size in sizes:
            made = write(int(size * 1e9), PAGES) / 1e9
            command = [sys.executable, "-m", "bench.encode", "alone"]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env={**os.environ, "PYTHONPATH": HOME})
            taken, peak = map(float, done.stdout.split())
            first = first or taken / made
            pace = taken / made / first
            results += [
                Result(
                    f"{made:.1f} GB, peak of memory, 1 GB", f"{peak:.0f} MB", "1000 MB", 1000 / peak, "> 1", peak < 1000
                ),
                Result(f"{made:.1f} GB, time a GB, that of the first", f"{taken:.0f} s", "", pace, "< 1.2", pace < 1.2),
            ]
    show(results)


if __name__ == "__main__":
    alone() if sys.argv[1:] == ["alone"] else main()
