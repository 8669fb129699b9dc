"""Multistream dumps: read by several processes, in part, and with faults."""

from __future__ import annotations

import bz2
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from demo.build import export
from wikimill import parallel
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision
from wikimill.sources.dump.source import DumpSource

NAMES = ("w-pages-articles-multistream.xml.bz2", "w-pages-articles-multistream-index.txt.bz2")


PART = ("w-pages-articles-multistream2.xml-p7p9.bz2", "w-pages-articles-multistream-index2.txt-p7p9")


PAGES = {f"Page {number:02d}": f"Text {number}. [[Category:All]]" for number in range(20)} | {"Category:All": ""}


def multistream(folder: Path, names: tuple[str, str] = NAMES, each: int = 3) -> Path:
    """`PAGES` as a dump of streams of so many pages, with its index."""
    head, *pages = export(PAGES).replace("</mediawiki>\n", "").split("  <page>")
    path = folder / names[0]
    lines = []
    with path.open("wb") as file:
        file.write(bz2.compress(head.encode()))
        for first in range(0, len(pages), each):
            titles = sorted(PAGES)[first : first + each]
            lines += [f"{file.tell()}:{first + n + 1}:{title}\n" for n, title in enumerate(titles)]
            file.write(bz2.compress("".join(f"  <page>{page}" for page in pages[first : first + each]).encode()))
        file.write(bz2.compress(b"</mediawiki>\n"))
    write_index(folder / names[1], "".join(lines))
    return path


def write_index(path: Path, text: str) -> None:
    path.write_bytes(bz2.compress(text.encode()) if path.name.endswith(".bz2") else text.encode())


def read_index(folder: Path) -> str:
    return bz2.decompress((folder / NAMES[1]).read_bytes()).decode()


def test_pages_are_found_by_title_in_their_streams(tmp_path: Path) -> None:
    source = DumpSource([str(multistream(tmp_path))], tmp_path / "cache")
    titles = ["Page 03", "Page 19", "Page 99", "Category:All"]
    assert {title: page and page.text for title, page in source.current_pages(titles)} == {
        **{title: PAGES.get(title) for title in titles},
    }
    assert source.site().general["sitename"] == "Skerrow Wiki"
    assert len(list((tmp_path / "cache/dumps").glob("*.sqlite"))) == 1  # an index alone


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("names", [NAMES, PART])
def test_it_is_read_like_any_dump(tmp_path: Path, names: tuple[str, str], processes: int) -> None:
    source = DumpSource([str(multistream(tmp_path, names))], tmp_path, processes)
    assert [pin.title for pin in source.all_pages([0])] == sorted(title for title in PAGES if ":" not in title)
    members = source.category_members("All", [0], subcategories=False)
    assert members is not None
    assert len(members.pages) == 20
    texts = [item for item in source.revisions(source.all_pages([0, 14])) if isinstance(item, Revision)]
    assert {item.title: item.text for item in texts} == PAGES
    assert [item.title for item in texts] == sorted(PAGES)  # the dump's order


def test_only_the_streams_of_wanted_pages_are_read(tmp_path: Path) -> None:
    path = multistream(tmp_path)
    source = DumpSource([str(path)], tmp_path)
    (pin,) = source.lookup(["Page 10"])
    first, *_ = {int(line.split(":")[0]) for line in read_index(tmp_path).splitlines() if "Page 10" in line}
    data = bytearray(path.read_bytes())
    state = path.stat()
    data[:first] = bytes(first)
    path.write_bytes(data)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    other = Pin(7, 0, "Gone", 7, "", "", 0)
    assert [getattr(item, "text", item) for item in source.revisions([pin, other])] == [other, PAGES["Page 10"]]


def _shifted(text: str) -> str:
    return "".join(f"{int(line.split(':')[0]) + 1}:{line.partition(':')[2]}\n" for line in text.splitlines())


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda text: text.replace(":", ";"), r"index\.txt\.bz2: the dump has a line that is not an entry"),
        (lambda text: "".join(reversed(text.splitlines(keepends=True))), "not an entry of a multistream index"),
        (lambda text: "", "lists no page"),
        (lambda text: "1" * 5000, "line of more than 4,096 bytes"),
        (_shifted, r"multistream\.xml\.bz2: the dump (is truncated or damaged|does not match its index)"),
        (lambda text: "".join(text.splitlines(keepends=True)[3:]), "not match its index"),
        (lambda text: "".join(text.splitlines(keepends=True)[:6]), "not match its index"),
        (lambda text: "".join(text.splitlines(keepends=True)[::6]), "not match its index"),
        (lambda text: text + "999999:99:Beyond\n", "not match its index|truncated"),
    ],
)  # fmt: skip
def test_an_index_that_does_not_match_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str], part: str, processes: int
) -> None:
    # Threads do what processes do, and start at once.
    monkeypatch.setattr(parallel, "ProcessPoolExecutor", lambda number, *_: ThreadPoolExecutor(number))
    path = multistream(tmp_path)
    write_index(tmp_path / NAMES[1], change(read_index(tmp_path)))
    with pytest.raises(WikimillError, match=part) as caught:
        list(DumpSource([str(path)], tmp_path, processes).all_pages([0]))
    assert str(caught.value).endswith("download or export it again")
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "dumps").glob("*.sqlite"))


@pytest.mark.slow
def test_a_damaged_stream_is_the_same_line_from_any_process(tmp_path: Path) -> None:
    path = multistream(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    messages = set()
    for processes in (1, 2):
        with pytest.raises(WikimillError, match="truncated or damaged") as caught:
            list(DumpSource([str(path)], tmp_path, processes).all_pages([0]))
        messages.add(str(caught.value))
    assert len(messages) == 1
