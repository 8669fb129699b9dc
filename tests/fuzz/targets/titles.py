"""Titles of pages, one in a line, and the names of their files."""

from __future__ import annotations

from urllib.parse import unquote

from tests.fuzz.refusal import read_or_refuse
from tests.sites import ENGLISH
from wikimill.templates.title import parse_title, redirect_target
from wikimill.titles import (
    DEVICE,
    LONGEST,
    UNSAFE,
    check_title,
    file_name,
    file_names,
    fold,
    is_illegal,
    normalize_title,
    parse_file_name,
)


def check(data: bytes) -> None:
    """What is normal stays as it is; a file is found by a title, a title by its file, and no two have one file."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    titles = list(dict.fromkeys(filter(None, map(_check_line, lines))))
    _check_files(titles)


def _check_line(line: str) -> str:
    """The title of a line; empty where no page can have it."""
    for first_letter in (True, False):
        title = normalize_title(line, first_letter)
        assert normalize_title(title, first_letter) == title, "another title"
    _check_parsed(line)
    redirect_target(ENGLISH, line)
    read_or_refuse(lambda: parse_file_name(line))
    title = normalize_title(line)
    assert (read_or_refuse(lambda: check_title(title, "pages")) is None) == is_illegal(title)
    return "" if is_illegal(title) else title


def _check_parsed(text: str) -> None:
    """A title is that of its full form and of its address."""
    title = parse_title(ENGLISH, text)
    if title is None or not title.text:
        return
    written = title.full if title.namespace or title.interwiki else f":{title.full}"
    again = parse_title(ENGLISH, written)
    assert again is not None, "no title"
    assert (again.namespace, again.text, again.interwiki) == (title.namespace, title.text, title.interwiki), "another"
    assert unquote(title.url, errors="strict").replace("_", " ") == title.full, "another address"


def _check_files(titles: list[str]) -> None:
    names = file_names(titles)
    assert len({fold(name) for name in names.values()}) == len(titles), "two titles have one file"
    for title, name in names.items():
        assert not UNSAFE.search(name.replace("%", "")), "an unsafe name"
        assert not name.startswith("."), "a hidden file"
        assert not DEVICE.match(name), "a device"
        assert len(name.encode()) <= LONGEST, "a long name"
        assert parse_file_name(name) in (title, None), "another title"
        assert parse_file_name(file_name(title)) in (title, None), "another title"
