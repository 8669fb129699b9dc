"""Personal data in texts, replaced by placeholders: e-mail addresses, phone numbers, IP addresses.

Each kind has one placeholder, in the form of what it replaces, so that a text reads on; what is masked depends on the
text alone. datatrove's own `PIIFormatter` takes one of a list in turn, which makes a text depend on those before it.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import NamedTuple

from wikimill.corpus.pages.packages import require

# Addresses that belong to nobody: RFC 2606 and FineWeb; a number for fiction (https://nanpa.com); RFC 5737, RFC 3849.
EMAIL, PHONE, IPV4, IPV6 = "email@example.com", "+1 202 555 0100", "192.0.2.1", "2001:db8::1"
# An `@` with at most what RFC 5321 allows before it: the pattern of datatrove is quadratic in longer runs.
NEAR_AT = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
LAST_LABEL = re.compile(r"\.[A-Za-z][A-Za-z-]*[A-Za-z]$")  # `x@y.T` is a product of matrices
# IPv6: all global addresses that are given out begin with 2 or 3 (https://www.iana.org/assignments/ipv6-unicast-address-assignments).
IP = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2,34})(?![\w:]|\.\d)", re.ASCII)


class Found(NamedTuple):
    """A part of a text, and what stands for it."""

    start: int
    end: int
    placeholder: str


def mask(text: str, kinds: Collection[str]) -> tuple[str, Counter[tuple[str, str]]]:
    """The text with placeholders, and how many there are, by `masked` and the kind.

    Args:
        text: of a page.
        kinds: `email`, `phone` and `ip`, as in `corpus.mask`.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for kind in (kind for kind in FINDERS if kind in kinds):
        parts, end = [], 0
        for found in FINDERS[kind](text):
            if text[found.start : found.end] != found.placeholder:
                parts += [text[end : found.start], found.placeholder]
                end = found.end
                counts["masked", kind] += 1
        text = "".join([*parts, text[end:]])
    return text, counts


def check_mask(kinds: Collection[str]) -> None:
    """Whether the packages that find these kinds are installed.

    Raises:
        WikimillError: they are not.
    """
    if "email" in kinds:
        require("corpus.mask: email", "datatrove")
    if "phone" in kinds:
        require("corpus.mask: phone", "phonenumbers")


def find_emails(text: str) -> Iterator[Found]:
    """E-mail addresses, by datatrove's pattern."""
    for near in NEAR_AT.finditer(text):
        found = _email_pattern().search(text, *near.span())
        if found and LAST_LABEL.search(found[0]):
            yield Found(*found.span(), EMAIL)


def find_phones(text: str) -> Iterator[Found]:
    """Phone numbers in international form, `+44 20 7946 0958`, that exist in the plan of their country.

    In national form, years and ISBNs are numbers as well: in 106 articles of Wikipedia 23 of Germany and not one real.
    """
    if "+" not in text and "＋" not in text:
        return
    from phonenumbers import Leniency, PhoneNumberMatcher

    for number in PhoneNumberMatcher(text, None, leniency=Leniency.VALID, max_tries=len(text)):
        start = number.start + (number.raw_string.startswith("(") and ")" not in number.raw_string)
        if not start or not text[start - 1].isalnum():
            yield Found(start, number.end, PHONE)


def find_ips(text: str) -> Iterator[Found]:
    """Public IP addresses, as `ipaddress` has them; those of private networks and of examples are nobody's."""
    for found in IP.finditer(text):
        try:
            address = ipaddress.ip_address(found[0])
        except ValueError:
            continue
        if address.is_global:
            yield Found(*found.span(), IPV6 if address.version == 6 else IPV4)


FINDERS: dict[str, Callable[[str], Iterator[Found]]] = {"email": find_emails, "phone": find_phones, "ip": find_ips}


@cache
def _email_pattern() -> re.Pattern[str]:
    from datatrove.pipeline.formatters.pii import PIIFormatter

    pattern: re.Pattern[str] = PIIFormatter().emails_replacer.regex
    return pattern
