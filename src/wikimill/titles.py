"""Titles of wiki pages: their normal form, and the file names that stand for them.

A file name is the title with spaces as underscores, in which every character that is unsafe in a
file name on Linux, macOS or Windows, `%` itself and a leading dot are percent-encoded as UTF-8, so
`urllib.parse.unquote` reads it back. Titles of one wiki that differ only by case would share a file
on a case-insensitive disk: all but the first of them have the letters in question encoded too
(`Black_wind` beside `Black_Wind` is `Black_%77ind`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import unquote

from wikimill.errors import WikimillError

# Reserved on Windows, the first 32 and DEL on every system, and what no MediaWiki title may hold.
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%{}\[\]#]')
# Device names of Windows, with or without an extension.
DEVICE = re.compile(r"(?i)^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)")
# File systems allow 255 bytes; this leaves room for the suffix and for Snakemake's own bookkeeping.
LONGEST = 180
# No title holds these (https://www.mediawiki.org/wiki/Manual:$wgLegalTitleChars, and relative paths). MediaWiki allows
# control characters of Latin-1, and takes marks of direction out; no person could tell such titles apart.
ILLEGAL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd-\uffff<>\[\]{}|#]|(?:^|/)\.{1,2}(?:/|$)|^$|[\ud800-\udfff]"
)
REPLACED = "\ufffd"


# What MediaWiki takes for a space in titles, and the marks of direction that it takes out of them.
SPACES = re.compile("[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e]+")


def normalize_title(title: str, first_letter: bool = True) -> str:
    """The wiki's own form of a title: spaces for underscores, no runs of them, the first letter in upper case.

    `first_letter` is False on wikis whose siteinfo says `case: case-sensitive`.
    """
    text = unicodedata.normalize("NFC", SPACES.sub(" ", DIRECTIONS.sub("", title)).strip())
    # A capital composes with marks that its small letter leaves alone, such as the dot above of an i.
    return unicodedata.normalize("NFC", first_upper(text)) if first_letter else text


def first_upper(text: str) -> str:
    """With a capital first letter, as MediaWiki's `ucfirst`: a letter whose capital is several letters stays."""
    upper = text[:1].upper()
    return (upper if len(upper) == 1 else text[:1]) + text[1:]


def check_title(title: str, where: str) -> str:
    """`title` itself; an error that names `where` it is when no wiki page can have it.

    Raises:
        WikimillError: a relative path, a control character or a character MediaWiki forbids.
    """
    if is_illegal(title):
        raise WikimillError(
            f"{where}: {title[:200]!r} is not a legal page title (relative path, forbidden character, empty, or over "
            "255 bytes); take it out or correct it"
        )
    return title


def is_illegal(title: str) -> bool:
    """Whether no wiki page can have this title."""
    size = len(title.partition(":")[2].encode("utf-8", "replace") or title.encode("utf-8", "replace"))
    return bool(ILLEGAL.search(title)) or size > 255 or len(title) > 510


def file_name(title: str) -> str:
    """The file name, without a suffix, of a page that has no case-only twin."""
    name = UNSAFE.sub(_encoded, title.replace(" ", "_"))
    if name.startswith(".") or DEVICE.match(name):
        name = _encode(name[0]) + name[1:]
    return _shorten(name, title)


def file_names(titles: Iterable[str]) -> dict[str, str]:
    """The file name of each of a wiki's titles; no two are equal on any disk, whatever it folds."""
    names = {title: file_name(title) for title in titles}
    twins = defaultdict(list)
    for title, name in names.items():
        twins[fold(name)].append(title)
    for group in twins.values():
        if len(group) > 1:
            first, *others = sorted(group)
            taken = {names[first]}
            for title in others:
                name = _shorten(_encode_differences(names[title], names[first]), title)
                # "a b" and "a_b": no wiki has both, a folder of documents may.
                names[title] = _add_digest(name, title) if name in taken else name
                taken.add(names[title])
    return names


def fold(text: str) -> str:
    """A title or file name as a disk compares it that ignores case and the form of accents."""
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())


def parse_file_name(name: str) -> str | None:
    """The title that a file name stands for; None for a name that was cut.

    Raises:
        WikimillError: what is percent-encoded is not UTF-8.
    """
    try:
        return None if "%~" in name else unquote(name, errors="strict").replace("_", " ")
    except UnicodeDecodeError:
        raise WikimillError(f"{name}: what is percent-encoded in this name is not UTF-8; correct it") from None


def encode_host(host: str) -> str:
    """The folder name of a wiki: its host, with the colon before a port percent-encoded."""
    return UNSAFE.sub(_encoded, host.lower())


def _encode(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8"))


def _encoded(match: re.Match[str]) -> str:
    return _encode(match[0])


def _shorten(name: str, title: str) -> str:
    """`name`, or when it is too long its head and a digest of the title after a mark no name holds."""
    if len(name.encode()) <= LONGEST:
        return name
    return _add_digest(name, title)


def _add_digest(name: str, title: str) -> str:
    head = name.encode()[: LONGEST - 18].decode("utf-8", "ignore")
    return re.sub(r"%[0-9A-F]?$", "", head) + "%~" + hashlib.sha256(title.encode()).hexdigest()[:16]


def _encode_differences(name: str, first: str) -> str:
    """`name` with every letter encoded in which it differs from `first`.

    Where the two do not align letter by letter (ß and ss fold together), every letter is encoded.
    """
    tokens, others = (re.findall(r"%~.*|%..|.", text) for text in (name, first))
    aligned = len(tokens) == len(others)
    pairs = zip(tokens, others, strict=True) if aligned else ((token, "") for token in tokens)
    return "".join(
        _encode(token) if token != other and not token.startswith(("%", "_")) else token for token, other in pairs
    )
