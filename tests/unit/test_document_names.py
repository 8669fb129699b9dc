"""Documents whose names look like something else, from their manifest to the table of their pages."""

from __future__ import annotations

from pathlib import Path

from wikimill import layout
from wikimill.config.load import load
from wikimill.convert.pages import pages, read_pages
from wikimill.convert.shard import convert
from wikimill.fetch.fetch import fetch
from wikimill.manifest.expand import expand
from wikimill.manifest.lock import read_lock

NAMES = [
    "# recipe: x.txt",
    "# documents: x.txt",
    "#.txt",
    "-h.txt",
    "--config.txt",
    "-/-- a.txt",
    "=1.txt",
    "=HYPERLINK(1)/a.txt",
    "+1.txt",
    "@x.txt",
    "'=1.txt",
    "'.txt",
    "title.txt",
    "%ff.txt",
    "{manifest} $HOME *.txt",
    " a  b .txt",
    '"a".txt',
    "con.txt",
    "é.txt",
    "e\u0301.txt",
]


def test_each_document_is_its_row_and_its_text_whatever_its_name(project: Path) -> None:
    for number, name in enumerate(NAMES):
        path = Path("letters", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Letter {number}.\n")
    layout.ORIGINALS.mkdir(parents=True)
    layout.original("letters").write_text("documents: letters\n")
    config = load({})

    assert expand("letters", config, 1) == len(NAMES)
    header, pins = read_lock(layout.lock("letters"))
    assert header.pages == len(NAMES)
    assert {pin.title for pin in pins if pin.revid} == set(NAMES)

    fetch("letters", layout.fetch_record("letters"), config, 1)
    tables = [layout.shard_table("letters", shard) for shard in layout.shard_names(2)]
    for table in tables:
        convert("letters", table.stem, table, config)
    assert pages("letters", tables, header.origin.folder) == {"ok": len(NAMES)}

    rows = {row.title: row for row in read_pages(layout.pages("letters"))}
    assert {title: Path(row.path).read_text() for title, row in rows.items()} == {
        name: f"Letter {number}.\n" for number, name in enumerate(NAMES)
    }
    lines = layout.pages("letters").read_text().splitlines()
    assert not [line for line in lines if line.startswith(("=", "+", "-", "@"))]
    assert len(list(Path("processed/documents/letters").rglob("*.md"))) == len(NAMES)
