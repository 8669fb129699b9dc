"""Where things are in a project folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill import layout


@pytest.mark.parametrize(("pages", "count"), [(1, 1), (500, 1), (501, 2), (1000, 2), (1001, 4), (10_000, 32)])
def test_shard_counts_are_powers_of_two(pages: int, count: int) -> None:
    assert layout.shard_count(pages, 500) == count


def test_locks_of_templates_lie_beside_those_of_pages(project: Path) -> None:
    layout.LOCKS.mkdir(parents=True)
    for name in ("b.tsv", "a.tsv", "a.templates.tsv", "a.site.json", "a.templates.jsonl"):
        (layout.LOCKS / name).touch()
    assert [path.name for path in layout.locks()] == ["a.tsv", "b.tsv"]
