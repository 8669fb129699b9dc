"""Credentials for private wikis, from the environment only, and each for one wiki only."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from wikimill.errors import WikimillError
from wikimill.wiki import Wiki

BOT_PASSWORD = ("USERNAME", "PASSWORD")
OAUTH = ("CONSUMER_TOKEN", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")
OAUTH2 = ("OAUTH2_TOKEN",)
ACCOUNTS = (OAUTH2, OAUTH, BOT_PASSWORD)  # ways to log in to the wiki
HTTP = ("HTTP_USERNAME", "HTTP_PASSWORD")  # what its web server asks for, whatever the wiki asks for
CERTIFICATE = ("CLIENT_CERTIFICATE", "CLIENT_KEY")  # the same for the connection: paths of PEM files
NAMES = (*BOT_PASSWORD, *OAUTH, *OAUTH2, *HTTP, *CERTIFICATE)


@dataclass(frozen=True)
class Credentials:
    """An account of the wiki, and what its web server asks for: a user name and a password, a client's certificate.

    Its repr shows no secret. All of it is for the wiki's own host, over its own scheme.

    An account is a bot password, an owner-only OAuth 1.0a consumer, or the access token of an owner-only OAuth 2
    consumer. OAuth and the web server's password both need the header `Authorization`, so only one of them is given.
    """

    variables: str  # the variables' names, for errors
    wiki: Wiki
    bot_password: dict[str, str] = field(default_factory=dict, repr=False)  # as mwclient's `login` takes them
    oauth: dict[str, str] = field(default_factory=dict, repr=False)  # as mwclient's `Site` takes them
    token: str = field(default="", repr=False)
    http: tuple[str, str] | None = field(default=None, repr=False)
    certificate: tuple[str, str] | None = field(default=None, repr=False)  # paths of the certificate and of its key

    @property
    def has_account(self) -> bool:
        """Whether requests are those of an account of the wiki."""
        return bool(self.bot_password or self.oauth or self.token)

    @property
    def authorization(self) -> AuthBase | None:
        """What adds the header `Authorization`; None where it is mwclient's, or there is none."""
        return Authorization(self) if self.token or self.http else None

    def certificate_for(self, url: str) -> tuple[str, str] | None:
        """The client's certificate where a URL is the wiki's, as `PoliteAdapter` asks for it."""
        return self.certificate if self.is_for(url) else None

    def is_for(self, url: str) -> bool:
        """Whether a URL is of the wiki's own host and scheme."""
        parts = urlsplit(url)
        return (parts.scheme, parts.netloc.lower()) == (self.wiki.scheme, self.wiki.host.lower())


class Authorization(AuthBase):
    """Adds the header to requests to the wiki's own host over its own scheme, and to no others."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if not self.credentials.is_for(request.url or ""):
            return request
        if self.credentials.token:
            request.headers["Authorization"] = f"Bearer {self.credentials.token}"
            return request
        assert self.credentials.http
        name, password = (each.encode() for each in self.credentials.http)
        signed: requests.PreparedRequest = HTTPBasicAuth(name, password)(request)
        return signed


def variable_name(name: str, wiki: Wiki) -> str:
    """`WIKIMILL_PASSWORD_WIKI_EXAMPLE_ORG`: the host is in the name, so that no other wiki gets the password."""
    return f"WIKIMILL_{name}_{re.sub('[^A-Z0-9]', '_', wiki.host.upper().replace('-', '__'))}"


def server_login_advice(credentials: Credentials | None, wiki: Wiki) -> str:
    """How to give a wiki's web server its password."""
    verb = "check" if credentials and credentials.http else "set"
    return f"{verb} {' and '.join(variable_name(name, wiki) for name in HTTP)} in the environment"


def read_credentials(wiki: Wiki, environment: Mapping[str, str] = os.environ) -> Credentials | None:
    """A wiki's credentials in the environment, None if there are none.

    Raises:
        WikimillError: some of the variables are missing, two of them exclude each other, the connection would not be
            encrypted, or a certificate cannot be used.
    """
    account: dict[str, str] = {}
    kind = next((names for names in ACCOUNTS if (account := _read(names, wiki, environment))), ())
    server = _read(HTTP, wiki, environment)
    files = _read(CERTIFICATE, wiki, environment)
    if not account and not server and not files:
        return None
    variables = ", ".join(variable_name(name, wiki) for name in (*kind, *server, *files))
    if server and kind in (OAUTH, OAUTH2):
        raise WikimillError(
            f"{wiki.host}: a server's password and OAuth exclude each other; unset some of {variables}, and use a bot "
            "password beside the server's"
        )
    if wiki.scheme != "https" and not wiki.is_loopback:
        raise WikimillError(f"{wiki.url}: credentials go over https only; write `wiki: https://…` in the manifest")
    certificate = (files["CLIENT_CERTIFICATE"], files["CLIENT_KEY"]) if files else None
    if certificate:
        _check_certificate(certificate, wiki)
    values = {name.lower(): value for name, value in account.items()}
    return Credentials(
        variables,
        wiki,
        bot_password=values if kind is BOT_PASSWORD else {},
        oauth=values if kind is OAUTH else {},
        token=account.get("OAUTH2_TOKEN", ""),
        http=(server["HTTP_USERNAME"], server["HTTP_PASSWORD"]) if server else None,
        certificate=certificate,
    )


def _check_certificate(paths: tuple[str, str], wiki: Wiki) -> None:
    variables = " and ".join(variable_name(name, wiki) for name in CERTIFICATE)
    for path in paths:
        if not os.access(path, os.R_OK):
            raise WikimillError(f"{wiki.host}: there is no {path} that can be read; correct {variables}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(*paths, password=lambda: "")
    except OSError:  # ssl.SSLError is one, and says no more
        raise WikimillError(
            f"{wiki.host}: {' and '.join(paths)} are not a certificate and its key, in PEM and without a passphrase; "
            f"correct {variables}"
        ) from None


def _read(names: tuple[str, ...], wiki: Wiki, environment: Mapping[str, str]) -> dict[str, str]:
    """The values of variables that belong together, by name; empty if none is set."""
    variables = {name: variable_name(name, wiki) for name in names}
    found = {name: environment[key] for name, key in variables.items() if environment.get(key)}
    if found and (missing := [key for name, key in variables.items() if name not in found]):
        every = ", ".join(variables.values())
        raise WikimillError(f"{wiki.host}: the environment lacks {', '.join(missing)}; set all of {every}")
    if any(not value.isprintable() for value in found.values()):
        every = ", ".join(variables.values())
        raise WikimillError(f"{wiki.host}: {every}: a value has a line break or another control character; set it anew")
    return found
