"""Progress bars: one on a terminal, whichever process draws it; in a log a line every half minute of long work."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, TextIO, TypeVar

from tqdm import tqdm

from wikimill.plain_text import visible_lines

Item = TypeVar("Item")
SECONDS = 30.0  # between lines in a log


class Bar(tqdm):  # type: ignore[type-arg]  # tqdm's own class has no parameter at run time
    """A bar that is drawn while it is the newest of its process, and no other process draws one.

    The process that draws holds the lock of the terminal, which dies with it.
    """

    stack: ClassVar[list[Bar]] = []  # those of this process
    terminal: ClassVar[int] = -1  # the descriptor with the lock

    def __init__(self, *args: Any, **options: Any) -> None:
        self.stack.append(self)
        super().__init__(*args, **options)

    def display(self, msg: str | None = None, pos: int | None = None) -> None:
        """See `tqdm.display`."""
        if self.stack[-1:] == [self] and self._may_draw():
            super().display(msg, 0)

    def close(self) -> None:
        """See `tqdm.close`."""
        super().close()
        if self in self.stack:
            self.stack.remove(self)
        if not self.stack and Bar.terminal >= 0:
            fcntl.flock(Bar.terminal, fcntl.LOCK_UN)  # also of children that have inherited it
            os.close(Bar.terminal)
            Bar.terminal = -1

    @staticmethod
    def _may_draw() -> bool:
        """Whether this process may draw."""
        if Bar.terminal >= 0:
            return True
        try:
            terminal = os.open(os.ttyname(sys.stderr.fileno()), os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:  # such as of a terminal of another user's
            return False
        try:
            fcntl.flock(terminal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(terminal)
            return False
        Bar.terminal = terminal
        return True


class Lines:
    """A stream in which what tqdm draws over and over is line after line."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> None:
        """Write what is not blank."""
        if line := text.strip():
            self.stream.write(f"wikimill: {line}\n")

    def flush(self) -> None:
        """See `TextIO.flush`."""
        self.stream.flush()


def bar(label: str, total: int | None, unit: str, **options: Any) -> tqdm[Any]:
    """A bar with count, rate and time left; `total` None when it is not known, `options` are tqdm's own."""
    options |= {"desc": label, "total": total, "unit": f" {unit}", "leave": False}
    if sys.stderr.isatty():
        return Bar(**options, file=sys.stderr, mininterval=0.2, dynamic_ncols=True)
    options |= dict.fromkeys(("delay", "mininterval", "maxinterval"), SECONDS)
    lines: tqdm[Any] = tqdm(**options, file=Lines(sys.stderr), ncols=0)
    return lines


def write_lines(text: str) -> None:
    """Write lines above the bars that are shown; what others wrote in them acts on no terminal."""
    tqdm.write(visible_lines(text), file=sys.stderr)


def track(items: Iterable[Item], label: str, unit: str) -> Iterator[Item]:
    """The items, with a bar that counts them."""
    with bar(label, None, unit) as progress:
        for item in items:
            yield item
            progress.update()
