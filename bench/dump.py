"""A multistream dump of 1 GB of XML through expand and fetch.

    python -m bench.dump [MB]

The peer is the reader that most people write: xml.etree's iterparse over bz2, page after page, keeping nothing.
"""

from __future__ import annotations

import bz2
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from xml.etree.ElementTree import iterparse

from bench.table import Result, show
from demo.build import export
from wikimill import layout
from wikimill.config.model import Config
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins
from wikimill.manifest.expand import expand as expand_manifest
from wikimill.manifest.lock import read_header, read_pins

XML_MB = 1000
PROCESSES = 2
MOST_MB = 400
ROUNDS = 2
# What is run, in this order, and of one page in how many.
RUNS = [
    ("iterparse", "iterparse", 1),
    ("expand, all pages", "expand", 1),
    ("fetch, all pages", "fetch", 1),
    ("fetch, one page in 1,000", "fetch", 1000),
]
# Times the peer's speed, on two cores that have nothing else to do.
GOALS = {"expand, all pages": 1.3, "fetch, all pages": 1.3, "fetch, one page in 1,000": 4.0}
STREAM_PAGES = 100
BYTES = 7_000  # a page, on average; English Wikipedia's has about 5,000, redirects among them
DICE = random.Random(0)
LETTERS = "etaoinshrdlucmfwypvbgkqjxz"
WORDS = ["".join(DICE.choices(LETTERS, range(26, 0, -1), k=2 + number % 9)) for number in range(20_000)]
NAME = "bench-pages-articles-multistream"
HEAD, TAIL = (part.encode() for part in export({}).rsplit("</mediawiki>"))
CLOSING = b"</mediawiki>\n"


def text(number: int) -> str:
    """Seeded wikitext: paragraphs with links and templates, and two categories."""
    dice = random.Random(number)
    parts = []
    for _ in range(dice.randrange(2, 2 * BYTES // 600)):
        words = dice.choices(WORDS, k=90)
        words[10] = f"[[{words[10]} {words[11]}|{words[12]}]]"
        words[40] = f"{{{{cite web|url=https://{words[41]}.example/|title={words[42]} & {words[43]}}}}}"
        words[70] = f"<ref name=\"{words[71]}\">''{words[72]}'', Übersicht — {words[73]}</ref>"
        parts.append(" ".join(words))
    parts += [f"[[Category:{dice.choice(WORDS)}]]\n[[Category:Things {number % 1000}]]"]
    return "\n\n".join(parts)


def stream(first: int) -> tuple[bytes, int]:
    """The bzip2 stream of `STREAM_PAGES` pages from number `first`, and its size as XML."""
    pages = export({f"Page {number:09d}": text(number) for number in range(first, first + STREAM_PAGES)})
    body = pages[pages.index("  <page>") : pages.rindex("</mediawiki>")]
    # export() numbers from 1, and revisions from 1001.
    for number in range(STREAM_PAGES, 0, -1):
        own = f"    <id>{number}</id>\n    <revision>\n      <id>{1000 + number}</id>"
        body = body.replace(own, f"    <id>{first + number}</id>\n    <revision>\n      <id>{first + number}</id>", 1)
    data = body.encode()
    return bz2.compress(data), len(data)


def generate(folder: Path, size: int) -> tuple[Path, int, int]:
    """A dump of `size` bytes of XML and its index; path, bytes and pages."""
    path = folder / f"{NAME}.xml.bz2"
    written = first = 0
    with (
        ProcessPoolExecutor(PROCESSES) as pool,
        path.open("wb") as dump,
        bz2.open(folder / f"{NAME}-index.txt.bz2", "wt") as index,
    ):
        dump.write(bz2.compress(HEAD))
        while written < size:
            starts = range(first, first + 16 * STREAM_PAGES, STREAM_PAGES)
            for start, (data, xml) in zip(starts, pool.map(stream, starts), strict=True):
                offset = dump.tell()
                index.writelines(f"{offset}:{n + 1}:Page {n:09d}\n" for n in range(start, start + STREAM_PAGES))
                dump.write(data)
                written += xml
            first = starts.stop
        dump.write(bz2.compress(CLOSING))
    return path, written, first


def expand(path: Path, project: Path, every: int) -> int:
    """What the rule `expand` does: all pages into the derived manifest; how many there are."""
    del every
    os.chdir(project)
    layout.original("big").parent.mkdir(parents=True)
    layout.original("big").write_text(f"wiki: big.example\ndump: {path}\n")
    return expand_manifest("big", Config(), PROCESSES)


def fetch(path: Path, project: Path, every: int) -> int:
    """What the rule `fetch` does, of one page in `every`; how many are in the cache after it."""
    del path
    os.chdir(project)
    header = read_header(layout.lock("big"))
    pins = (row for number, row in enumerate(read_pins(layout.lock("big"))) if number % every == 0)
    wanted = -(-header.pages // every)
    with RevisionCache(layout.CACHE / str(every)) as cache:
        gone = fetch_pins(pins, wanted, cache, lambda: header.origin.open_texts(Config(), PROCESSES))
    return wanted - len(gone)


def iterparse_pages(path: Path, project: Path, every: int) -> int:
    """The peer."""
    del project, every
    pages = 0
    with bz2.open(path) as file:
        for _, element in iterparse(file):
            if element.tag.endswith("}page"):
                assert element.findtext("{*}revision/{*}text")
                pages += 1
                element.clear()
    return pages


WORK: dict[str, Callable[[Path, Path, int], int]] = {"expand": expand, "fetch": fetch, "iterparse": iterparse_pages}


def measured(what: str, path: Path, project: Path, every: int) -> tuple[int, float, float]:
    """Pages, seconds, and the peak of memory in MB of all processes together, of one of `WORK` in a fresh process."""
    command = [sys.executable, "-m", "bench.dump", what, str(path), str(project), str(every)]
    pages, taken, peak = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return int(pages), float(taken), float(peak)


def child(what: str, path: str, project: str, every: str) -> None:
    """The fresh process of `measured`. Of its own processes the largest counts for each: an upper bound."""
    start = time.perf_counter()
    pages = WORK[what](Path(path), Path(project), int(every))
    taken = time.perf_counter() - start
    own, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(f"{pages} {taken} {(own + PROCESSES * largest) / 1024}\n")


def main(size: int) -> None:
    """Generate, measure in turn, print. The best of the rounds counts: what else the machine does only adds."""
    with tempfile.TemporaryDirectory() as scratch:
        path, xml, pages = generate(Path(scratch), size)
        best: dict[str, tuple[float, float]] = {}
        for number in range(ROUNDS):
            project = Path(scratch) / f"project{number}"
            project.mkdir()
            for label, what, every in RUNS:
                found, taken, peak = measured(what, path, project, every)
                assert found == -(-pages // every)
                best[label] = min(best.get(label, (taken, peak)), (taken, peak))
    peer_s, _ = best["iterparse"]
    cells = {label: f"{xml / 1e6 / taken:.0f} MB/s, {peak:.0f} MB" for label, (taken, peak) in best.items()}
    results = []
    for label, goal in GOALS.items():
        taken, peak = best[label]
        ratio = peer_s / taken
        met = ratio >= goal and peak <= MOST_MB
        limits = f">= {goal}, <= {MOST_MB} MB"
        results.append(Result(f"{label}: XML, peak memory", cells[label], cells["iterparse"], ratio, limits, met))
    show(results)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in WORK:
        child(*sys.argv[1:])
    else:
        main(int(float(sys.argv[1] if sys.argv[1:] else XML_MB) * 1e6))
