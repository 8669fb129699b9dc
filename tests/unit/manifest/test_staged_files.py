"""Files that wait for their places."""

from __future__ import annotations

from pathlib import Path

from wikimill.manifest.staged_files import StagedFiles


def test_files_take_their_places_together(project: Path) -> None:
    scratch = Path("scratch")
    scratch.mkdir()
    Path("a").write_text("old")
    staged = StagedFiles(scratch)
    staged.add(Path("a")).write_text("new")
    staged.add(Path("b/c")).write_text("other")
    assert Path("a").read_text() == "old"
    assert staged.current(Path("a")).read_text() == "new"
    assert staged.current(Path("d")) == Path("d")
    staged.move()
    assert (Path("a").read_text(), Path("b/c").read_text()) == ("new", "other")
