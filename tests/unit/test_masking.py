"""Secrets of the environment are masked in every form in which a server may echo them."""

from __future__ import annotations

import html
import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from wikimill.masking import SECRET, has_login, mask
from wikimill.sources.mediawiki.credentials import NAMES, variable_name
from wikimill.wiki import Wiki

ODD = 'pä  ss"w\\or&d/+%\N{GRINNING FACE}'
FORMS: list[Callable[[str], str]] = [
    str,
    quote,
    lambda text: quote(text, safe=""),
    lambda text: quote(text, safe="").lower(),
    quote_plus,
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    html.escape,
    lambda text: "".join(f"&#x{ord(char):X};" if not char.isalnum() else char for char in text),
    lambda text: repr(text)[1:-1],
    lambda text: ascii(text)[1:-1],
    lambda text: repr(text.encode())[2:-1],
    lambda text: text.encode().decode("latin-1"),
    lambda text: b64encode(text.encode()).decode().rstrip("="),
    lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    lambda text: quote(b64encode(text.encode()).decode().rstrip("="), safe=""),
    lambda text: b64encode(f"mé:{text}".encode()).decode().rstrip("="),
]


@pytest.mark.parametrize("secret", [ODD, "plain1234", "a+b/c==", "…" * 9])
@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_masked_in_every_form(
    form: Callable[[str], str], secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIKIMILL_HTTP_USERNAME_WIKI_EXAMPLE", "mé")
    monkeypatch.setenv("WIKIMILL_HTTP_PASSWORD_WIKI_EXAMPLE", secret)
    assert mask(f"<{form(secret)}>") == "<***>"


def test_all_credentials_but_names_and_files_are_secret() -> None:
    variables = {name: variable_name(name, Wiki.parse("https://wiki-a.example:8443/w/api.php")) for name in NAMES}
    shown = {name for name, variable in variables.items() if not SECRET.fullmatch(variable)}
    assert shown == {"USERNAME", "HTTP_USERNAME", "CLIENT_CERTIFICATE", "CLIENT_KEY"}


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("HTTPS_PROXY", "http://me:s%2Fcret@proxy.example:3128", "s/cret"),
        ("http_proxy", "http://me:secret@proxy.example:3128", "secret"),
        ("SNAKEMAKE_STORAGE_S3_SECRET_KEY", "secret", "secret"),
        ("AWS_SECRET_ACCESS_KEY", "secret", "secret"),
        ("HF_TOKEN", "secret", "secret"),
    ],
)
def test_proxies_and_buckets_have_secrets_too(
    name: str, value: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mask(f"it says {secret}") == f"it says {secret}"
    monkeypatch.setenv(name, value)
    assert mask(f"it says {secret}") == "it says ***"


def test_a_secret_that_is_too_short_masks_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIKIMILL_PASSWORD_WIKI_EXAMPLE", "the")
    assert mask("the other") == "the other"
    monkeypatch.setenv("WIKIMILL_PASSWORD_WIKI_EXAMPLE", "them")
    assert mask("the other of them") == "the other of ***"


def test_of_secrets_that_begin_alike_the_longest_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIKIMILL_PASSWORD_A_EXAMPLE", "secret")
    monkeypatch.setenv("WIKIMILL_PASSWORD_B_EXAMPLE", "secret-two")
    assert mask("secret-two secret") == "*** ***"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:secret@wiki.example/w", "https://***@wiki.example/w"),
        ("a path https:/me:secret@wiki.example/w", "a path https:/***@wiki.example/w"),
        ("see //me@wiki.example", "see //***@wiki.example"),
        ("https://me:se/cret@wiki.example", "https://***@wiki.example"),
        ("https://me:12345@wiki.example", "https://***@wiki.example"),
        ("https://wiki.example/wiki/User@home", "https://wiki.example/wiki/User@home"),
        ("https://wiki.example:8443/a@b", "https://wiki.example:8443/a@b"),
        ("https://wiki.example:8443 a@b", "https://wiki.example:8443 a@b"),
        ("me@wiki.example // you@wiki.example", "me@wiki.example // you@wiki.example"),
    ],
)
def test_the_login_in_a_url_is_masked(text: str, shown: str) -> None:
    assert mask(text) == shown
    assert has_login(text) == (text.startswith("https") and "***" in shown)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["//u:" * 100_000, "\\" * 400_000, "%25&#0" * 70_000, "//" * 200_000])
def test_long_text_is_masked_in_linear_time(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIKIMILL_PASSWORD_WIKI_EXAMPLE", "%&\\" * 20)
    start = time.process_time()
    assert mask(text) == text
    assert time.process_time() - start < 2
