"""OpenAI's API of completions: https://platform.openai.com/docs/api-reference/completions."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wikimill.errors import WikimillError
from wikimill.serve.completion_request import Asked, read_request
from wikimill.serve.errors import ApiError, json_response
from wikimill.serve.worker import Job, JobResponse, Worker
from wikimill.serve.writer import Ending, Writer

Piece = tuple[int, str | Ending]  # the number of a text, and what comes next of it


@dataclass(frozen=True)
class Completions:
    """The endpoints below `/v1`."""

    writer: Writer
    worker: Worker

    def routes(self) -> list[Route]:
        """The endpoints."""
        return [
            Route("/v1/models", self.models),
            Route("/v1/models/{name}", self.model),
            Route("/v1/completions", self.completions, methods=["POST"]),
        ]

    async def models(self, _request: Request) -> Response:
        """`GET /v1/models`: the one that is served."""
        return json_response(json.dumps({"object": "list", "data": [self._describe()]}, ensure_ascii=False))

    async def model(self, request: Request) -> Response:
        """`GET /v1/models/NAME`."""
        if (name := request.path_params["name"]) != self.writer.name:
            message = f"there is no model {name!r}; this server has {self.writer.name!r}"
            raise ApiError(404, message, "model", "model_not_found")
        return json_response(json.dumps(self._describe(), ensure_ascii=False))

    async def completions(self, request: Request) -> Response:
        """`POST /v1/completions`."""
        asked = read_request(await request.body(), self.writer.name, self.writer.options)
        head = {
            "id": f"cmpl-{secrets.token_hex(12)}",
            "object": "text_completion",
            "created": int(time.time()),
            "model": self.writer.name,
            "seed": asked.options.seed,  # with which the same request gives the same texts
        }
        job = self.worker.submit(lambda: write_texts(self.writer, asked))
        if asked.stream:
            return JobResponse(job, self._events(head, asked, job), "text/event-stream")
        answer = await job.collect(request, partial(self._collect, head, asked))
        return Response() if answer is None else json_response(json.dumps(answer, ensure_ascii=False))

    async def _collect(self, head: dict[str, Any], asked: Asked, pieces: AsyncIterator[Piece]) -> dict[str, Any]:
        """The whole answer."""
        texts = [""] * (len(asked.prompts) * asked.choices)
        endings: dict[int, Ending] = {}
        async for index, piece in pieces:
            if isinstance(piece, Ending):
                endings[index] = piece
            else:
                texts[index] += piece
        choices = [_choice(index, text, endings[index].reason) for index, text in enumerate(texts)]
        return {**head, "choices": choices, "usage": self._usage(asked, list(endings.values()))}

    async def _events(self, head: dict[str, Any], asked: Asked, job: Job[Piece]) -> AsyncIterator[str]:
        """The answer piece by piece, as server-sent events."""
        endings = []
        try:
            async for index, piece in job.items():
                if isinstance(piece, Ending):
                    endings.append(piece)
                    yield _event({**head, "choices": [_choice(index, "", piece.reason)]})
                elif piece:
                    yield _event({**head, "choices": [_choice(index, piece, None)]})
        except ApiError as error:
            yield f"data: {error.to_json()}\n\n"
            return
        if asked.include_usage:
            yield _event({**head, "choices": [], "usage": self._usage(asked, endings)})
        yield "data: [DONE]\n\n"

    def _usage(self, asked: Asked, endings: list[Ending]) -> dict[str, int]:
        read = sum(map(self.writer.count_tokens, asked.prompts))
        written = sum(ending.tokens for ending in endings)
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}

    def _describe(self) -> dict[str, Any]:
        return {"id": self.writer.name, "object": "model", "created": self.writer.created, "owned_by": "wikimill"}


def write_texts(writer: Writer, asked: Asked) -> Iterator[Piece]:
    """The texts one after the other; text `index` is sample `index`, as `wikimill sample` numbers them.

    Raises:
        ApiError: the model ends a text again and again before it writes anything.
    """
    for index in range(len(asked.prompts) * asked.choices):
        prompt = asked.prompts[index // asked.choices]
        if asked.echo:
            yield index, prompt
        pieces = writer.write(prompt, asked.options, index, asked.stops)
        while True:
            try:
                yield index, next(pieces)
            except StopIteration as end:
                yield index, end.value
                break
            except WikimillError as error:
                raise ApiError(422, str(error), code="no_text", kind="server_error") from None


def _choice(index: int, text: str, reason: str | None) -> dict[str, Any]:
    return {"index": index, "text": text, "logprobs": None, "finish_reason": reason}


def _event(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"
