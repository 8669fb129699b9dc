"""`wikimill convert`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


@pytest.mark.slow
def test_it_reads_standard_input_and_prints_only_markdown(run: Run) -> None:
    done = run("convert", "--title", "Haar", "-", stdin=b"{{PAGENAME}} is '''fog'''.<ref>x</ref>")
    assert done == (0, "Haar is **fog**.\n", "")


@pytest.mark.slow
def test_it_uses_the_given_filters(run: Run) -> None:
    done = run("convert", "--filters", "links,markup", "-", stdin=b"[[a|b]] {{x}}\n== References ==\ny")
    assert done.stdout == "b {{x}}\n\n## References\n\ny\n"
    assert run("convert", "--filters", " links , markup,", "-", stdin=b"[[a|b]] {{x}}").stdout == "b {{x}}\n"
    for none in ("", " "):
        assert run("convert", "--filters", none, "-", stdin=b"[[a|b]]").stdout == "[b](a){.wikilink}\n"
    done = run("convert", "--filters", "nope", "-", stdin=b"x")
    assert done.code == 1
    assert "there is no filter workflow/filters/nope.lua; there are categories, " in done.stderr


@pytest.mark.slow
def test_it_shows_what_changed_since_the_last_result(tmp_path: Path, run: Run) -> None:
    page = tmp_path / "Fog.wiki"
    page.write_text("First.\n\nIt is '''grey'''.\n")
    done = run("convert", "--diff", page, cwd=tmp_path)
    assert done.code == 1
    assert "no earlier result to compare with; run the same without --diff first" in done.stderr
    assert run("convert", page, cwd=tmp_path).stdout == "First.\n\nIt is **grey**.\n"
    same = run("convert", "--diff", page, cwd=tmp_path)
    assert (same.stdout, same.stderr) == ("", f"wikimill: {page}: the same as before\n")
    page.write_text("First.\n\nIt is ''white''.\n")
    lines = run("convert", "--diff", page, cwd=tmp_path).stdout.splitlines()
    assert lines == ["--- last", "+++ now", "@@ -1,3 +1,3 @@", " First.", " ", "-It is **grey**.", "+It is *white*."]
    assert run("convert", "--diff", page, cwd=tmp_path).stdout == ""


@pytest.mark.slow
def test_it_uses_renderers_of_the_users(tmp_path: Path, run: Run) -> None:
    tide = "return { tide = function(arguments) return arguments[1] .. ' m' end, ['nowrap'] = false }"
    (tmp_path / "mine.lua").write_text(tide)
    text, own = b"High: {{tide|4}}{{nowrap|b}}.", ("--set", "convert.renderers=[mine.lua]")
    assert run("convert", stdin=text, cwd=tmp_path).stdout == "High: b.\n"
    assert run("convert", *own, stdin=text, cwd=tmp_path).stdout == "High: 4 m.\n"
    (tmp_path / "mine.lua").write_text("return 5")
    done = run("convert", *own, stdin=text, cwd=tmp_path)
    assert (done.code, done.stdout) == (1, "")
    problem = "mine.lua: a file of renderers ends with `return` and a table; correct this file of renderers"
    assert done.stderr == f"wikimill: error: {problem}\n"
    done = run("convert", "--set", "convert.renderers=[gone.lua]", stdin=text, cwd=tmp_path)
    assert done.stderr == "wikimill: error: convert.renderers: gone.lua: No such file or directory; correct the path\n"


def test_a_wiki_of_which_nothing_is_here_is_an_error(run: Run) -> None:
    done = run("convert", "--wiki", "nope.example", stdin=b"x")
    assert done.code == 1
    assert "wiki nope.example: nothing was fetched from it; check the name" in done.stderr


@pytest.mark.slow
def test_a_wiki_is_named_by_any_of_its_addresses(run: Run) -> None:
    for wiki in ("it.wikipedia.org", "IT.m.wikipedia.org", "https://it.wikipedia.org/wiki/Faro"):
        assert run("convert", "--wiki", wiki, stdin=b"a[[Immagine:b.jpg|c]] {{NS:6}}").stdout == "a File\n"
    done = run("convert", "--wiki", "../x", stdin=b"x")
    assert done.stderr.startswith("wikimill: error: --wiki: '../x' is not the address of a wiki; ")


def test_of_an_unknown_wiki_json_lines_say_that_names_are_english(run: Run) -> None:
    page = b'{"title": "A", "text": "a[[Category:B]]"}'
    for wiki in ("nope.example", "NOPE.example"):
        [loss] = json.loads(run("convert", "--jsonl", "--wiki", wiki, stdin=page).stdout)["losses"]
        assert loss == {"kind": "site", "name": "nope.example", "count": 1, "example": ""}
    done = run("convert", "--jsonl", "--wiki", "../x", stdin=page)
    problem = "--wiki: '../x' is not the address of a wiki; paste that of one of its pages, such as "
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"wikimill: error: {problem}")


def test_bytes_that_are_not_utf_8_are_replaced_and_counted(tmp_path: Path, run: Run) -> None:
    assert run("convert", "-", stdin=b"caf\xe9") == (0, "caf\ufffd\n", "")
    page = tmp_path / "Fog.wiki"
    page.write_bytes(b"\xff\xfe fog")
    facts = json.loads(run("convert", "--json", page).stdout)
    loss = {"kind": "characters", "name": "not UTF-8", "count": 2, "example": ""}
    assert facts == {"title": "Fog", "markdown": "\ufffd\ufffd fog\n", "status": "ok", "losses": [loss]}


def test_outside_a_project_it_uses_the_filters_of_the_package(tmp_path: Path, run: Run) -> None:
    done = run("convert", "-", stdin=b"A [[link|'''word''']]<ref>r</ref>.", cwd=tmp_path)
    assert (done.code, done.stdout) == (0, "A **word**.\n"), done.stderr


def test_it_tells_a_program_what_was_left_out(run: Run) -> None:
    facts = json.loads(run("convert", "--json", "-", stdin=b"It is '''fog'''.<ref>x</ref> {{nope|1}}").stdout)
    assert (facts["status"], facts["markdown"]) == ("ok", "It is **fog**.\n")
    losses = {(loss["kind"], loss["name"]): loss["count"] for loss in facts["losses"]}
    assert losses == {("references", ""): 1, ("missing", "Template:Nope"): 1}


@pytest.mark.slow
def test_pages_as_json_lines_need_no_project(tmp_path: Path, run: Run) -> None:
    pages = b'{"title": "Haar", "text": "{{PAGENAME}} is <b>fog</b>."}\n{"title": "B", "text": "[[c|d]]"}\n'
    answers = [
        {"title": "Haar", "markdown": "Haar is **fog**.\n", "status": "ok", "losses": []},
        {"title": "B", "markdown": "d\n", "status": "ok", "losses": []},
    ]
    for jobs in ([], ["-j", "2"]):
        done = run("convert", "--jsonl", *jobs, stdin=pages, cwd=tmp_path)
        assert (done.code, done.stderr) == (0, "")
        assert list(map(json.loads, done.stdout.splitlines())) == answers
    (tmp_path / "pages.jsonl").write_bytes(pages)
    done = run("convert", "--jsonl", "--to", "html", "pages.jsonl", cwd=tmp_path)
    assert json.loads(done.stdout.splitlines()[0])["markdown"] == "<p>Haar is <strong>fog</strong>.</p>"
    assert [path.name for path in tmp_path.iterdir()] == ["pages.jsonl"]


@pytest.mark.slow
def test_it_explains_what_became_of_templates(tmp_path: Path, run: Run) -> None:
    (tmp_path / "mine.lua").write_text(
        "return { ['tide box'] = function() return '<b class=navbox>high</b> tide' end }"
    )
    own = ("--set", "convert.renderers=[mine.lua]")
    text = b"It has {{tide box}} {{lc:AND {{nope|1}}}}{{lang|de|Watt}}.<ref>a</ref>"
    done = run("convert", "--explain", "--title", "Haar", *own, stdin=text, cwd=tmp_path)
    assert (done.code, done.stdout.splitlines()) == (
        0,
        [
            "Haar (ok): 4 templates",
            "",
            "{{tide box}}",
            "  from    convert.renderers",
            "  became  <b class=navbox>high</b> tide",
            "  of that  left out by .navbox",
            "",
            "{{nope}}",
            "  from    left out: there is no such page",
            "  became  nothing",
            "",
            "{{lc:AND}}",
            "  from    a parser function or variable",
            "  became  and",
            "",
            "{{lang}}",
            "  from    the library for English Wikipedia",
            "  became  Watt",
            "",
            "left out",
            "  1 × missing Template:Nope: It has high tide and {{nope|1}}Watt.",
            "  1 × references",
            "  1 × removed .navbox, made by {{Tide box}}",
        ],
    )
    facts = json.loads(run("convert", "--explain", "--json", "--title", "Haar", *own, stdin=text, cwd=tmp_path).stdout)
    assert (facts["title"], facts["status"], len(facts["losses"])) == ("Haar", "ok", 3)
    assert facts["templates"][0] == {
        "name": "tide box",
        "origin": "renderer",
        "source": "",
        "text": "<b class=navbox>high</b> tide",
        "removed": [".navbox"],
    }
    assert [each["origin"] for each in facts["templates"]] == ["renderer", "missing", "function", "library"]


@pytest.mark.slow
def test_settings_and_filters_count_for_json_lines(run: Run) -> None:
    page = b'{"title": "A", "text": "a <i class=x>b</i> [[c|d]]\\n{|\\n| e\\n|}"}'
    markdown = {
        ("--set", "convert.remove=[.x]"): "a d\n",
        ("--set", "convert.tables=text"): "a *b* d\n\n- e\n",
        ("--filters", "tables,links"): "a [*b*]{.x} d\n",
    }
    for settings, text in markdown.items():
        assert json.loads(run("convert", "--jsonl", *settings, stdin=page).stdout)["markdown"] == text


def test_a_line_that_is_no_page_ends_with_its_number_after_the_pages_before(run: Run) -> None:
    done = run("convert", "--jsonl", stdin=b'{"title": "A", "text": "b"}\n{"title": "A"}\n')
    assert done.code == 2
    assert done.stdout == '{"title": "A", "markdown": "b\\n", "status": "ok", "losses": []}\n'
    fix = """write a JSON object a line, such as {"title": "Haar", "text": "Sea '''fog'''."}"""
    assert done.stderr == f'wikimill: error: line 2: there is no "text"; {fix}\n'
    done = run("convert", "--jsonl", "none.jsonl")
    assert (done.code, done.stderr) == (
        1,
        "wikimill: error: none.jsonl: there is no such file of pages; check the name\n",
    )


@pytest.mark.slow
def test_it_writes_the_formats_of_pandoc(tmp_path: Path, run: Run) -> None:
    page = tmp_path / "Fog.wiki"
    page.write_text("It is '''grey'''.\n* a\n")
    html = "<p>It is <strong>grey</strong>.</p>\n<ul>\n<li>a</li>\n</ul>\n"
    assert run("convert", "--to", "html", page, cwd=tmp_path) == (0, html, "")
    assert run("convert", "--to", "plain", page, cwd=tmp_path).stdout == "It is grey.\n\n- a\n"
    assert run("convert", "--to", "html", "--diff", page, cwd=tmp_path).stdout == ""
    assert (
        json.loads(run("convert", "--to", "plain", "--json", page, cwd=tmp_path).stdout)["markdown"]
        == "It is grey.\n\n- a\n"
    )
    done = run("convert", "--to", "markdwon", page, cwd=tmp_path)
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("wikimill: error: --to markdwon: unknown output format markdwon; write one of plain")


ALONE = "--jsonl reads titles and prints JSON; leave out --title, --diff, --json and --explain"


def test_options_that_do_not_go_together_are_named(run: Run) -> None:
    for arguments, message in {
        ("--jsonl", "--title", "A"): ALONE,
        ("--jsonl", "--json"): ALONE,
        ("--jsonl", "--explain"): ALONE,
        ("--explain", "--diff"): "--explain prints no markdown to compare; leave out --diff",
        ("-j2",): "-j is for the pages of --jsonl; leave it out",
        ("--json", "--diff"): "--diff prints lines for people; leave out --json",
    }.items():
        done = run("convert", *arguments)
        assert (done.code, done.stdout, done.stderr.splitlines()[-1]) == (2, "", f"wikimill: error: {message}")
