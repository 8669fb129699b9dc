"""Tables of tab-separated values: what is written, what is refused, and rows that are found by bisection."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.tables import SortedTable, find_rows, read_table, write_table

COLUMNS = ["name", "count"]


def read(path: Path) -> list[tuple[str, int]]:
    return list(read_table(path, COLUMNS, lambda name, count: (name, int(count)), "there is none; make one", "weep"))


def test_a_table_reads_back(tmp_path: Path) -> None:
    rows = [("a", 1), ("=b", -2), ("c\u202ed", 3), ("", 0)]
    write_table(tmp_path / "t.tsv", COLUMNS, rows)
    assert (tmp_path / "t.tsv").read_bytes() == b"name\tcount\na\t1\n'=b\t-2\nc\\u202ed\t3\n\t0\n"
    assert read(tmp_path / "t.tsv") == rows
    with pytest.raises(WikimillError, match=r"other\.tsv: there is none; make one$"):
        read(tmp_path / "other.tsv")


@pytest.mark.parametrize(
    "text", ["", "name\n", "count\tname\n", "name\tcount\na\n", "name\tcount\na\t1\t\n", "name\tcount\na\tx\n"]
)
def test_a_damaged_table_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.tsv").write_text(text)
    with pytest.raises(WikimillError, match=r"t\.tsv: the table is damaged; delete it and weep$"):
        read(tmp_path / "t.tsv")


@pytest.mark.parametrize("last", ["\n", ""])
@pytest.mark.parametrize("comments", ["", "# a: 1\n", "# a: 1\n# b: " + "x" * 500 + "\n"])
@pytest.mark.parametrize("number", [0, 1, 2, 3, 50])
def test_rows_are_found_by_bisection(tmp_path: Path, number: int, comments: str, last: str) -> None:
    names = sorted(f"{'x' * (each % 7)}{each}é" for each in range(number))
    rows = [[str(index), name, "z"] for index, name in enumerate(names)]
    text = comments + "\n".join("\t".join(row) for row in [["n", "name", "z"], *rows]) + last
    (tmp_path / "t.tsv").write_text(text if number else comments + "n\tname\tz\n")
    table = SortedTable(tmp_path / "t.tsv", 1)
    assert [table.find(name) for name in names] == rows
    for name in ("", "0", "name", "x", "~", "\ud800", *(f"{each}!" for each in names), *(each[:-1] for each in names)):
        assert table.find(name) is None


@pytest.mark.parametrize("text", ["", "# a: 1\n"])
def test_a_table_without_rows_has_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.tsv").write_text(text)
    assert SortedTable(tmp_path / "t.tsv", 0).find("a") is None


def test_a_row_that_lacks_the_column_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("name\tcount\na\nb\t2\n")
    table = SortedTable(tmp_path / "t.tsv", 1)
    assert table.find("2") == ["b", "2"]
    assert table.find("1") is None


def test_rows_of_a_text_are_found_in_a_sorted_table(tmp_path: Path) -> None:
    """Signs that begin a formula have an apostrophe before them in a cell, which is no part of the order."""
    texts = ["", "!", "'=x", "+1", "-", "-a", "1", "=1", "=1+1", "@a", "A b", "a", "aa", "b\tc", "é", "北"]
    path = tmp_path / "t.tsv"
    rows = [(text, number) for text in texts for number in range(len(text) + 1)]
    write_table(path, COLUMNS, rows)

    def find(text: str) -> list[int]:
        return list(find_rows(path, COLUMNS, text, lambda _, count: int(count)))

    assert texts == sorted(texts)
    for text in texts:
        expected = list(range(len(text) + 1))
        assert find(text) == ([] if text == "b\tc" else expected), "a tab stays escaped"
    assert find("nope") == find("zz") == find("\x01") == []
    write_table(path, COLUMNS, [])
    assert find("a") == []
    for text in ("", "name\n", "name\tcount\na\n", "name\tcount\na\tx\n"):
        path.write_text(text)
        with pytest.raises(WikimillError, match=r"t\.tsv: the table is damaged; delete it and build"):
            find("a")
    with pytest.raises(WikimillError, match=r"o\.tsv: there is no such table"):
        list(find_rows(tmp_path / "o.tsv", COLUMNS, "a", str))
