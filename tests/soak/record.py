"""What trials of one kind are made of, and what they found."""

from __future__ import annotations

import re
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

from tests.soak.cpu_limit import HangError, cpu_limit
from tests.soak.shrink import MOST_TRIES, shrink
from wikimill.errors import WikimillError

SUMMARY = "soak"  # the name of the property of a test's report
DIFFERENCE, TRACEBACK, HANG = "differences", "tracebacks", "hangs"
FAULTS = (DIFFERENCE, TRACEBACK, HANG)
READ, REFUSED = "read", "refused"  # what comes of a damaged input that harms nothing
LONGEST = 400  # characters of a message
SHOWN = 5  # faults in the message of a test that fails
PATIENCE = 6  # attempts to make an input smaller that hangs

T = TypeVar("T")


@dataclass
class Soak:
    """Trials of a kind: each has its number and its own randomness, which depends on nothing but seed, kind and number.

    Args:
        kind: its name.
        seed: of all kinds.
        count: of the trials.
        folder: below which the inputs of trials that fail are saved.
    """

    kind: str
    seed: int
    count: int
    folder: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    messages: list[str] = field(default_factory=list)
    done: int = 0
    began: float = field(default_factory=time.monotonic)

    def random(self, number: int) -> Random:
        """The randomness of a trial."""
        return Random(f"{self.seed} {self.kind} {number}")

    def trials(self) -> Iterator[tuple[int, Random]]:
        """The number and the randomness of each trial."""
        for number in range(self.count):
            yield number, self.random(number)
            self.done += 1

    def found(self, fault: str, number: int, detail: str, files: Mapping[str, bytes] | None = None) -> None:
        """A trial failed: one of `FAULTS`, and the smallest input that fails alike, saved by file name."""
        self.outcomes[fault] += 1
        where = ""
        if files:
            folder = self.folder / "faults" / f"{number:05d}"
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                (folder / name).write_bytes(data)
            where = f"; its input is in {folder}"
        self.messages.append(f"{fault}: seed {self.seed}, number {number}: {detail}{where}")

    def attempt(
        self,
        number: int,
        parts: Sequence[T],
        attempt: Callable[[Sequence[T]], tuple[str, str]],
        files: Callable[[], Mapping[str, bytes]],
    ) -> None:
        """Try an input; of one that fails, the fewest parts that fail alike are reported.

        Args:
            number: of the trial.
            parts: of the input.
            attempt: the outcome of an input of these parts, and a message.
            files: the input that was tried last.
        """
        status, detail = attempt(parts)
        if status in FAULTS:
            least = shrink(parts, lambda rest: attempt(rest)[0] == status, PATIENCE if status == HANG else MOST_TRIES)
            _, detail = attempt(least)
            self.found(status, number, detail.strip()[-LONGEST:], {**files(), "detail.txt": detail.encode()})
        else:
            self.outcomes[status] += 1

    def finish(self) -> None:
        """The last line of a test, which fails where a trial failed."""
        shown = "\n".join(self.messages[:SHOWN])
        assert not self.messages, f"{self.summary()}\n{shown}"

    def summary(self) -> str:
        """One line: kind, number of trials, seed, seconds, faults, and the other outcomes."""
        faults = ", ".join(f"{self.outcomes[name]} {name}" for name in FAULTS)
        others = ", ".join(f"{number} {name}" for name, number in sorted(self.outcomes.items()) if name not in FAULTS)
        seconds = time.monotonic() - self.began
        return f"{self.kind}: {self.done} of seed {self.seed} in {seconds:.0f} s: {faults} ({others or 'no outcome'})"


def outcome(read: Callable[[], object], seconds: float) -> tuple[str, str]:
    """What comes of reading an input: one of `READ`, `REFUSED`, `TRACEBACK`, `HANG`, and the message or the traceback.

    Args:
        read: what is tried.
        seconds: of this process' time that it may take.
    """
    try:
        with cpu_limit(seconds):
            read()
    except WikimillError as error:
        message = str(error)
        return (TRACEBACK if re.search(r"[\n\r\x00-\x08\x1b]", message) else REFUSED), message
    except HangError:
        return HANG, traceback.format_exc(limit=-8)
    except Exception:
        return TRACEBACK, traceback.format_exc(limit=-8)
    return READ, ""
