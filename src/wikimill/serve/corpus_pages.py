"""The browser of a corpus: lists of pages, and a page with its wikitext, its markdown and what was left out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from wikimill.serve.corpus import Corpus
from wikimill.serve.html import render

AT_ONCE = 2  # requests that read tables: each has a row group in memory
MAX_QUERY = 500  # characters
MAX_ROW = 1 << 40
GONE = "There is no such page in the corpus."


@dataclass(frozen=True)
class CorpusPages:
    """The endpoints below `/corpus`.

    Args:
        corpus: of the run.
        limiter: of the threads that read it.
        common: variables of every page.
    """

    corpus: Corpus
    limiter: CapacityLimiter
    common: dict[str, Any]

    def routes(self) -> list[Route]:
        """The endpoints; those of a list take `q`, a part of a title, and `start`, the number of a row."""
        paths = {
            "/corpus": self._list,
            "/corpus/left-out": self._list_left_out,
            "/corpus/title": self._title,
            "/corpus/pages/{row}": self._page,
            "/corpus/left-out/{row}": self._left_out_page,
        }
        return [Route(path, partial(self._answer, answer)) for path, answer in paths.items()]

    async def _answer(self, answer: Any, request: Request) -> Response:
        """The answer, made in a thread."""
        if not self.corpus.exists:
            raise HTTPException(404, f"There is no {self.corpus.pages}. `snakemake corpus` makes it.")
        found: Response = await to_thread.run_sync(answer, request, limiter=self.limiter)
        return found

    def _list(self, request: Request) -> Response:
        query, start = _query(request, "q"), _start(request)
        listing = self.corpus.list_pages(query, start)
        return self._render("pages", listing=listing, query=query, start=start)

    def _list_left_out(self, request: Request) -> Response:
        query, reason, start = _query(request, "q"), _query(request, "reason"), _start(request)
        listing = self.corpus.list_left_out(query, reason, start)
        return self._render("left_out", listing=listing, query=query, reason=reason, start=start)

    def _title(self, request: Request) -> Response:
        row = self.corpus.find_title(_query(request, "title"))
        if row is None:
            raise HTTPException(404, GONE)
        return RedirectResponse(f"/corpus/pages/{row}", 303)

    def _page(self, request: Request) -> Response:
        return self._show(self.corpus.page(_row(request)))

    def _left_out_page(self, request: Request) -> Response:
        return self._show(self.corpus.left_out_page(_row(request)))

    def _show(self, found: Any) -> Response:
        if found is None:
            raise HTTPException(404, GONE)
        return render("page", found=found, **self.common)

    def _render(self, template: str, **variables: Any) -> Response:
        return render(template, statistics=self.corpus.read_statistics(), **variables, **self.common)


def _query(request: Request, name: str) -> str:
    return request.query_params.get(name, "").strip()[:MAX_QUERY]


def _start(request: Request) -> int:
    text = request.query_params.get("start", "0")
    if not _is_row(text):
        raise HTTPException(400, "The parameter start is not the number of a row.")
    return int(text)


def _row(request: Request) -> int:
    if not _is_row(text := request.path_params["row"]):
        raise HTTPException(404, GONE)
    return int(text)


def _is_row(text: str) -> bool:
    """Whether it is the number of a row; what reads thousands of digits is never asked to."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(MAX_ROW))
