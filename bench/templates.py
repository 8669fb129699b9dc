"""A wiki's own templates and modules expanded, against MediaWiki's PHP on the command line and wikitextprocessor.

The work is a few hundred calls, each a page, and one heavy page; or an export and calls of its templates.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import iterparse

from bench.calls import calls, heavy_page, templates
from bench.harness import Result, alternate, in_new_process, parser, run
from tests.debian import missing_rights
from tests.mediawiki.oracle import NOW, Oracle
from tests.mediawiki.wiki import RealWiki
from wikimill.site.core import core_site
from wikimill.templates.expander import Expander
from wikimill.templates.labels import LABEL
from wikimill.templates.scribunto.engine import Modules
from wikimill.templates.source import SCRIBUNTO, WIKITEXT, TemplatePage

CALLS, SMOKE_CALLS, ROUNDS = 400, 12, 5
MOST_MB = 150  # of the process that expands
EQUAL = 0.97  # of the pages
TITLE = "A page"
PEER = Path(__file__).with_name("wikitextprocessor_peer.py")

Texts = list[tuple[str, str]]  # title and wikitext of pages
Expansion = Callable[[Texts], list[str]]


@dataclass(frozen=True)
class Pages:
    """The pages of a wiki as a source of templates, text by title."""

    texts: dict[str, str]

    def page(self, title: str) -> TemplatePage | None:
        """The page of this title."""
        text = self.texts.get(title)
        model = SCRIBUNTO if title.startswith("Module:") and not title.endswith("/doc") else WIKITEXT
        return TemplatePage(title, text, model) if text is not None else None

    def exists(self, title: str) -> bool:
        """Whether there is one."""
        return title in self.texts


def read_export(path: Path) -> dict[str, str]:
    """The pages of an export, text by title."""
    texts = {}
    with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
        for _, element in iterparse(file):
            if element.tag.endswith("}page"):
                texts[element.findtext("{*}title") or ""] = element.findtext("{*}revision/{*}text") or ""
                element.clear()
    return texts


def read_calls(path: Path) -> Texts:
    """The `title` and `wikitext` of each line of JSON."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(str(row["title"]), str(row["wikitext"])) for row in rows]


def expander(pages: Pages) -> Expander:
    """An expander for a wiki in English with these pages."""
    return Expander(core_site("en", sitename="Wiki"), pages, NOW.replace(tzinfo=None), Modules)


def by_wikimill(own: Expander, work: Texts) -> list[str]:
    """In this process, which is as the one is that conversion starts."""
    return [own.expand_page(title, text).text for title, text in work]


def by_mediawiki(oracle: Oracle, work: Texts) -> list[str]:
    """In one PHP process, without HTTP."""
    return [oracle.expand(text, title) for title, text in work]


def expand_all(pages: Pages, work: Texts) -> None:
    """Everything once, for a process of its own, whose memory is measured."""
    by_wikimill(expander(pages), work)


@contextmanager
def mediawiki(empty: RealWiki, pages: Pages) -> Iterator[Oracle]:
    """The parser of a real MediaWiki, a copy of an empty one, that has these pages: one PHP process."""
    with tempfile.TemporaryDirectory() as scratch, Oracle(empty.copy(Path(scratch) / "wiki")) as oracle:
        modules_first = sorted(pages.texts.items(), key=lambda page: not page[0].startswith("Module:"))
        oracle.save({title: text for title, text in modules_first if ":" in title})
        yield oracle


@contextmanager
def wikitextprocessor(pages: Pages) -> Iterator[Expansion]:
    """wikitextprocessor in a process of its own; where it raises an error, the answer is empty."""
    process = subprocess.Popen(
        [sys.executable, str(PEER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None
    stdin.write(json.dumps(pages.texts) + "\n")

    def expand(work: Texts) -> list[str]:
        answers = []
        for page in work:
            stdin.write(json.dumps(page) + "\n")
            stdin.flush()
            answers.append(json.loads(stdout.readline()) or "")
        return answers

    with process:
        yield expand
        stdin.close()


def share_equal(answers: list[str], right: list[str]) -> float:
    """How many of the paragraphs are equal, white space and our labels aside."""
    equal = total = 0
    for answer, text in zip(answers, right, strict=True):
        own = {" ".join(paragraph.split()) for paragraph in LABEL.sub("", answer).split("\n\n")}
        paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
        equal += sum(paragraph in own for paragraph in paragraphs)
        total += len(paragraphs)
    return equal / total


@dataclass(frozen=True)
class Task:
    """Pages to expand, and how many times faster than each peer that should be."""

    what: str
    pages: Pages
    work: Texts
    php_goal: float
    processor_goal: float


def tasks(arguments: argparse.Namespace) -> list[Task]:
    """What is measured: calls, and a heavy page."""
    own = Pages(templates())
    pages = Pages(read_export(arguments.export)) if arguments.export else own
    if arguments.calls:
        work = read_calls(arguments.calls)
    elif arguments.export:
        work = [(title, text) for title, text in pages.texts.items() if ":" not in title]
    else:
        work = [(TITLE, text) for text in calls(SMOKE_CALLS if arguments.smoke else CALLS)]
    return [
        Task(f"expanding {len(work)} calls", pages, work, 5, 1),
        Task("expanding a heavy page", own, [(TITLE, heavy_page())], 2, 5),
    ]


def compare(task: Task, empty: RealWiki, rounds: int) -> Iterator[Result]:
    """Ratios of the peers' times through wikimill's, and how much is equal to what MediaWiki makes."""
    own = partial(by_wikimill, expander(task.pages))
    with mediawiki(empty, task.pages) as oracle, wikitextprocessor(task.pages) as processor:
        php = partial(by_mediawiki, oracle)
        right = php(task.work)
        equal = share_equal(own(task.work), right)
        processor_equal = share_equal(processor(task.work), right)
        peers: list[tuple[str, Expansion, float]] = [
            ("MediaWiki's PHP", php, task.php_goal),
            (f"wikitextprocessor ({processor_equal:.0%} equal)", processor, task.processor_goal),
        ]
        for name, peer, goal in peers:
            own_s, peer_s = alternate(partial(own, task.work), partial(peer, task.work), rounds)
            own_speed, peer_speed = (f"{1000 * seconds / len(task.work):.2f} ms a page" for seconds in (own_s, peer_s))
            yield Result.at_least(f"{task.what}, {name}", own_speed, peer_speed, peer_s / own_s, goal)
    yield Result.at_least(f"{task.what}, equal to MediaWiki", f"{equal:.1%}", "", equal, EQUAL)


def measure(arguments: argparse.Namespace) -> list[Result]:
    """Ratios of the peers' times through wikimill's, the share that is equal to MediaWiki, and the memory."""
    if reason := missing_rights("a real MediaWiki"):
        sys.exit(f"bench-templates: {reason}")
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as scratch:
        empty = RealWiki(Path(scratch) / "wiki", name="Wiki")
        empty.folder.mkdir()
        empty.install()
        for task in tasks(arguments):
            results += compare(task, empty, 1 if arguments.smoke else ROUNDS)
            assert arguments.export or results[-1].met == "yes", results[-1]
    pages = Pages({title: text for task in tasks(arguments) for title, text in task.pages.texts.items()})
    work = [page for task in tasks(arguments) for page in task.work]
    peak = in_new_process(expand_all, pages, work).peak
    return [*results, Result.at_most("memory of expansion", f"{peak:.0f} MB", f"{MOST_MB} MB", peak / MOST_MB, 1)]


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument(
        "--export", type=Path, metavar="FILE", help="an export (.xml, .xml.xz) with templates and pages"
    )
    options.add_argument(
        "--calls", type=Path, metavar="FILE", help="lines of JSON with `title` and `wikitext` of each call"
    )
    run(measure, options)
