"""The browser of the corpus: lists, pages, and hostile titles that stay text."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.unit.corpus.builder import page_row, write_corpus_tables
from tests.unit.serve.builder import EVIL, MARKUP, fake_app
from tests.unit.serve.client import client
from wikimill.serve import html


class Elements(HTMLParser):
    """The elements of a page, its links, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        assert not [name for name, _ in attributes if name.startswith("on") or name == "style"]
        self.links += [value or "" for name, value in attributes if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


Get = Callable[[str], Elements]


@pytest.fixture
def get(_in_corpus: None) -> Get:
    found = client(fake_app()[0])

    def read(path: str) -> Elements:
        answer = found.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return Elements(answer.text)

    return read


def test_the_list_leads_to_every_page_and_goes_on(get: Get) -> None:
    first = get("/corpus")
    pages = [link for link in first.links if link.startswith("/corpus/pages/")]
    assert len(pages) == 50
    (following,) = [link for link in first.links if "start=50" in link]
    second = get(following)
    assert len([link for link in second.links if link.startswith("/corpus/pages/")]) == 11
    assert not [link for link in second.links if "start=" in link]
    assert get("/corpus?q=harbour+07").text.count("Harbour 07") == 1
    assert "No page has that in its title." in get("/corpus?q=zzz").text


def test_hostile_titles_and_texts_stay_text(get: Get) -> None:
    listed = get("/corpus?q=onerror")
    (link,) = [link for link in listed.links if link.startswith("/corpus/pages/")]
    page = get(link)
    for found in (listed, page):
        assert EVIL in found.text
        assert not {"script", "img", "style", "iframe"} & set(found.names)
    assert "</pre><script>alert(1)</script>\\u202eevil" in page.text
    assert page.names.count("pre") == 1, "there is no wikitext"


def test_a_title_that_is_markup_stays_text() -> None:
    write_corpus_tables([page_row(MARKUP, MARKUP, 1, url="javascript:alert(1)")], [(MARKUP, MARKUP)])
    found = client(fake_app()[0])
    for path in ("/corpus", "/corpus/pages/0", "/corpus/left-out", "/corpus/left-out/0", "/corpus/title?title=x"):
        page = Elements(found.get(path, params={"q": MARKUP}).text)
        assert (MARKUP in page.text) == ("title=" not in path)
        assert not {"script", "img"} & set(page.names)
        assert all(link.startswith(("/", "data:,", "#main")) for link in page.links)


def test_a_page_shows_its_texts_and_what_was_left_out(get: Get) -> None:
    (link,) = [link for link in get("/corpus?q=harbour+07").links if link.startswith("/corpus/pages/")]
    page = get(link)
    assert page.names.count("pre") == 2
    for part in ("'''Harbour''' {{wind}} <ref>x</ref>", "references", "CC BY-SA 4.0", "wiki.example"):
        assert part in page.text
    assert [link for link in page.links if link.startswith("https://wiki.example/")]


def test_pages_that_were_left_out_are_listed_with_their_reasons(get: Get) -> None:
    listed = get("/corpus/left-out")
    for part in ("Twin", "exact duplicate", "Nope", "missing"):
        assert part in listed.text
    assert "Twin" not in get("/corpus/left-out?reason=missing").text
    assert "Left out of the corpus: exact duplicate" in get("/corpus/left-out/0").text
    assert "missing" in get("/corpus/left-out/1").text


@pytest.mark.usefixtures("_in_corpus")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/corpus/pages/61", 404),
        ("/corpus/pages/" + "9" * 4000, 404),
        ("/corpus/pages/" + "9" * 4400, 404),
        ("/corpus/left-out/" + "9" * 4400, 404),
        ("/corpus/pages/٣", 404),
        ("/corpus/left-out/2", 404),
        ("/corpus/pages/x", 404),
        ("/corpus/pages/-1", 404),
        ("/corpus/pages/..%2f..%2fetc%2fpasswd", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/corpus?start=x", 400),
        ("/corpus?start=-1", 400),
        ("/corpus?start=" + "9" * 400, 400),
        ("/corpus/title?title=nope", 404),
    ],
)
def test_what_is_not_there_is_said_on_a_page(path: str, status: int) -> None:
    answer = client(fake_app()[0]).get(path)
    assert answer.status_code == status
    assert '<p class="error">' in answer.text


@pytest.mark.usefixtures("_in_corpus")
def test_a_title_leads_to_its_page() -> None:
    found = client(fake_app()[0])
    answer = found.get("/corpus/title", params={"title": EVIL})
    assert answer.status_code == 303
    assert EVIL in Elements(found.get(answer.headers["location"]).text).text


def test_without_a_corpus_the_pages_say_so() -> None:
    found = client(fake_app()[0])
    answer = found.get("/corpus")
    assert answer.status_code == 404
    assert "`snakemake corpus` makes it" in answer.text
    assert "/corpus" not in found.get("/").text


@pytest.mark.usefixtures("_in_corpus")
def test_a_damaged_table_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus/main").mkdir(parents=True)
    Path("corpus/main/pages.parquet").write_bytes(b"x")
    answer = client(fake_app()[0]).get("/corpus")
    assert answer.status_code == 500
    assert "pages.parquet: the table is damaged; delete it and run again" in answer.text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x", True),
        ("javascript:alert(1)", False),
        ("file:///etc", False),
        ("//[", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_links(url: str, shown: bool) -> None:
    environment = html._environment()
    assert bool(environment.filters["web"](url)) == shown


def test_a_text_that_is_too_long_to_show_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_SHOWN", 3)
    assert html._beginning("abc") == "abc"
    assert html._beginning("abcde") == "abc\n\n[… 2 more characters]"


def test_the_reasons_are_those_of_the_statistics(get: Get) -> None:
    assert "missing (1,200)" in get("/corpus/left-out").text
