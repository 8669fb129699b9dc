"""A persistent pandoc process that converts page after page, within limits of time and memory."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Mapping

import pypandoc

from wikimill.convert.conversion import ConvertedPage, FilterError
from wikimill.convert.expansion import Label
from wikimill.convert.losses import parse_report
from wikimill.convert.page_facts import parse_facts
from wikimill.convert.recipe import Recipe
from wikimill.convert.text import replace_surrogates
from wikimill.convert.worker_process import START, LimitError, WorkerProcess
from wikimill.errors import WikimillError
from wikimill.site.model import Site
from wikimill.site.reader_table import reader_table
from wikimill.site.variants import check_variant, language_variants
from wikimill.sources.bounded_process import RUNTIME_MIB

Answer = tuple[str, str, str, str]  # status, text, what was dropped, and what else there is to say of the page
Tables = Mapping[str, Mapping[str, str]]


class Pandoc:
    """One worker process. It is started when needed and started anew after it was killed.

    Args:
        recipe: filters and options.
        site: the wiki.
        tables: gives the wiki's own words for variants, when the process starts.

    Raises:
        WikimillError: `convert.variant` is no variant, or none of the wiki's language, which has some.
    """

    def __init__(self, recipe: Recipe, site: Site, tables: Callable[[], Tables] = dict) -> None:
        self.recipe = recipe
        self.site = site
        self.tables = tables
        check_variant(site.language, recipe.options.variant)
        self.process: WorkerProcess | None = None

    def convert(self, title: str, text: str, labels: Iterable[Label] = (), mode: str = "page") -> ConvertedPage:
        """The markdown of a page whose templates are expanded; one that exceeds its limits is quarantined.

        Args:
            title: of the page.
            text: wikitext, without control characters but those of marks (workflow/reader/marks.lua); or HTML.
            labels: the templates that the labels in the text are of.
            mode: `html` for HTML.

        Raises:
            FilterError: a filter fails on the page.
            WikimillError: the process does not start, for an error in the file of a filter.
        """
        try:
            status, markdown, dropped, facts = self._ask(mode, title, text, labels)
            if status == "error" and "not enough memory" in markdown:
                raise LimitError(f"memory:{self.recipe.options.memory}MiB")
        except LimitError as reason:
            self.stop()
            return self.quarantine(title, text, str(reason))
        if status == "error":
            raise FilterError(title, _in_one_line(markdown))
        return ConvertedPage(markdown, status, parse_report(dropped), facts=parse_facts(facts, self.site.first_letter))

    def quarantine(self, title: str, text: str, reason: str = "") -> ConvertedPage:
        """The page as plain scanning, without reader and filters, makes it; empty when even that exceeds the limits."""
        try:
            status, words, *_ = self._ask("plain", title, text)
        except LimitError:
            self.stop()
            status, words = "error", ""
        return ConvertedPage("" if status == "error" else words, "quarantined", reason=reason)

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.stop()
            self.process = None

    def _start(self) -> None:
        options = self.recipe.options
        variants = language_variants(self.site.language, options.variant, self.tables())
        command = [pypandoc.get_pandoc_path(), "lua", str(self.recipe.worker)]
        self.process = WorkerProcess(command, options.timeout, options.memory, RUNTIME_MIB)
        settings = {
            "filters": [str(path) for path in self.recipe.filters],
            "options": self.recipe.settings(),
            "site": reader_table(self.site) | ({"variants": variants} if variants else {}),
        }
        try:
            status, problem, *_ = self._exchange("settings", "", "", json.dumps(settings), START)
        except LimitError as reason:
            status, problem = "error", f"{self.recipe.worker}: pandoc did not start ({reason}); see its message above"
        if status == "error":
            self.stop()
            raise WikimillError(f"{_in_one_line(problem)}; correct the filter")

    def _ask(self, mode: str, title: str, text: str, labels: Iterable[Label] = ()) -> Answer:
        if self.process is None:
            self._start()
        lines = "\n".join(f"{'+' if label.is_kept else ' '}{_in_one_line(label.name)}" for label in labels)
        return self._exchange(mode, title, lines, text)

    def _exchange(self, mode: str, title: str, labels: str, text: str, timeout: float = 0) -> Answer:
        """One frame there and one back.

        Raises:
            LimitError: no response in time, or the process died.
        """
        assert self.process is not None
        parts = [replace_surrogates(each)[0].encode() for each in (title, labels, text)]
        head = " ".join([mode, *(str(len(part)) for part in parts)])
        return self.process.exchange(b"".join([f"{head}\n".encode(), *parts]), _parse_response, timeout)


def _parse_response(data: bytearray) -> Answer | None:
    """Status and three texts; None while some of the response is missing."""
    body = data.find(b"\n") + 1  # where it begins
    if not body:
        return None
    status, *lengths = data[: body - 1].decode().split(" ")
    _, first, second, end = itertools.accumulate(map(int, lengths), initial=body)
    if len(data) < end:
        return None
    parts = data[body:first], data[first:second], data[second:end]
    text, dropped, facts = (part.decode("utf-8", "replace") for part in parts)
    return status, text, dropped, facts


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
