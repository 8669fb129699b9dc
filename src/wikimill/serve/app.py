"""The application: the page, the API, the browser of the corpus, and how errors are answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wikimill import __version__
from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.os_errors import describe_os_error
from wikimill.serve.completions import Completions
from wikimill.serve.copied import CopiedParts
from wikimill.serve.corpus import Corpus
from wikimill.serve.corpus_pages import AT_ONCE, CorpusPages
from wikimill.serve.errors import ApiError
from wikimill.serve.guard import READING, Guard
from wikimill.serve.html import render
from wikimill.serve.limits import MAX_COMPARISONS, MAX_PROMPT, MAX_TOKENS, MAX_WAITING
from wikimill.serve.worker import Worker
from wikimill.serve.writer import Writer

STATIC = {"serve.css": "text/css", "serve.js": "text/javascript"}
NUMBERS = ("length", "temperature", "top_k", "top_p", "repetition_penalty")  # settings of the page


@dataclass(frozen=True)
class Application:
    """What uvicorn serves, and how it ends."""

    guard: Guard
    workers: tuple[Worker, ...]

    def stop(self) -> None:
        """End what is being done, so that every answer ends."""
        self.guard.stopping.set()
        for worker in self.workers:
            worker.stop()


def create_app(writer: Writer, corpus: Corpus) -> Application:
    """The application that serves a model and the corpus it learned from."""
    workers = Worker("write", MAX_WAITING), Worker("compare", MAX_COMPARISONS)
    common = {"name": writer.name, "version": __version__, "has_corpus": corpus.exists}
    routes = [
        Route("/", _page(writer, common)),
        *(Route(f"/static/{name}", _static(name, kind)) for name, kind in STATIC.items()),
        *Completions(writer, workers[0]).routes(),
        *CopiedParts(corpus.pages, workers[1]).routes(),
        *CorpusPages(corpus, CapacityLimiter(AT_ONCE), common).routes(),
    ]

    async def answer_error(request: Request, error: Exception) -> Response:
        status, message, headers = _describe(error)
        if _is_api(request):
            if status == HTTPStatus.NOT_FOUND:  # by clients that chat or embed, mostly
                message = f"there is no {request.url.path}; the API has /v1/completions and /v1/models"
            kind = "invalid_request_error" if status < 500 else "server_error"
            response = ApiError(status, message, kind=kind).to_response()
        else:
            response = render("error", status, message=message, **common)
        response.headers.update(headers)
        return response

    async def answer_api_error(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiError)
        return error.to_response()

    handlers: dict[Any, Any] = {
        ApiError: answer_api_error,
        HTTPException: answer_error,
        WikimillError: answer_error,
        OSError: answer_error,
        Exception: answer_error,
    }
    return Application(Guard(Starlette(routes=routes, exception_handlers=handlers)), workers)


def _page(writer: Writer, common: dict[str, Any]) -> Callable[[Request], Response]:
    def page(_request: Request) -> Response:
        fields = Generate.model_fields
        options = writer.options
        settings = {name: (getattr(options, name), fields[name].description) for name in NUMBERS}
        return render(
            "write",
            settings=settings,
            options=options,
            descriptions={name: fields[name].description for name in ("strategy", "truncate", "seed")},
            most_tokens=max(MAX_TOKENS, options.length),
            longest_prompt=MAX_PROMPT,
            **common,
        )

    return page


def _static(name: str, kind: str) -> Callable[[Request], Response]:
    content = (files("wikimill.serve") / "static" / name).read_bytes()
    return lambda _request: Response(content, media_type=kind)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/v1") or request.method not in READING


def _describe(error: Exception) -> tuple[int, str, dict[str, str]]:
    """Status, message and headers of the answer to an error."""
    if isinstance(error, HTTPException):
        return error.status_code, error.detail, dict(error.headers or {})
    if isinstance(error, WikimillError):
        return 500, str(error), {}
    if isinstance(error, OSError):
        return 500, describe_os_error(error), {}
    return 500, "This is a fault of wikimill's; its log has the details.", {}
