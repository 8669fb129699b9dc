"""Bytes that no XML parser takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from wikimill.sources.dump.errors import DumpError
from wikimill.sources.dump.xml_bytes import MAX_CUT, MAX_TEXT, WRONG_MARK, XmlBytes

REPLACED = ("\x01", "&#0;", "&#1;", "&#x1F;", "&#11;", "&#xFFFF;", "&#55296;", "&#x110000;", "&#9999999999;", "\uffff")
PLAIN = {"&#10;": "\n", "&#xA;": "\n", "&amp;": "&", "&#x10FFFD;": "\U0010fffd", "&#0065;": "A"}


def cleaned(data: bytes, size: int) -> bytes:
    return b"".join(XmlBytes(data[start : start + size] for start in range(0, len(data), size)))


@pytest.mark.slow
@given(
    st.lists(st.sampled_from([*REPLACED, *PLAIN, "é", "€", "😀", "a"])),
    st.integers(1, 9),
)
def test_what_xml_forbids_is_replaced_wherever_chunks_end(parts: list[str], size: int) -> None:
    data = f"<a>{''.join(parts)}</a>".encode()
    once = cleaned(data, len(data))
    assert cleaned(data, size) == once
    wanted = "".join("\ufffd" if part in REPLACED else PLAIN.get(part, part) for part in parts)
    assert (etree.fromstring(once).text or "") == wanted


WRONG = [
    b"\xff",
    b"\xfe\xff",
    b"\xc3",
    b"\xe2\x82",
    b"\xf0\x9f\x98",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\x80",
    b"\xf4\x90\x80\x80",
]


@pytest.mark.slow
@given(st.lists(st.sampled_from([*WRONG, *(part.encode() for part in ("é", "€", "😀", "\ufffd", "a", "&amp;"))])))
def test_bytes_that_are_not_utf8_are_marked_wherever_chunks_end(parts: list[bytes]) -> None:
    data = b"<a>" + b"a".join(parts) + b"</a>"
    bodies = []
    for size in (1, 2, 3, 5, len(data)):
        stream = XmlBytes(data[start : start + size] for start in range(0, len(data), size))
        bodies.append(etree.fromstring(b"".join(stream)).text or "")
        assert stream.has_wrong_bytes == any(part in WRONG for part in parts)
    text = data[3:-4].decode("utf-8", "surrogateescape").replace("&amp;", "&")
    assert set(bodies) == {re.sub("[\udc80-\udcff]", WRONG_MARK, text)}  # in chunks of any size the same


@pytest.mark.slow
def test_texts_that_are_too_long_are_cut() -> None:
    chunk = b"a\xc3\xa9&amp;" * 1000
    stream = XmlBytes([b"<a>", *[chunk] * (MAX_TEXT // len(chunk) + 9), b"</a><b>b</b>"])
    whole = b"".join(stream)
    assert stream.is_cut
    assert len(whole) < MAX_TEXT + len(chunk)
    assert etree.fromstring(b"<x>%s</x>" % whole)[1].text == "b"
    with pytest.raises(DumpError, match="has 100 MB without a tag"):
        for _ in XmlBytes([b"<a>", *[b"a" * (1 << 20)] * ((MAX_CUT >> 20) + 1)]):
            pass
