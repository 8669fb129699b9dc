"""The bytes of an export made fit for an XML parser, so that one bad page does not end the dump."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wikimill.sources.dump.errors import DumpError

# libxml2 takes no longer text, and MediaWiki by default none of more than 2 MB ($wgMaxArticleSize).
MAX_TEXT = 9_500_000  # bytes between two tags
MAX_CUT = 100 << 20  # of the same: more is made to take time
REPLACEMENT = "\ufffd".encode()
# In place of each byte that is not UTF-8: U+FFFD between noncharacters, by which it is told from one in a text.
WRONG_MARK = "\ufdd0\ufffd\ufdd1"
WRONG_BYTE = re.compile("[\udc80-\udcff]")
# What XML 1.0 cannot hold, neither as it is nor as a reference. MediaWiki's own export has U+FFFD for it.
CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r"))
ILLEGAL = re.compile(b"[%s]|\xef\xbf[\xbe\xbf]" % re.escape(CONTROL))
REFERENCE = re.compile(rb"&#(?:x([0-9a-f]{1,16})|([0-9]{1,16}));", re.IGNORECASE)
LONGEST_REFERENCE = 20  # bytes
# https://www.w3.org/TR/xml/#charsets
LEGAL = (range(0x9, 0xB), range(0xD, 0xE), range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
UNFINISHED = re.compile(rb"(?:&[^;<]{0,%d}|[\xc0-\xff][\x80-\xbf]{0,2})\Z" % LONGEST_REFERENCE)


class XmlBytes:
    """The chunks of an export without characters that XML forbids, and without the end of texts that are too long.

    `is_cut` is set when a text was cut; whoever reads the chunks resets it. A text without an end is a `DumpError`.
    `has_wrong_bytes` is set when bytes were not UTF-8; `WRONG_MARK` is where they were.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.is_cut = False
        self.has_wrong_bytes = False
        self._chunks = chunks
        self._length = 0  # since the last <
        self._in_text = False  # whether there was a > since then

    def __iter__(self) -> Iterator[bytes]:
        rest = b""
        for chunk in self._chunks:
            data = rest + chunk
            match = UNFINISHED.search(data, max(0, len(data) - LONGEST_REFERENCE - 1))
            end = match.start() if match else len(data)
            data, rest = data[:end], data[end:]
            yield self._shorten(_legal(self._valid(data)))
        yield rest

    def _valid(self, data: bytes) -> bytes:
        try:
            data.decode()
        except UnicodeDecodeError:
            self.has_wrong_bytes = True
            return WRONG_BYTE.sub(WRONG_MARK, data.decode("utf-8", "surrogateescape")).encode()
        return data

    def _shorten(self, data: bytes) -> bytes:
        first = data.find(b"<")
        run = data if first < 0 else data[:first]
        self._in_text = self._in_text or b">" in run
        self._length += len(run)
        kept = run
        if self._in_text and self._length > MAX_TEXT:
            self.is_cut = True
            kept = b""
            if self._length > MAX_CUT:
                raise DumpError(f"has {MAX_CUT >> 20} MB without a tag, which no export has")
        if first < 0:
            return kept
        last = data.rfind(b"<")
        self._length, self._in_text = len(data) - last - 1, b">" in data[last:]
        return kept + data[first:]


def _legal(data: bytes) -> bytes:
    # Most languages have no character that begins so: a single byte is found ten times as quickly as two.
    if len(data.translate(None, CONTROL)) != len(data) or (b"\xef" in data and b"\xef\xbf" in data):
        data = ILLEGAL.sub(REPLACEMENT, data)
    return REFERENCE.sub(_legal_reference, data) if b"&#" in data else data


def _legal_reference(match: re.Match[bytes]) -> bytes:
    number = int(match[1], 16) if match[1] else int(match[2])
    return match[0] if any(number in each for each in LEGAL) else REPLACEMENT
