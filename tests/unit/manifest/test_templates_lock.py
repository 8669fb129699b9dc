"""The lock of templates: sorted, whole, refused when it is damaged, and looked up row by row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fake_source import pin
from tests.sites import ENGLISH
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.templates_lock import (
    Header,
    TemplatePin,
    TemplatesLock,
    find_page,
    find_pin,
    find_templates_locks,
    made_for,
    read_pinned_templates,
    read_templates_header,
    read_templates_lock,
    sufficient,
    write_templates_lock,
)
from wikimill.sources.base import Pin

SHA1 = pin("", "text").sha1
ROWS = [
    TemplatePin("Template:Ü", 12, SHA1),
    TemplatePin("Module:X", 7, SHA1),
    TemplatePin("Template:Gone", 0, ""),
    TemplatePin("Talk:There", 9, ""),
    TemplatePin("Template:😀", 0, ""),
]


def test_a_lock_is_sorted_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "m.templates.tsv"
    assert write_templates_lock(path, "p" * 64, "s" * 64, [*ROWS, ROWS[0]]) == 5
    assert path.read_text().splitlines() == [
        "# wikimill templates: what the pages use of the wiki's, at pinned revisions. Commit it; do not edit it.",
        "# tool: wikimill 0.1.0",
        f"# pages: {'p' * 64}",
        f"# site: {'s' * 64}",
        "# rows: 5",
        "title\trevid\tsha1",
        f"Module:X\t7\t{SHA1}",
        "Talk:There\t9\t",
        "Template:Gone\t0\t",
        f"Template:Ü\t12\t{SHA1}",
        "Template:😀\t0\t",
    ]
    before = path.read_bytes()
    assert read_templates_header(path) == Header("p" * 64, "s" * 64, 5)
    rows = list(read_templates_lock(path))
    assert sorted(rows, key=lambda row: row.title) == sorted(ROWS, key=lambda row: row.title)
    write_templates_lock(path, "p" * 64, "s" * 64, reversed(ROWS))
    assert path.read_bytes() == before
    write_templates_lock(path, "", "s", [])
    assert read_templates_header(path).pages == ""
    assert list(read_templates_lock(path)) == []
    assert TemplatesLock(path).find("Template:X") is None


def test_rows_are_found_by_title(tmp_path: Path) -> None:
    path = tmp_path / "m.templates.tsv"
    rows = [TemplatePin(f"Template:{number} ä{chr(0x4E00 + number)}", number + 1, SHA1) for number in range(300)]
    write_templates_lock(path, "", "", rows)
    lock = TemplatesLock(path)
    assert [lock.find(row.title) for row in rows] == rows
    for title in ("", "A", "Template:", "Template:3", "~", "Template:3 ä\ud800"):
        assert lock.find(title) is None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Template:B\t1", "row 2 is broken"),
        ("Template:B\tx\t", "row 2 is broken"),
        ("Template:B\t-1\t", "row 2 is broken"),
        ("Template:B\t0\t\tmore", "row 2 is broken"),
        (f"Template:B\t{1 << 63}\t", "row 2 is broken"),
        ("Template:B\t1\tabc", "row 2 is broken"),
        (f"Template:B\t0\t{SHA1}", "row 2 is broken"),
        ("\t1\t", "row 2 is broken"),
        ("Template:A\t1\t", "row 2 ('Template:A') is not in its place"),
        ("Module:A\t1\t", "row 2 ('Module:A') is not in its place"),
        ("Template:B\t1\t\nTemplate:C\t0\t", "it has 3 rows and its header says 2"),
    ],
)
def test_a_damaged_lock_is_one_line(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "m.templates.tsv"
    write_templates_lock(path, "", "", [TemplatePin("Template:A", 0, ""), TemplatePin("Template:B", 0, "")])
    path.write_text(path.read_text().replace("Template:B\t0\t", row))
    with pytest.raises(WikimillError) as error:
        list(read_templates_lock(path))
    assert problem in str(error.value)
    assert "restore it from version control, or delete it to pin the wiki's templates anew" in str(error.value)


def test_other_damage_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "m.templates.tsv"
    with pytest.raises(WikimillError, match="there is no such lock of templates; build the manifest first"):
        read_templates_header(path)
    for text in ("", "# rows: 1\n", "# pages: a\n# site: b\n# rows: x\n"):
        path.write_text(text)
        with pytest.raises(WikimillError, match="its header is broken"):
            TemplatesLock(path)
    for columns in (b"title\tid\tsha1\n", b"title revid\tsha1\n", b"title\trevid\tsha1 \n", b"\xff\n", b""):
        write_templates_lock(path, "", "", ROWS)
        path.write_bytes(path.read_bytes().replace(b"title\trevid\tsha1\n", columns))
        with pytest.raises(WikimillError, match="its columns are broken"):
            list(read_templates_lock(path))
    write_templates_lock(path, "", "", ROWS)
    for revid in (b"seven", b"\xff"):
        path.write_bytes(path.read_bytes().replace(b"Module:X\t7", b"Module:X\t" + revid))
        with pytest.raises(WikimillError, match="the row of 'Module:X' is broken"):
            TemplatesLock(path).find("Module:X")
        write_templates_lock(path, "", "", ROWS)


def test_a_lock_says_what_it_lacks() -> None:
    assert made_for("p", []) == "p"
    assert made_for("p", ["math", "score"]) == "p without math score"
    assert made_for("p", ["math"], tables=True) == "p with tables without math"
    assert sufficient("p", ["math"], True) == {"p with tables", "p with tables without math"}
    assert sufficient("p", ["math"], False) == {"p", "p without math", "p with tables", "p with tables without math"}
    assert sufficient("p", [], False) == {"p", "p with tables"}


def test_a_pin_is_that_of_the_templates_else_of_the_pages(tmp_path: Path) -> None:
    templates, pages = tmp_path / "m.templates.tsv", tmp_path / "m.tsv"
    write_templates_lock(templates, "", "", [ROWS[0], TemplatePin("Page", 5, "")])
    pins = [pin("Page", "a"), pin("Other", "b")]
    write_lock(pages, "", WikiOrigin("w.example"), "", ENGLISH, pins)
    other = TemplatePin("Other", pins[1].revid, pins[1].sha1)
    assert find_page(pages)("Other") == other
    find = find_pin(TemplatesLock(templates), pages)
    assert [find(title) for title in ("Template:Ü", "Page", "Other", "Nope")] == [
        ROWS[0], TemplatePin("Page", 5, ""), other, None
    ]  # fmt: skip
    assert find_pin(TemplatesLock(templates), None)("Other") is None
    for row in (f"\tOther\tx\t\t{other.sha1}\t1\t", "\tOther\t1", "\tOther\t\udcff"):
        pages.write_text(re.sub(r"\tOther\t.*", row, pages.read_text()), errors="surrogateescape")
        with pytest.raises(
            WikimillError, match=r"m\.tsv: the row of 'Other' is broken; restore it from version control, or"
        ):
            find_page(pages)("Other")
    assert other.pin() == Pin(0, 0, "Other", pins[1].revid, "", pins[1].sha1, -1)


def test_locks_of_one_wiki_agree(project: Path) -> None:
    for name, origin in (("one", "w.example"), ("two", "w.example"), ("other", "x.example")):
        write_lock(layout.lock(name), "", WikiOrigin(origin), "", ENGLISH, [pin("P")])
    assert list(read_pinned_templates("mediawiki/w.example")) == []
    assert find_templates_locks("mediawiki/w.example") == []
    rows = {"one": [ROWS[0], ROWS[2]], "two": [TemplatePin("Template:Ü", 99, ""), ROWS[1]], "other": [ROWS[3]]}
    for name, each in rows.items():
        write_templates_lock(layout.templates_lock(name), "", "", each)
    assert [path.name for path in layout.locks()] == ["one.tsv", "other.tsv", "two.tsv"]
    assert find_templates_locks("mediawiki/w.example") == [layout.templates_lock("one"), layout.templates_lock("two")]
    found = list(read_pinned_templates("mediawiki/w.example"))
    assert found == [ROWS[1], ROWS[2], ROWS[0], TemplatePin("Template:Ü", 99, "")]
    for different in (
        TemplatePin("Template:Gone", 4, SHA1),
        TemplatePin("Template:Gone", 4, ""),
        TemplatePin("Template:Ü", 11, "0" * 40),
        TemplatePin("Template:Ü", 0, ""),
    ):
        write_templates_lock(layout.templates_lock("two"), "", "", [different])
        with pytest.raises(WikimillError, match="move both to the newest by `snakemake refresh`, or delete one of"):
            list(read_pinned_templates("mediawiki/w.example"))


def test_the_largest_revision_that_a_cache_can_hold_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.templates.tsv"
    row = TemplatePin("Template:B", (1 << 63) - 1, "")
    write_templates_lock(path, "", "", [row])
    assert list(read_templates_lock(path)) == [row]
    path.write_text(path.read_text().rstrip("\n"))
    with pytest.raises(WikimillError, match="row 1 is broken"):
        list(read_templates_lock(path))
