"""`wikimill convert`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.clone import ROOT
from tests.unit.cli.conftest import Run


def test_it_reads_standard_input_and_prints_only_markdown(run: Run) -> None:
    done = run("convert", "--title", "Haar", "-", stdin=b"{{PAGENAME}} is '''fog'''.<ref>x</ref>")
    assert done == (0, "Haar is **fog**.\n", "")


def test_it_uses_the_given_filters(run: Run) -> None:
    done = run("convert", "--filters", "links,markup", "-", stdin=b"[[a|b]] {{x}}\n== References ==\ny")
    assert done.stdout == "b\n\n## References\n\ny\n"
    done = run("convert", "--filters", "nope", "-", stdin=b"x")
    assert done.code == 1
    assert "there is no filter workflow/filters/nope.lua; there are categories, " in done.stderr


def test_it_shows_what_changed_since_the_last_result(tmp_path: Path, run: Run) -> None:
    page = tmp_path / "Fog.wiki"
    page.write_text("First.\n\nIt is '''grey'''.\n")
    done = run("convert", "--diff", page)
    assert done.code == 1
    assert "no earlier result to compare with; run the same without --diff first" in done.stderr
    assert run("convert", page).stdout == "First.\n\nIt is **grey**.\n"
    assert run("convert", "--diff", page).stdout == ""
    page.write_text("First.\n\nIt is ''white''.\n")
    lines = run("convert", "--diff", page).stdout.splitlines()
    assert lines == ["--- last", "+++ now", "@@ -1,3 +1,3 @@", " First.", " ", "-It is **grey**.", "+It is *white*."]
    assert run("convert", "--diff", page).stdout == ""


def test_it_uses_the_templates_of_a_wiki(tmp_path: Path, run: Run) -> None:
    for name in ("filters", "wikitext", "templates"):
        shutil.copytree(ROOT / "workflow" / name, tmp_path / "workflow" / name)
    tide = "return { tide = function(arguments) return arguments[1] .. ' m' end }"
    (tmp_path / "workflow/templates/wiki.example.lua").write_text(tide)
    text = b"High: {{tide|4}}."
    assert run("convert", stdin=text, cwd=tmp_path).stdout == "High:.\n"
    assert run("convert", "--wiki", "wiki.example", stdin=text, cwd=tmp_path).stdout == "High: 4 m.\n"


def test_a_wiki_of_which_nothing_is_here_is_an_error(run: Run) -> None:
    done = run("convert", "--wiki", "nope.example", stdin=b"x")
    assert done.code == 1
    assert "--wiki nope.example: nothing was fetched from it, and there is no workflow/templates/nope" in done.stderr


def test_input_that_is_not_utf8_is_a_one_line_error(run: Run) -> None:
    error = "wikimill: error: standard input: byte 1 is not UTF-8; convert it to UTF-8\n"
    assert run("convert", "-", stdin=b"a\xff") == (1, "", error)


def test_outside_a_project_it_uses_the_filters_of_the_package(tmp_path: Path, run: Run) -> None:
    done = run("convert", "-", stdin=b"A [[link|'''word''']]<ref>r</ref>.", cwd=tmp_path)
    assert (done.code, done.stdout) == (0, "A **word**.\n"), done.stderr


def test_it_tells_a_program_what_was_left_out(run: Run) -> None:
    facts = json.loads(run("convert", "--json", "-", stdin=b"It is '''fog'''.<ref>x</ref> {{nope|1}}").stdout)
    assert (facts["status"], facts["markdown"]) == ("ok", "It is **fog**.\n")
    losses = {(loss["kind"], loss["name"]): loss["count"] for loss in facts["losses"]}
    assert losses == {("references", ""): 1, ("unknown", "nope"): 1}
