"""Responses of the API: which are its own, which are worth another request, and what they warn of."""

from __future__ import annotations

import re
from typing import Any

import requests

from wikimill.json_text import JsonLimitError, parse_json, replace_halves
from wikimill.masking import mask
from wikimill.plain_text import shorten
from wikimill.sources.transport import NoResponseError

# MediaWiki sends these with HTTP 200: wait and retry. Other internal errors are those of a page.
BUSY_ERRORS = ("maxlag", "ratelimited", "readonly", "internal_api_error_DB", "cirrussearch-too-busy-error")
# Every API result of the requests made here has one of these keys; the last two before 1.25.
RESULT_KEYS = {"batchcomplete", "continue", "error", "login", "expandtemplates", "query", "query-continue"}
# Warnings of what will change, and of mwclient's `continue` before 1.21.
HARMLESS = re.compile(r"deprecat|mediawiki-api-announce|^\s*Unrecognized parameter: '?continue'?\.?\s*$", re.IGNORECASE)
LOOKED_AT = 10_000  # bytes of what is no result
NO_EXPANSION = "its response is not an expansion"


def read_as_json(response: requests.Response, *_: Any, **__: Any) -> None:
    """JSON is UTF-8 whatever the server calls it, and may have a byte order mark and halves of characters.

    An error of the API is its answer whatever the status, which mwclient would look at first.
    """
    response.encoding = "utf-8-sig"
    text = response.text
    if (whole := replace_halves(text)) is not text:
        response._content = whole.encode()
    if response.status_code >= 500 and is_final_error(response.content):
        response.status_code = 200


def is_final_error(body: bytes) -> bool:
    """Whether a response is an error of the API that does not pass; see `PoliteAdapter`."""
    try:
        error = parse_json(body).get("error", {})
    except (ValueError, AttributeError):
        return False
    code = error.get("code") if isinstance(error, dict) else None
    return isinstance(code, str) and not code.startswith(BUSY_ERRORS)


def check_response(body: bytes) -> tuple[bool, str]:
    """Whether a response is from an API, and why to retry; see `PoliteAdapter`.

    Raises:
        NoResponseError: JSON that cannot be read, the next time neither.
    """
    try:
        result = parse_json(body)
    except JsonLimitError as limit:
        raise NoResponseError(f"its response is JSON that {limit}") from None
    except ValueError:
        if body.startswith(b"MediaWiki API is not enabled"):
            return True, ""
        return False, not_json(body[:LOOKED_AT].decode("utf-8", "replace"))
    if not isinstance(result, dict) or not RESULT_KEYS & result.keys():
        return False, "its response is not an API result"
    expanded = result.get("expandtemplates", {"wikitext": ""})
    if not isinstance(expanded, dict) or not isinstance(expanded.get("wikitext", expanded.get("*")), str):
        return False, NO_EXPANSION
    login = result.get("login")
    if isinstance(login, dict) and login.get("result") == "NeedToken":  # it was sent one: the session was lost
        return True, "it lost the login session"
    error = result.get("error")
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    return True, f"it reports {one_line(code)}" if code.startswith(BUSY_ERRORS) else ""


def warnings_of(modules: Any) -> str:
    """The warnings of a result in one line, without those of changes to come."""
    if not isinstance(modules, dict):
        return one_line(modules)
    found = []
    for name, warning in modules.items():
        text = warning.get("warnings", warning.get("*", warning)) if isinstance(warning, dict) else warning
        lines = [line for line in str(text).split("\n") if not HARMLESS.search(line)]
        found += [f"{name}: {' '.join(lines)}"] if any(map(str.strip, lines)) else []
    return one_line(" ".join(found))


def not_json(text: str) -> str:
    """The problem of a response with this text."""
    return f"its response is not JSON but {one_line(text)[:60]!r}"


def one_line(text: object) -> str:
    """What a wiki says, as part of a message; of a long text the beginning and the end.

    Secrets are masked here, because who shows a part may cut one.
    """
    return " ".join("".join(char if char.isprintable() else " " for char in shorten(mask(str(text)))).split())
