"""Pages as JSON lines: in order, whatever is in them, and never ahead of what is read."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.filters.test_filters import ROOT
from tests.unit.convert.samples import ORIGIN, project_filter
from wikimill import layout
from wikimill.config.model import Convert
from wikimill.convert import jsonl
from wikimill.convert.conversion import ConvertedPage
from wikimill.convert.jsonl import IDLE, BadLineError, Page, Workers, convert_lines
from wikimill.convert.known_wiki import KnownWiki
from wikimill.convert.recipe import Recipe, load_recipe
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.parallel import map_in_threads
from wikimill.site.core import core_site
from wikimill.site.summary import format_summary

GERMAN = format_summary(core_site("de"))


def encoded(*pages: Mapping[str, object]) -> list[bytes]:
    return [json.dumps(page).encode() + b"\n" for page in pages]


def convert(lines: Iterable[bytes], jobs: int = 1, options: Convert | None = None, to: str = "markdown") -> list[Any]:
    return [json.loads(line) for line in convert_lines(lines, load_recipe(options or Convert(), ROOT, to), "", jobs)]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_pages_come_out_in_their_order_with_what_was_left_out(jobs: int) -> None:
    texts = [f"{'word ' * (2000 if number % 3 == 0 else 1)}<ref>x</ref> [[b|{number}]]" for number in range(20)]
    done = convert(encoded(*({"title": f"P {number}", "text": text} for number, text in enumerate(texts))), jobs)
    assert [list(page) for page in done] == [["title", "markdown", "status", "losses"]] * 20
    assert [page["title"] for page in done] == [f"P {number}" for number in range(20)]
    assert [page["markdown"].split()[-1] for page in done] == [str(number) for number in range(20)]
    assert done[1] == {
        "title": "P 1",
        "markdown": "word 1\n",
        "status": "ok",
        "losses": [{"kind": "references", "name": "", "count": 1, "example": ""}],
    }


def test_with_one_job_a_page_is_answered_before_the_next_is_read() -> None:
    read = 0

    def lines() -> Iterator[bytes]:
        nonlocal read
        for line in encoded(*({"title": "A", "text": str(number)} for number in range(3))):
            read += 1
            yield line

    for number, line in enumerate(convert_lines(lines(), load_recipe(Convert(), ROOT), "", 1)):
        assert json.loads(line)["markdown"] == f"{number}\n"
        assert read == number + 1


def test_any_characters_are_a_page_and_those_that_are_no_text_are_counted() -> None:
    [page, other] = convert(
        [
            b'\xef\xbb\xbf{"title": "\\ud800", "text": "a\\u0000\\u0007\\udfffb\xff \\u2028 \\ud83d\\ude00"}',
            b'\r\n \n{"title":"B","text":"a\0\tb","more":{"kept":"no"},"wiki":null,"templates":null}'[3:],
        ]
    )
    assert page["title"] == "\ufffd"
    assert page["markdown"] == "a\ufffdb\ufffd \u2028 😀\n"
    counts = {loss["name"]: loss["count"] for loss in page["losses"] if loss["kind"] == "characters"}
    assert counts == {"not UTF-8": 2, "U+0000": 1, "U+0007": 1}
    assert (other["title"], other["markdown"], other["losses"][0]["name"]) == ("B", "a b\n", "U+0000")


def test_a_line_of_output_is_a_line_for_every_program() -> None:
    [line] = convert_lines(
        encoded({"title": "A\u2028", "text": "a\u2029b\x85c\nd"}), load_recipe(Convert(), ROOT), "", 1
    )
    assert line.splitlines() == [line]
    assert json.loads(line)["title"] == "A\u2028"


def test_templates_that_come_with_a_page_are_those_of_its_wiki(caplog: pytest.LogCaptureFixture) -> None:
    templates = {
        "tide": "<b class=noprint>x</b>{{{1}}} {{Unit\n}}",
        "Template:Unit": "''m''<noinclude>n</noinclude>",
        "_unit of_": "\x01\x02km\x7f",
        "User:A/b": "c",
        "[": "no title",
    }
    text = "High {{tide|4}}, {{ unit_of }}, {{User:A/b}}. It is {{Nope|\n1}} of {{lang|de|Wind}}."
    pages = [{"title": "A", "text": text, "templates": each} for each in (templates, templates, {"tide": "low"})]
    one, same, other = convert(encoded(*pages))
    assert one["markdown"] == "High 4 *m*, km, c. It is of.\n"
    assert caplog.messages == [
        f"line {number}: \"templates\": '[' cannot be the title of a page; it is not used; correct the name"
        for number in (1, 2)
    ]
    assert same == one
    assert other["markdown"].startswith("High low,")
    assert one["losses"] == [
        {"kind": "missing", "name": "Template:Lang", "count": 1, "example": "It is of {{lang|de|Wind}}."},
        {"kind": "missing", "name": "Template:Nope", "count": 1, "example": "It is {{Nope| 1}} of ."},
        {"kind": "removed", "name": ".noprint", "count": 1, "example": "", "template": "Tide"},
    ]


def test_names_of_templates_that_no_page_can_have_are_told_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    names = ["Tide", "a|b", "Template:", "x" * 300, "\x1b[31m<", "Module:M", "\ud800"]
    pages: list[dict[str, object]] = [
        {"title": "A", "text": "{{tide}}"},
        {"title": "B", "text": "{{tide}}", "templates": dict.fromkeys(names, "x")},
    ]
    assert [page["markdown"] for page in convert(encoded(*pages))] == ["\n", "x\n"]
    assert caplog.messages == [
        "line 2: \"templates\": 'a|b' and 4 others cannot be titles of pages; they are not used; correct the names"
    ]


@pytest.mark.slow
def test_the_library_answers_for_english_wikipedia_and_for_pages_of_no_wiki_without_templates() -> None:
    wikis = {"": "Wind", "en.wikipedia.org": "Wind", "wiki.example": "", "de.wikipedia.org": ""}
    given: tuple[dict[str, str] | None, ...] = (None, {})
    for templates in given:
        pages = [{"title": "A", "text": "{{lang|de|Wind}}", "wiki": wiki, "templates": templates} for wiki in wikis]
        assert [page["markdown"].strip() for page in convert(encoded(*pages))] == list(wikis.values())


def test_the_format_may_be_any_that_pandoc_writes() -> None:
    lines = encoded({"title": "A", "text": "'''b''' [[c|d]]"})
    assert convert(lines, to="html")[0]["markdown"] == "<p><strong>b</strong> d</p>"
    assert convert(lines, to="plain")[0]["markdown"] == "b d\n"
    assert json.loads(convert(lines, to="json")[0]["markdown"])["blocks"][0]["t"] == "Para"


@pytest.mark.slow
def test_a_wiki_has_the_names_that_the_project_knows_and_else_those_of_mediawiki(project: Path) -> None:
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        cache.save_site_summary(GERMAN)
    text = "a[[Kategorie:X]][[Datei:Y.png|mini|z]][[Category:Z]] b"
    wikis = ["wiki.example", "other.example", "WIKI.example", "localhost:8080", ""]
    pages = convert(encoded(*({"title": "A", "text": text, "wiki": wiki} for wiki in wikis)))
    known, unknown, same, *_ = (page["markdown"] for page in pages)
    assert known == same == "a b\n"
    assert "Kategorie:X" in unknown
    assert "Category" not in unknown
    missing = [[loss["name"] for loss in page["losses"] if loss["kind"] == "site"] for page in pages]
    assert missing == [[], ["other.example"], [], ["localhost%3A8080"], []]
    assert not (layout.CACHE / "mediawiki/other.example").exists()


@pytest.mark.slow
def test_no_more_processes_wait_than_may() -> None:
    workers = Workers(load_recipe(Convert(), ROOT), 2)
    for number in (*range(4), 3):
        workers.convert(Page("A", "{{b}}", f"{number}.example"))
    assert [each.wiki.host for each in workers.idle] == ["2.example", "3.example"]
    pairs = [(each.pandoc.process, each.expander.process) for each in workers.idle]
    processes = [each.process for pair in pairs for each in pair if each]
    workers.close()
    assert [process.returncode for process in processes] == [0] * 4
    assert IDLE >= 2


def test_threads_that_give_back_at_once_leave_no_more_than_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    class Quick:
        running: ClassVar[set[Any]] = set()

        def __init__(self, _recipe: Recipe, wiki: KnownWiki) -> None:
            self.wiki = wiki
            self.running.add(self)

        def convert(self, _title: str, _text: str, _templates: object) -> ConvertedPage:
            time.sleep(0.001)
            return ConvertedPage("", "ok")

        def stop(self) -> None:
            self.running.remove(self)

    monkeypatch.setattr(jsonl, "WikitextConverter", Quick)
    monkeypatch.setattr(jsonl, "host_wiki", KnownWiki)
    workers = Workers(load_recipe(Convert(), ROOT), 8)
    pages = (Page("A", "b", f"{number}.example") for number in range(1000))
    most = 0
    for _ in map_in_threads(workers.convert, pages, 8):
        most = max(most, len(workers.idle))
    assert most <= 9  # the ninth is taken out again at once
    assert len(Quick.running) == len(workers.idle) == 8
    workers.close()
    assert not Quick.running


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"title: A", r"not JSON \(Expecting value: column 1 \(char 0\)\)"),
        (b'{"title": "A", "text": "b"', "not JSON"),
        (b"[" * 100_000, r"not JSON \(maximum recursion depth exceeded"),
        (b"[1]", "not a JSON object"),
        (b'{"title": "A"}', 'there is no "text"'),
        (b'{"text": "b"}', 'there is no "title"'),
        (b'{"title": "A", "text": 5}', '"text" is 5, not a string'),
        (b'{"title": null, "text": "b"}', '"title" is null, not a string'),
        (b'{"title": "A", "text": "b", "wiki": ["x"]}', r'"wiki" is \["x"\], not a string'),
        (b'{"title": "A", "text": "b", "wiki": "../x"}', "\"wiki\": '../x' is not the address of a wiki"),
        (b'{"title": "A", "text": "b", "templates": ["x"]}', '"templates" is not an object of names and wikitexts'),
        (b'{"title": "A", "text": "b", "templates": {"x": 1}}', '"templates" is not an object'),
    ],
)
def test_a_line_that_is_no_page_is_named_after_the_pages_before_it(line: bytes, problem: str, jobs: int) -> None:
    done = convert_lines([*encoded({"title": "A", "text": "b"}), b"\n", line], load_recipe(Convert(), ROOT), "", jobs)
    assert json.loads(next(done))["markdown"] == "b\n"
    with pytest.raises(
        BadLineError, match=rf"^line 3: {problem}.*; write a JSON object a line, such as \{{\"title\""
    ) as error:
        next(done)
    assert "\n" not in str(error.value)


BAD = "return { Str = function(s) if s.text:find 'bad' then error('no\\nway') end end }"


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_on_which_a_filter_fails_is_quarantined_with_its_words_and_the_next_goes_on(
    project: Path, jobs: int, caplog: pytest.LogCaptureFixture
) -> None:
    texts = ["good", "a \udfff <b>bad</b> [[b|c]]", "good", "bad"] * 3
    lines = encoded(*({"title": f"P{number}", "text": text} for number, text in enumerate(texts)))
    done = [json.loads(line) for line in convert_lines(lines, load_recipe(project_filter(project, BAD)), "", jobs)]
    assert [page["title"] for page in done] == [f"P{number}" for number in range(12)]
    assert [page["status"] for page in done] == ["ok", "quarantined"] * 6
    assert [page["markdown"].split() for page in done[:4]] == [["good"], ["a", "\ufffd", "bad", "c"], ["good"], ["bad"]]
    characters, problem = done[1]["losses"]
    assert characters["name"] == "not UTF-8"
    name = "workflow/filters/mine.lua:1: no way"
    assert problem == {"kind": "filter", "name": name, "count": 1, "example": ""}
    assert [record.getMessage() for record in caplog.records] == [
        f"6 pages quarantined by an error in a filter; first page 'P1': {name}; correct the filter"
    ]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_filter_that_fails_on_most_of_ten_pages_is_an_error_at_the_end(project: Path, jobs: int) -> None:
    recipe = load_recipe(project_filter(project, BAD))
    pages = [{"title": f"P{number}", "text": "good" if number < 4 else "bad"} for number in range(10)]
    few = [json.loads(line)["status"] for line in convert_lines(encoded(*pages[1:]), recipe, "", jobs)]
    assert few == ["ok"] * 3 + ["quarantined"] * 6
    done = convert_lines(encoded(*pages), recipe, "", jobs)
    assert [json.loads(next(done))["title"] for _ in pages] == [f"P{number}" for number in range(10)]
    message = r"^filters failed on 6 of 10 pages; first page 'P4': .*mine\.lua:1: no way; correct the filter$"
    with pytest.raises(WikimillError, match=message):
        next(done)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("filters/mine.lua", "return {", r"mine\.lua:1: .*; correct the filter"),
        ("templates/library/zz.lua", "x", r"zz\.lua:1: .*; correct this file of renderers"),
    ],
)
def test_an_error_in_a_file_ends_the_work_at_once(project: Path, file: str, text: str, problem: str, jobs: int) -> None:
    recipe = load_recipe(project_filter(project, "return {}"))
    (project / "workflow" / file).write_text(text)
    with pytest.raises(WikimillError, match=problem) as error:
        next(convert_lines(encoded({"title": "A", "text": "{{b}}"}), recipe, "", jobs))
    assert "\n" not in str(error.value)
