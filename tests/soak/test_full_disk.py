"""A disk that is full in the middle of each stage: one line, and with more space the bytes of a calm run."""

from __future__ import annotations

import re

import pytest

from tests.small_disk import SmallDisk
from tests.soak.line import BUILT, OPTIONS, Line, differences, digests
from tests.soak.record import DIFFERENCE, REFUSED, TRACEBACK, Soak

COUNTS = {"short": 1, "full": 24}  # four of each folder
BLOCK = 4096  # bytes that a file takes at least
ENOUGH = 256 << 20


def test_one_line_and_then_the_same_bytes(soak: Soak, undisturbed: Line) -> None:
    whole = undisturbed.digests
    first = soak.random(-1).randrange(len(BUILT))
    for number, random in soak.trials():
        full = BUILT[(first + number) % len(BUILT)]
        clone = undisturbed.clone.copy(soak.folder / str(number))
        needed = sum(-(-len(data) // BLOCK) * BLOCK for data in clone.files(full).values())
        free = int(needed * random.uniform(0.02, 0.95))
        clone.remove(full)
        where = f"{full} on a disk of {free} bytes, of which it takes {needed}"
        with SmallDisk(soak.folder / f"disk{number}", free) as disk:
            (clone.folder / full).symlink_to(disk.folder)
            try:
                output = clone.run("snakemake", "-j2", *OPTIONS, check=False)
                errors = set(re.findall(r"^wikimill: error: .*", output, re.M))
                what = "it fails in another way than with one line that names the disk"
                fits = False
            except AssertionError as error:  # it had room enough
                output, errors, fits = str(error), set(), True
            is_clear = len(errors) == 1 and re.search(r"free some space|make space", *errors)
            if "Traceback" in output or not (fits or is_clear):
                soak.found(TRACEBACK, number, f"{where}: {what}", {"output.txt": output.encode()})
            disk.resize(ENOUGH)
            clone.snakemake(*OPTIONS)
            if differ := differences(digests(clone), whole):
                soak.found(DIFFERENCE, number, f"{where}: these files differ: {' '.join(differ)}")
            soak.outcomes["enough" if fits else REFUSED] += 1
    soak.finish()


@pytest.fixture(autouse=True)
def only_root() -> None:
    SmallDisk.skip_unless_possible()
