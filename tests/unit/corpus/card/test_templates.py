"""What card and statistics say of templates."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.unit.corpus.builder import HOSTILE_TEMPLATE, write_card, write_templates
from tests.unit.corpus.card.reader import parse_cells, read_statistics
from wikimill import layout
from wikimill.files import write_text


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def locks(text: str) -> list[str]:
    """The names of the files that pin something, as the card lists them with their digests."""
    rows = parse_cells(text, "file")
    assert all(row[1] == digest(Path(row[0])) for row in rows)
    return [Path(row[0]).name for row in rows]


@pytest.mark.slow
def test_the_card_has_templates_their_revisions_and_the_rate(three: None) -> None:
    write_templates("m", verified=True)
    text = write_card("m", "n", "d")
    lock, site = layout.templates_lock("m"), layout.site_file("m")
    assert parse_cells(text, "pinned for") == [
        ["m", "2", "1", "1", "1", "1", "2026-01-02T03:04:05Z", digest(lock), digest(site)]
    ]
    assert parse_cells(text, "text from") == [
        ["a template or other page of the wiki", "9"],
        ["nowhere: the wiki has no such template", "1"],
    ]
    used = parse_cells(text, "template or module")
    assert used[0][1:] == ["12", "7", "m"]
    assert HOSTILE_TEMPLATE in used[0][0]
    assert "<script>" not in text
    assert "- m: 97 of 100 pages, 97.0 %, are expanded as the wiki expanded them on 2026-02-03; 2 outdated." in text
    assert locks(text) == [
        "d.tsv",
        "m.tsv",
        "m.templates.tsv",
        "m.site.json",
        "m.templates.jsonl",
        "m.verified.json",
        "n.tsv",
    ]


def test_statistics_have_the_same(three: None) -> None:
    write_templates("m", verified=True)
    write_card("m", "n", "d")
    (templates,) = read_statistics()["templates"]
    assert (templates["manifest"], templates["templates"], templates["modules"], templates["missing"]) == ("m", 2, 1, 1)
    assert templates["most_used"][1] == {"title": "Module:Tide", "revid": 13, "pages": 3}
    assert (templates["verification"]["rate"], templates["verification"]["pinned"]) == (0.97, None)


def test_a_rate_of_other_templates_is_not_shown(three: None) -> None:
    write_templates("m", verified=True)
    write_text(layout.templates_lock("m"), layout.templates_lock("m").read_text().replace("wikimill ", "wikimill 9"))
    text = write_card("m", "n", "d")
    assert "as the wiki expanded them" not in text
    assert read_statistics()["templates"][0]["verification"] is None


def test_a_corpus_without_templates_has_no_section(three: None) -> None:
    text = write_card("m", "n", "d")
    assert "## Templates" not in text
    assert read_statistics()["templates"] == []


@pytest.mark.slow
@pytest.mark.parametrize(("templates", "used"), [("local", []), ("drop", []), ("server", ["m.templates.jsonl"])])
def test_pinned_templates_that_pages_are_not_made_of_are_not_summed_up(
    three: None, templates: str, used: list[str]
) -> None:
    write_templates("m", verified=True)
    text = write_card("m", "n", "d", templates=templates)
    assert "## Templates" not in text
    assert locks(text) == ["d.tsv", "m.tsv", *used, "n.tsv"]
    assert read_statistics()["templates"] == []
