"""WikiManifest and derived manifests, and the walk between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import FakeSource, pin
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.manifest.expand import list_wiki, read_other_pins
from wikimill.manifest.lock import read_lock, write_lock
from wikimill.manifest.models import WikiManifest, read_manifest
from wikimill.manifest.origin import WikiOrigin
from wikimill.sources.base import Pin
from wikimill.wiki import ENGLISH, Site, Wiki

ROOT = Path(__file__).parents[3]


def original(**values: object) -> WikiManifest:
    return WikiManifest.model_validate({"wiki": "wiki.example", **values})


ORIGIN = WikiOrigin("wiki.example")


def found(source: FakeSource, **values: object) -> dict[str, str]:
    rows = list(list_wiki(original(**values), source, "m.yaml", {}))
    return {row.title: row.category for row in reversed(rows)}  # the first row of a page is the one to keep


TREE = FakeSource(
    categories={
        "Root": ["A", "Category:Left", "Category:Right", "Category:Root"],
        "Left": ["B", "Shared", "Category:Deep", "Category:Right"],
        "Right": ["C", "Shared", "Category:Left", "List of things"],
        "Deep": ["D", "Category:Deeper"],
        "Deeper": ["E"],
        "Empty": [],
    },
    texts={title: title for title in ["A", "B", "C", "D", "E", "Shared", "Extra", "List of things", "Target"]},
    redirects={"Old name": "Target"},
)


def test_the_walk_is_breadth_first_and_ends_in_spite_of_cycles() -> None:
    TREE.asked.clear()
    assert found(TREE, categories=["Root"], depth=2) == {
        "A": "Root",
        "B": "Left",
        "Shared": "Left",
        "C": "Right",
        "List of things": "Right",
        "D": "Deep",
    }
    assert TREE.asked == ["Root", "Left", "Right", "Deep"]


def test_depth_zero_takes_only_the_categorys_own_pages() -> None:
    assert found(TREE, categories=["Category:Root"], depth=0) == {"A": "Root"}


def test_excluded_categories_are_not_entered_and_excluded_titles_are_left_out() -> None:
    exclude = {"categories": ["Dee*"], "titles": ["List_of *"]}
    assert set(found(TREE, categories=["Root"], depth=9, exclude=exclude)) == {"A", "B", "C", "Shared"}


def test_extra_pages_join_with_redirects_resolved_and_missing_ones_listed() -> None:
    rows = list(list_wiki(original(pages=["Extra", "old_name", "Nope"]), TREE, "m.yaml", {}))
    assert {row.title: row.revid > 0 for row in rows} == {"Extra": True, "Target": True, "Nope": False}


def test_pins_of_other_manifests_of_the_wiki_are_kept() -> None:
    old = pin("A", "an older text")
    rows = {row.title: row for row in list_wiki(original(categories=["Root"]), TREE, "m.yaml", {"A": old})}
    assert rows["A"] == replace(old, category="Root")


def test_a_category_that_does_not_exist_is_named() -> None:
    with pytest.raises(WikimillError, match=r"m\.yaml: category 'Nope' does not exist on wiki\.example; correct"):
        found(TREE, categories=["Nope"])


def test_no_page_at_all_is_an_error() -> None:
    with pytest.raises(WikimillError, match=r"m\.yaml: no page found; name other categories"):
        found(TREE, categories=["Empty"])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "the manifest has no source; give it one of the keys wiki, documents, urls, pairs"),
        ("wiki: w.example\n", "the manifest is empty: name categories or pages"),
        ("wiki: w.example\ncategory: [A]\n", "unknown key category; the nearest is categories"),
        ("categories: [A]\n", "the manifest has no source"),
        ("wiki: w.example\npages: [../../etc/passwd]\n", "'../../etc/passwd' is not a legal page title"),
        ("wiki: https://u:p@w.example/w/api.php\npages: [A]\n", "neither the host of a wiki nor the URL"),
        ("wiki: https://w.example/wiki/\npages: [A]\n", "does not end with /api.php"),
        ("wiki: w.example\npages: [A]\ndepth: -1\n", "depth: Input should be greater than or equal to 0"),
        ("- a\n", "m.yaml: "),
        ("wiki: [\n", "not valid YAML"),
    ],
)
def test_bad_originals_are_one_line_with_file_and_fix(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(WikimillError) as caught:
        read_manifest(path)
    assert str(path) in str(caught.value)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_manifests_that_come_with_the_project_are_valid() -> None:
    names = {path.stem for path in (ROOT / "manifests/originals").glob("*.yaml")}
    assert {"demo", "startrek"} <= names
    for name in names:
        assert isinstance(read_manifest(ROOT / f"manifests/originals/{name}.yaml")[0], WikiManifest)


def rows_of(*titles: str) -> list[Pin]:
    return [pin(title, title, category="Root") for title in titles]


def test_a_derived_manifest_is_sorted_deterministic_and_reads_back(tmp_path: Path) -> None:
    one, two = tmp_path / "one.tsv", tmp_path / "two.tsv"
    write_lock(one, "ab" * 32, ORIGIN, "CC0-1.0", ENGLISH, rows_of("B", "A", "Þ"))
    write_lock(two, "ab" * 32, ORIGIN, "CC0-1.0", ENGLISH, rows_of("Þ", "B", "A"))
    assert one.read_bytes() == two.read_bytes()
    header, rows = read_lock(one)
    assert [row.title for row in rows] == ["A", "B", "Þ"]
    assert rows[0] == rows_of("A")[0]
    assert header.site == ENGLISH
    assert (header.original, header.pages, header.licence) == ("ab" * 32, 3, "CC0-1.0")
    assert header.date == "2026-01-02T03:04:05Z"
    lines = one.read_text().splitlines()
    assert next(line for line in lines if not line.startswith("#")).split("\t") == [
        "pageid",
        "ns",
        "title",
        "revid",
        "timestamp",
        "sha1",
        "bytes",
        "category",
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("# pages: 2", "# pages: 3"),
        lambda text: text.replace("# site:", "# sight:"),
        lambda text: text.replace("\t0\tA\t", "\t0\t../A\t"),
        lambda text: text + "rubbish\n",
        lambda _: "",
    ],
)
def test_a_damaged_derived_manifest_is_refused_by_name(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "m.tsv"
    write_lock(path, "ab" * 32, ORIGIN, "", ENGLISH, rows_of("A", "B"))
    assert callable(damage)
    path.write_text(damage(path.read_text()))
    with pytest.raises(WikimillError, match=r"m\.tsv"):
        read_lock(path)


@pytest.mark.usefixtures("project")
def test_other_pins_are_those_of_locks_of_the_same_wiki() -> None:
    write_lock(layout.lock("same"), "", ORIGIN, "", ENGLISH, rows_of("A"))
    write_lock(layout.lock("other"), "", WikiOrigin("other.example"), "", ENGLISH, rows_of("B"))
    assert set(read_other_pins("mine", ORIGIN)) == {"A"}
    assert read_other_pins("same", ORIGIN) == {}


@pytest.mark.parametrize(
    ("text", "url", "folder", "loopback"),
    [
        ("en.wikipedia.org", "https://en.wikipedia.org/w/api.php", "en.wikipedia.org", False),
        ("http://127.0.0.1:8765/w/api.php", "http://127.0.0.1:8765/w/api.php", "127.0.0.1%3A8765", True),
        ("https://wiki.example/api.php", "https://wiki.example/api.php", "wiki.example", False),
        ("http://localhost/w/api.php", "http://localhost/w/api.php", "localhost", True),
        ("http://[::1]:80/w/api.php", "http://[::1]:80/w/api.php", "%5B%3A%3A1%5D%3A80", True),
        ("127.0.0.1.evil.example", "https://127.0.0.1.evil.example/w/api.php", "127.0.0.1.evil.example", False),
        ("localhost.evil.example", "https://localhost.evil.example/w/api.php", "localhost.evil.example", False),
    ],
)
def test_wikis(text: str, url: str, folder: str, loopback: bool) -> None:
    wiki = Wiki.parse(text)
    assert (wiki.url, wiki.encoded_host, wiki.is_loopback) == (url, folder, loopback)


def test_a_folder_leads_back_to_its_wiki() -> None:
    assert Wiki.from_encoded_host("127.0.0.1%3A8765").url == "http://127.0.0.1:8765/w/api.php"
    assert Wiki.from_encoded_host("en.wikipedia.org").url == "https://en.wikipedia.org/w/api.php"


def test_a_site_knows_local_canonical_and_alias_names() -> None:
    site = Site.from_siteinfo("de", "first-letter", {6: ["Datei"], 14: ["Kategorie", ""]})
    assert site.namespace_names(6) == ["Datei", "File", "Image"]
    assert site.namespace_names(14) == ["Kategorie", "Category"]
    assert Site.from_json(site.to_json()) == site


def test_a_site_knows_the_magic_words_that_do_not_say_their_name() -> None:
    words = {
        "notoc": ["__KEIN_INHALTSVERZEICHNIS__", "__NOTOC__"],
        "toc": ["＿＿目次＿＿"],
        "pagename": ["SEITENNAME", "PAGENAME"],
        "lc": ["KLEIN:", "LC:"],
        "if": ["#もし：", "if"],
        "img_thumbnail": ["mini", "thumb"],
    }
    site = Site.from_siteinfo("de", "first-letter", {}, words)
    assert site.magic_words == {
        "__kein_inhaltsverzeichnis__": "notoc",
        "__notoc__": "notoc",
        "＿＿目次＿＿": "toc",
        "seitenname": "pagename",
        "klein": "lc",
        "もし": "if",
    }
    assert Site.from_json(site.to_json()) == site
    older = site.to_json().replace('"words"', '"other"')
    assert Site.from_json(older).magic_words == {}
