"""How much of a text is copied from the corpus, as the report measures it of samples."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wikimill.report.memorization import find_copied, mark_copied, total_share
from wikimill.serve.completion_request import read_body
from wikimill.serve.errors import ApiError, json_response
from wikimill.serve.worker import Worker


class CopiedRequest(BaseModel):
    """A text without its prompt."""

    model_config = ConfigDict(strict=True, extra="forbid")
    text: str


@dataclass(frozen=True)
class CopiedParts:
    """The endpoint `POST /copied`.

    Args:
        pages: `pages.parquet`.
        worker: compares.
    """

    pages: Path
    worker: Worker

    def routes(self) -> list[Route]:
        """The endpoint."""
        return [Route("/copied", self.copied, methods=["POST"])]

    async def copied(self, request: Request) -> Response:
        """The text in parts that are copied and parts that are not, and the page with the longest one."""
        asked = read_body(await request.body(), CopiedRequest)
        if not self.pages.is_file():
            raise ApiError(404, f"{self.pages}: there is no corpus to compare with; `snakemake corpus` makes it")
        gone = threading.Event()
        job = self.worker.submit(lambda: _compare(asked.text, self.pages, gone))
        try:
            answer = await job.collect(request, _last)
        finally:
            gone.set()
        return Response() if answer is None else json_response(json.dumps(answer, ensure_ascii=False))


def _compare(text: str, pages: Path, gone: threading.Event) -> Iterator[dict[str, Any]]:
    def check() -> None:
        if gone.is_set():  # nobody waits for it: of a large corpus the rest would take minutes
            raise InterruptedError

    found = find_copied([(0, "", text)], pages, check)
    (copied,) = found.samples
    longest = copied.longest
    yield {
        "ngram": found.ngram,
        "pages": found.pages,
        "share": total_share([copied]),
        "parts": [{"text": part, "copied": is_copied} for part, is_copied in mark_copied(text, copied.spans) if part],
        "longest": longest
        and {"words": longest.words, "text": text[longest.start : longest.end], "title": longest.title},
    }


async def _last(answers: AsyncIterator[dict[str, Any]]) -> dict[str, Any]:
    return [answer async for answer in answers][-1]
