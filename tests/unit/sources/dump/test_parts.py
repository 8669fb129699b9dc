"""Dumps of several files."""

from __future__ import annotations

import bz2
import json
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import PAGES, write
from tests.unit.sources.dump.test_multistream import multistream
from wikimill.errors import WikimillError
from wikimill.sources.base import Revision
from wikimill.sources.dump.parts import find_dumps
from wikimill.sources.dump.source import DumpSource
from wikimill.wiki import Wiki

WHOLE = export(PAGES)
HEAD, _, _ = WHOLE.partition("  <page>")


def parts(folder: Path, count: int) -> list[Path]:
    """The wiki in so many files, whose names are not in the order of their numbers as text."""
    pages = WHOLE.removeprefix(HEAD).removesuffix("</mediawiki>\n").split("  <page>\n")[1:]
    paths = []
    for number in range(1, count + 1):
        body = "".join(f"  <page>\n{page}" for page in pages[number - 1 :: count])
        path = folder / f"wiki-pages-articles{number * 5}.xml-p{number}p{number}.bz2"
        path.write_bytes(bz2.compress(f"{HEAD}{body}</mediawiki>\n".encode()))
        paths.append(path)
    return paths


def facts(source: DumpSource) -> object:
    pins = list(source.all_pages([0, 10, 14]))
    texts = {each.title: each.text for each in source.revisions(pins) if isinstance(each, Revision)}
    return pins, texts, dict(source.current_pages(["Template:Quote", "Category:Root", "None"]))


def test_parts_are_the_same_as_the_whole(tmp_path: Path) -> None:
    paths = parts(tmp_path, 3)
    whole = facts(DumpSource([str(write(tmp_path, WHOLE))], tmp_path / "one"))
    assert facts(DumpSource([str(tmp_path / "wiki-*pages-articles*.xml*.bz2")], tmp_path / "glob")) == whole
    assert facts(DumpSource([str(path) for path in reversed(paths)], tmp_path / "list")) == whole
    assert find_dumps([str(tmp_path / "wiki-*.bz2")]) == paths


def test_indexes_of_multistream_dumps_are_no_parts(tmp_path: Path) -> None:
    path = multistream(tmp_path)
    assert find_dumps([str(tmp_path / "*multistream*")]) == [path]


@pytest.mark.slow
def test_a_multistream_part_and_a_plain_one(tmp_path: Path) -> None:
    first = multistream(tmp_path)
    text = export({"Other": "x"}).replace("<id>1<", "<id>5000<").replace("<id>1001<", "<id>6001<")
    source = DumpSource([str(first), str(write(tmp_path, text))], tmp_path / "cache", processes=2)
    pins = list(source.all_pages([0]))
    texts = {each.title: each.text for each in source.revisions(pins) if isinstance(each, Revision)}
    assert texts.keys() == {pin.title for pin in pins}
    assert texts["Other"] == "x"


def test_of_parts_that_disagree_the_newest_text_counts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    old = write(tmp_path, export({"Haar": "old", "Sun": "x"}), "1.xml")
    later = export({"Haar": "new"}).replace("<id>1001<", "<id>2001<").replace("2026-11-20", "2026-11-21")
    names = [str(write(tmp_path, later, "2.xml")), str(old)]
    source = DumpSource(names, tmp_path)
    assert [(pin.title, pin.revid) for pin in source.all_pages([0])] == [("Haar", 2001), ("Sun", 1002)]
    assert caplog.text.count("2.xml and 1 more: pages that come several times: 1; the newest text of each is used") == 1


def test_a_revision_with_two_texts_is_one_line(tmp_path: Path) -> None:
    names = [str(write(tmp_path, export({"Haar": text}), f"{text}.xml")) for text in ("one", "other")]
    with pytest.raises(WikimillError, match=r"1 more: revision 1001 of 'Haar' comes with two texts; name parts"):
        list(DumpSource(names, tmp_path).all_pages([0]))


@pytest.mark.parametrize(("said", "says"), [('xml:lang="en"', 'xml:lang="de"'), (">Talk<", ">Diskussion<")])
def test_parts_that_disagree_on_the_wiki_are_one_line(tmp_path: Path, said: str, says: str) -> None:
    text = export({"Haar": "fog"})
    assert said in text
    names = [
        str(write(tmp_path, each, f"{number}.xml")) for number, each in enumerate((text, text.replace(said, says)))
    ]
    with pytest.raises(WikimillError, match="name dumps of one wiki alone"):
        list(DumpSource(names, tmp_path).all_pages([0]))


def test_parts_of_two_wikis_are_one_line(tmp_path: Path) -> None:
    one = write(tmp_path, WHOLE, "one.xml")
    two = write(tmp_path, WHOLE.replace("<dbname>skerrow<", "<dbname>dewiki<"), "two.xml")
    source = DumpSource([str(one), str(two)], tmp_path)
    with pytest.raises(
        WikimillError, match=r"two\.xml: the dump is of dewiki, and .*one\.xml of skerrow; name dumps of"
    ):
        list(source.all_pages([0]))


@pytest.mark.parametrize(
    ("wiki", "base", "refused"),
    [
        ("en.wikipedia.org", "https://de.wikipedia.org/wiki/Wikipedia:Hauptseite", True),
        ("en.wikipedia.org", "https://en.m.wikipedia.org/wiki/Main_Page", False),
        ("en.wikipedia.org", "http://localhost/index.php/Main_Page", False),
        ("http://127.0.0.1:8080/w/api.php", "https://de.wikipedia.org/wiki/Wikipedia:Hauptseite", False),
        ("en.wikipedia.org", "", False),
        ("https://bücher.example-wiki.org/", "https://xn--bcher-kva.example-wiki.org/wiki/Haupt", False),
    ],
)
def test_a_dump_of_another_wiki_is_one_line(tmp_path: Path, wiki: str, base: str, refused: bool) -> None:
    path = write(tmp_path, WHOLE.replace("http://skerrow.example/wiki/Skerrow", base))
    source = DumpSource([str(path)], tmp_path, wiki=Wiki.parse(wiki))
    if refused:
        with pytest.raises(
            WikimillError, match=r"wiki\.xml: the dump is of de\.wikipedia\.org, and the manifest names en"
        ):
            list(source.all_pages([0]))
    else:
        assert list(source.all_pages([0]))


def test_a_pattern_that_nothing_fits_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match=r"\*\.bz2: no file fits this pattern; check `dump:`"):
        find_dumps([str(tmp_path / "*.bz2")])


def test_redirects_of_categories_lead_to_their_targets(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        export(
            {
                "Category:Fogs": "#REDIRECT [[:Category:Fog]]",
                "Category:Mists": "{{Category redirect|Category:fog}}",
                "Category:Haze": "{{Catégorie redirigée|1=Fog}}",
                "Category:Main": "{{Cat main|Fog}} [[Category:Fogs]]",
                "Category:Fog": "",
                "A": "[[Category:Fogs]]",
            }
        ),
    )
    source = DumpSource([str(path)], tmp_path)
    asked = ["Fogs", "Mists", "Haze", "Main", "Fog", "None"]
    assert source.category_targets(asked) == {"Fogs": "Fog", "Mists": "Fog", "Haze": "Fog"}
    assert source.count_members("Fogs") == {0: 1, 14: 1}


def test_pages_with_a_prefix(tmp_path: Path) -> None:
    titles = ["List of winds", "List of fogs", "Listed", "Lisp", "Category:List of x"]
    source = DumpSource([str(write(tmp_path, export(dict.fromkeys(titles, "x"))))], tmp_path)
    assert [pin.title for pin in source.all_pages([0, 14], "List of ")] == [
        "List of fogs",
        "List of winds",
        "Category:List of x",
    ]


def test_a_list_in_a_lock_is_json() -> None:
    from wikimill.manifest.models import WikiManifest
    from wikimill.manifest.origin import WikiOrigin
    from wikimill.manifest.parse_origin import parse_origin

    for dump, names in [("a.xml", ["a.xml"]), (["a.xml", "b.xml"], ["a.xml", "b.xml"]), ("[a].xml", ["[a].xml"])]:
        values = {"wiki": "w.example", "dump": dump, "date": "2020-12-31"}
        origin = WikiManifest.model_validate(values).origin("m")
        assert isinstance(origin, WikiOrigin)
        assert origin.paths == names
        assert origin.until == "2020-12-31T23:59:59Z"
        again = parse_origin("m", origin.header())
        assert isinstance(again, WikiOrigin)
        assert (again.paths, again.until) == (names, origin.until)
    assert origin.header()["dump"] == json.dumps(["[a].xml"])
