"""Secrets in text that people are shown, or that is kept: whatever a server echoes, `***` stands in their place.

The secrets are those of the environment, which every process of a run has: for wikis, as named in
`sources/mediawiki/credentials.py`, for buckets, for Hugging Face's hub and for proxies; and the login in any URL. Each
is found as it is, percent-encoded, with the escapes of JSON, HTML and Python, and in Base64. One of fewer than four
characters is not: it would be in every other word.
"""

from __future__ import annotations

import functools
import os
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

MASK = "***"
SHORTEST = 4  # characters of a secret
SECRET = re.compile(
    r"WIKIMILL_(?:(?:HTTP_)?PASSWORD|OAUTH2_TOKEN|(?:CONSUMER|ACCESS)_(?:TOKEN|SECRET))_\w+"
    r"|HF_TOKEN|SNAKEMAKE_STORAGE_\w+_KEY|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN"
)
PROXY = re.compile(r"(?:https?|all|ftp)_proxy", re.IGNORECASE)
# What stands before the host of a URL, whose slashes are one where it was taken for a path. An unencoded slash, as in
# `//me:a/b@host`, would end the host; a port is digits.
LOGIN = re.compile(r"(?<=[:/]/)(?:[^\s/?#@]*|[^\s/?#@:]*:(?!\d{1,5}[/?#\s])[^\s]{0,300})@")
SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# Escapes that change a character of a secret.
NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def mask(text: str) -> str:
    """The text with `***` in place of every secret that this process knows, and of every login in a URL."""
    text = LOGIN.sub(f"{MASK}@", text)
    pattern = _pattern(frozenset(_secrets(os.environ)))
    return pattern.sub(MASK, text) if pattern else text


def has_login(text: str) -> bool:
    """Whether a text is a URL with a user name or a password before its host."""
    scheme = SCHEME.match(text)
    return bool(scheme and LOGIN.match(text, scheme.end()))


def _secrets(environment: Mapping[str, str]) -> Iterator[str]:
    """The values that are secret, also as Base64."""
    for name, value in environment.items():
        if SECRET.fullmatch(name) and len(value) >= SHORTEST:
            yield value
            yield from _base64(value)
        if SECRET.fullmatch(name) and "PASSWORD" in name:  # what HTTP's basic authentication sends
            yield from _base64(f"{environment.get(name.replace('PASSWORD', 'USERNAME'), '')}:{value}")
        if PROXY.fullmatch(name):
            yield from _password(value)


def _password(url: str) -> Iterator[str]:
    try:
        password = unquote(urlsplit(url).password or "")
    except ValueError:  # no URL
        return
    if len(password) >= SHORTEST:
        yield password


def _base64(value: str) -> Iterator[str]:
    data = value.encode("utf-8", "surrogateescape")
    for encode in (b64encode, urlsafe_b64encode):
        yield encode(data).decode().rstrip("=")


@functools.lru_cache(maxsize=4)
def _pattern(secrets: frozenset[str]) -> re.Pattern[str] | None:
    """Finds any of the secrets in any of its forms; None if there are none."""
    forms = ["".join(map(_forms, secret)) for secret in sorted(secrets, key=lambda secret: (-len(secret), secret))]
    return re.compile("|".join(forms)) if forms else None


def _forms(char: str) -> str:
    """A pattern of one character as it is, and as encoders write it; they leave letters and digits of ASCII alone."""
    if char.isascii() and char.isalnum():
        return char
    data = char.encode("utf-8", "surrogateescape")
    units = char.encode("utf-16-be", "surrogatepass")
    number = ord(char)
    escapes = [
        "".join(f"%{byte:02x}" for byte in data),
        "".join(rf"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)),
        "".join(rf"\\x{byte:02x}" for byte in data),
        rf"\\x{number:02x}",
        rf"\\U{number:08x}",
        f"&#0{{0,9}}{number};",
        f"&#x0{{0,9}}{number:x};",
        *([NAMED[char]] if char in NAMED else []),
    ]
    plain = [rf"\\{{0,4}}{re.escape(char)}", *([r"\+"] if char == " " else [])]
    plain += [re.escape(data.decode("latin-1"))] if len(data) > 1 else []  # as headers are read
    return f"(?:{'|'.join(plain)}|(?i:{'|'.join(escapes)}))"
