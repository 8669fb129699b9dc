"""File names: one for each title, on every file system, and back."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wikimill import layout, titles
from wikimill.errors import WikimillError

# Anything a wiki or a hostile dump may call a page, short enough not to be cut unless it is long on purpose.
TITLES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).map(lambda t: t.replace("_", " "))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Julius Caesar", "Julius_Caesar"),
        ("Tide/Turn", "Tide%2FTurn"),
        ("Who Goes Ashore?", "Who_Goes_Ashore%3F"),
        ("Grannoch's Light", "Grannoch's_Light"),
        ("Þrándur's Stone", "Þrándur's_Stone"),
        ("100% proof", "100%25_proof"),
        ("...And Justice", "%2E..And_Justice"),
        ("Category:Ships", "Category%3AShips"),
        ("CON", "%43ON"),
        ("Nul.txt", "%4Eul.txt"),
        ("a\\b*c", "a%5Cb%2Ac"),
    ],
)
def test_names_are_readable_and_safe_on_every_system(title: str, name: str) -> None:
    assert titles.file_name(title) == name
    assert titles.parse_file_name(name) == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("i\u0307zmir", "\u0130zmir"),  # the capital and its dot are one character
        ("\u01d0", "\u01cf"),
        ("\u01f0", "\u01f0"),  # of which there is no capital
        ("a \u200e b", "A b"),
        ("\u200e_a_\u202e", "A"),
        ("e\u200e\u0301", "\u00c9"),
    ],
)
def test_a_normal_title_stays(written: str, title: str) -> None:
    assert titles.normalize_title(written) == title
    assert titles.normalize_title(title) == title


@given(TITLES, st.booleans())
def test_what_is_normal_once_is_normal(title: str, first_letter: bool) -> None:
    normal = titles.normalize_title(title, first_letter)
    assert titles.normalize_title(normal, first_letter) == normal


@given(TITLES)
def test_a_name_is_one_safe_path_component_and_reads_back(title: str) -> None:
    name = titles.file_name(title)
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert not name.startswith(".")
    assert len(name.encode()) <= titles.LONGEST
    assert titles.parse_file_name(name) in (title, None)
    assert titles.parse_file_name(name) is not None or len(title.encode()) > titles.LONGEST // 3


@pytest.mark.slow
@given(
    st.lists(TITLES | st.sampled_from(["Aa", "aA", "AA", "aa", "ß", "ss", "SS", "ﬀ", "ff", "K", "K", "k", "é", "é"]))
)
def test_no_two_titles_share_a_file_on_any_disk(some: list[str]) -> None:
    names = titles.file_names(some)
    folded = [unicodedata.normalize("NFC", name).casefold() for name in names.values()]
    assert len({unicodedata.normalize("NFD", name) for name in folded}) == len(set(some))
    for title, name in names.items():
        assert titles.parse_file_name(name) in (title, None)


# What has broken file names before: separators, devices, dots, percent signs, other planes, combining marks.
HOSTILE = st.lists(
    TITLES
    | st.text("aAßſKé%/\\.: ~2F65\u0301\u202e\U0001f984", min_size=1, max_size=90)
    | st.sampled_from(["../../etc/passwd", "..", "CON", "con", "Aux.md", "%2E%2E", "a%2Fb", "a/b", "A/B", "-rf", "~"]),
    min_size=250,
    max_size=250,
    unique=True,
)


@pytest.mark.slow
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(HOSTILE)
def test_a_thousand_hostile_titles_have_a_thousand_files_inside_their_folder(some: list[str]) -> None:
    wiki = {title.replace("_", " ") for title in some}
    names = titles.file_names(wiki)
    back = {name: title for title, name in names.items()}
    assert {back[name] for name in names.values()} == wiki
    assert all(titles.parse_file_name(name) in (title, None) for title, name in names.items())
    folder = Path("/p/processed/mediawiki/w.example")
    paths = {folder.joinpath(f"{name}.md").resolve() for name in names.values()}
    assert {path.parent for path in paths} == {folder}
    assert len({unicodedata.normalize("NFD", path.name).casefold() for path in paths}) == len(wiki)
    # A shard names its files knowing its own titles only.
    shards: dict[int, list[str]] = {}
    for title in wiki:
        shards.setdefault(layout.shard_of(title, 8), []).append(title)
    assert {t: n for shard in shards.values() for t, n in titles.file_names(shard).items()} == names


@pytest.mark.parametrize(
    "names",
    [
        {"Black Wind": "Black_Wind", "Black wind": "Black_%77ind", "Haar": "Haar"},
        {"A?b": "A%3Fb", "a?B": "%61%3F%42"},
        {"AB": "AB", "aB": "%61B", "ab": "%61%62"},
        {"SS C": "SS_C", "ß c": "%C3%9F_%63"},  # not letter by letter
    ],
)
def test_only_the_later_of_case_twins_are_marked(names: dict[str, str]) -> None:
    assert titles.file_names(reversed(names)) == names


def test_twins_that_no_wiki_has_are_told_apart_by_a_digest() -> None:
    assert titles.file_names(["a_b", "a b"]) == {"a b": "a_b", "a_b": with_digest("a_b", "a_b")}
    names = {"A b": "A_b", "a b": "%61_b", "a_b": with_digest("a_b", "%61_b")}
    assert titles.file_names(names) == names


def test_twins_whose_names_become_too_long_are_cut() -> None:
    long, twin = "A" * 100, "a" * 100
    assert titles.file_names([long, twin]) == {long: long, twin: with_digest(twin, "%61" * 54)}


def with_digest(title: str, head: str) -> str:
    return f"{head}%~{hashlib.sha256(title.encode()).hexdigest()[:16]}"


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("北" * 84, "北" * 54),
        ("?" * 61, "%3F" * 54),
        ("a" + "?" * 60, "a" + "%3F" * 53),  # no half of what is encoded
        ("aa" + "?" * 60, "aa" + "%3F" * 53),
        ("a" * 181, "a" * 162),
    ],
)
def test_long_titles_are_cut_with_a_digest(title: str, head: str) -> None:
    assert titles.file_name(title) == with_digest(title, head)
    assert titles.parse_file_name(titles.file_name(title)) is None
    assert titles.file_name("a" * titles.LONGEST) == "a" * titles.LONGEST


def test_a_name_that_is_not_utf_8_is_one_line() -> None:
    with pytest.raises(WikimillError, match=r"^%FF: what is percent-encoded in this name is not UTF-8"):
        titles.parse_file_name("%FF")


@pytest.mark.parametrize(
    "title", ["../etc/passwd", "a/../b", "..", ".", "./x", "a\tb", "a[b]", "", "x" * 256, "a\ud800"]
)
def test_titles_no_wiki_allows_are_refused_by_name(title: str) -> None:
    with pytest.raises(WikimillError, match=r"manifest\.yaml: .* is not a legal page title"):
        titles.check_title(title, "manifest.yaml")


@pytest.mark.parametrize(
    ("title", "illegal"),
    [
        ("x" * 255, False),
        ("Template:" + "x" * 255, False),  # the name of a namespace does not count
        ("Template:" + "x" * 256, True),
        ("é" * 128, True),
        ("y" * 254 + ":" + "x" * 255, False),
        ("y" * 255 + ":" + "x" * 255, True),
    ],
)
def test_what_is_too_long_for_a_wiki(title: str, illegal: bool) -> None:
    assert titles.is_illegal(title) == illegal
    if not illegal:
        assert titles.check_title(title, "manifest.yaml") == title


@pytest.mark.parametrize(
    ("title", "normal"),
    [
        ("julius_caesar", "Julius caesar"),
        ("  Julius\u00a0 __Caesar ", "Julius Caesar"),
        ("e\u0301tude", "Étude"),
        ("\u200eHaar", "Haar"),
        ("ßtein", "ßtein"),
    ],
)
def test_normal_form(title: str, normal: str) -> None:
    assert titles.normalize_title(title) == normal


def test_case_sensitive_wikis_keep_the_first_letter() -> None:
    assert titles.normalize_title("haar_frost", first_letter=False) == "haar frost"


def test_hosts() -> None:
    assert titles.encode_host("EN.wikipedia.org") == "en.wikipedia.org"
    assert titles.encode_host("127.0.0.1:8765") == "127.0.0.1%3A8765"


@pytest.mark.slow
@given(st.lists(st.text("aAbß_ ", min_size=1, max_size=8)))
def test_titles_that_are_no_wikis_may_hold_underscores(some: list[str]) -> None:
    names = titles.file_names(some)
    assert len({unicodedata.normalize("NFD", name).casefold() for name in names.values()}) == len(set(some))
