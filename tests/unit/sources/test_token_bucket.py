"""The rate limit that all processes share."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.sources.token_bucket import TokenBucket


def test_a_pause_applies_to_all_processes(tmp_path: Path) -> None:
    now = 1000.0
    one, other = (TokenBucket(tmp_path / "level", 120, lambda: now) for _ in range(2))
    one.pause(60)
    assert other.wait() == (0, 60)
    now += 61
    assert other.wait() == (0, 0)


def test_a_burst_then_the_rate_of_all_processes_together(tmp_path: Path) -> None:
    now = 1000.0
    buckets = [TokenBucket(tmp_path / "level", 120, lambda: now) for _ in range(3)]
    sent = 0
    while now < 1060:
        now += buckets[sent % 3].wait()[0]
        sent += 1
    assert 149 <= sent <= 151  # a quarter minute's burst and 120: below Wikimedia's 200
    start, first = now, sent
    while now < start + 60:
        now += buckets[sent % 3].wait()[0]
        sent += 1
    assert sent - first <= 121


@pytest.mark.parametrize("level", ["", "rubbish", "1 2", "nan 1 1", "inf 1 1", "1 1 inf", "1 9e99 1", "1 1 9e99"])
def test_a_damaged_level_starts_with_a_full_bucket(tmp_path: Path, level: str) -> None:
    (tmp_path / "level").write_text(level)
    assert TokenBucket(tmp_path / "level", 60).wait() == (0, 0)


def test_a_clock_that_is_set_back_adds_no_tokens(tmp_path: Path) -> None:
    (tmp_path / "level").write_text("0 2000 0")
    assert TokenBucket(tmp_path / "level", 60, lambda: 1000.0).wait() == (1.0, 0)


def test_a_clock_that_is_set_back_makes_no_pause_longer(tmp_path: Path) -> None:
    now = 10_000.0
    bucket = TokenBucket(tmp_path / "level", 60, lambda: now)
    bucket.wait()
    bucket.pause(30)
    now -= 7200
    assert bucket.wait()[1] == 30
    now += 30
    assert bucket.wait()[1] == 0
