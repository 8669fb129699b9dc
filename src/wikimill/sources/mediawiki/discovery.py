"""Finding the API of a wiki from any of its addresses.

The API is where the address says (`…/api.php`), else where the page's own `<link rel="EditURI">` says
(https://www.mediawiki.org/wiki/Manual:RSD), else in one of the folders in which wikis have it. Redirects are followed
within the domain that the address names, so nothing is sent to anyone else.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests

from wikimill.address import Address, is_same_site
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.json_text import JsonLimitError, parse_json
from wikimill.masking import mask
from wikimill.sources.mediawiki.credentials import read_credentials, server_login_advice
from wikimill.sources.mediawiki.responses import is_final_error
from wikimill.sources.refusals import find_refusal
from wikimill.sources.transport import (
    PoliteAdapter,
    Refusal,
    RefusedError,
    UnreachableError,
    describe_error,
    no_authorization,
    user_agent,
)
from wikimill.sources.watched_connection import NamedNetwork, PrivateAddressError
from wikimill.wiki import Wiki

log = logging.getLogger(__name__)

FOLDERS = ("/w/", "/", "/wiki/", "/mediawiki/")
PROBE = {"action": "query", "meta": "siteinfo", "siprop": "general", "format": "json"}
MAX_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
RETRIES = 4  # of each request: what does not answer is more likely the wrong address than a busy server
EDIT_URI = b"EditURI"


class NoApiError(WikimillError):
    """There is no API at an address; the message says what there is instead."""


class NoConnectionError(WikimillError):
    """There is no connection to the host, so that no other place on it is worth a try."""


class OtherSiteError(NoApiError):
    """An address leads to another site."""


def find_api(text: str, contact: str | None, etiquette: MediaWiki, cache: Path) -> Wiki:
    """The wiki of an address, with the place where its API answers.

    Args:
        text: what a person wrote: a host, the address of a page or of an `api.php`.
        contact: the operator's e-mail address or URL; None is allowed for a wiki on this machine.
        etiquette: rate limit and time-out.
        cache: the project's cache folder.

    Raises:
        WikimillError: there is no wiki, or something stands in front of it; a line with what to do.
    """
    with contextlib.closing(_Discovery(Address.parse(text), contact, etiquette, cache)) as discovery:
        wiki = discovery.find()
    if wiki.url != Wiki.parse(text).url:
        log.info("%s: its API is %s", text, wiki.url)
    return wiki


class _Discovery:
    """One search for an API; arguments are those of `find_api`."""

    def __init__(self, address: Address, contact: str | None, etiquette: MediaWiki, cache: Path) -> None:
        self.address = address
        self.wiki = Wiki(address.scheme, address.host, address.usual_script_path, address.name)
        self.credentials = read_credentials(self.wiki)
        self.session = requests.Session()
        library = f"python-requests/{requests.__version__}"
        self.session.headers["User-Agent"] = user_agent(
            contact, self.wiki.is_loopback, self.wiki.host, "wikis", library
        )
        self.session.auth = (self.credentials and self.credentials.authorization) or no_authorization
        limits = etiquette.model_copy(update={"retries": min(etiquette.retries, RETRIES)})
        adapter = PoliteAdapter(
            limits,
            cache / self.wiki.connection_lock,
            _check_response,
            find_refusal=_find_refusal,
            is_final=is_final_error,
            permit=NamedNetwork(self.wiki.named_host).permit,
            certificate=self.credentials.certificate_for if self.credentials else None,
        )
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, adapter)
        self.probe = {**PROBE, **({"maxlag": str(etiquette.maxlag)} if etiquette.maxlag else {})}
        self.problems: dict[str, str] = {}  # by URL

    def close(self) -> None:
        """Let other processes have their turn."""
        self.session.close()

    def find(self) -> Wiki:
        """The wiki whose API answers."""
        failure: WikimillError | None = None
        for url in self._candidates():
            try:
                if found := self._probe(url):
                    return found
            except RefusedError as error:
                failure = failure or self._refusal(error.refusal)
                if error.refusal.for_browsers:
                    break
            except OtherSiteError as error:
                failure = failure or WikimillError(
                    f"{url}: {error}, another site, to which nothing is sent; write its address in `wiki:`, if it is "
                    "the one that you mean"
                )
        if failure:
            raise failure
        first = next(iter(self.problems.items()), (self.address.url, "it has no API"))
        raise NoApiError(
            f"{first[0]}: {first[1]}, and neither its page nor {', '.join(FOLDERS)} of {self.address.host} leads to an "
            "API of MediaWiki; check the address (Special:Version of the wiki shows the URL of api.php)"
        )

    def _candidates(self) -> Iterator[str]:
        """URLs at which there may be an API, likely ones first."""
        base, folder = f"{self.address.scheme}://{self.address.host}", self.address.root.removesuffix("/")
        tried = set()
        names_no_page = self.address.url.rstrip("/") == folder
        if self.address.script_path or names_no_page:
            tried.add(url := f"{base}{self.address.usual_script_path}api.php")
            yield url
        if (found := self._read_edit_uri()) and found not in tried:
            tried.add(found)
            yield found
        usual = f"{base}{self.address.usual_script_path}api.php"
        for url in (usual, *(f"{folder}{each}api.php" for each in FOLDERS)):
            if url not in tried:
                tried.add(url)
                yield url

    def _probe(self, url: str) -> Wiki | None:
        """The wiki if there is an API at a URL, or where it redirects to."""
        try:
            response = self._get(url, self.probe)
        except OtherSiteError:
            raise
        except NoApiError as error:
            self.problems[url] = str(error)
            return None
        parts = urlsplit(response.url or url)
        if not parts.path.endswith("/api.php") or not _is_api(response):
            what = f"HTTP {response.status_code}" if response.status_code != 200 else "something else than JSON"
            self.problems[url] = f"it answers with {what}"
            return None
        return Wiki(parts.scheme, parts.netloc, parts.path.removesuffix("api.php"), self.address.name)

    def _read_edit_uri(self) -> str:
        """The URL of the API that the page names; empty where it names none, or one of another domain."""
        from lxml import html  # 0.1 s

        page = self.address.url if not self.address.script_path else self.address.root
        try:
            response = self._get(page)
        except NoConnectionError:
            raise
        except (WikimillError, RefusedError) as error:  # the API may answer nevertheless
            self.problems[page] = str(error)
            return ""
        if EDIT_URI.lower() not in response.content.lower():
            return ""
        with contextlib.suppress(ValueError, html.etree.ParserError):
            for link in html.fromstring(response.content).iter("link"):
                if str(link.get("rel", "")).lower() == "edituri":
                    url = urlsplit(urljoin(response.url or page, str(link.get("href", ""))))
                    url = url._replace(scheme="https") if self._is_downgrade(url) else url
                    if url.path.endswith("/api.php") and self._is_own(url):
                        return url._replace(query="", fragment="").geturl()
        return ""

    def _get(self, url: str, parameters: dict[str, str] | None = None) -> requests.Response:
        """The response at a URL, or at the one that it redirects to within the domain.

        Raises:
            NoApiError: it redirects elsewhere, or without end.
            RefusedError: something else than the server answers.
            NoConnectionError: there is no connection.
            WikimillError: no valid response comes.
        """
        for _ in range(MAX_REDIRECTS):
            try:
                response = self.session.get(url, params=parameters, allow_redirects=False)
            except RefusedError:
                raise
            except PrivateAddressError as error:
                raise NoApiError(str(error)) from None
            except UnreachableError as error:
                raise NoConnectionError(self._no_response(str(error))) from None
            except (requests.RequestException, ValueError) as error:
                raise WikimillError(self._no_response(describe_error(error))) from None
            if response.status_code not in REDIRECTS or "Location" not in response.headers:
                return response
            before, target = urlsplit(response.url or url), self._target(response, url)
            if not self._is_own(target) or self._is_downgrade(target):
                shown = _printable(target._replace(query="").geturl())
                raise OtherSiteError(f"it redirects to {shown}")
            url = target._replace(fragment="").geturl()
            # Servers that redirect all of a site drop the query or repeat it.
            parameters = parameters if parameters and not target.query else None
            if target == before and not response.cookies:
                break
        raise NoApiError("its redirects never end")

    def _target(self, response: requests.Response, url: str) -> SplitResult:
        location = response.headers["Location"].encode("latin-1", "replace").decode("utf-8", "replace")
        try:
            target = urlsplit(urljoin(response.url or url, location))
            _ = target.port
        except ValueError:
            raise NoApiError(f"it redirects to {_printable(location)}") from None
        return target

    def _is_own(self, url: SplitResult) -> bool:
        """Whether a URL is of the domain that the address names."""
        return (
            is_same_site(url.netloc, self.address.host)
            and url.scheme in ("http", "https")
            and url.username is None
            and url.password is None
        )

    def _is_downgrade(self, url: SplitResult) -> bool:
        return url.scheme == "http" and self.address.scheme == "https"

    def _no_response(self, problem: str) -> str:
        advice = "check the address, or run again later"
        if self.address.scheme == "https":
            advice += f"; if the wiki has no https, write http://{self.address.host}"
        where = self.wiki.url if self.address.script_path else f"{self.address.scheme}://{self.address.host}"
        return f"{where}: {problem}; {advice}"

    def _refusal(self, refusal: Refusal) -> WikimillError:
        fix = refusal.fix or server_login_advice(self.credentials, self.wiki)
        return WikimillError(f"{self.address.scheme}://{self.address.host}: {refusal.problem}; {fix}")


def _find_refusal(response: requests.Response) -> Refusal | None:
    """See `find_refusal`; a page that leads to an API is the wiki's, whatever else is on it."""
    return None if EDIT_URI in response.content else find_refusal(response)


def _check_response(body: bytes) -> tuple[bool, str]:
    """See `PoliteAdapter`: what begins as JSON, or has not begun, may have been cut; a page is what it is."""
    begins = body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    if begins not in (b"", b"{"):
        return False, ""
    try:
        return isinstance(parse_json(body), dict), ""
    except JsonLimitError:
        return False, ""
    except ValueError:
        return False, "its response is cut"


def _is_api(response: requests.Response) -> bool:
    """Whether a response is of an API, be it that the wiki lets only its users read, or is busy."""
    if response.content.startswith(b"MediaWiki API is not enabled"):
        return True
    try:
        result: Any = parse_json(response.content)
    except ValueError:
        return False
    if not isinstance(result, dict):
        return False
    error, query = result.get("error"), result.get("query")
    general = query.get("general") if isinstance(query, dict) else None
    return (isinstance(error, dict) and "code" in error) or isinstance(general, dict)


def _printable(text: str) -> str:
    return repr("".join(char if char.isprintable() else "�" for char in mask(text)[:200]))
