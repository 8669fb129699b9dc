"""A multistream dump through expand and fetch.

The peer is the reader that most people write: xml.etree's iterparse over bz2, page after page, keeping nothing.
"""

from __future__ import annotations

import argparse
import bz2
import itertools
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import iterparse

from bench.harness import Measured, Result, in_new_process, parser, run
from demo.build import export
from wikimill import layout
from wikimill.config.model import Config
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins
from wikimill.manifest.expand import expand
from wikimill.manifest.lock import read_header, read_pins

MB, SMOKE_MB = 500, 2  # of XML
PROCESSES = 2
MOST_MB = 400
ROUNDS = 2
STREAM_PAGES = 100
BYTES = 7_000  # a page, on average; English Wikipedia's has about 5,000, redirects among them
RNG = random.Random(0)
LETTERS = "etaoinshrdlucmfwypvbgkqjxz"
VOCABULARY = ["".join(RNG.choices(LETTERS, range(26, 0, -1), k=2 + number % 9)) for number in range(20_000)]
NAME = "bench-pages-articles-multistream"
HEAD = export({}).partition("</mediawiki>")[0].encode()
CLOSING = b"</mediawiki>\n"


def text(number: int) -> str:
    """Seeded wikitext: paragraphs with links and templates, and two categories."""
    rng = random.Random(number)
    parts = []
    for _ in range(rng.randrange(2, 2 * BYTES // 600)):
        words = rng.choices(VOCABULARY, k=90)
        words[10] = f"[[{words[10]} {words[11]}|{words[12]}]]"
        words[40] = f"{{{{cite web|url=https://{words[41]}.example/|title={words[42]} & {words[43]}}}}}"
        words[70] = f"<ref name=\"{words[71]}\">''{words[72]}'', Übersicht — {words[73]}</ref>"
        parts.append(" ".join(words))
    parts += [f"[[Category:{rng.choice(VOCABULARY)}]]\n[[Category:Things {number % 1000}]]"]
    return "\n\n".join(parts)


def stream(first: int) -> tuple[bytes, int]:
    """The bzip2 stream of `STREAM_PAGES` pages from number `first`, and its size as XML."""
    pages = export({f"Page {number:09d}": text(number) for number in range(first, first + STREAM_PAGES)})
    body = pages[pages.index("  <page>") : pages.rindex("</mediawiki>")]
    # export() numbers from 1, and revisions from 1001.
    for number in range(STREAM_PAGES, 0, -1):
        ids = f"    <id>{number}</id>\n    <revision>\n      <id>{1000 + number}</id>"
        body = body.replace(ids, f"    <id>{first + number}</id>\n    <revision>\n      <id>{first + number}</id>", 1)
    data = body.encode()
    return bz2.compress(data), len(data)


@dataclass(frozen=True)
class Dump:
    """A dump, its bytes of XML and its pages."""

    path: Path
    size: int
    pages: int


def generate(folder: Path, megabytes: float) -> Dump:
    """A dump of about so much XML, and its index."""
    path = folder / f"{NAME}.xml.bz2"
    size, pages = 0, range(0, max(2, int(megabytes * 1e6 / BYTES / STREAM_PAGES)) * STREAM_PAGES, STREAM_PAGES)
    with (
        ProcessPoolExecutor(PROCESSES) as pool,
        path.open("wb") as dump,
        bz2.open(folder / f"{NAME}-index.txt.bz2", "wt") as index,
    ):
        dump.write(bz2.compress(HEAD))
        for start, (data, xml) in zip(pages, pool.map(stream, pages), strict=True):
            offset = dump.tell()
            index.writelines(f"{offset}:{n + 1}:Page {n:09d}\n" for n in range(start, start + STREAM_PAGES))
            dump.write(data)
            size += xml
        dump.write(bz2.compress(CLOSING))
    return Dump(path, size, pages.stop)


def expand_dump(path: Path, project: Path) -> int:
    """What the rule `expand` does: all pages into the derived manifest; how many there are."""
    os.chdir(project)
    layout.original("big").parent.mkdir(parents=True)
    layout.original("big").write_text(f"wiki: big.example\ndump: {path}\n")
    return expand("big", Config(), PROCESSES)


def fetch_pages(project: Path, every: int) -> int:
    """What the rule `fetch` does, of one page in `every`; how many are in the cache after it."""
    os.chdir(project)
    header = read_header(layout.lock("big"))
    pins = itertools.islice(read_pins(layout.lock("big")), 0, None, every)
    wanted = -(-header.pages // every)
    with RevisionCache(layout.CACHE / str(every)) as cache:
        missing = fetch_pins(pins, wanted, cache, lambda: header.origin.open_source(Config(), PROCESSES))
    return wanted - len(missing)


def parse(path: Path) -> int:
    """The peer; how many pages it reads."""
    return sum(bool(wikitext) for _, wikitext in _iterparse(path))


def _iterparse(path: Path) -> Iterator[tuple[str, str]]:
    """Title and text of each page."""
    with bz2.open(path) as file:
        for _, element in iterparse(file):
            if element.tag.endswith("}page"):
                yield element.findtext("{*}title") or "", element.findtext("{*}revision/{*}text") or ""
                element.clear()


def check(path: Path, project: Path) -> None:
    """Both read the same texts."""
    with RevisionCache(project / layout.CACHE / "1") as cache:
        for number, (title, wikitext) in enumerate(_iterparse(path)):
            if number % 100 == 7:
                revision = cache.newest(title)
                assert revision, f"{title} is not in the cache"
                assert revision.text == wikitext, f"{title} differs"


def measure(arguments: argparse.Namespace) -> list[Result]:
    """Generate, measure in turn. The best of the rounds counts: what else the machine does only adds."""
    # Times the peer's speed, on two cores that have nothing else to do.
    work: dict[str, tuple[Callable[..., int], int, float]] = {
        "expand, all pages": (expand_dump, 1, 1.3),
        "fetch, all pages": (fetch_pages, 1, 1.3),
        "fetch, one page in 1,000": (fetch_pages, 1000, 4),
    }
    best: dict[str, Measured[int]] = {}

    def keep_best(name: str, pages: int, measured: Measured[int]) -> None:
        assert measured.result == pages, f"{name}: {measured.result} pages, not {pages}"
        best[name] = min(best.get(name, measured), measured, key=lambda each: each.seconds)

    with tempfile.TemporaryDirectory() as scratch:
        dump = generate(Path(scratch), arguments.mb or (SMOKE_MB if arguments.smoke else MB))
        for number in range(1 if arguments.smoke else ROUNDS):
            project = Path(scratch) / f"project{number}"
            project.mkdir()
            keep_best("iterparse", dump.pages, in_new_process(parse, dump.path))
            for name, (function, every, _) in work.items():
                work_arguments = (dump.path, project) if function is expand_dump else (project, every)
                keep_best(name, -(-dump.pages // every), in_new_process(function, *work_arguments))
        check(dump.path, project)
    peer = best.pop("iterparse")
    shown = f"{dump.size / 1e6 / peer.seconds:.0f} MB/s, {peer.peak:.0f} MB"
    results = []
    for name, measured in best.items():
        # Of its own processes the largest counts for each: an upper bound.
        memory = measured.peak + PROCESSES * measured.children
        ratio, goal = peer.seconds / measured.seconds, work[name][2]
        results.append(
            Result.judged(
                f"{name}: XML, peak memory, iterparse",
                f"{dump.size / 1e6 / measured.seconds:.0f} MB/s, {memory:.0f} MB",
                shown,
                ratio,
                f">= {goal}, <= {MOST_MB} MB",
                ratio >= goal and memory <= MOST_MB,
            )
        )
    return results


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument("--mb", type=float, help=f"MB of XML, not {MB}")
    run(measure, options)
