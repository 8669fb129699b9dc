"""Workers, shards and single pages, with the real pandoc."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import FakeSource, pin
from tests.filters.test_filters import ROOT, convert
from wikimill import layout
from wikimill.config.model import Config, Convert
from wikimill.convert.page import page, raw_page
from wikimill.convert.pages import PageRow, pages, read_pages, write_pages
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import load_recipe
from wikimill.convert.shard import convert_shard
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins, write_record
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.sources.base import Pin
from wikimill.wiki import ENGLISH, Site, Wiki

WIKI = Wiki.parse("wiki.example")
ORIGIN = WikiOrigin("wiki.example")
FETCHED = layout.fetch_record("m")
# Plain pandoc 3.9 aborts on each of these.
ABORTS = ["a</ref> b", "{| class=x\n| a\n", "x <ref>y <b>z</ref> w"]


def project_filter(folder: Path, text: str) -> Convert:
    """Options with one more filter, in a project folder whose workflow is a copy."""
    (folder / "workflow").unlink()
    shutil.copytree(ROOT / "workflow", folder / "workflow")
    (folder / "workflow/filters/mine.lua").write_text(text)
    return Convert(filters=["mine", *Convert().filters], timeout=2, memory=128)


@pytest.mark.parametrize("text", ABORTS[:1])
def test_a_page_on_which_pandoc_aborts_is_read_in_pieces(text: str) -> None:
    page = convert(f"Before.\n\n{text}\n\n== Next ==\nAfter '''it'''.", filters=["links"])
    assert page.status == "repaired"
    assert "Before." in page.markdown
    assert "After **it**." in page.markdown
    assert convert("Fine.", filters=["links"]).status == "ok"


def test_local_namespace_names_count() -> None:
    german = Site.from_siteinfo("de", "first-letter", {6: ["Datei"], 14: ["Kategorie"]})
    text = "Text [[Datei:A.jpg|mini|Bild]]\n[[Kategorie:Schiffe]]\n[[Image:b.png]]"
    assert convert(text, Convert().filters, german).markdown == "Text\n"
    assert "Kategorie" in convert(text, Convert().filters).markdown


def test_switches_are_those_of_the_wiki_and_of_one_that_was_not_asked_what_looks_like_one() -> None:
    text = "__NOTOC__ A __FILE__ and\n__KEIN_INHALTSVERZEICHNIS__\n__x__ ends.__notoc__"
    words = {"notoc": ["__KEIN_INHALTSVERZEICHNIS__", "__NOTOC__"]}
    german = Site.from_siteinfo("de", "first-letter", {}, words)
    assert convert(text, Convert().filters, german).markdown == "A __FILE__ and __x__ ends.\n"
    assert convert(text, Convert().filters).markdown == "A and __x__ ends.__notoc__\n"


def test_a_wiki_has_its_own_names_of_variables_and_functions() -> None:
    words = {"pagename": ["СТРАНИЦА"], "lc": ["МБ:"], "defaultsort": ["СОРТКАТ:", "ソート："]}
    site = Site.from_siteinfo("bg", "first-letter", {10: ["Шаблон"]}, words)
    text = "{{СТРАНИЦА}} {{мб: ТИХО}} {{Шаблон:Nowrap|and}} {{template:nowrap|so}} {{СОРТКАТ:X}}{{ソート：Y}} {{lc:ON}}"
    page = convert(text, Convert().filters, site)
    assert page.markdown == "Test page тихо and so on\n"
    assert [(loss.kind, loss.name, loss.count) for loss in page.losses] == [("templates", "defaultsort:", 2)]


def test_end_sections_are_those_of_the_language_and_the_english_ones() -> None:
    text = "A.\n\n== Weblinks ==\nB.\n\n== References ==\nC.\n\n== 脚注 ==\nD."
    for language in ("de", "de-at"):
        site = Site.from_siteinfo(language, "first-letter", {})
        assert convert(text, Convert().filters, site).markdown == "A.\n\n## 脚注\n\nD.\n"
    assert convert(text, Convert().filters, drop_sections=[]).dropped == ""


def test_a_wiki_has_the_templates_of_its_language_and_of_no_other() -> None:
    german = Site.from_siteinfo("de-at", "first-letter", {})
    text = "{{Siehe auch|X}}{{Höhe|1234|AT}}, {{DEU}}, {{lang-tlh|Qapla}}"
    assert convert(text, Convert().filters, german).markdown == "1234 m ü. A., Deutschland, Qapla\n"
    assert convert("{{DEU}}, {{Höhe|1234|AT}}", Convert().filters).markdown == "Germany,\n"


@pytest.mark.parametrize("run", ["(", "「", " ", "\n ", "、 ", "<tabber>", "__a", "[[a", "&", "<ref>", "\n== a"])
def test_long_runs_around_what_was_taken_out_do_no_harm(run: str) -> None:
    page = convert(f"First.<ref>x</ref> {run * 5000}\n\nLast.", Convert().filters, timeout=5)
    assert page.status == "ok"
    assert page.markdown.startswith("First.")
    assert page.markdown.endswith("Last.\n")


def test_tables_and_infoboxes_can_be_kept() -> None:
    text = (
        "{{Infobox island\n| name = Hest\n| area_km2 = {{val|1200}}\n| map =\n}}\nText.\n{|\n! A !! B\n|-\n| 1 || 2\n|}"
    )
    kept = convert(text, Convert().filters, tables="keep").markdown
    assert "area km2" in kept
    assert "1,200" in kept
    assert kept.count("|") + kept.count("--") > 4
    assert convert(text, Convert().filters).markdown == "Text.\n"


def test_templates_can_all_be_dropped() -> None:
    assert convert("It is {{convert|12|km|mi}} away.", Convert().filters, templates="drop").markdown == "It is away.\n"


def test_sections_are_dropped_by_the_names_in_the_options() -> None:
    text = "A.\n\n== Trivia ==\nB.\n\n== References ==\nC."
    page = convert(text, Convert().filters, drop_sections=["trivia"])
    assert page.markdown == "A.\n\n## References\n\nC.\n"
    assert page.dropped == "sections:1"


def test_an_error_in_a_filter_names_its_file_and_line(project: Path) -> None:
    broken = "return {\n  Str = function(s)\n    return nothing.here\n  end,\n}"
    with (
        Pandoc(load_recipe(project_filter(project, broken)), ENGLISH) as pandoc,
        pytest.raises(WikimillError, match=r"page 'A': .*mine\.lua:3: .*; correct the filter"),
    ):
        pandoc.convert("A", "Words.")


def test_a_filter_that_does_not_compile_names_its_file_and_line(project: Path) -> None:
    with (
        Pandoc(load_recipe(project_filter(project, "return {\n  Str = = 1 }")), ENGLISH) as pandoc,
        pytest.raises(WikimillError, match=r"mine\.lua:2: .*; correct the filter"),
    ):
        pandoc.convert("A", "Words.")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("local filter = {}", "a filter ends with `return` and a table"),
        ("return { wikitext = function(text) text:gsub('a', 'b') end }", r"wikitext\(\) returned nil, not a string"),
        ("return { markdown = function() return {} end }", r"markdown\(\) returned table, not a string"),
        ("return { Str = function() return 5 end }", "Inline, list of Inlines, or string expected"),
    ],
)
def test_a_filter_that_returns_something_else_is_named(project: Path, text: str, problem: str) -> None:
    with (
        Pandoc(load_recipe(project_filter(project, text)), ENGLISH) as pandoc,
        pytest.raises(WikimillError, match=rf"mine\.lua: {problem}.*; correct the filter"),
    ):
        pandoc.convert("A", "Words.")


def test_a_template_that_returns_something_else_is_left_out_and_a_file_of_them_is_named(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    options = project_filter(project, "return {}")
    templates = project / "workflow/templates/library/zork.lua"
    templates.write_text("return { zork = function() return {} end, six = function() return 6 end }")
    with Pandoc(load_recipe(options), ENGLISH) as pandoc:
        assert pandoc.convert("A", "{{zork}} Words {{six}}.").markdown == "Words 6.\n"
    assert "page A: template zork failed and is left out: it returned a table" in capfd.readouterr().err
    templates.write_text("local zork = {}")
    with (
        Pandoc(load_recipe(options), ENGLISH) as pandoc,
        pytest.raises(WikimillError, match=r"zork\.lua: a file of templates ends with `return` and a table"),
    ):
        pandoc.convert("A", "Words.")


def test_what_a_filter_counts_may_be_any_value_and_what_is_lost_hold_any_character(project: Path) -> None:
    odd = "return { wikitext = function(text) require('page').dropped('a\\tb', 5, '\\xff{}') return text end }"
    with Pandoc(load_recipe(project_filter(project, odd)), ENGLISH) as pandoc:
        page = pandoc.convert("\udcff", "{{Zork\u2028|a\u0085b}} Words.")
    assert (page.markdown, page.dropped) == ("Words.\n", "a b:1 unknown:1")


def test_a_filter_that_does_not_exist_is_named_with_those_that_do(project: Path) -> None:
    with pytest.raises(
        WikimillError, match=r"convert\.filters: there is no filter .*nope\.lua; there are categories, "
    ):
        load_recipe(Convert(filters=["nope"]))


def test_what_a_filter_prints_does_not_reach_the_markdown(project: Path) -> None:
    chatty = "return { Str = function(s) print('hello', s.text); io.write('x'); io.stdout:write('y') end }"
    with Pandoc(load_recipe(project_filter(project, chatty)), ENGLISH) as pandoc:
        assert pandoc.convert("A", "Words.").markdown == "Words.\n"


def test_the_recipe_changes_with_what_changes_the_text_and_with_nothing_else(project: Path) -> None:
    base = load_recipe(Convert()).digest
    assert load_recipe(Convert(timeout=1, memory=100, shard_pages=7)).digest == base
    assert load_recipe(Convert(tables="keep")).digest != base
    assert load_recipe(Convert(filters=["links"])).digest != base
    project_filter(project, "return {}")
    assert load_recipe(Convert()).digest == base
    path = project / "workflow/templates/library/text.lua"
    path.write_text(path.read_text() + "\n")
    assert load_recipe(Convert()).digest != base


TEXTS = {"Haar": "Sea '''fog'''.", "Tide/Turn": "A game.", "Black wind": "Dry.", "Black Wind": "A ship.", "Empty": ""}


def cached(texts: dict[str, str]) -> list[Pin]:
    """Rows of these pages and of a missing one; their texts are in the cache."""
    rows = [pin(title, text, category="Root") for title, text in texts.items()] + [Pin.missing("Nope")]
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        write_record(FETCHED, len(rows), fetch_pins(list(rows), len(rows), cache, lambda: FakeSource(texts=texts)))
    return rows


def run(rows: list[Pin], options: Convert | None = None) -> dict[str, PageRow]:
    index = layout.shard_table("m", "00000-of-00001")
    with (
        Pandoc(load_recipe(options or Convert()), ENGLISH) as pandoc,
        RevisionCache(layout.CACHE / ORIGIN.folder) as cache,
    ):
        convert_shard(rows, "00000-of-00001", ORIGIN, cache, pandoc, index)
    return {row.title: row for row in read_pages(index)}


def test_what_is_left_out_is_listed_by_page_and_in_sum(project: Path) -> None:
    texts = {
        "A": "{{nope|1}} {{Nope|2}} a<ref>r</ref>.\n{|\n| x\n|}",
        "B": "b {{other}} {{nope|\n3}}.",
    }
    run(cached(texts))
    index = layout.shard_table("m", "00000-of-00001")
    layout.pages("m").parent.mkdir(parents=True)
    pages("m", [index], ORIGIN.folder)
    folder = layout.pages("m").parent
    by_page = [line.split("\t") for line in (folder / "losses.tsv").read_text().splitlines()]
    assert by_page == [
        ["title", "kind", "name", "count"],
        ["A", "references", "", "1"],
        ["A", "tables", "", "1"],
        ["A", "unknown", "nope", "2"],
        ["B", "unknown", "nope", "1"],
        ["B", "unknown", "other", "1"],
    ]
    total = [line.split("\t") for line in (folder / "losses_total.tsv").read_text().splitlines()]
    assert total[0] == ["kind", "name", "count", "pages", "title", "example"]
    assert [row for row in total if row[0] == "unknown"] == [
        ["unknown", "nope", "3", "2", "A", "nope|1"],
        ["unknown", "other", "1", "1", "B", "other"],
    ]
    dropped = {row.title: row.dropped for row in read_pages(layout.pages("m"))}
    assert dropped["A"] == "references:1 tables:1 unknown:2"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("An '''''a''''', '''''b c''''' and '''''d'''''.", "An ***a***, ***b c*** and ***d***."),
        ("'''bold ''both'''''.", "**bold *both***."),
        ("''i '''both''' i''.", "*i **both** i*."),
        ("'''never closed\nnext", "**never closed** next"),
        ("l'''amour'' et le reste", "l'*amour* et le reste"),
        ("''''four'''' marks", "'**four'** marks"),
        ("<b>x</b> <i>y</i> <em>z", "**x** *y* z"),
        ("'''a''", "'*a*"),
    ],
)
def test_apostrophes_pair_up_as_the_wiki_pairs_them(text: str, markdown: str) -> None:
    assert convert(text, Convert().filters).markdown == markdown + "\n"


def test_many_apostrophes_take_no_time() -> None:
    assert convert("'''''a''''' b " * 500, Convert().filters, timeout=5).markdown.count("***a***") == 500


def test_every_page_has_its_row_and_every_page_there_is_its_files(project: Path) -> None:
    rows = cached(TEXTS)
    table_rows = run(rows)
    assert set(table_rows) == {*TEXTS, "Nope"}
    assert table_rows["Nope"] == PageRow("Nope", "", 0, "", 0, "missing", "")
    for title, text in TEXTS.items():
        row = table_rows[title]
        markdown = Path(row.path).read_bytes()
        assert row.sha256 == hashlib.sha256(markdown).hexdigest()
        assert row.words == len(markdown.split())
        raw = Path(row.path.replace("processed", "raw").removesuffix(".md") + ".wiki")
        assert raw.read_text() == text
    assert table_rows["Haar"].path == "processed/mediawiki/wiki.example/Haar.md"
    assert Path(table_rows["Haar"].path).read_text() == "Sea **fog**.\n"
    assert table_rows["Black wind"].path.endswith("Black_%77ind.md")


def test_only_what_is_gone_or_stale_is_converted_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = cached(TEXTS)
    first = run(rows)
    converted: list[str] = []
    original = Pandoc.convert

    def spy(self: Pandoc, title: str, text: str) -> object:
        converted.append(title)
        return original(self, title, text)

    monkeypatch.setattr(Pandoc, "convert", spy)
    assert run(rows) == first
    assert converted == []
    Path(first["Haar"].path).unlink()
    Path(first["Empty"].path).write_text("changed by hand")
    assert run(rows) == first
    assert sorted(converted) == ["Empty", "Haar"]
    converted.clear()
    for path in Path("raw").rglob("*.wiki"):
        path.unlink()
    assert run(rows) == first
    assert converted == []
    assert len(list(Path("raw").rglob("*.wiki"))) == len(TEXTS)
    moved = cached({**TEXTS, "Haar": "Another text."})
    moved = [Pin(**{**vars(r), "revid": r.revid + (r.title == "Haar")}) for r in moved]
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        fetch_pins(list(moved), len(moved), cache, lambda: FakeSource(texts={"Haar": "Another text."}))
    assert Path(run(moved)["Haar"].path).read_text() == "Another text.\n"
    assert converted == ["Haar"]
    converted.clear()
    run(moved, Convert(tables="keep"))
    assert sorted(converted) == sorted(TEXTS)


def test_a_page_that_went_missing_loses_its_files(project: Path) -> None:
    rows = cached({"Haar": "Fog."})
    run(rows)
    gone = [Pin(1, 0, "Haar", 12345, "", "", 4)]
    write_record(FETCHED, 1, [gone[0]])
    assert run(gone)["Haar"].status == "missing"
    assert list(Path("processed").rglob("*.md")) == list(Path("raw").rglob("*.wiki")) == []


def files() -> set[str]:
    return {path.name for folder in ("raw", "processed") for path in Path(folder).rglob("*.*") if path.is_file()}


def test_pages_that_left_the_manifest_lose_their_files(project: Path) -> None:
    rows = cached(TEXTS)
    run(rows)
    assert "Black_%77ind.md" in files()
    Path("processed/mediawiki/wiki.example/By_name.md").write_text("Asked for by name, in no manifest.")
    write_lock(layout.lock("other"), "", ORIGIN, "", ENGLISH, [row for row in rows if row.title == "Empty"])
    run([row for row in rows if row.title in ("Tide/Turn", "Black wind")])
    kept = {"Tide%2FTurn", "Black_wind", "Empty"}  # of the twins one is left; the other manifest has one of the pages
    assert files() == {*(f"{name}.md" for name in kept), *(f"{name}.wiki" for name in kept), "By_name.md"}


def test_pages_that_left_lose_their_files_also_when_the_shards_change(project: Path) -> None:
    rows = cached(TEXTS)
    run(rows)
    smaller = [row for row in rows if row.title != "Haar"]
    indexes = [layout.shard_table("m", name) for name in layout.shard_names(2)]
    with Pandoc(load_recipe(Convert()), ENGLISH) as pandoc, RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        for index in indexes:
            convert_shard(smaller, index.stem, ORIGIN, cache, pandoc, index)
    assert "Haar.md" in files()
    pages("m", indexes, ORIGIN.folder)
    assert "Haar.md" not in files()
    assert "Haar.wiki" not in files()
    assert "Empty.md" in files()


def test_a_cache_that_lost_a_page_is_an_error_not_a_missing_page(project: Path) -> None:
    rows = cached({"Haar": "Fog.", "Hest": "An island."})
    run(rows)
    (layout.CACHE / ORIGIN.folder / "revisions.sqlite").unlink()
    Path("processed/mediawiki/wiki.example/Haar.md").unlink()
    with pytest.raises(
        WikimillError, match=r"revision \d+ of 'Haar' was in the cache and is gone; delete .*fetched/m\.tsv"
    ):
        run(rows)
    assert Path("raw/mediawiki/wiki.example/Haar.wiki").exists()


def test_a_filter_error_quarantines_the_page_not_the_run(project: Path) -> None:
    options = project_filter(project, "return { Str = function(s) if s.text == 'bad' then error('x') end end }")
    rows = cached({"A": "good", "B": "bad", "C": "good"})
    statuses = {title: row.status for title, row in run(rows, options).items()}
    assert statuses == {"A": "ok", "B": "quarantined", "C": "ok", "Nope": "missing"}


def test_shards_cover_every_page_once_and_merge_into_one_table(project: Path) -> None:
    texts = {f"Page {number}": f"Text {number}." for number in range(40)}
    rows = cached(texts)
    names = layout.shard_names(4)
    stale = layout.shard_table("m", "00000-of-00002")
    indexes = [layout.shard_table("m", name) for name in names]
    with Pandoc(load_recipe(Convert()), ENGLISH) as pandoc, RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        for name, index in zip(names, indexes, strict=True):
            convert_shard(rows, name, ORIGIN, cache, pandoc, index)
    write_pages(stale, [])
    counts = pages("m", indexes, ORIGIN.folder)
    assert counts == {"ok": 40, "missing": 1}
    assert [row.title for row in read_pages(layout.pages("m"))] == sorted([*texts, "Nope"])
    assert not stale.exists()


@pytest.mark.parametrize(("pages", "count"), [(1, 1), (500, 1), (501, 2), (1000, 2), (1001, 4), (10_000, 32)])
def test_shard_counts_are_powers_of_two(pages: int, count: int) -> None:
    assert layout.shard_count(pages, 500) == count


def test_a_single_page_has_the_bytes_of_the_bulk(project: Path) -> None:
    text = "It lies {{convert|12|km|mi}} off.<ref>x</ref> {{PAGENAME}}"
    rows = cached({"Tide/Turn": text})
    bulk = Path(run(rows)["Tide/Turn"].path).read_text()
    write_lock(layout.lock("m"), "", ORIGIN, "", ENGLISH, rows)
    raw = project / "page.wiki"
    raw.write_text(raw_page("wiki.example", "Tide%2FTurn", Config()))
    assert raw.read_text() == text
    assert page("wiki.example", "Tide%2FTurn", raw, Config(), load_recipe(Convert())).markdown == bulk
    assert "Tide/Turn" in bulk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Moor may be:\n* [[Moor (ship)]]\n{{Disambiguation}}", "disambiguation"),
        ("{{Begriffsklärung}}\n* a", "disambiguation"),
        ("Eins.\n__BEGRIFFSKLÄRUNG__", "disambiguation"),
        ("#WEITERLEITUNG [[Moor]]", "redirect"),
        ("#redirect: [[Moor]]", "redirect"),
        ("#Moor [[Heath]]", ""),
        ("{{Aimai}} {{dab word}}", ""),
    ],
)
def test_redirects_and_disambiguation_pages_are_noted(text: str, kind: str) -> None:
    words = {"weiterleitung": "redirect", "__begriffsklärung__": "disambiguation"}
    site = replace(ENGLISH, language="de-at", magic_words=words)
    with Pandoc(load_recipe(Convert(), ROOT), site) as pandoc:
        losses = {loss.kind for loss in pandoc.convert("Moor", text).losses}
    assert losses & {"redirect", "disambiguation"} == {kind} - {""}
