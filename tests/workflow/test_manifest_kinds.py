"""Documents, pairs and web pages, from their manifests to the corpus."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pandas as pd
import pytest

from tests.clone import Clone
from tests.web_site import Site, serve_site
from wikimill.convert.pages import read_pages
from wikimill.manifest.lock import read_lock

ARTICLE = """<!DOCTYPE html><html><head><title>Keepers - Isle News</title></head><body>
<nav><a href="/">Home</a> <a href="/about">About</a></nav>
<article><h1>Keepers</h1><p>The keeper of {name} climbs two hundred steps every evening, and trims the lamp before the
fog comes in from the west and covers the harbour until the morning.</p></article>
<footer>Copyright, cookies, imprint</footer></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site with two articles."""
    with serve_site() as site:
        for name in ("North", "South"):
            site.put(f"/{name}.html", ARTICLE.format(name=name))
        yield site


def rows(clone: Clone, manifest: str) -> dict[str, str]:
    """Status by title."""
    return {row.title: row.status for row in read_pages(clone.folder / f"processed/{manifest}/pages.tsv")}


def test_a_folder_of_documents(clone: Clone) -> None:
    clone.write("letters/one.txt", "The first letter.\r\n")
    clone.write("letters/old/Two.md", "# Two\n\nThe *second* letter.\n")
    clone.write("letters/old/two.md", "Another second letter.\n")
    clone.write("letters/page.html", "<p>The <b>third</b> &amp; last.</p>")
    clone.write("letters/empty.txt", " \n")
    clone.write("letters/picture.png", "no text")
    clone.write("manifests/originals/letters.yaml", "documents: letters\nlicence: CC0-1.0\n")
    output = clone.snakemake("processed/letters")
    assert "1 .png (such as picture.png)" in output
    assert rows(clone, "letters") == {
        "empty.txt": "missing",
        "old/Two.md": "ok",
        "old/two.md": "ok",
        "one.txt": "ok",
        "page.html": "ok",
    }
    files = clone.files("processed/documents/letters")
    assert files == {
        "old%2FTwo.md.md": b"# Two\n\nThe *second* letter.\n",
        "old%2F%74wo.md.md": b"Another second letter.\n",
        "one.txt.md": b"The first letter.\n",
        "page.html.md": b"The **third** & last.\n",
    }
    assert "Nothing to be done" in clone.snakemake("processed/letters")
    clone.remove("processed")
    shutil.move(clone.folder / "letters", clone.folder / "moved")
    clone.snakemake("processed/letters")  # the texts are kept
    assert clone.files("processed/documents/letters") == files


def test_documents_that_changed_stop_the_run_until_a_refresh(clone: Clone) -> None:
    for name in ("a", "b", "c"):
        clone.write(f"letters/{name}.txt", f"Letter {name}.")
    clone.write("manifests/originals/letters.yaml", "documents: letters\n")
    clone.snakemake("processed/letters")
    clone.remove("cache", "processed", "letters/c.txt")
    clone.write("letters/b.txt", "Letter b, corrected.")
    message = clone.error("snakemake", "-j1", "processed/letters")
    assert message.startswith("letters/b.txt has changed since it was pinned; restore it, or list the folder again")
    lines = [line.split() for line in clone.snakemake("refresh").splitlines()]
    assert ["letters", "0", "1", "0", "1", "0", "2"] in lines
    clone.snakemake("processed/letters")
    assert clone.files("processed/documents/letters") == {
        "a.txt.md": b"Letter a.\n",
        "b.txt.md": b"Letter b, corrected.\n",
    }


def test_pairs_by_a_template(clone: Clone) -> None:
    pairs = [{"article": f"Article {number}.", "summary": f"Sum {number}."} for number in range(3)]
    clone.write("pairs.jsonl", "".join(json.dumps(pair) + "\n" for pair in pairs))
    manifest = 'pairs: pairs.jsonl\ntemplate: "{article}\\nTL;DR:\\n{summary}"\n'
    clone.write("manifests/originals/tldr.yaml", manifest)
    clone.snakemake("processed/tldr")
    texts = set(clone.files("processed/pairs/tldr").values())
    assert texts == {f"Article {number}.\nTL;DR:\nSum {number}.\n".encode() for number in range(3)}
    clone.remove("manifests/derived/tldr.tsv")
    clone.write("manifests/originals/tldr.yaml", manifest.replace("summary", "sumary"))
    message = clone.error("snakemake", "-j1", "processed/tldr")
    assert "there is no column 'sumary'; the columns are article, summary" in message


def test_web_pages_are_asked_for_once_and_kept(clone: Clone, site: Site) -> None:
    url = site.url
    site.put("/robots.txt", "User-agent: *\nDisallow: /South.html\n")
    clone.write("urls.txt", f"# two pages\n{url}/North.html\n{url}/South.html\n{url}/gone.html\n")
    clone.write("manifests/originals/isle.yaml", "urls: urls.txt\n")
    clone.snakemake("processed/isle")
    assert rows(clone, "isle") == {
        f"{url}/North.html": "ok",
        f"{url}/South.html": "missing",
        f"{url}/gone.html": "missing",
    }
    folder = f"processed/web/127.0.0.1%3A{url.rpartition(':')[2]}"
    (text,) = clone.files(folder).values()
    assert text.startswith(b"# Keepers\n\nThe keeper of North climbs two hundred steps")
    assert b"cookies" not in text
    assert "/South.html" not in site.asked
    before = len(site.asked)
    clone.remove("processed")
    clone.snakemake("processed/isle")
    assert len(site.asked) == before
    site.put("/North.html", ARTICLE.format(name="Elsewhere"))
    lines = [line.split() for line in clone.snakemake("refresh").splitlines()]
    assert ["isle", "0", "1", "0", "0", "0", "3"] in lines
    clone.snakemake("processed/isle")
    assert b"keeper of Elsewhere" in next(iter(clone.files(folder).values()))


def test_all_kinds_join_one_corpus(clone: Clone, site: Site) -> None:
    clone.write("letters/one.txt", "The first letter.")
    clone.write("pairs.tsv", "q\ta\nWho?\tMe.\n")
    clone.write("manifests/originals/letters.yaml", "documents: letters\nlicence: CC0-1.0\n")
    clone.write("manifests/originals/tldr.yaml", 'pairs: pairs.tsv\ntemplate: "{q} {a}"\n')
    clone.write("manifests/originals/isle.yaml", f"urls: ['{site.url}/North.html']\n")
    small = "{val_fraction: 0, manifests: [demo, letters, tldr, isle]}"
    clone.snakemake("corpus/main/pages.parquet", "--config", f"corpus={small}")
    pages = pd.read_parquet(clone.folder / "corpus/main/pages.parquet")
    assert len(pages) == 73
    found = pages[pages.source != "skerrow.example"].set_index("source")
    assert dict(found.text.str[:17]) == {
        "documents/letters": "The first letter.",
        "pairs/tldr": "Who? Me.\n",
        "web": "# Keepers\n\nThe ke",
    }
    assert found.url["documents/letters"] == "letters/one.txt"
    assert found.url["web"] == f"{site.url}/North.html"
    assert found.licence["documents/letters"] == "CC0-1.0"


def test_bad_manifests_of_each_kind_are_one_line(clone: Clone) -> None:
    for text, part in (
        ("documents: nowhere\n", "nowhere: there is no such file or folder; check `documents:`"),
        ("pairs: nowhere.tsv\ntemplate: '{a}'\n", "nowhere.tsv: there is no such file; check `pairs:`"),
        ("pairs: a.tsv\ntemplate: '{a.b}'\n", "is not just a column name"),
        ("urls: nowhere.txt\n", "nowhere.txt: there is no such list of URLs"),
        ("urls: ['ftp://a.example/']\n", "must begin with http:// or https://"),
        ("urls: ['https://a.example/']\n", "set `contact` in config/config.yaml"),
        ("documents: a\nwiki: b.example\n", "the manifest has wiki and documents; give it one of the keys"),
    ):
        clone.write("manifests/originals/bad.yaml", text)
        assert part in clone.error("snakemake", "-j1", "processed/bad"), text
        assert not (clone.folder / "manifests/derived/bad.tsv").exists()


def test_a_lock_of_documents_is_checked_as_that_of_a_wiki(clone: Clone) -> None:
    clone.write("letters/one.txt", "The first letter.")
    clone.write("manifests/originals/letters.yaml", "documents: letters\n")
    clone.snakemake("processed/letters")
    header, pins = read_lock(clone.folder / "manifests/derived/letters.tsv")
    assert header.origin.header() == {"documents": '"letters"'}
    assert pins[0].bytes == len("The first letter.\n")
    clone.write("manifests/originals/letters.yaml", "documents: other\n")
    assert "changed since" in clone.error("snakemake", "-j1", "processed/letters")
