"""The connection to a wiki's API by mwclient: rate limits, login, releases, and every failure as a one-line error."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import mwclient
import mwclient.errors
import requests

from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.mediawiki.continuation import Continuations
from wikimill.sources.mediawiki.credentials import BOT_PASSWORD, read_credentials, server_login_advice, variable_name
from wikimill.sources.mediawiki.journal import Journal
from wikimill.sources.mediawiki.page_results import MALFORMED
from wikimill.sources.mediawiki.release import Release, is_too_old, modernize, with_continue
from wikimill.sources.mediawiki.responses import (
    NO_EXPANSION,
    check_response,
    is_final_error,
    not_json,
    one_line,
    read_as_json,
    warnings_of,
)
from wikimill.sources.refusals import find_refusal
from wikimill.sources.transport import (
    NoResponseError,
    PoliteAdapter,
    RefusedError,
    describe_error,
    no_authorization,
    user_agent,
)
from wikimill.sources.watched_connection import NamedNetwork, PrivateAddressError
from wikimill.wiki import Wiki

logging.getLogger("mwclient").setLevel(logging.ERROR)  # its warnings are the wiki's, which are read here

# The API's own limits on titles or revisions per request.
LIMIT, HIGH_LIMIT = 50, 500
# Of exceptions, with the name of the class, and of what MediaWiki has no code for.
INTERNAL_ERROR = "internal_api_error_"
FAILURES = (INTERNAL_ERROR, "internal_api_error", "unknownerror", "unknown_error")
LOGIN_ERRORS = {"readapidenied", "assertuserfailed", "permissiondenied", "mwoauth-invalid-authorization"}
NEWEST = Release(1, 999)
FIX_LATER = "check the address, or run again later: what it has listed and fetched is kept"


class InternalError(WikimillError):
    """The wiki fails on something that it was asked for; `code` is the name of its exception."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Connection:
    """Asks one wiki, one request at a time, as its release of MediaWiki wants to be asked.

    Args:
        wiki: its address.
        contact: the operator's e-mail address or URL; None is allowed for a wiki on this machine.
        etiquette: rate limit, time-out and retries.
        cache: the project's cache folder, with the lock that processes share.
        journal: where the results of listings are kept, so that one that dies goes on where it was.

    Raises:
        WikimillError: a wiki that is not on this machine, and no contact.
    """

    def __init__(
        self, wiki: Wiki, contact: str | None, etiquette: MediaWiki, cache: Path, journal: Journal | None = None
    ) -> None:
        library = f"mwclient/{mwclient.client.__version__}"
        agent = user_agent(contact, wiki.is_loopback, wiki.host, "wikis", library)
        self.wiki = wiki
        self.etiquette = etiquette
        self.credentials = read_credentials(wiki)
        self.journal = journal
        self.release: Release | None = None  # unknown until the wiki says it, or does not understand a request
        self.language = ""
        self._results = 0  # of queries with continuations
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
        session.auth = session.auth or (self.credentials and self.credentials.authorization) or no_authorization
        session.hooks["response"].append(read_as_json)
        adapter = PoliteAdapter(
            etiquette,
            cache / wiki.connection_lock,
            check_response,
            find_refusal=find_refusal,
            is_final=is_final_error,
            permit=NamedNetwork(wiki.named_host).permit,
            certificate=self.credentials.certificate_for if self.credentials else None,
        )
        for prefix in ("http://", "https://"):
            session.mount(prefix, adapter)

    def close(self) -> None:
        """Let other processes have their turn."""
        self.site.connection.close()

    @cached_property
    def limit(self) -> int:
        """Titles or revisions per request: more for accounts with the right `apihighlimits`."""
        return HIGH_LIMIT if self._logged_in and "apihighlimits" in self.site.rights else LIMIT

    def query(self, **parameters: Any) -> tuple[dict[str, Any], str]:
        """One result of `action=query`, and its warnings, empty if there are none."""
        # 50 long titles make a URL of 30 KB; servers take 8.
        longest = max((str(value) for value in parameters.values()), key=len, default="")
        method = "POST" if len(quote(longest)) > 4000 else "GET"
        return self._request("query", method, parameters)

    def expand(self, text: str, title: str) -> tuple[str, str]:
        """Wikitext as the wiki's parser expands it on page `title`, and the warnings."""
        result, warnings = self._expand(text=text, title=title)
        return result["expandtemplates"]["wikitext"], warnings

    def expand_page(self, text: str, title: str) -> tuple[str, str, datetime]:
        """The same with the time that the wiki's clocks showed, UTC."""
        result, warnings = self._expand(text=text, title=title, curtimestamp=True)
        try:
            time = datetime.strptime(result["curtimestamp"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except (LookupError, TypeError, ValueError):
            raise self.error("its response does not tell the time") from None
        return result["expandtemplates"]["wikitext"], warnings, time

    def _expand(self, **parameters: Any) -> tuple[dict[str, Any], str]:
        result, warnings = self._request("expandtemplates", "POST", {**parameters, "prop": "wikitext"})
        found = result.get("expandtemplates")
        if not isinstance(found, dict) or not isinstance(found.get("wikitext"), str):
            raise self.error(NO_EXPANSION)
        return result, warnings

    def _request(self, action: str, method: str, parameters: dict[str, Any]) -> tuple[dict[str, Any], str]:
        if self._logged_in:
            parameters["assert"] = "user"  # or an expired session would return what anonymous readers see
        if self.etiquette.maxlag:
            parameters["maxlag"] = self.etiquette.maxlag
        result, warnings = self._ask(action, method, parameters)
        if self.release is None and is_too_old(result, warnings):
            general = {"meta": "siteinfo", "siprop": "general"}
            self._learn_release(self._call(lambda: self._api("query", "GET", general)))
            result, warnings = self._ask(action, method, parameters)
        return modernize(result), warnings

    def _ask(self, action: str, method: str, parameters: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """One result as it came, and its warnings."""
        asked = {"formatversion": 2, **parameters}
        if self.release:
            asked = self.release.request(action, asked, self.language)
        result = self._call(lambda: self._api(action, method, asked))
        query = result.get("query")
        if self.release and isinstance(query, dict) and "general" in query:
            self._learn_release(result)
        return result, warnings_of(result.get("warnings", {}))

    def _learn_release(self, result: dict[str, Any]) -> None:
        """Remember what the wiki runs, from an answer that has `general`."""
        try:
            general = result["query"]["general"]
            self.release = Release.parse(general["generator"]) or NEWEST
            self.language = str(general["lang"])
        except (LookupError, TypeError):
            raise self.error("it does not tell its release of MediaWiki") from None

    def query_all(self, **parameters: Any) -> Iterator[dict[str, Any]]:
        """The results of a query and of all its continuations; those in the journal are not asked for again."""
        more: dict[str, Any] = {}
        continuations = Continuations()
        while True:
            self._count()
            asked = {**parameters, **more}
            result = self.journal.get(asked) if self.journal else None
            if result is None:
                result, warnings = self.query(**asked)
                result = with_continue(result, parameters, more)
                is_truncated = "continue" in result and "truncated" in warnings
                if warnings and not is_truncated:
                    raise self.error(f"it warns: {warnings}")
                if self.journal:
                    self.journal.add(asked, result)
            more = dict(result.get("continue") or {})
            yield result
            if not more:
                return
            if continuations.is_endless(result):
                if self.journal:
                    self.journal.clear()
                raise self.error("its continuations never end")

    def _count(self) -> None:
        """One more result of a listing; those in the journal count too, or a listing that dies could go on for ever."""
        self._results += 1
        if self._results > self.etiquette.max_requests:
            raise self.error(
                f"listing takes more than {self.etiquette.max_requests:,} requests (`mediawiki.max_requests`)",
                "name fewer categories or a smaller `depth`, use a dump, or raise the key: what it has listed is kept",
            )

    def error(self, problem: str, fix: str = "") -> WikimillError:
        """An error that names the wiki, the problem and the fix."""
        check_address = "check `wiki:` in the manifest (Special:Version shows the URL of api.php)"
        return WikimillError(f"{self.wiki.url}: {problem}; {fix or check_address}")

    @cached_property
    def _logged_in(self) -> bool:
        if not (self.credentials and self.credentials.has_account):
            return False
        self._call(self._log_in)
        return True

    def _log_in(self) -> dict[str, Any]:
        """Log in by mwclient, which also asks for the account's rights."""
        assert self.credentials
        self.site.login(**self.credentials.bot_password)
        return {}

    def _api(self, action: str, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        try:
            result = self.site.api(action, method, **parameters)
        except mwclient.errors.APIError as error:
            if error.code != "assertuserfailed" or not (self.credentials and self.credentials.bot_password):
                raise
            self._log_in()
            result = self.site.api(action, method, **parameters)
        return dict(result)

    def _call(self, send: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What `send` returns; whatever goes wrong with the API becomes a one-line error."""
        try:
            return self._transport(send)
        except mwclient.errors.LoginError as error:
            raise self._refused("login", one_line(error.code), one_line(error.info)) from None
        except mwclient.errors.InvalidResponse as error:
            raise self.error(not_json(error.response_text)) from None
        except mwclient.errors.APIDisabledError:
            raise self.error("its API is switched off", "ask its administrator, or use a dump (`dump:`)") from None
        except mwclient.errors.APIError as error:
            code, info = one_line(error.code), one_line(error.info)
            if code.startswith(FAILURES):
                raise self._failed(code, info) from None
            raise self._refused("request", code, info) from None
        except mwclient.errors.MaximumRetriesExceeded:
            raise self.error("it asks to wait before logging in", "run again later") from None
        except mwclient.errors.MwClientError as error:
            raise self.error(f"it cannot be used ({type(error).__name__}: {one_line(error)})") from None
        except MALFORMED as error:
            raise self.error(f"its response is malformed ({type(error).__name__}: {one_line(error)})") from None

    def _transport(self, send: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What `send` returns; whatever goes wrong on the way becomes a one-line error."""
        try:
            return send()
        except RefusedError as error:
            raise self.error(
                error.refusal.problem, error.refusal.fix or server_login_advice(self.credentials, self.wiki)
            ) from None
        except PrivateAddressError as error:
            raise self.error(str(error)) from None
        except NoResponseError as error:
            raise self.error(str(error), FIX_LATER) from None
        except requests.TooManyRedirects as error:
            target = error.response.headers.get("Location", "") if error.response is not None else ""
            fix = "`wikimill refresh NAME` finds its new address, if it moved within its domain; else correct `wiki:`"
            raise self.error(f"it redirects to {one_line(target)[:200]!r}", fix) from None
        except requests.RequestException as error:
            status = error.response.status_code if error.response is not None else 0
            if status in (401, 403):
                fix = f"{self._login_advice}; `contact` must be real, too"
                raise self.error(f"it answers with HTTP {status}", fix) from None
            raise self.error(f"it answers with HTTP {status}" if status else describe_error(error)) from None

    def _failed(self, code: str, info: str) -> InternalError:
        problem = f"it fails on the request ({code}: {info})"
        advice = "tell its administrator, or use a dump (`dump:`)"
        return InternalError(str(self.error(problem, advice)), code.removeprefix(INTERNAL_ERROR)[:100])

    def _refused(self, action: str, code: str, info: str) -> WikimillError:
        fix = self._login_advice if action == "login" or code in LOGIN_ERRORS else ""
        return self.error(f"it refuses the {action} ({code}: {info})", fix)

    @property
    def _login_advice(self) -> str:
        """How to fix a login that fails."""
        if self.credentials:
            return f"check {self.credentials.variables} in the environment"
        return f"for a private wiki set {' and '.join(variable_name(name, self.wiki) for name in BOT_PASSWORD)}"
