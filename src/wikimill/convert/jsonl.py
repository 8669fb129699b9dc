"""`wikimill convert --jsonl`: pages as JSON lines in, their markdown as JSON lines out, in the same order.

It needs neither a network nor a project, and its memory does not grow with the number of pages.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import re
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from wikimill.convert.conversion import ConvertedPage, FilterError
from wikimill.convert.failures import Failures
from wikimill.convert.known_wiki import host_wiki
from wikimill.convert.losses import Loss
from wikimill.convert.recipe import Recipe
from wikimill.convert.text import decode, replace_surrogates
from wikimill.convert.wikitext import MODEL, WikitextConverter
from wikimill.errors import WikimillError
from wikimill.parallel import map_in_threads
from wikimill.site.model import Site
from wikimill.site.namespaces import TEMPLATE
from wikimill.templates.title import parse_title
from wikimill.wiki import Wiki

log = logging.getLogger(__name__)

EXAMPLE = '{"title": "Haar", "text": "Sea \'\'\'fog\'\'\'."}'
IDLE = 8  # pairs of processes, of 200 MB each, that wait for further pages of their wikis
FEWEST = 10  # pages that tell a broken filter from odd pages
# JSON may hold them as they are, but many programs end a line there.
LINE_ENDS = re.compile("[\x85\u2028\u2029]")


class BadLineError(WikimillError):
    """A line that is no page."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(f"line {number}: {problem}; write a JSON object a line, such as {EXAMPLE}")


@dataclass(frozen=True)
class Page:
    """A page to convert. `host` is its wiki's, as a folder is named for it.

    `templates` are pages of the wiki that came with it: a template's name, or any full title, and the text.
    """

    title: str
    text: str
    host: str
    templates: dict[str, str] = field(default_factory=dict)


def convert_lines(lines: Iterable[bytes], recipe: Recipe, host: str, jobs: int) -> Generator[str]:
    """A line of JSON for each line: title, markdown, status, losses.

    Args:
        lines: of JSON; those with nothing in them are skipped.
        recipe: how to convert.
        host: of the wiki of pages that do not name theirs.
        jobs: how many pages are converted at a time.

    Raises:
        BadLineError: a line is no page.
        WikimillError: an error in the file of a filter or of templates; or, at the end, a filter failed on most pages.
    """
    failures = Failures()
    with (
        contextlib.closing(Workers(recipe, max(IDLE, jobs))) as workers,
        contextlib.closing(map_in_threads(workers.convert, read_pages(lines, host), jobs)) as results,
    ):
        for line, error in results:
            failures.count(error)
            yield line
    failures.report(FEWEST)


def read_pages(lines: Iterable[bytes], host: str) -> Iterator[Page]:
    """The pages, one at a time; see `convert_lines`."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _parse(number, decode(line).removeprefix("\ufeff"), host)


def format_line(title: str, page: ConvertedPage) -> str:
    """A converted page as a line of JSON, without its end. The limit that it exceeds is one of its losses."""
    kind, _, name = page.reason.partition(":")
    reason = Loss(MODEL, name) if kind == MODEL else Loss("limits", page.reason)
    losses = [*([reason] if page.reason else []), *page.losses]
    facts = {
        "title": replace_surrogates(title)[0],
        "markdown": page.markdown,
        "status": page.status,
        "losses": [loss_facts(loss) for loss in losses],
    }
    return LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(facts, ensure_ascii=False))


def loss_facts(loss: Loss) -> dict[str, object]:
    """What is said of a loss: kind, name, count, example, and the template that made it if one did."""
    return {key: value for key, value in vars(loss).items() if key != "template" or value}


class Workers:
    """Converters, one for each page under way, which then wait for further pages of their wiki.

    Args:
        recipe: how to convert.
        idle: how many may wait.
    """

    def __init__(self, recipe: Recipe, idle: int) -> None:
        self.recipe = recipe
        self.idle: deque[WikitextConverter] = deque()
        self.limit = idle
        self.lock = threading.Lock()

    def convert(self, page: Page) -> tuple[str, FilterError | None]:
        """The page as a line of JSON, and the error of the filter that failed on it, if one did."""
        losses: list[Loss] = []
        failure = None
        with self._lend(page.host) as converter:
            try:
                converted = converter.convert(page.title, page.text, page.templates)
            except FilterError as error:
                converted, failure = converter.quarantine(page.title, page.text), error
                losses.append(Loss("filter", error.problem))
            if page.host and not converter.wiki.is_known:
                losses.append(Loss("site", page.host))
        return format_line(page.title, replace(converted, losses=(*converted.losses, *losses))), failure

    def close(self) -> None:
        """End the processes."""
        while self.idle:
            self.idle.pop().stop()

    @contextlib.contextmanager
    def _lend(self, host: str) -> Iterator[WikitextConverter]:
        """A converter of this wiki; afterwards the one that waits longest ends when there are too many."""
        with self.lock:
            converter = next((each for each in self.idle if each.wiki.host == host), None)
            if converter:
                self.idle.remove(converter)
        converter = converter or WikitextConverter(self.recipe, host_wiki(host))
        try:
            yield converter
        finally:
            with self.lock:
                self.idle.append(converter)
                surplus = self.idle.popleft() if len(self.idle) > self.limit else None
            if surplus:
                surplus.stop()


def _parse(number: int, line: str, host: str) -> Page:
    try:
        page = json.loads(line, strict=False)  # a tab or NUL as it is makes no difference
    except (RecursionError, ValueError) as error:
        raise BadLineError(number, f"not JSON ({error})".replace("line 1 column", "column")) from None
    if not isinstance(page, dict):
        raise BadLineError(number, "not a JSON object")
    title, text = (_string(number, page, key) for key in ("title", "text"))
    wiki = "" if page.get("wiki") is None else _string(number, page, "wiki")
    templates = {} if page.get("templates") is None else page["templates"]
    if not isinstance(templates, dict) or not all(isinstance(each, str) for each in templates.values()):
        raise BadLineError(number, '"templates" is not an object of names and wikitexts')
    try:
        host = _host(wiki) if wiki else host
    except WikimillError as error:
        raise BadLineError(number, f'"wiki": {error}') from None
    if wrong := [name for name in templates if not _is_title(host, name)]:
        log.warning('line %d: "templates": %s', number, _describe_wrong(wrong))
    return Page(title, text, host, templates)


def _string(number: int, page: dict[str, Any], key: str) -> str:
    if key not in page:
        raise BadLineError(number, f'there is no "{key}"')
    if not isinstance(page[key], str):
        raise BadLineError(number, f'"{key}" is {json.dumps(page[key])[:40]}, not a string')
    return str(page[key])


def _describe_wrong(names: list[str]) -> str:
    first = repr(names[0][:100])
    if len(names) == 1:
        return f"{first} cannot be the title of a page; it is not used; correct the name"
    return f"{first} and {len(names) - 1:,} others cannot be titles of pages; they are not used; correct the names"


def _is_title(host: str, name: str) -> bool:
    """Whether a page of the wiki can have this name."""
    title = parse_title(_site(host), name, TEMPLATE)
    return title is not None and not title.interwiki


@functools.lru_cache(64)
def _site(host: str) -> Site:
    """What titles depend on."""
    return host_wiki(host).site


@functools.cache
def _host(wiki: str) -> str:
    return Wiki.parse(wiki).encoded_host
