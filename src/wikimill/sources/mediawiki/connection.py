"""The connection to a wiki's API, by mwclient: polite, logged in, with errors in plain English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import mwclient
import mwclient.errors
import requests

from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.mediawiki.credentials import BOT_PASSWORD, read_credentials, variable_name
from wikimill.sources.transport import PoliteAdapter, Unanswered, brief, no_authorization, user_agent
from wikimill.wiki import Wiki

# The API's own limits of titles or revisions a request.
LIMIT, HIGH_LIMIT = 50, 500
# MediaWiki answers these with HTTP 200: wait and ask again. Internal errors are those of its database.
BUSY_ERRORS = ("maxlag", "ratelimited", "readonly", "internal_api_error_", "cirrussearch-too-busy-error")
# Every answer to the questions asked here has one of these.
ANSWERS = {"batchcomplete", "continue", "error", "login", "expandtemplates"}
# What reading an answer of another shape than the API's raises.
NONSENSE = (KeyError, TypeError, AttributeError, ValueError, IndexError, ArithmeticError, RecursionError)
LONGEST_LISTING = 1000  # continuations in a row that bring nothing new


class Connection:
    """Asks one wiki, one request at a time.

    Args:
        wiki: where it is.
        contact: the operator's address; None for a wiki on this machine.
        etiquette: how it is asked.
        cache: folder in which processes agree on who asks.

    Raises:
        WikimillError: a wiki that is not on this machine, and no contact to identify with.
    """

    def __init__(self, wiki: Wiki, contact: str | None, etiquette: MediaWiki, cache: Path) -> None:
        library = f"mwclient/{mwclient.client.__version__}"
        agent = user_agent(contact, wiki.is_loopback, wiki.host, "wikis", library)
        self.wiki = wiki
        self.etiquette = etiquette
        self.credentials = read_credentials(wiki)
        self.site = mwclient.Site(
            wiki.host,
            path=wiki.path,
            scheme=wiki.scheme,
            max_retries=0,  # PoliteAdapter waits; mwclient's defaults can sleep for hours
            do_init=False,
            **(self.credentials.oauth if self.credentials else {}),
        )
        session: requests.Session = self.site.connection
        session.headers["User-Agent"] = agent  # mwclient would append a URL of its own
        session.max_redirects = 0
        session.auth = session.auth or no_authorization
        adapter = PoliteAdapter(etiquette, cache / wiki.place / "connection.lock", check_response)
        for prefix in ("http://", "https://"):
            session.mount(prefix, adapter)

    def close(self) -> None:
        """Let other processes ask."""
        self.site.connection.close()

    @cached_property
    def limit(self) -> int:
        """Titles or revisions a request: more for accounts with the right `apihighlimits`."""
        return HIGH_LIMIT if self._logged_in and "apihighlimits" in self.site.rights else LIMIT

    def query(self, **parameters: Any) -> tuple[dict[str, Any], str]:
        """One answer of `action=query`, and what it warns of; empty when it does not."""
        # 50 long titles make a URL of 30 KB; servers take 8.
        method = "POST" if len(quote(parameters.get("titles", ""))) > 4000 else "GET"
        return self._asked("query", method, parameters)

    def expand(self, text: str, title: str) -> tuple[str, str]:
        """Wikitext as the wiki's parser expands it on page `title`, and what the answer warns of."""
        parameters = {"text": text, "title": title, "prop": "wikitext"}
        answer, warnings = self._asked("expandtemplates", "POST", parameters)
        found = answer.get("expandtemplates")
        if not isinstance(found, dict) or not isinstance(found.get("wikitext"), str):
            raise self.error("it answers something that is no expansion")
        return found["wikitext"], warnings

    def _asked(self, action: str, method: str, parameters: dict[str, Any]) -> tuple[dict[str, Any], str]:
        if self._logged_in:
            parameters["assert"] = "user"  # a session that ran out must not read as an anonymous reader's view
        if self.etiquette.maxlag:
            parameters["maxlag"] = self.etiquette.maxlag
        answer = self._explained(lambda: self._api(action, method, parameters))
        return answer, _warnings(answer.get("warnings", {}))

    def listing(self, **parameters: Any) -> Iterator[dict[str, Any]]:
        """The answers of a query and of all its continuations."""
        more: dict[str, Any] = {}
        seen, idle = {"{}"}, 0
        while True:
            answer, warnings = self.query(**parameters, **more)
            cut = "continue" in answer and "truncated" in warnings
            if warnings and not cut:
                raise self.error(f"it warns: {warnings}")
            yield answer
            if "continue" not in answer:
                return
            more = dict(answer["continue"])
            key = json.dumps(more, sort_keys=True)
            idle = 0 if answer.get("query", {}).get("pages") else idle + 1
            if key in seen or idle > LONGEST_LISTING:
                raise self.error("it continues one answer for ever")
            seen.add(key)

    def error(self, problem: str, fix: str = "") -> WikimillError:
        """An error that names the wiki, the problem and the fix."""
        where = "check `wiki:` in the manifest (Special:Version shows the URL of api.php)"
        return WikimillError(f"{self.wiki.url}: {problem}; {fix or where}")

    @cached_property
    def _logged_in(self) -> bool:
        if not self.credentials:
            return False
        self._explained(self._log_in)
        return True

    def _log_in(self) -> dict[str, Any]:
        """By mwclient, which asks for the account's rights too."""
        assert self.credentials
        self.site.login(**self.credentials.bot_password)
        return {}

    def _api(self, action: str, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self.site.api(action, method, formatversion=2, **parameters)
        except mwclient.errors.APIError as error:
            if error.code != "assertuserfailed" or not (self.credentials and self.credentials.bot_password):
                raise
            self._log_in()
            answer = self.site.api(action, method, formatversion=2, **parameters)
        return dict(answer)

    def _explained(self, ask: Any) -> dict[str, Any]:
        """What `ask` returns; whatever may go wrong with an API is one line."""
        try:
            answer: dict[str, Any] = ask()
            return answer
        except mwclient.errors.LoginError as error:
            raise self.error(
                f"it refuses the login ({_one_line(error.code)}: {_one_line(error.info)})", self._check
            ) from None
        except mwclient.errors.InvalidResponse as error:
            start = _one_line(error.response_text)[:60]
            raise self.error(f"it answers {start!r}, which is no JSON") from None
        except mwclient.errors.APIDisabledError:
            raise self.error("its API is switched off", "ask its administrator, or read a dump (`dump:`)") from None
        except mwclient.errors.APIError as error:
            raise self._refused(str(error.code), _one_line(error.info)) from None
        except mwclient.errors.MaximumRetriesExceeded:
            raise self.error("it asks to wait before the login", "run again later") from None
        except Unanswered as error:
            raise self.error(str(error), "check the address, or run again later: what was fetched is kept") from None
        except requests.TooManyRedirects as error:
            target = error.response.headers.get("Location", "") if error.response is not None else ""
            raise self.error(f"it redirects to {_one_line(target)[:200]!r}", "write that address in `wiki:`") from None
        except requests.RequestException as error:
            status = error.response.status_code if error.response is not None else 0
            if status in (401, 403):
                raise self.error(f"it answers HTTP {status}", f"{self._check}; `contact` must be real, too") from None
            raise self.error(f"it answers HTTP {status}" if status else brief(error)) from None
        except mwclient.errors.MwClientError as error:
            raise self.error(f"it cannot be used ({type(error).__name__}: {_one_line(error)})") from None
        except NONSENSE as error:
            raise self.error(f"it answers nonsense ({type(error).__name__}: {_one_line(error)})") from None

    def _refused(self, code: str, info: str) -> WikimillError:
        login = {"readapidenied", "assertuserfailed", "permissiondenied", "mwoauth-invalid-authorization"}
        fix = self._check if code in login else ""
        return self.error(f"it refuses with {code}: {info}", fix)

    @property
    def _check(self) -> str:
        """What to do about a login."""
        if self.credentials:
            return f"check {self.credentials.variables} in the environment"
        return f"for a private wiki set {' and '.join(variable_name(name, self.wiki) for name in BOT_PASSWORD)}"


def check_response(body: bytes) -> tuple[bool, str]:
    """Whether an answer is an API's, and why to ask again; see `PoliteAdapter`."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        if body.startswith(b"MediaWiki API is not enabled"):
            return True, ""
        start = _one_line(body[:60].decode("utf-8", "replace"))
        return False, f"it answers {start!r}, which is no JSON"
    if not isinstance(answer, dict) or not ANSWERS & answer.keys():
        return False, "it answers something that is no API result"
    expanded = answer.get("expandtemplates", {"wikitext": ""})
    if not isinstance(expanded, dict) or not isinstance(expanded.get("wikitext"), str):
        return False, "it answers something that is no expansion"
    login = answer.get("login")
    if isinstance(login, dict) and login.get("result") == "NeedToken":  # it was sent one: the session was lost
        return True, "it does not keep the session of the login"
    error = answer.get("error")
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    return True, f"it answers {_one_line(code)}" if code.startswith(BUSY_ERRORS) else ""


def _warnings(modules: Any) -> str:
    """The warnings of an answer in one line."""
    if not isinstance(modules, dict):
        return _one_line(modules)
    texts = [
        f"{name}: {text.get('warnings', text) if isinstance(text, dict) else text}" for name, text in modules.items()
    ]
    return _one_line(" ".join(texts))


def _one_line(text: object) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in str(text)).split())
