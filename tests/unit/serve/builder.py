"""A project with a model and a corpus of hostile titles, and a writer that needs no model."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Sequence
from pathlib import Path

from tests.unit.corpus.builder import page_path, prose, write_manifest
from tests.unit.gpt2 import save_run
from wikimill import layout
from wikimill.config.model import Corpus as CorpusOptions
from wikimill.config.training import Generate
from wikimill.convert.losses import Loss, write_losses
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.serve.app import Application, create_app
from wikimill.serve.corpus import Corpus
from wikimill.serve.writer import Ending, Writer

EVIL = '" onerror="alert(1)" \'Co\' &amp; =1+1'
MARKUP = "\"><img src=x onerror=alert(1)> & 'Co'"  # which no title of a wiki can be
EVIL_TEXT = "</pre><script>alert(1)</script>\u202eevil\n\n" + prose(99)
FOLDER = Path("corpus/main")
PAGES = 61  # that are kept


def write_project() -> None:
    """A run with a model and its corpus, in the working directory."""
    save_run()
    write_corpus()


def write_corpus() -> None:
    """A corpus of 61 pages, a twin of one of them that is left out, and a page that is missing."""
    texts = {f"Harbour {n:02d}": prose(n) for n in range(60)} | {EVIL: EVIL_TEXT, "Twin": prose(7)}
    write_manifest("m", texts, notes={"Nope": "gone"})
    lost = [Loss("tables", "", 2), Loss("removed", ".hatnote", 1, template=EVIL)]
    write_losses(layout.pages("m").parent, [(EVIL, tuple(lost)), ("Harbour 07", (Loss("references", "", 3),))])
    write_text(layout.raw_page(Path(page_path("Harbour_07"))), "'''Harbour''' {{wind}} <ref>x</ref>")
    pages_table(["m"], CorpusOptions(val_fraction=0.1), FOLDER)
    left_out = {"missing": {"pages": 1200, "words": 0, "about_tokens": 0}}
    write_text(FOLDER / "statistics.json", json.dumps({"left_out": left_out}))


class FakeWriter(Writer):
    """Writes these pieces, and notes what it was asked; waits for `gate` before each piece."""

    name = "main"
    created = 1_700_000_000

    def __init__(self, *pieces: str, options: Generate | None = None) -> None:
        self.pieces = pieces
        self._options = options or Generate()
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[tuple[str, Generate, int, Sequence[str]]] = []
        self.closed = threading.Event()

    @property
    def options(self) -> Generate:
        return self._options

    def count_tokens(self, prompt: str) -> int:
        return len(prompt.split())

    def write(self, prompt: str, options: Generate, index: int, stops: Sequence[str]) -> Generator[str, None, Ending]:
        self.asked.append((prompt, options, index, stops))
        try:
            for piece in self.pieces:
                assert self.gate.wait(20)
                if piece == "fail":
                    raise WikimillError("the model ended the text 100 times")
                yield piece
        finally:
            self.closed.set()
        return Ending("length" if len(self.pieces) >= options.length else "stop", len(self.pieces))


def fake_app(*pieces: str, options: Generate | None = None) -> tuple[Application, FakeWriter]:
    """An application with such a writer, and the corpus of the working directory."""
    writer = FakeWriter(*pieces, options=options)
    return create_app(writer, Corpus(FOLDER)), writer
