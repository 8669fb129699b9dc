"""What is pinned of the templates of a manifest, and which shards are to run again because of what their pages use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.wiki_project import WikiProject
from wikimill import layout
from wikimill.config.model import Config, Convert
from wikimill.convert.expander_process import ExpanderProcess
from wikimill.convert.expansion import ExpandedPage
from wikimill.convert.template_pins import pin_templates, shard_tokens
from wikimill.convert.worker_process import LimitError
from wikimill.errors import WikimillError
from wikimill.fetch.template_record import TemplateRecord, read_template_record, write_template_record
from wikimill.files import write_text
from wikimill.manifest.uses import Uses, uses_path, write_uses
from wikimill.site.core import core_site

TEMPLATES = {"Template:Tide": "{{unit}}", "Template:Unit": "m", "Template:Moon": "full"}
SHARDS = ["00000-of-00002", "00001-of-00002"]


def test_only_shards_that_use_what_changed_get_another_token(project: Path) -> None:
    answers = {"Template:A": "1", "Template:B": "1"}
    record = layout.template_record("m")

    def tokens() -> list[str]:
        before = read_template_record(record).shards if record.exists() else {}
        found = shard_tokens("m", before, answers.__getitem__)
        write_template_record(record, TemplateRecord({}, [], found))
        return [found[shard] for shard in SHARDS]

    def convert(shard: str, name: str) -> None:
        write_text(layout.shard_table("m", shard).with_suffix(".state"), "")
        write_uses(uses_path("m", shard), Uses("engine", {name: answers[name]}, {"P": (1, [name])}))

    assert shard_tokens("m", {}, answers.__getitem__) == {}  # nothing was converted
    convert(SHARDS[0], "Template:A")
    convert(SHARDS[1], "Template:B")
    assert tokens() == ["-", "-"]
    answers["Template:B"] = "2"
    first, second = tokens()
    assert (first, len(second)) == ("-", 16)
    convert(SHARDS[1], "Template:B")
    assert tokens() == [first, second]  # until something changes again
    answers["Template:B"] = "1"
    assert tokens()[1] not in ("-", second)


def test_a_shard_that_does_not_say_what_its_pages_use_runs_again(project: Path) -> None:
    write_text(layout.shard_table("m", SHARDS[0]).with_suffix(".state"), "")
    (token,) = shard_tokens("m", {}, lambda name: "").values()
    assert len(token) == 16


@pytest.mark.slow
def test_the_lock_has_what_renderers_and_drops_stand_for(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    renderers = tmp_path / "own.lua"
    renderers.write_text("return { moon = function() return 'new' end }")
    wiki = WikiProject.make(monkeypatch, TEMPLATES)
    wiki.list("m", {"Alpha": "{{tide}} {{moon}}"})
    convert = Convert(drop=["Tide"], renderers=[str(renderers)])
    pin_templates("m", layout.template_record("m"), Config(convert=convert))
    assert set(wiki.rows("m")) == set(TEMPLATES)


@pytest.mark.slow
def test_a_page_that_exceeds_its_time_while_its_templates_are_found_is_named_and_recorded(
    project: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wiki = WikiProject.make(monkeypatch, TEMPLATES)
    wiki.list("m", {"Alpha": "{{tide}}", "Slow": "{{moon}}"})
    expand = ExpanderProcess.expand

    def slow(self: ExpanderProcess, title: str, *rest: Any, **more: Any) -> ExpandedPage:
        if title == "Slow":
            raise LimitError("timeout")
        return expand(self, title, *rest, **more)

    monkeypatch.setattr(ExpanderProcess, "expand", slow)
    record = layout.template_record("m")
    pin_templates("m", record, Config())
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == [
        "page 'Slow' exceeded its limits, and what it uses is not pinned; raise convert.timeout or convert.memory, and "
        "delete the lock of templates to look again"
    ]
    assert set(wiki.rows("m")) == {"Template:Tide", "Template:Unit"}
    assert read_template_record(record).exceeding == ["Slow"]
    pin_templates("m", record, Config())  # nothing is looked for
    assert read_template_record(record).exceeding == ["Slow"]
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1
    wiki.list("m", {"Alpha": "{{tide}}"})
    pin_templates("m", record, Config())
    assert read_template_record(record).exceeding == []


@pytest.mark.slow
@pytest.mark.parametrize("file", [layout.templates_lock, layout.site_file, layout.expansion_lock])
def test_a_folder_where_a_lock_should_be_is_an_error(
    project: Path, monkeypatch: pytest.MonkeyPatch, file: Callable[[str], Path]
) -> None:
    wiki = WikiProject.make(monkeypatch, TEMPLATES)
    wiki.list("m", {"Alpha": "{{tide}}"})
    pin_templates("m", layout.template_record("m"), Config())
    file("m").unlink(missing_ok=True)
    file("m").mkdir()
    with pytest.raises(WikimillError, match=f"^{file('m')}: a folder, where a file of this name should be; move it"):
        pin_templates("m", layout.template_record("m"), Config())


@pytest.mark.slow
def test_the_lock_has_scanned_pages_and_parts_of_other_pages(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"Page:Sea.djvu/3": "{{tide}} <section begin=a/>low<section end=a/>", "Page:Sea.djvu/4": "moon", "Log": "x"}
    wiki = WikiProject.make(monkeypatch, {**TEMPLATES, **pages})
    wiki.source.info = core_site("en", host="en.wikisource.org")
    wiki.list("m", {"The Sea": '<pages index="Sea.djvu" from=3 to=5 />', "Alpha": "{{#lsth:Log|a}}"})
    pin_templates("m", layout.template_record("m"), Config())
    assert set(wiki.rows("m")) == {"Template:Tide", "Template:Unit", *pages, "Page:Sea.djvu/5"}
    assert not wiki.rows("m")["Page:Sea.djvu/5"].sha1  # the wiki does not have it


def test_pages_with_nothing_but_scanned_pages_have_a_lock(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = WikiProject.make(monkeypatch, {"Page:Sea.djvu/3": "low"})
    wiki.source.info = core_site("en", host="en.wikisource.org")
    wiki.list("m", {"The Sea": "<pages index=Sea.djvu from=3 to=3 />"})
    pin_templates("m", layout.template_record("m"), Config())
    assert set(wiki.rows("m")) == {"Page:Sea.djvu/3"}
