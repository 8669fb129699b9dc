"""What pages use: a file of a shard, and what locks answer."""

from __future__ import annotations

from pathlib import Path

from tests.fake_source import pin
from wikimill import layout
from wikimill.manifest.site_file import SiteFile
from wikimill.manifest.templates_lock import TemplatePin
from wikimill.manifest.uses import Uses, answers_of, find_uses, read_uses, uses_path, write_uses
from wikimill.site.core import core_site
from wikimill.zstd import compress

USES = Uses(
    "engine",
    {"Template:A": "1", "exists|Talk:Ü\u2028": "0", "message|a\tb\n": "-", "call|{{x|\n}}": "c", "Template:\ud800": ""},
    {
        "One": (7, ["Template:A", "message|a\tb\n"]),
        "Two\u2028": (8, []),
        "Three": (9, ["call|{{x|\n}}", "Template:\ud800"]),
    },
    {"One": {"page": 3, "missing": 1}, "Three": {}},
)


def test_a_file_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "s.uses"
    write_uses(path, USES)
    found = read_uses(path)
    assert (found.made_by, found.answers) == (USES.made_by, USES.answers)
    assert {title: (revid, sorted(names)) for title, (revid, names) in found.pages.items()} == {
        title: (revid, sorted(names)) for title, (revid, names) in USES.pages.items()
    }
    assert found.origins == {"Two\u2028": {}, **USES.origins}
    before = path.read_bytes()
    write_uses(path, found)
    assert path.read_bytes() == before


def test_a_damaged_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "s.uses"
    assert read_uses(path) == Uses("")
    for data in (
        b"",
        b"x",
        compress(b""),
        compress(b'"a"\n[["b"]]\n'),
        compress(b'"a"\n5\n6\n'),
    ):
        path.write_bytes(data)
        assert read_uses(path) == Uses("")
    path.write_bytes(compress(b'"a"\n[["b", "c"]]\n["P", 1, [5]]\n'))
    assert read_uses(path) == Uses("")


def test_what_changed_and_who_uses_it() -> None:
    def answer(asked: str) -> str:
        return {"Template:A": "2"}.get(asked, USES.answers[asked])

    changed = USES.changed(answer)
    assert changed == {"Template:A"}
    assert list(USES.using(changed)) == ["One"]
    assert list(USES.using([])) == []


def test_answers_of_locks() -> None:
    rows = {
        "Template:A": TemplatePin("Template:A", 5, pin("", "a").sha1),
        "Template:Gone": TemplatePin("Template:Gone", 0, ""),
        "Talk:A": TemplatePin("Talk:A", 6, ""),
    }
    site = SiteFile(core_site("en"), "2026-01-02T03:04:05Z").with_messages({"jan": "Jan", "none": None})
    answer = answers_of(rows.get, site, lambda call: f"answer to {call}")
    assert answer("Template:A") == pin("", "a").sha1
    assert (answer("Template:Gone"), answer("Template:Unknown")) == ("0", "")
    assert (answer("exists|Template:A"), answer("exists|Talk:A"), answer("exists|Template:Gone")) == ("1", "1", "0")
    assert answer("exists|Unknown") == "0"
    assert answer("message|none") == answer("message|unknown") == "-"
    assert len(answer("message|jan")) == 16
    assert answer("statistics|articles") == "-"
    counted = site.with_statistics({"articles": 61204})
    assert answers_of(rows.get, counted)("statistics|articles") == "61204"
    assert answer("now|") == "2026-01-02T03:04:05Z"
    assert answer("call|1f") == "answer to call|1f"


def test_the_files_of_a_manifest(project: Path) -> None:
    assert list(find_uses("m")) == []
    for shard in ("00001-of-00002", "00000-of-00002"):
        write_uses(uses_path("m", shard), Uses(shard))
    assert uses_path("m", "00000-of-00002").parent == layout.SHARDS / "m"
    assert [(shard, uses.made_by) for shard, uses in find_uses("m")] == [
        ("00000-of-00002", "00000-of-00002"),
        ("00001-of-00002", "00001-of-00002"),
    ]
