"""Limits of time and memory, with the programs that reach them: the page is left out, and the others are untouched."""

from __future__ import annotations

import json
import logging
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypandoc
import pytest

from tests.clone import ROOT
from tests.converter import converter
from tests.unit.convert.samples import TEXTS, cached, project_filter, run
from tests.unit.sources.documents.folder import source, write
from tests.web_site import TEXT, serve_site
from wikimill.config.model import Convert, MediaWiki
from wikimill.convert.expander_process import MOST_HANGING
from wikimill.convert.jsonl import convert_lines
from wikimill.convert.recipe import load_recipe
from wikimill.convert.wikitext import WikitextConverter
from wikimill.sources.web.source import WebSource

SPINNING = "return { wikitext = function(t) while t:find('spin') do end return t end }"


def test_a_page_that_hangs_is_quarantined_and_the_next_is_not(project: Path) -> None:
    with converter(project_filter(project, SPINNING)) as pandoc:
        assert pandoc.convert("A", "Fine.").markdown == "Fine.\n"
        page = pandoc.convert("B", "spin")
        assert (page.status, page.dropped) == ("quarantined", "timeout:2s")
        assert pandoc.convert("C", "Fine again.").markdown == "Fine again.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a running process")
@pytest.mark.parametrize("where", ["lua", "haskell"])
def test_a_page_that_takes_too_much_memory_is_quarantined(project: Path, where: str) -> None:
    greedy = {
        "lua": "return { wikitext = function(t) return t:find('lua') and t .. ('x'):rep(2^30) or t end }",
        "haskell": """return { Pandoc = function(doc)
          if not pandoc.utils.stringify(doc):find('haskell') then return nil end
          local text = ('word '):rep(2000000)
          return pandoc.read(text .. text .. text)
        end }""",
    }[where]
    options = project_filter(project, greedy).model_copy(update={"timeout": 60})
    with converter(options) as pandoc:
        page = pandoc.convert("B", f"{where} '''page'''")
        assert (page.status, page.dropped) == ("quarantined", "memory:128MiB")
        assert pandoc.convert("C", "Fine again.").markdown == "Fine again.\n"


def test_the_neighbours_of_a_page_that_hangs_are_untouched(project: Path) -> None:
    options = project_filter(project, SPINNING)
    alone = run(cached(TEXTS), options)
    rows = run(cached({**TEXTS, "Spin": "spin"}), options)
    assert (rows["Spin"].status, rows["Spin"].dropped) == ("quarantined", "timeout:2s")
    assert {title: row for title, row in rows.items() if title != "Spin"} == alone


EXPIRED = "The time allocated for running scripts has expired."
MODULE = """local p = {}
function p.say(frame) return 'said' .. (frame.args[1] or '') end
function p.spin() while true do pcall(function() while true do end end) end end
function p.search() return tostring(('a'):rep(30000):find(('a-'):rep(30) .. 'b')) end
function p.nest(frame) return frame:preprocess('{{#invoke:M|spin}}') end
return p
"""
GREEDY = """local p = {}
function p.eat() local t = {} while true do t[#t + 1] = ('x'):rep(2^20) .. #t end end
function p.fail() error('no') end
return p
"""


@pytest.fixture(scope="module")
def quick() -> Iterator[WikitextConverter]:
    with converter(Convert(timeout=3), ROOT) as wiki:
        yield wiki


@pytest.fixture(scope="module")
def patient() -> Iterator[WikitextConverter]:
    """A converter that lets modules reach the limit of what they may run."""
    with converter(Convert(timeout=60), ROOT) as wiki:
        yield wiki


TEMPLATES = {"Module:M": MODULE, "T": "<b>{{#invoke:M|{{{1}}}}}</b>"}


def losses_of_call(wiki: WikitextConverter, call: str) -> list[tuple[str, str, str]]:
    """What a page loses by a call, which leaves the rest of the page and the next page as they are."""
    text = f"One {{{{#invoke:M|say| two}}}} {call} three {{{{T|say}}}}."
    page = wiki.convert("A", text, TEMPLATES)
    assert (page.status, page.markdown) == ("ok", "One said two three **said**.\n")
    assert wiki.convert("B", "{{#invoke:M|say}}.", TEMPLATES).markdown == "said.\n"
    return [(loss.kind, loss.name, loss.example) for loss in page.losses]


@pytest.mark.parametrize("call", ["{{#invoke:M|spin}}", "{{#invoke:M|nest}}", "{{T|spin}}"])
def test_a_call_of_a_module_that_runs_on_is_left_out_and_named_with_its_line(
    patient: WikitextConverter, call: str
) -> None:
    assert losses_of_call(patient, call) == [("modules", "Module:M line 3", EXPIRED)]


def test_a_call_of_a_module_that_hangs_is_left_out_and_named(quick: WikitextConverter) -> None:
    call = "{{#invoke:m|search}}"
    assert losses_of_call(quick, call) == [("modules", "Module:M", f"timeout:3s: {call}")]


def test_a_page_of_calls_that_hang_goes_on_without_modules(quick: WikitextConverter) -> None:
    text = "One {{#invoke:M|say}} " + "{{#invoke:M|search}} " * 20 + "two {{T}}."
    start = time.monotonic()
    page = quick.convert("A", text, {"Module:M": MODULE, "T": "{{lc:THREE}}"})
    assert (page.status, page.markdown) == ("ok", "One two three.\n")
    assert sum(loss.count for loss in page.losses if loss.kind == "modules") == MOST_HANGING
    assert time.monotonic() - start < 30 + 3 * MOST_HANGING


@pytest.mark.parametrize(
    "text",
    [
        '<div class="navbox">' * 50_000,
        "<a " * 100_000,
        "{{x}}" * 1000,
        "{{y}}" * 100_000,
        "[[:Vorlage:" * 50_000,
        "{{y|" * 50_000,
        "{{{1|" * 50_000,
    ],
)
def test_hostile_templates_stay_in_bounds(quick: WikitextConverter, text: str) -> None:
    assert quick.convert("A", "{{x}}", {"x": text, "y": "<b>"}).status in ("ok", "quarantined")
    assert quick.convert("B", "Fine {{y}}.", {"y": "still"}).markdown == "Fine still.\n"


def test_a_page_that_templates_make_too_large_is_bounded() -> None:
    with converter(Convert(memory=128, timeout=5), ROOT) as small:
        page = small.convert("A", "a {{x}} b " + "{{y|" * 40 + "}}" * 40, {"x": "word " * 600_000, "y": "{{{1}}}" * 10})
        assert (page.status, page.markdown[:2]) in (("ok", "a "), ("quarantined", ""))
        assert small.convert("B", "Fine.").markdown == "Fine.\n"


def test_a_module_that_eats_memory_or_fails_is_listed(patient: WikitextConverter) -> None:
    page = patient.convert("A", "One {{#invoke:M|eat}}{{#invoke:M|fail}} two.", {"Module:M": GREEDY})
    assert page.markdown == "One two.\n"
    listed = [(loss.kind, loss.name, loss.example) for loss in page.losses if loss.kind != "removed"]
    assert listed == [("modules", "Module:M", "not enough memory"), ("modules", "Module:M line 3", "no")]


def test_a_document_that_takes_too_much_memory_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, a_txt="a", b_html="<p>b</p>" * 1000)
    write(tmp_path, x_md="mark")
    pypandoc.convert_file(str(tmp_path / "x.md"), "docx", outputfile=str(tmp_path / "x.zip"))
    with (
        zipfile.ZipFile(tmp_path / "x.zip") as good,
        zipfile.ZipFile(tmp_path / "c.docx", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in good.namelist():
            bomb.writestr(name, good.read(name).replace(b"mark", b"word " * 20_000_000))
    assert [pin.revid > 0 for pin in source(tmp_path, memory=64).all_texts()] == [True, True, False, True]
    assert "c.docx is left out: it needs more than convert.memory (64 MiB)" in caplog.text


def test_a_large_text_is_pinned_as_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    write(tmp_path, a_txt=b"0123456\n" * (8 << 20))
    [pin] = source(tmp_path, memory=64, timeout=0.001).all_texts()
    assert pin.bytes == 64 << 20
    assert not caplog.messages


def test_a_web_page_that_takes_too_long_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    trap = f"<html><body><p {' '.join(f'a{number}=1' for number in range(200_000))}>x</p></body></html>"
    with serve_site() as site:
        urls = [site.put("/a"), site.put("/trap", trap)]
        etiquette = MediaWiki(requests_per_minute=6000)
        pins = list(WebSource(urls, None, etiquette, tmp_path, Convert(timeout=5)).all_texts())
    assert [pin.bytes for pin in pins] == [len(TEXT), -1]
    assert [pin.revid > 0 for pin in pins] == [True, False]
    assert caplog.messages == [f"{site.url}/trap is left out: it takes longer than convert.timeout (5 s)"]


def test_a_page_over_its_limits_is_quarantined_with_its_words_and_the_next_goes_on(project: Path) -> None:
    pages = {"title": "A", "text": "'''spin''' [[it|now]]"}, {"title": "B", "text": "Fine."}
    recipe = load_recipe(project_filter(project, SPINNING).model_copy(update={"timeout": 1}))
    lines = (json.dumps(page).encode() for page in pages)
    slow_page, next_page = map(json.loads, convert_lines(lines, recipe, "", 1))
    assert slow_page["status"] == "quarantined"
    assert slow_page["markdown"].split() == ["spin", "now"]
    assert slow_page["losses"] == [{"kind": "limits", "name": "timeout:1s", "count": 1, "example": ""}]
    assert (next_page["status"], next_page["markdown"]) == ("ok", "Fine.\n")
