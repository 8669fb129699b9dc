"""The process in which templates are expanded: whatever a module does, the page goes on without it.

Lua runs modules in it, and nothing stops all of those from inside: neither a loop that catches its errors nor a long
search for a pattern. So the process says which call it comes to, and when a page takes too long, or the process dies,
that call is left out and the page is expanded again.

Requests and answers are lines of JSON. A request is the settings, once, or a page; answers to a page are any number of
`{"call": …}` and then `{"page": …}`; to what cannot be used, `{"error": …}`; after a mistake of ours, `{"failed": …}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from wikimill.convert.expansion import ExpandedPage
from wikimill.convert.losses import Loss
from wikimill.convert.worker_process import START, LimitError, WorkerProcess
from wikimill.errors import WikimillError
from wikimill.fetch.cache import NotCachedError
from wikimill.templates.expansion import PageRevision

RUNTIME_MIB = 128  # what Python has mapped before the first page
# Calls of modules on one page that may hang: after these the page goes on without any, so that its time is bounded.
MOST_HANGING = 3
MODULES = "modules"  # the kind of loss


class ExpanderProcess:
    """One process. It is started when needed and started anew after it was killed.

    Args:
        settings: see `expander_worker.Settings`.
        timeout: seconds that one page may take.
        memory: MiB that it may take.
    """

    COMMAND = (sys.executable, "-P", "-m", "wikimill.convert.expander_worker")

    def __init__(self, settings: Mapping[str, Any], timeout: float, memory: int) -> None:
        self.settings = settings
        self.timeout = timeout
        self.memory = memory
        self.process: WorkerProcess | None = None

    def expand(
        self,
        title: str,
        text: str,
        pages: Mapping[str, str] | None = None,
        now: datetime | None = None,
        revision: PageRevision | None = None,
    ) -> ExpandedPage:
        """The page without templates; with a loss for each call of a module that had to be left out.

        Args:
            title: of the page.
            text: wikitext without control characters.
            pages: the wiki's pages that came with it, by title; a name without a namespace is a template's.
            now: what clocks show, if it is not what they show else.
            revision: of the page, where it is known.

        Raises:
            LimitError: the page exceeds its limits without its modules as well.
            WikimillError: the process does not start, or a file that it needs cannot be used.
        """
        request: dict[str, Any] = {"title": title, "text": text, **({"pages": pages} if pages else {})}
        request |= {"now": now.isoformat()} if now else {}
        request |= {"revision": [revision.id, revision.timestamp]} if revision else {}
        left_out: list[int] = []
        losses: list[Loss] = []
        while True:
            calls = _Calls()
            try:
                page = self._ask({**request, "left_out": left_out, "modules": len(losses) < MOST_HANGING}, calls)
            except LimitError as limit:
                self._kill()
                call = calls.last
                if call is None or len(losses) >= MOST_HANGING:
                    raise
                left_out.append(int(call["number"]))
                losses.append(Loss(MODULES, _name(call), example=f"{limit}: {call['text']}"))
            else:
                return replace(page, losses=(*page.losses, *losses))

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.stop()
            self.process = None

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process = None

    def _ask(self, request: Mapping[str, Any], calls: _Calls) -> ExpandedPage:
        if self.process is None:
            self._start()
        return ExpandedPage.from_dict(self._exchange(request, calls)["page"])

    def _start(self) -> None:
        self.process = WorkerProcess(self.COMMAND, self.timeout, self.memory, RUNTIME_MIB)
        try:
            self._exchange(self.settings, _Calls(), START)
        except LimitError as limit:
            self._kill()
            raise WikimillError(f"the process that expands templates did not start ({limit}); see above") from None

    def _exchange(self, request: Mapping[str, Any], calls: _Calls, timeout: float = 0) -> dict[str, Any]:
        assert self.process is not None
        answer = self.process.exchange(json.dumps(request).encode() + b"\n", calls.parse, timeout)
        if "error" in answer:
            self._kill()
            raise (NotCachedError if answer["is_cache"] else WikimillError)(answer["error"])
        if "failed" in answer:
            raise LimitError(answer["failed"])
        return answer


class _Calls:
    """Reads answers, and keeps the last call of a module."""

    def __init__(self) -> None:
        self.last: dict[str, Any] | None = None
        self.searched = 0

    def parse(self, data: bytearray) -> dict[str, Any] | None:
        """The answer, None while it is not whole; what was said before it is taken from the data."""
        while (end := data.find(b"\n", self.searched)) >= 0:
            self.searched = 0
            answer: dict[str, Any] = json.loads(bytes(data[:end]))
            if "call" not in answer:
                return answer
            self.last = answer["call"]
            del data[: end + 1]
        self.searched = len(data)
        return None


def _name(call: Mapping[str, Any]) -> str:
    """`Module:Wind line 12`."""
    return f"{call['module']} line {call['line']}" if call.get("line") else str(call["module"])
