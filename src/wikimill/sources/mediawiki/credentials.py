"""Credentials for private wikis, from the environment only, and each for one wiki only."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wikimill.errors import WikimillError
from wikimill.wiki import Wiki

BOT_PASSWORD = ("USERNAME", "PASSWORD")
OAUTH = ("CONSUMER_TOKEN", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")


@dataclass(frozen=True)
class Credentials:
    """A bot password or an owner-only OAuth 1.0a consumer. Its repr shows no secret."""

    variables: str  # the variables' names, for errors
    bot_password: dict[str, str] = field(default_factory=dict, repr=False)  # as mwclient's `login` takes them
    oauth: dict[str, str] = field(default_factory=dict, repr=False)  # as mwclient's `Site` takes them


def variable_name(name: str, wiki: Wiki) -> str:
    """`WIKIMILL_PASSWORD_WIKI_EXAMPLE_ORG`: the host is in the name, so that no other wiki gets the password."""
    host = wiki.host.encode("idna").decode() if not wiki.host.isascii() else wiki.host
    return f"WIKIMILL_{name}_{re.sub('[^A-Z0-9]', '_', host.upper().replace('-', '__'))}"


def read_credentials(wiki: Wiki, environment: Mapping[str, str] = os.environ) -> Credentials | None:
    """A wiki's credentials in the environment, None if there are none.

    Raises:
        WikimillError: some of the variables are missing, or the connection would not be encrypted.
    """
    for names in (OAUTH, BOT_PASSWORD):
        variables = {name: variable_name(name, wiki) for name in names}
        secrets = {name: environment[key] for name, key in variables.items() if environment.get(key)}
        if not secrets:
            continue
        every = ", ".join(variables.values())
        if missing := [key for name, key in variables.items() if name not in secrets]:
            raise WikimillError(f"{wiki.host}: the environment lacks {', '.join(missing)}; set all of {every}")
        if wiki.scheme != "https" and not wiki.is_loopback:
            raise WikimillError(f"{wiki.url}: credentials go over https only; write `wiki: https://…` in the manifest")
        values = {name.lower(): value for name, value in secrets.items()}
        return Credentials(every, **{"oauth" if names is OAUTH else "bot_password": values})
    return None
