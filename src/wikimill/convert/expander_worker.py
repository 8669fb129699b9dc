"""The child's side of expander_process.py: `python -m wikimill.convert.expander_worker`."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from wikimill.convert.expander_settings import ExpanderSettings
from wikimill.convert.expansion import ExpandedPage, Label, Step
from wikimill.convert.losses import Loss
from wikimill.convert.template_sources import Sources
from wikimill.errors import WikimillError
from wikimill.fetch.cache import NotCachedError
from wikimill.site.namespaces import MODULE, TEMPLATE
from wikimill.templates.call import Call, Modules, Parser
from wikimill.templates.expand_templates import ExpandTemplates
from wikimill.templates.expander import GAP, NOTED, Expander, WithoutTemplates
from wikimill.templates.expansion import Expansion, PageRevision, TemplateUse
from wikimill.templates.notes import open_notes
from wikimill.templates.page_types import types_of
from wikimill.templates.record import Record
from wikimill.templates.scribunto.engine import Modules as Scribunto
from wikimill.templates.title import parse_title

# What stands for a missing module: conditions see an error, as the wiki's do, and the reader a gap.
ERROR = '<strong class="error">{}</strong>'
ERROR_OF_GAP = re.compile(ERROR.format(GAP).replace("<strong", "<strong[^<> ]*", 1))  # with a label
LONGEST_EXAMPLE, LONGEST_STEP = 200, 1000  # characters
Answer = Callable[[Mapping[str, Any]], None]


class GuardedModules:
    """Modules, but for the calls of the page at hand that are to be left out; `answer` is told of the others.

    Where no page of the wiki is at hand (`has_pages`), no module is, and MediaWiki's "No such module" would be untrue.
    """

    def __init__(self, expander: Parser, answer: Answer, has_pages: bool) -> None:
        self.expander = expander
        self.answer = answer
        self.has_pages = has_pages
        self.modules = Scribunto(expander)
        self.modules.on_position = self._at
        self.number = 0
        self.left_out: frozenset[int] = frozenset()
        self.allowed = True
        self._stack: list[dict[str, Any]] = []

    def start_page(self) -> None:
        """See `Modules`."""
        self.number = 0
        self.modules.start_page()

    def invoke(self, call: Call) -> str:
        """See `Modules`."""
        self.number += 1
        if self.number in self.left_out or not self.allowed:
            return self.expander.markers.add("wikimill", lambda: GAP)
        text = f"{{{{#invoke:{call.first}|{call.argument(0)}}}}}"
        title = parse_title(self.expander.site, call.first, MODULE)
        lacks = title is not None and not self.expander.source.exists(title.full)
        if title and lacks and not self.has_pages:
            return self.expander.left_out("missing", title.full, text)
        self._stack.append({"number": self.number, "module": f"Module:{call.first}", "line": 0, "text": text})
        try:
            shown = self.modules.invoke(call)
        finally:
            self._stack.pop()
        gap = self.expander.left_out("missing", title.full, text) if title and lacks else ""
        return ERROR.format(gap) if gap else shown

    def _at(self, module: str, line: int) -> None:
        if self._stack:
            self._stack[-1].update({"module": module.replace("_", " "), "line": line} if module else {})
            self.answer({"call": self._stack[-1]})


class Worker:
    """Expands pages, one after the other."""

    def __init__(self, settings: ExpanderSettings, answer: Answer) -> None:
        self.settings = settings
        self.answer = answer
        self.sources = Sources(settings)
        self.given: Mapping[str, str] = {}
        self.engine = self._engine({})

    def expand(self, request: Mapping[str, Any]) -> ExpandedPage:
        """The page of a request."""
        given = request.get("pages") or {}
        if given != self.given:
            self.given, self.engine = given, self._engine(given)
        try:
            return self.engine.expand(request)
        finally:
            for renderers in self.sources.renderers:
                renderers.finish()

    def _engine(self, given: Mapping[str, str]) -> Engine:
        return Engine(self.settings, self.sources, given, self.answer)


class Engine:
    """An expander of the wiki, or of pages that came with a page."""

    def __init__(self, settings: ExpanderSettings, sources: Sources, given: Mapping[str, str], answer: Answer) -> None:
        self.settings = settings
        self.sources = sources
        self.record = Record(sources.pages(given), sources.site)
        self.guard: GuardedModules | None = None

        def modules(expander: Parser) -> Modules:
            self.guard = GuardedModules(expander, answer, sources.has_pages(given))
            return self.guard

        self.answers = sources.answers(self.record.asked)
        kind = Expander
        if settings.compare:
            kind = ExpandTemplates
        elif settings.options.templates == "drop":
            kind = WithoutTemplates
        self.expander = kind(
            self.record.site,
            self.record,
            sources.now,
            modules,
            sources.first,
            self.answers,
            None if given else sources.library,
            settings.unread,
            sources.keeps,
        )

    def expand(self, request: Mapping[str, Any]) -> ExpandedPage:
        """The page of a request."""
        if self.guard:
            self.guard.left_out, self.guard.allowed = frozenset(request["left_out"]), request["modules"]
        if self.answers:
            self.answers.calls.clear()
        self.record.take()
        title, text = request["title"], request["text"]
        self.expander.revision = PageRevision(*request["revision"]) if "revision" in request else None
        self.expander.now = datetime.fromisoformat(request["now"]) if "now" in request else self.sources.now
        verified = self.answers.page(title, text) if self.answers and self.settings.takes_pages else None
        readable = text if self.settings.compare else open_notes(text)
        expansion = self.expander.expand_page(title, readable)
        if verified is not None and not _has_own_templates(expansion):
            clock_asked = self.expander.clock_asked
            taken = self.expander.expand_page(title, text, verified)
            # What the page asks for here counts: if that changes, it is to be verified again.
            self.expander.clock_asked |= clock_asked
            expansion = replace(taken, origins=expansion.origins)
        return ExpandedPage(
            ERROR_OF_GAP.sub(GAP, expansion.text),
            tuple(Label(self._plain(name), stays) for name, stays in expansion.labels),
            (*_losses(expansion), *map(Loss, types_of(self.record.site, self.record.source, title, text, expansion))),
            tuple(self.record.take(self.expander.clock_asked)),
            self._steps(expansion) if self.settings.explain else (),
            tuple(self.answers.calls) if self.answers and self.settings.collect else (),
            expansion.origins,
        )

    def _plain(self, name: str) -> str:
        """A template's name without its namespace."""
        name = self.expander.markers.kill(name)
        title = parse_title(self.record.site, name, TEMPLATE)
        return title.text if title and title.namespace == TEMPLATE else name

    def _steps(self, expansion: Expansion) -> tuple[Step, ...]:
        markers = self.expander.markers
        return tuple(
            Step(
                markers.kill(use.name),
                use.origin,
                self._source(use),
                NOTED.sub("", markers.restore(use.text))[:LONGEST_STEP],
            )
            for use in list(expansion.templates)  # what stands in tags is expanded once more, and noted
        )

    def _source(self, use: TemplateUse) -> str:
        """The page that a template's text came from, and its revision."""
        title = parse_title(self.record.site, use.name, TEMPLATE) if use.origin == "page" else None
        row = self.sources.locked.find(title.full) if title and self.sources.locked else None
        revision = f" at revision {row.revid}" if row else ""
        return f"{title.full}{revision}" if title else ""


def _has_own_templates(expansion: Expansion) -> bool:
    """Whether a person has set something for templates of a page, which its wiki does not know."""
    return "renderer" in expansion.origins or any(stays for _, stays in expansion.labels)


def _losses(expansion: Expansion) -> tuple[Loss, ...]:
    counts = Counter((kind, name) for kind, name, _ in expansion.losses)
    examples = {(kind, name): example for kind, name, example in reversed(expansion.losses)}
    return tuple(
        Loss(kind, name, count, " ".join(examples[kind, name].split())[:LONGEST_EXAMPLE])
        for (kind, name), count in sorted(counts.items())
    )


def run(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests for as long as there are some."""

    def answer(data: Mapping[str, Any]) -> None:
        answers.write(json.dumps(data).encode() + b"\n")
        answers.flush()

    worker: Worker | None = None
    for line in requests:
        request = json.loads(line)
        try:
            if worker is None:
                worker = Worker(ExpanderSettings.from_dict(request), answer)
                answer({"ready": True})
            else:
                answer({"page": worker.expand(request).to_dict()})
        except WikimillError as error:
            answer({"error": str(error), "is_cache": isinstance(error, NotCachedError)})
        except MemoryError:
            return
        except Exception as error:  # a mistake of ours costs a page, and no more
            answer({"failed": _where(error)})


def _where(error: Exception) -> str:
    """`error:ValueError:title.py:90`."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"error:{type(error).__name__}:{Path(last.filename).name}:{last.lineno}"


def main() -> None:
    """Work, with standard output for answers alone: what else is written is for a person to read."""
    sys.setrecursionlimit(20_000)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        run(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
