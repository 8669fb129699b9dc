"""Which encoding a text has: those that people have, in their languages; and what is not told."""

from __future__ import annotations

import gzip
import io
import random

import pytest

from wikimill.sources import text_encoding
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.text_encoding import check_encoding_name, decode, detect_encoding

TEXTS = {
    "Die Straße führt über den Fluß nach Köln. Äpfel, Öl und Übermut: Der Bär läuft über die Wiese.": [
        *("cp1252", "latin-1", "mac_roman", "cp850"),
    ],
    "Où êtes-vous allé ? Ça c'est déjà très loin, à côté de la forêt où l'été naît.": ["cp1252"],
    "It’s a “quoted” text — with a pound sign £5 and a café. The lighthouse stands there.": ["cp1252"],
    "Fyren står på ön och dess ljus syns på tjugo mils avstånd. Fiskarna kommer hem.": ["cp1252"],
    "O farol está na ilha e a sua luz é visível a vinte milhas. Não há ninguém.": ["cp1252"],
    "Café": ["cp1252"],
    "Zażółć gęślą jaźń. Łódź jest miastem w środkowej Polsce, nad rzeką Łódką.": ["cp1250", "iso8859_2"],
    "Příliš žluťoučký kůň úpěl ďábelské ódy. Čeština je krásný jazyk.": ["cp1250", "iso8859_2"],
    "A világítótorony a szigeten áll, és fénye húsz mérföldről látszik. Őrült tűz.": ["cp1250"],
    "Deniz feneri adanın üzerinde duruyor; ışığı yirmi milden görülüyor.": ["cp1254"],
    "Švyturys stovi saloje, o jo šviesa matoma už dvidešimties mylių.": ["cp1257"],
    "Маяк стоит на острове, и его свет виден за двадцать миль.": ["cp1251", "koi8_r", "iso8859_5", "cp866"],
    "Ο φάρος στέκεται στο νησί και το φως του φαίνεται είκοσι μίλια μακριά.": ["cp1253"],
    "המגדלור עומד על האי ואורו נראה ממרחק של עשרים מייל.": ["cp1255"],
    "تقف المنارة على الجزيرة ويرى ضوؤها من عشرين ميلا.": ["cp1256", "iso8859_6"],
    "灯台は島の上に立っていて、その光は二十海里先まで見える。漁師たちは夕方に家に帰る。": ["cp932", "euc_jp"],
    "灯塔矗立在岛上,二十海里外都能看到它的光。渔民们傍晚回家。": ["gb18030"],
    "燈塔矗立在島上,二十海里外都能看到它的光。漁民們傍晚回家。": ["big5"],
    "등대는 섬 위에 서 있고 그 빛은 이십 해리 밖에서도 보인다.": ["cp949"],
}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "encoding"), [(text, each) for text, names in TEXTS.items() for each in names])
@pytest.mark.parametrize("times", [1, 30])
def test_the_text_is_read_as_it_was_written(text: str, encoding: str, times: int) -> None:
    text = f"{text}\n" * times
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"plain", "utf-8"),
        ("naïve".encode(), "utf-8"),
        ("naïve".encode("utf-8-sig"), "utf-8-sig"),
        ("naïve".encode("utf-16"), "utf-16"),
        ("naïve".encode("utf-32"), "utf-32"),
        ("naïve text".encode("utf-16-le"), "utf-16-le"),
        ("naïve text".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_unicode(data: bytes, encoding: str) -> None:
    assert detect_encoding(io.BytesIO(data)) == encoding
    assert decode(data)[0].lstrip("\ufeff") == data.decode(encoding)


def test_a_character_may_be_cut_by_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_encoding, "SAMPLE", 4)
    monkeypatch.setattr(text_encoding, "BLOCK", 3)
    assert detect_encoding(io.BytesIO("€uro ünd 😀 und so weiter".encode())) == "utf-8"


def test_a_byte_far_behind_tells_the_encoding() -> None:
    assert detect_encoding(io.BytesIO(b"All of this is English text.\n" * 200_000 + b"In a caf\xe9.\n")) == "cp1252"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a text with \0 in it", "it is not a text"),
        (gzip.compress(random.Random(1).randbytes(5000)), "it is not a text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "it is not a text"),
        (bytes(range(1, 32)) * 9 + b"\xff", "it is not a text"),
        (random.Random(2).randbytes(400).translate(None, bytes(range(128))), "its encoding cannot be told"),
        ("naïve, ".encode() * 50 + b"\xff", "byte 400 is not UTF-8, while the rest is; correct it there"),
    ],
)
def test_what_is_not_told(data: bytes, problem: str) -> None:
    with pytest.raises(UnreadableError, match=problem):
        decode(data)


def test_the_name_of_an_encoding() -> None:
    assert check_encoding_name("cp1252") == "cp1252"
    for name in ("base64", "punycode", "cp1", "klingon"):
        with pytest.raises(ValueError, match="no encoding that is known"):
            check_encoding_name(name)
