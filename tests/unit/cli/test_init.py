"""The output of `wikimill init`; tests/unit/scaffold/test_project.py has what it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


def test_it_lists_the_files_and_says_what_to_run_next(tmp_path: Path, run: Run) -> None:
    done = run("init", "--demo", "it's mine", cwd=tmp_path)
    assert done.code == 0
    files, following = done.stdout.split("Next:\n")
    assert "it's mine/Snakefile" in files.splitlines()
    assert following.splitlines() == [
        "  cd 'it'\"'\"'s mine'",
        "  snakemake --configfile config/demo.yaml   # all the way on the embedded wiki, to 20 samples",
        "  edit config/config.yaml   # contact: your e-mail address or a URL",
        "  wikimill new URL   # a manifest, from the address of a page, category or wiki",
    ]
    assert (tmp_path / "it's mine/demo/wiki.xml.bz2").exists()


def test_a_name_that_looks_like_an_option_is_a_folder(tmp_path: Path, run: Run) -> None:
    assert "  cd ./-dash\n" in run("init", "--", "-dash", cwd=tmp_path).stdout


def test_without_a_name_it_is_this_folder(tmp_path: Path, run: Run) -> None:
    done = run("init", cwd=tmp_path)
    assert "Snakefile" in done.stdout.splitlines()
    assert "cd " not in done.stdout
    assert not (tmp_path / "demo").exists()


def test_a_project_is_not_overwritten(tmp_path: Path, run: Run) -> None:
    (tmp_path / "Snakefile").write_text("mine")
    done = run("init", cwd=tmp_path)
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr == (
        "wikimill: error: Snakefile: it is there, and is not what a new project has; choose another folder, or move it "
        "away\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["Snakefile"]


@pytest.mark.parametrize("name", ["-x", "a\x1b[31mb", "a\nb", "\u202ea", "ein Wörterbuch", "a" * 255, "{x}", "~"])
def test_a_folder_may_have_any_name_but_does_not_write_to_the_terminal(tmp_path: Path, run: Run, name: str) -> None:
    done = run("init", "--", name, cwd=tmp_path)
    assert done.code == 0
    assert (tmp_path / name / "Snakefile").exists()
    assert not {"\x1b", "\u202e"} & {*done.stdout}
    assert len(done.stdout.splitlines()) == 10  # a line for each file, and four that follow


def test_a_name_that_no_folder_can_have_is_one_line(tmp_path: Path, run: Run) -> None:
    done = run("init", "a" * 256, cwd=tmp_path)
    assert (done.code, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.endswith("aaa/config/README.md: File name too long; give it a shorter name, and run again\n")
