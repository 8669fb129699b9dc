"""Damaged files of people's own text, as `wikimill finetune` and manifests take them: their texts, or one line."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import partial

import pypandoc

from tests.soak.mutations import BYTES, mutate, recode, seeds
from tests.soak.record import READ, Soak, outcome
from tests.unit.sources.documents.test_reader import pdf
from wikimill.config.model import Config
from wikimill.manifest.models import DocumentsManifest, PairsManifest
from wikimill.manifest.origin import Origin
from wikimill.sources.base import Revision

COUNTS = {"short": 40, "full": 1000}
SECONDS = 20.0
TEXT = "# The Skerries\n\nThe tide comes in twice a day, and “the bell” is rung at dusk; café, naïve, Ærø.\n\n" * 6
LINES = [line for line in TEXT.split("\n") if line]
TEMPLATE = "{article}\nTL;DR:\n{summary}"


def table(delimiter: str, *columns: str) -> bytes:
    """Rows in quotation marks."""
    rows = [columns, *[[line] * len(columns) for line in LINES]]
    return "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows).encode()


def json_lines(*columns: str) -> bytes:
    return "".join(json.dumps(dict.fromkeys(columns, line), ensure_ascii=False) + "\n" for line in LINES).encode()


def document(kind: str) -> Callable[[], bytes]:
    """A document that pandoc writes."""

    def write() -> bytes:
        command = [pypandoc.get_pandoc_path(), "--from", "markdown", "--to", kind, "--output", "-"]
        return subprocess.run(command, input=TEXT.encode(), capture_output=True, check=True).stdout

    return write


PAIR = ("article", "summary")
WRITERS: dict[str, Callable[[], bytes]] = {
    "a.txt": TEXT.encode,
    "b.txt": lambda: TEXT.encode("cp1252"),
    "one.csv": lambda: table(",", "text"),
    "one.jsonl": lambda: json_lines("text", "other"),
    "pairs.csv": lambda: table(",", *PAIR),
    "pairs.tsv.gz": lambda: gzip.compress(table("\t", *PAIR), mtime=0),
    "pairs.jsonl.bz2": lambda: bz2.compress(json_lines(*PAIR)),
    "pairs.ndjson.xz": lambda: lzma.compress(json_lines(*PAIR)),
    "a.pdf": lambda: pdf(*(line.encode("ascii", "ignore").decode() for line in LINES)),
    "a.html": document("html"),
    "a.docx": document("docx"),
    "a.epub": document("epub"),
}


def test_texts_or_one_line(soak: Soak) -> None:
    folder = soak.folder / "texts"
    originals = {name: write() for name, write in WRITERS.items()}

    def read(name: str, alone: bool) -> None:
        path = folder / name
        origin: Origin
        if name.startswith("pairs"):
            origin = PairsManifest(pairs=str(path), template=TEMPLATE).origin("soak")
        else:
            origin = DocumentsManifest(documents=str(path if alone else folder)).origin("soak")
        source = origin.open_source(Config())
        pins = list(source.all_texts())
        readable = [pin for pin in pins if pin.revid]
        found = list(source.revisions(readable))
        assert len(found) == len(readable)
        assert all(isinstance(each, Revision) and each.text.strip() for each in found)

    def attempt(name: str, alone: bool, mutations: Sequence[int]) -> tuple[str, str]:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / name).write_bytes(mutate(originals[name], mutations, (*BYTES, recode)))
        return outcome(lambda: read(name, alone), SECONDS)

    for name in WRITERS:
        assert attempt(name, True, []) == (READ, ""), name
    for number, random in soak.trials():
        name, alone = random.choice(sorted(WRITERS)), random.random() < 0.7
        soak.attempt(
            number,
            seeds(random),
            partial(attempt, name, alone),
            partial(lambda name: {name: (folder / name).read_bytes()}, name),
        )
    soak.finish()
