"""A persistent pandoc process that converts page after page, within limits of time and memory."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping

import pypandoc

from wikimill.convert.conversion import ConvertedPage, Converter, FilterError
from wikimill.convert.losses import Loss, Losses, parse_report
from wikimill.convert.recipe import Recipe
from wikimill.convert.text import replace_surrogates
from wikimill.errors import WikimillError
from wikimill.sources.bounded_process import RUNTIME_MIB
from wikimill.wiki import Site


class LimitError(Exception):
    """A page took more time or memory than it may."""


class Pandoc(Converter):
    """One worker process. It is started when needed and started anew after it was killed.

    Args:
        recipe: filters, templates and options.
        site: the wiki's language, namespaces and magic words.
        host: the wiki's folder name, by which templates of its own are found.
    """

    keeps_raw = True

    def __init__(self, recipe: Recipe, site: Site, host: str = "") -> None:
        self.recipe = recipe
        self.site = site
        self.host = host
        self.process: subprocess.Popen[bytes] | None = None
        self.expansions: Mapping[str, str] | None = None

    @property
    def digest(self) -> str:
        return self.recipe.wiki_digest(self.site, self.host)

    def __enter__(self) -> Pandoc:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def find_templates(self, title: str, text: str) -> list[str]:
        """The templates of a page that the wiki's parser is to expand, as wikitext; empty for a page that fails."""
        try:
            status, found, _ = self._ask("templates", title, text)
        except LimitError:
            self.stop()
            return []
        return list(json.loads(found)["templates"] or ()) if status == "ok" else []

    def convert(self, title: str, text: str, expansions: Mapping[str, str] | None = None) -> ConvertedPage:
        """The page's markdown, with templates replaced by the wikitext that `expansions` gives for them.

        A page that exceeds its limits is quarantined.

        Raises:
            FilterError: a filter fails on the page.
            WikimillError: the process does not start, for an error in the file of a filter or of templates.
        """
        self.expansions = expansions
        try:
            status, markdown, dropped = self._ask("page", title, text)
            if status == "error" and "not enough memory" in markdown:
                raise LimitError(f"memory:{self.recipe.options.memory}MiB")
        except LimitError as reason:
            self.stop()
            return self.quarantine(title, text, str(reason))
        if status == "error":
            raise FilterError(title, _in_one_line(markdown))
        return ConvertedPage(markdown, status, (*_replaced(text), *parse_report(dropped)))

    def quarantine(self, title: str, text: str, reason: str = "") -> ConvertedPage:
        """The page as plain scanning, without reader and filters, makes it; empty when even that exceeds the limits."""
        try:
            status, words, _ = self._ask("plain", title, text)
        except LimitError:
            self.stop()
            status, words = "error", ""
        return ConvertedPage("" if status == "error" else words, "quarantined", _replaced(text), reason)

    def stop(self) -> None:
        """End the process: its input ends, and it gets a second to clean up after itself."""
        if self.process is not None:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            with contextlib.suppress(OSError):
                self.process.stdin.close()
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.process = None

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [pypandoc.get_pandoc_path(), "lua", str(self.recipe.worker)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        if sys.platform == "linux":
            # Haskell's own bound (+RTS -M) does not count Lua's memory, and near it pandoc collects garbage for
            # minutes instead of ending.
            limit = (self.recipe.options.memory + RUNTIME_MIB) << 20
            resource.prlimit(self.process.pid, resource.RLIMIT_DATA, (limit, limit))
        settings = {
            "filters": [str(path) for path in self.recipe.filters],
            "templates": [str(path) for path in self.recipe.templates(self.site.language, self.host)],
            "options": self.recipe.settings(),
            "site": {
                "language": self.site.language,
                "file": self.site.namespace_names(6),
                "category": self.site.namespace_names(14),
                "template": self.site.namespace_names(10),
                "words": self.site.magic_words,
            },
        }
        try:
            status, problem, _ = self._exchange("settings", "", json.dumps(settings))
        except LimitError as reason:
            status, problem = "error", f"{self.recipe.worker}: pandoc did not start ({reason}); see its message above"
        if status == "error":
            self.stop()
            raise WikimillError(f"{_in_one_line(problem)}; correct the filter")

    def _ask(self, mode: str, title: str, text: str) -> tuple[str, str, str]:
        if self.process is None:
            self._start()
        if self.expansions and mode != "templates":
            self._exchange("expansions", title, json.dumps(self.expansions))
        return self._exchange(mode, title, text)

    def _exchange(self, mode: str, title: str, text: str) -> tuple[str, str, str]:
        """One frame there and one back.

        Raises:
            LimitError: no response in time, or the process died.
        """
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        head, body = (replace_surrogates(each)[0].encode() for each in (title, text))
        deadline = time.monotonic() + self.recipe.options.timeout
        output = self.process.stdout.fileno()
        response = bytearray()
        request = memoryview(b"%s %d %d\n%s%s" % (mode.encode(), len(head), len(body), head, body))
        os.set_blocking(self.process.stdin.fileno(), False)
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            selector.register(self.process.stdin.fileno(), selectors.EVENT_WRITE)
            while (parts := _parse_response(response)) is None:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise LimitError(f"timeout:{self.recipe.options.timeout:g}s")
                for key, _ in ready:
                    if key.fd == output:
                        data = os.read(output, 1 << 20)
                        if not data:
                            raise LimitError(f"memory:{self.recipe.options.memory}MiB")
                        response += data
                    else:
                        try:
                            request = request[os.write(key.fd, request[: 1 << 16]) :]
                        except BrokenPipeError:
                            raise LimitError(f"memory:{self.recipe.options.memory}MiB") from None
                        if not request:
                            selector.unregister(key.fd)
        return parts


def _parse_response(data: bytearray) -> tuple[str, str, str] | None:
    """Status and two texts; None while some of the response is missing."""
    body = data.find(b"\n") + 1  # where it begins
    if not body:
        return None
    status, first, second = data[: body - 1].decode().split(" ")
    split = body + int(first)
    if len(data) < split + int(second):
        return None
    return status, data[body:split].decode("utf-8", "replace"), data[split:].decode("utf-8", "replace")


def _replaced(text: str) -> Losses:
    count = replace_surrogates(text)[1]
    return (Loss("characters", "not UTF-8", count),) if count else ()


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
