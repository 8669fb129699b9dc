"""What is left out of the corpus, and what is not done twice."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.corpus.builder import SPLITS, prose, write_manifest
from wikimill import layout
from wikimill.config.model import Corpus
from wikimill.corpus.pages import duplicates
from wikimill.corpus.pages.cleaning import CONTROL, normalize
from wikimill.corpus.pages.page import assign_split
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.vocabulary import train_vocabulary
from wikimill.errors import WikimillError


def corpus(texts: Mapping[str, str], **options: object) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """Titles that are kept, and reason and detail of those left out, of a corpus of these texts."""
    write_manifest("m", texts)
    pages_table(["m"], Corpus.model_validate({"val_fraction": 0, **options}), Path("corpus/c"))
    left = pd.read_csv("corpus/c/left_out.tsv", sep="\t", keep_default_na=False)
    reasons = dict(zip(left["title"], zip(left["reason"], left["detail"], strict=True), strict=True))
    assert reasons.pop("Nope") == ("missing", "")
    kept = pd.read_parquet("corpus/c/pages.parquet")["title"].tolist()
    assert sorted([*kept, *reasons]) == sorted(texts)
    return kept, reasons


def path(title: str) -> str:
    return str(layout.markdown("mediawiki/wiki.example", title))


def test_of_pages_that_are_the_same_the_first_stays(project: Path) -> None:
    text = prose(1)
    almost = text.replace(".\n", " indeed.\n")
    texts = {"A": prose(2), "B": text, "C": almost, "D": text, "E": prose(3)}
    kept, left = corpus(texts)
    assert kept == ["A", "B", "E"]
    assert left == {"C": ("near duplicate", path("B")), "D": ("exact duplicate", path("B"))}
    kept, left = corpus(texts, dedup="exact")
    assert kept == ["A", "B", "C", "E"]
    kept, left = corpus(texts, dedup="none")
    assert kept == ["A", "B", "C", "D", "E"]
    assert corpus(texts, dedup_similarity=1)[0] == ["A", "B", "C", "E"]


def test_an_exact_duplicate_of_a_near_duplicate_names_the_page_that_stays(project: Path) -> None:
    text = prose(1)
    almost = text.replace(".\n", " indeed.\n")
    assert corpus({"A": text, "B": almost, "C": almost})[1] == {
        "B": ("near duplicate", path("A")),
        "C": ("exact duplicate", path("A")),
    }


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=25))
def test_near_duplicates_are_those_of_the_definition(pages: Sequence[tuple[int, int]]) -> None:
    """Against all pairs: MinHash may miss or add pages near the threshold, none that are far from it."""
    texts = [" ".join([*prose(seed, 100).split()[cut:], *prose(99, 100).split()[:cut]]) for seed, cut in pages]
    signed = np.array([np.frombuffer(each, "<u4") for each in duplicates.compute_signatures(texts)]).reshape(-1, 128)
    found = duplicates.find_near(signed, np.arange(len(texts)), 0.7)
    sets = [{tuple(text.split()[at : at + 5]) for at in range(96)} for text in texts]
    alike = {
        (one, two): len(sets[one] & sets[two]) / len(sets[one] | sets[two])
        for one, two in combinations(range(len(texts)), 2)
    }
    for page, first in found.items():
        assert first < page
        assert first not in found
    for (one, two), similarity in alike.items():
        if similarity == 1:
            assert found.get(one, one) == found.get(two, two)
    for page in found:
        assert max(alike[min(page, other), max(page, other)] for other in range(len(texts)) if other != page) > 0.5


def test_exact_duplicates_are_found_whatever_their_number() -> None:
    digests = np.array([[1, 2], [1, 3], [1, 2], [0, 0], [1, 2], [0, 0]], np.uint64)
    assert duplicates.find_exact(digests).tolist() == [0, 1, 0, 3, 0, 3]
    assert duplicates.find_exact(np.empty((0, 2), np.uint64)).tolist() == []


def test_kinds_of_pages_are_left_out_as_conversion_noted_them(project: Path) -> None:
    texts = {"A": prose(1), "Moor (disambiguation)": prose(2), "Old name": prose(3), "List of ferries": prose(4)}
    texts |= {"Ferries": "Some:\n\n" + "".join(f"- {prose(number, 6)}" for number in range(20, 30))}
    notes = {"Moor (disambiguation)": "disambiguation:1 templates:2", "Old name": "redirect:1"}

    def left(**options: object) -> dict[str, str]:
        write_manifest("m", texts, notes=notes)
        pages_table(["m"], Corpus.model_validate(options), Path("corpus/c"))
        table = pd.read_csv("corpus/c/left_out.tsv", sep="\t", keep_default_na=False)
        return dict(zip(table["title"], table["reason"], strict=True))

    both = {"Moor (disambiguation)": "disambiguation", "Old name": "redirect", "Nope": "missing"}
    assert left() == both
    assert left(leave_out=[]) == {"Nope": "missing"}
    assert left(leave_out=["list"]) == {"List of ferries": "list", "Ferries": "list", "Nope": "missing"}


def test_pages_in_other_languages_are_left_out(project: Path) -> None:
    texts = {
        "English": "The ferry leaves the harbour at eight in the morning, and comes back when the weather allows it.\n",
        "Deutsch": "Die Fähre verlässt den Hafen um acht Uhr morgens und kommt zurück, wenn das Wetter es erlaubt.\n",
        "日本語": "フェリーは朝八時に港を出て、天気が許せば戻ってきます。島の人々はそれを待っています。\n",
    }
    assert corpus(texts, languages=["en"])[1] == {"Deutsch": ("language", "de"), "日本語": ("language", "ja")}
    assert corpus(texts, languages=["de", "ja"])[1] == {"English": ("language", "en")}
    with pytest.raises(WikimillError, match=r"corpus\.languages: xq is not known; known are .*de.*en"):
        corpus(texts, languages=["en", "xq"])


def test_lines_that_many_pages_share_are_taken_out(project: Path) -> None:
    line = "This page is kept by the harbour office."
    texts = {f"P{number}": f"## Heading that all pages share here\n\n{line}\n\n{prose(number)}" for number in range(4)}
    texts["Q"] = prose(9)
    texts["R"] = f"{line}\n"
    write_manifest("m", texts)
    pages_table(["m"], Corpus(repeated_lines=5, val_fraction=0), Path("corpus/c"))
    frame = pd.read_parquet("corpus/c/pages.parquet").set_index("title")
    assert frame["text"]["P1"] == f"## Heading that all pages share here\n\n{prose(1)}"
    assert frame["words"]["P1"] == len(frame["text"]["P1"].split())
    assert "R" not in frame.index
    assert Path("corpus/c/taken_out.tsv").read_text() == f"kind\twhat\tcount\tpages\nline\t{line}\t5\t5\n"
    pages_table(["m"], Corpus(repeated_lines=6, val_fraction=0), Path("corpus/c"))
    assert line in pd.read_parquet("corpus/c/pages.parquet").set_index("title")["text"]["P1"]


def test_texts_are_normalized(project: Path) -> None:
    text = "Cafe\u0301 ﬁ\x00\x1b\ufeff\r\n" + prose(1)
    for form, expected in [("NFC", "Café ﬁ\n"), ("NFKC", "Café fi\n"), ("none", "Cafe\u0301 ﬁ\x00\x1b\ufeff\r\n")]:
        write_manifest("m", {"A": text})
        pages_table(["m"], Corpus.model_validate({"normalize": form, "val_fraction": 0}), Path("corpus/c"))
        assert pd.read_parquet("corpus/c/pages.parquet")["text"][0] == expected + prose(1)
        taken = pd.read_csv("corpus/c/taken_out.tsv", sep="\t")
        parts = ["character U+0000", "character U+001B", "character U+FEFF", f"form {form}"]
        assert (taken["kind"] + " " + taken["what"]).tolist() == (parts if form != "none" else [])


@given(st.text())
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    once = normalize(text, "NFC")
    assert normalize(once, "NFC") == once
    assert unicodedata.is_normalized("NFC", once)
    assert not CONTROL.search(once)


def test_a_test_split_is_taken_and_pages_stay_where_they_were() -> None:
    titles = [f"Page {number}" for number in range(4000)]
    two = {title: assign_split("w", title, Corpus(val_fraction=0.1)) for title in titles}
    three = {title: assign_split("w", title, Corpus(val_fraction=0.1, test_fraction=0.1)) for title in titles}
    assert all(three[title] in (two[title], "test") for title in titles)
    assert {title for title in titles if two[title] == "val"} == {title for title in titles if three[title] == "val"}
    assert 300 < sum(split == "test" for split in three.values()) < 500


def test_the_test_split_has_its_files(project: Path) -> None:
    write_manifest("m", {f"P{number}": prose(number) for number in range(40)})
    options = Corpus(test_fraction=0.3, val_fraction=0.2)
    pages_table(["m"], options, Path("corpus/c"))
    texts = Path("corpus/c/test.txt").read_text().split("<|endoftext|>\n")
    frame = pd.read_parquet("corpus/c/pages.parquet")
    assert frame[frame["split"] == "test"]["text"].tolist() == texts
    train_vocabulary(Path("corpus/c/pages.parquet"), 300, Path("v"))
    encode(Path("corpus/c/pages.parquet"), Path("v"), Path("corpus/c"), options.splits)
    tokens = pd.read_parquet("corpus/c/tokens.parquet")
    ids = np.fromfile("corpus/c/test.bin", "<u2")
    assert tokens[tokens["split"] == "test"]["tokens"].sum() == len(ids) > 100
    assert tokens["path"].tolist() == frame["path"].tolist()


def test_what_is_known_of_a_text_is_not_found_out_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed: list[str] = []
    original = duplicates.compute_signatures

    def spy(texts: Sequence[str]) -> list[bytes]:
        signed.extend(texts)
        return original(texts)

    monkeypatch.setattr("wikimill.corpus.pages.duplicates.compute_signatures", spy)
    texts = {f"P{number:02}": prose(number) for number in range(20)}
    corpus(texts)
    assert sorted(signed) == sorted(texts.values())
    before = {name: Path("corpus/c", name).read_bytes() for name in ("pages.parquet", "train.txt", "left_out.tsv")}
    signed.clear()
    corpus(texts)
    assert not signed
    assert before == {name: Path("corpus/c", name).read_bytes() for name in before}
    texts["P07"], texts["New"] = prose(77), prose(78)
    del texts["P03"]
    corpus(texts)
    assert sorted(signed) == sorted([prose(77), prose(78)])
    Path("cache/corpus/c/features.parquet").write_bytes(b"cut")
    signed.clear()
    corpus(texts)
    assert len(signed) == 20


def test_pages_that_did_not_change_are_not_encoded_again(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    texts = {f"P{number:02}": prose(number) for number in range(30)}
    out = Path("corpus/c")

    def encoded() -> int:
        """Build, and encode; how many pages were encoded, when the bytes are those of a build from nothing."""
        write_manifest("m", texts)
        pages_table(["m"], Corpus(val_fraction=0.3), out)
        for name in ("train.bin", "val.bin", "train.npz", "tokens.parquet"):
            (out / name).unlink(missing_ok=True)  # as Snakemake does before a job
        caplog.clear()
        encode(out / "pages.parquet", Path("v"), out, SPLITS)
        encode(out / "pages.parquet", Path("v"), Path("corpus/other"), SPLITS)
        for name in ("train.bin", "val.bin", "train.npz", "tokens.parquet"):
            assert (out / name).read_bytes() == Path("corpus/other", name).read_bytes()
        layout.CACHE.joinpath("corpus/other/tokens.parquet").unlink()
        return int(re.findall(r"(\d+) pages encoded now", caplog.text)[0])

    write_manifest("m", texts)
    pages_table(["m"], Corpus(val_fraction=0.3), out)
    train_vocabulary(out / "pages.parquet", 300, Path("v"))
    assert encoded() == 30
    assert encoded() == 0
    texts["P07"], texts["New"] = prose(77), prose(78)
    del texts["P03"], texts["P29"]
    assert encoded() == 2
    with Path("cache/corpus/c/val.bin").open("ab") as file:
        file.write(b"\0\0")
    assert encoded() == len(texts)
    train_vocabulary(out / "pages.parquet", 310, Path("v"))
    assert encoded() == len(texts)


def test_several_processes_give_the_same_bytes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_manifest("m", {f"P{number:03}": prose(number % 250) for number in range(600)})
    monkeypatch.setattr("wikimill.corpus.pages.pages_table.MIN_PAGES", 100)
    for processes in (1, 2):
        pages_table(["m"], Corpus(repeated_lines=9), Path(f"corpus/{processes}"), processes)
    for name in ("pages.parquet", "train.txt", "val.txt", "left_out.tsv"):
        assert Path("corpus/1", name).read_bytes() == Path("corpus/2", name).read_bytes()
    assert len(pd.read_csv("corpus/1/left_out.tsv", sep="\t")) == 351
