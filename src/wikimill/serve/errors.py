"""Errors in OpenAI's form: `{"error": {"message", "type", "param", "code"}}`."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.responses import Response

from wikimill.plain_text import to_message

INVALID = "invalid_request_error"


class ApiError(Exception):
    """What is wrong with a request.

    Args:
        status: of the answer.
        message: one line, for people; what a client sent is escaped in it, and shortened.
        param: the parameter that is wrong; escaped and shortened like the message.
        code: for programs.
        kind: OpenAI's `type`.
        retry_after: seconds after which another attempt may succeed.
    """

    def __init__(
        self,
        status: int,
        message: str,
        param: str | None = None,
        code: str | None = None,
        kind: str = INVALID,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        param = param and to_message(param)
        self.content = {"message": to_message(message), "type": kind, "param": param, "code": code}
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps({"error": self.content}, ensure_ascii=False)

    def to_response(self) -> Response:
        """The answer."""
        return json_response(self.to_json(), self.status, self.headers)


def json_response(text: str, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    """An answer that is JSON."""
    return Response(text, status, headers, "application/json")
