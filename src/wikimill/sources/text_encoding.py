"""Which encoding a text has: a byte order mark or UTF-8 tell it, else charset-normalizer and the language of the text.

charset-normalizer names every encoding in which the bytes look like text. Several do, mostly, and the first one is
often a neighbour: Swedish in Windows-1252 is `på` and as Windows-1250 `pĺ`. So an encoding counts only if the text that
it gives is in one of its languages.
"""

from __future__ import annotations

import codecs
import io
import logging
import re
from pathlib import Path
from typing import BinaryIO

from wikimill.sources.bounded_process import UnreadableError

log = logging.getLogger(__name__)

UTF_8 = "utf-8"
# Python's codecs that are charsets; others, such as punycode, are dangerous.
CHARSETS = re.compile(
    r"(?i)utf[-_]?8([-_]sig)?|utf[-_]?(16|32)([-_]?[bl]e)?|(iso|windows|cp|koi8|euc|big5|gb|shift|mac|tis|us-ascii|"
    r"ascii|latin)[\w-]*"
)
BLOCK = 1 << 20  # bytes read at a time
SAMPLE = 64 << 10  # bytes that are judged, around the first that is not UTF-8
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # begins with that of UTF-16
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WESTERN = (
    "en de fr es it pt nl sv da no nb nn fi is ca eu gl ga af oc br fo lb wa an id ms tl sw la eo".split()  # noqa: SIM905
)
CENTRAL = ["pl", "cs", "sk", "hu", "ro", "hr", "sl", "bs", "sq", "sr"]
CYRILLIC = ["ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn"]
LATIN = {
    "cp1252": WESTERN,
    "cp1250": CENTRAL,
    "iso8859_2": CENTRAL,
    "cp1254": ["tr", "az"],
    "cp1257": ["lt", "lv", "et"],
    "mac_roman": WESTERN,
    "cp850": WESTERN,
}
# Encodings and the ISO 639 codes of their languages; of two that suit a text equally, the first one.
OTHERS = {
    "cp949": ["ko"],
    "cp1251": CYRILLIC,
    "koi8_r": CYRILLIC,
    "iso8859_5": CYRILLIC,
    "cp866": CYRILLIC,
    "cp1253": ["el"],
    "cp1255": ["he"],
    "cp1256": ["ar", "fa", "ur", "ug"],
    "iso8859_6": ["ar"],
    "cp874": ["th"],
    "cp932": ["ja"],
    "euc_jp": ["ja"],
    "gb18030": ["zh"],
    "big5": ["zh"],
}
LATIN_SHARE = 0.4  # of the letters of a text in Latin script, fewer are not ASCII
# What is in no word: a symbol, or a sign that Unicode calls a letter, between letters; a capital after a
# small letter; lines and boxes.
BROKEN = re.compile(
    r"(?<=[^\W\d_])(?:[^\w\s\x21-\x7e\u2019]|[\u02c6\u02dc\xaa\xba\u0192\xb2\xb3\xb9])(?=[^\W\d_])"
    r"|[a-z\xe0-\xff][A-Z\xc0-\xde]|[\u2500-\u25ff]"
)
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
CONTROL_SHARE = 0.01  # of the bytes of a text, at most
CHARACTERS = 2000  # of which the language is told
DAMAGED = 10  # as many sequences of UTF-8 to a byte that is none are a damaged file, not another encoding
UNKNOWN = "its encoding cannot be told; save it as UTF-8, or name its encoding"


class DamagedTextError(UnreadableError):
    """A text in UTF-8, but for some bytes."""


def detect_encoding(file: BinaryIO) -> str:
    """The encoding of a text, by a name that Python knows; ASCII is `utf-8`. Equal bytes give equal results.

    Args:
        file: at its beginning; of a text in UTF-8 it is read to the end, a block at a time.

    Raises:
        UnreadableError: it is not a text, it is damaged, or its encoding cannot be told.
    """
    head = file.read(SAMPLE)
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    if name := _utf_16(head):
        return name
    pending, position, data = b"", 0, head
    while data:
        block = pending + data
        data = file.read(BLOCK)
        if b"\0" in block:
            raise UnreadableError("it is not a text")
        try:
            _, used = codecs.utf_8_decode(block, "strict", not data)
        except UnicodeDecodeError as error:
            start = max(0, error.start - SAMPLE // 2)
            sample = (block + data)[start : error.start + SAMPLE // 2]
            return _judge(sample, position + error.start, start == 0)
        pending, position = block[used:], position + used
    return UTF_8


def decode(data: bytes) -> tuple[str, str]:
    """A text, and its encoding.

    Raises:
        UnreadableError: see `detect_encoding`; or it has bytes that are not of the encoding.
    """
    name = detect_encoding(io.BytesIO(data))
    try:
        return data.decode(name), name
    except UnicodeDecodeError as error:
        raise UnreadableError(f"byte {error.start} is not {name}") from None


def log_encoding(path: Path, encoding: str) -> None:
    """Say the encoding of a file, unless it is UTF-8 or its format has its own."""
    if encoding not in ("", UTF_8):
        log.info("%s: its encoding is %s", path, encoding)


def check_encoding_name(name: str) -> str:
    """The name of a charset that Python knows; raises `ValueError` for another."""
    try:
        if CHARSETS.fullmatch(name):
            codecs.lookup(name)
            return name
    except LookupError:
        pass
    raise ValueError(f"{name!r} is no encoding that is known here; write utf-8, cp1252, shift_jis, …")


def _utf_16(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of a text in Latin script is 0. Empty for what is not."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if not even + odd or max(even, odd) < 0.3 * len(head) or min(even, odd) > max(even, odd) / 10:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _judge(sample: bytes, position: int, is_start: bool) -> str:
    """The encoding of a part of a text that is not UTF-8, whose byte at `position` is not."""
    if not is_start:
        sample = sample[sample.find(b"\n") + 1 :] or sample
    if len(CONTROL.findall(sample)) > CONTROL_SHARE * len(sample):
        raise UnreadableError("it is not a text")
    replaced = sample.decode(UTF_8, "replace")
    bad = replaced.count("\ufffd")
    if sum(character > "\x7f" for character in replaced) - bad > DAMAGED * bad:
        raise DamagedTextError(f"byte {position} is not UTF-8, while the rest is; correct it there")
    if name := _suiting(sample):
        return name
    raise UnreadableError(UNKNOWN)


def _suiting(sample: bytes) -> str:
    import charset_normalizer
    import py3langid  # reading its model takes a second

    letters = len(re.findall(rb"[A-Za-z]", sample))
    high = len(re.findall(rb"[\x80-\xff]", sample))
    languages = LATIN if high < LATIN_SHARE * (high + letters) else OTHERS
    order = list(languages)
    found = []
    for match in charset_normalizer.from_bytes(sample, cp_isolation=order, threshold=0.25):
        text = str(match)
        language = str(py3langid.classify(text[:CHARACTERS])[0])
        fitting = [each for each in match.could_be_from_charset if language in languages.get(each, [])]
        broken, coherence = len(BROKEN.findall(text)), round(match.coherence, 1)
        found += [(broken, -coherence, order.index(each)) for each in fitting]
    return order[min(found)[2]] if found else ""
