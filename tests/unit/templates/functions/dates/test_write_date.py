"""Formats of `#time`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import SITE
from wikimill.templates.functions.dates.moment import Moment
from wikimill.templates.functions.dates.write_date import Zone, write_date
from wikimill.templates.functions.language import language


def moment(digits: str) -> Moment:
    return Moment(int(digits[:4]), *(int(digits[i : i + 2]) for i in range(4, 14, 2)))


@pytest.mark.parametrize(
    ("code", "written", "time", "expected"),
    [
        ("en", "Y-m-d", "20100306070809", "2010-03-06"),
        ("en", "y n j", "20100306070809", "10 3 6"),
        ("en", "d D l N w z W o", "20100306070809", "06 Sat Saturday 6 6 64 09 2010"),
        ("en", "F M m t L", "20100306070809", "March Mar 03 31 0"),
        ("en", "a A g G h H i s", "20100306070809", "am AM 7 7 07 07 08 09"),
        ("en", "U e I O P T Z", "20100306070809", "1267859289 UTC 0 +0000 +00:00 UTC 0"),
        ("en", "c", "20100306070809", "2010-03-06T07:08:09+00:00"),
        ("en", "r", "20100306070809", "Sat, 06 Mar 2010 07:08:09 +0000"),
        ("en", "xx xg", "20100306070809", "x March"),
        ("en", "xnY xNYxNY", "20100306070809", "2010 20102010"),
        ("en", "xrY xrj xry", "20100306070809", "MMX VI X"),
        ("en", "xhY xhj", "20100306070809", "ב'י' ו'"),
        ("en", "xjj xjF xjY xjn xjt xjx", "20100306070809", "20 Adar 5770 6 29 Adar"),
        ("en", "xij xiF xiY xin xiy xit xiz", "20100306070809", "15 Esfand 1388 12 88 29 350"),
        ("en", "xmj xmF xmY xmn", "20100306070809", "20 Rabi' al-awwal 1431 3"),
        ("en", "xkY xoY xtY", "20100306070809", "2553 99 平成22"),
        ("en", '"Y" Y "', "20100306070809", 'Y 2010 "'),
        ("en", '"a"b"c"', "20100306070809", "abc"),
        ("en", "\\Y\\\\ \\", "20100306070809", "Y\\ \\"),
        ("en", "xq xiq x", "20100306070809", "q q x"),
        ("en", "é日Y", "20100306070809", "é日2010"),
        ("en", "B S", "20100306070809", "B S"),
        ("en", "xrF Y", "20100306070809", "March MMX"),
        ("en", "xrxnY Y", "20100306070809", "2010 MMX"),
    ],
)
def test_codes(code: str, written: str, time: str, expected: str) -> None:
    assert write_date(written, moment(time), language(SITE, code)) == expected


@pytest.mark.parametrize(
    ("code", "written", "time", "expected"),
    [
        ("en", "xhxtY", "20100306070809", "0"),
        ("de", "l, j. F Y", "20100306070809", "Samstag, 6. März 2010"),
        ("de", "D M", "20100306070809", "Sa Mär."),
        ("ru", "j xg F", "20100306070809", "6 марта март"),
        ("fr", "D j M", "20100306070809", "sam. 6 mars"),
        ("fa", "xNY xNY", "20100306070809", "2010 ۲۰۱۰"),
        ("fa", "Y-m-d xnY xhY", "20100306070809", "۲۰۱۰-۰۳-۰۶ 2010 ב'י'"),
        ("ar", "j F Y", "20100306070809", "٦ مارس ٢٠١٠"),
        ("zh-hans", "Y F D", "20100306070809", "2010 3月 六"),
        ("he", "xjj xjF xjx", "20100306070809", "20 אדר באדר"),
        ("pl", "xg F", "20100306070809", "marca marzec"),
    ],
)
def test_languages(code: str, written: str, time: str, expected: str) -> None:
    assert write_date(written, moment(time), language(SITE, code)) == expected


@pytest.mark.parametrize(
    ("code", "written", "time", "expected"),
    [
        ("hi", "H:i", "20100306070809", "०७:०८"),
        ("en", "D Y-m-d W o z L t", "20000229000000", "Tue 2000-02-29 09 2000 59 1 29"),
        ("en", "D Y-m-d W o z L t", "19000228000000", "Wed 1900-02-28 09 1900 58 0 28"),
        ("en", "D Y-m-d W o z L t", "20241230000000", "Mon 2024-12-30 01 2025 364 1 31"),
        ("en", "D Y-m-d W o z L t", "20210103000000", "Sun 2021-01-03 53 2020 2 0 31"),
        ("en", "D Y-m-d W o z L t", "00000101000000", "Sat 0000-01-01 52 -1 0 1 31"),
        ("en", "D Y-m-d W o z L t", "99991231235959", "Fri 9999-12-31 52 9999 364 0 31"),
    ],
)
def test_years(code: str, written: str, time: str, expected: str) -> None:
    assert write_date(written, moment(time), language(SITE, code)) == expected


def test_the_zone_is_named() -> None:
    zone = Zone("Europe/Berlin", "CEST", 7200, True)
    written = write_date("e T O P Z I U H", Moment(2010, 7, 1, 2), language(SITE), zone)
    assert written == "Europe/Berlin CEST +0200 +02:00 7200 1 1277942400 02"
    assert write_date("P", Moment(2010, 1, 1), language(SITE), Zone("X", "X", -12_600)) == "-03:30"
