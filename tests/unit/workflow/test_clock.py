"""Files that carry a time that is still to come."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from wikimill import layout
from wikimill.workflow.clock import check_clock, correct_if_ahead

pytestmark = pytest.mark.usefixtures("project")
DAY = 86400


def write(name: str, date: float) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    os.utime(path, (date, date))
    return path


def test_after_the_clock_went_back_all_times_are_past_and_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    now = time.time()
    check_clock()
    os.utime(layout.CLOCK, (now + DAY, now + DAY))
    old = write("raw/a", now - DAY)
    one, two, same = write("cache/b", now + 60), write("processed/m/c", now + 90), write("out/main/d", now + 90)
    check_clock()
    times = [path.stat().st_mtime for path in (old, one, two, same)]
    assert times[0] == pytest.approx(now - DAY)
    assert times[0] < times[1] < times[2] == times[3] < time.time()
    assert "a time that is still to come, which is corrected (4)" in capsys.readouterr().err
    check_clock()
    assert [path.stat().st_mtime for path in (old, one, two, same)] == times
    assert not capsys.readouterr().err


def test_a_file_from_another_machine_is_noticed_where_it_decides(capsys: pytest.CaptureFixture[str]) -> None:
    path = write("cache/convert/m/0.tsv", time.time() + DAY)
    check_clock()
    assert path.stat().st_mtime > time.time()
    correct_if_ahead(Path("none"), path)
    assert path.stat().st_mtime < time.time()
    assert "corrected (1)" in capsys.readouterr().err
