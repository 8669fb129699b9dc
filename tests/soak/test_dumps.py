"""Damaged exports, plain, compressed and in streams with an index: their pages, or one line."""

from __future__ import annotations

import bz2
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from demo.build import export
from tests.soak.mutations import BYTES, XML, mutate, seeds
from tests.soak.record import READ, Soak, outcome
from tests.unit.sources.dump.test_multistream import NAMES, multistream
from wikimill.sources.dump.source import DumpSource

COUNTS = {"short": 20, "full": 500}
SECONDS = 20.0
PAGES = {
    "Haar": "Sea '''fog'''. [[Category:Weather]]",
    "Fret": "#REDIRECT [[Haar]]",
    "Ólafsvær": "A {{town}} of “quotes” & <ref>notes</ref>.",
    "Template:Town": "harbour",
    "Category:Weather": "[[Category:All]]",
}


def read(dump: Path, cache: Path) -> None:
    """Everything that is asked of a dump."""
    source = DumpSource([str(dump)], cache)
    source.site()
    pins = list(source.all_pages([0, 10]))
    source.category_members("Weather", [0], subcategories=True)
    list(source.lookup(["Haar", "Fret", "Nowhere"]))
    readable = [pin for pin in pins if pin.revid]  # the others have no text to ask for
    assert len(list(source.revisions(readable))) == len(readable)
    list(source.current_pages(["Template:Town"]))
    source.messages(["jan"])
    source.close()


def plain(folder: Path, mutations: Sequence[int]) -> str:
    """Damaged XML."""
    (folder / "wiki.xml").write_bytes(mutate(export(PAGES).encode(), mutations, XML))
    return "wiki.xml"


def compressed(folder: Path, mutations: Sequence[int]) -> str:
    """Damaged after it was compressed."""
    (folder / "wiki.xml.bz2").write_bytes(mutate(bz2.compress(export(PAGES).encode()), mutations, BYTES))
    return "wiki.xml.bz2"


def in_streams(folder: Path, mutations: Sequence[int]) -> str:
    """One of its streams damaged before it was compressed, the file afterwards, or its index."""
    dump = multistream(folder)
    way = Random(mutations[0]).randrange(3) if mutations else 0
    if way == 0:
        starts = [at for at in range(dump.stat().st_size) if dump.read_bytes()[at:].startswith(b"BZh9")]
        parts = [dump.read_bytes()[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
        which = Random(sum(mutations)).randrange(len(parts))
        parts[which] = bz2.compress(mutate(bz2.decompress(parts[which]), mutations, XML))
        dump.write_bytes(b"".join(parts))
    elif way == 1:
        dump.write_bytes(mutate(dump.read_bytes(), mutations, BYTES))
    else:
        index = folder / NAMES[1]
        index.write_bytes(bz2.compress(mutate(bz2.decompress(index.read_bytes()), mutations, BYTES)))
    return dump.name


Damage = Callable[[Path, Sequence[int]], str]  # writes a dump; its name
KINDS: tuple[Damage, ...] = (plain, plain, plain, compressed, in_streams, in_streams)


def test_pages_or_one_line(soak: Soak) -> None:
    folder = soak.folder / "dump"

    def attempt(damage: Damage, mutations: Sequence[int]) -> tuple[str, str]:
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "cache").mkdir(parents=True)
        name = damage(folder, mutations)
        return outcome(lambda: read(folder / name, folder / "cache"), SECONDS)

    for damage in KINDS:
        assert attempt(damage, []) == (READ, "")
    for number, random in soak.trials():
        chosen = partial(attempt, random.choice(KINDS))
        soak.attempt(
            number,
            seeds(random),
            chosen,
            lambda: {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()},
        )
    soak.finish()
