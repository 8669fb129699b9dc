"""A page on which a filter fails is odd; a filter that fails on most pages is broken."""

from __future__ import annotations

import pytest

from wikimill.convert.failures import Failures
from wikimill.errors import WikimillError


def counted(*failed: bool) -> Failures:
    failures = Failures()
    for number, has_failed in enumerate(failed):
        failures.count(WikimillError(f"page {number}: x") if has_failed else None)
    return failures


def test_failures_on_most_of_enough_pages_are_an_error() -> None:
    for fewest in (2, 3):
        with pytest.raises(WikimillError, match=r"^filters failed on 2 of 3 pages; first page 1: x$"):
            counted(False, True, True).report(fewest)


@pytest.mark.parametrize(("failed", "fewest"), [([False, True, True], 4), ([True, False], 2), ([True], 2)])
def test_other_failures_are_a_warning(failed: list[bool], fewest: int, caplog: pytest.LogCaptureFixture) -> None:
    counted(*failed).report(fewest)
    first = failed.index(True)
    assert [record.getMessage() for record in caplog.records] == [
        f"{sum(failed)} pages quarantined by an error in a filter; first page {first}: x"
    ]


def test_without_failures_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    counted(False, False).report(2)
    Failures().report(2)
    assert caplog.records == []
