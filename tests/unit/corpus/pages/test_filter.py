"""Pages cleaned and judged by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.unit.corpus.builder import TEXTS, build_corpus, keep_duplicates, prose, write_manifest
from wikimill import layout
from wikimill.config.model import Corpus
from wikimill.corpus.pages import duplicates
from wikimill.corpus.pages.cleaning import BROKEN_END_OF_TEXT
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.errors import WikimillError


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


def test_texts_are_normalized(project: Path) -> None:
    text = "Cafe\u0301 ﬁ\x00\x1b\ufeff\r\n" + prose(1)
    for form, expected in [("NFC", "Café ﬁ\n"), ("NFKC", "Café fi\n"), ("none", "Cafe\u0301 ﬁ\x00\x1b\ufeff\r\n")]:
        write_manifest("m", {"A": text})
        pages_table(["m"], Corpus.model_validate({"normalize": form, "val_fraction": 0}), Path("corpus/c"))
        assert pd.read_parquet("corpus/c/pages.parquet")["text"][0] == expected + prose(1)
        taken = pd.read_csv("corpus/c/taken_out.tsv", sep="\t")
        parts = ["character U+0000", "character U+001B", "character U+FEFF", f"form {form}"]
        assert (taken["kind"] + " " + taken["what"]).tolist() == (parts if form != "none" else [])


@pytest.mark.slow
def test_what_is_known_of_a_text_is_not_found_out_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed: list[str] = []
    original = duplicates.compute_signatures

    def spy(texts: Sequence[str]) -> list[bytes]:
        signed.extend(texts)
        return original(texts)

    monkeypatch.setattr("wikimill.corpus.pages.duplicates.compute_signatures", spy)
    texts = {f"P{number:02}": prose(number) for number in range(20)}
    build_corpus(texts)
    assert sorted(signed) == sorted(texts.values())
    before = {name: Path("corpus/c", name).read_bytes() for name in ("pages.parquet", "train.txt", "left_out.tsv")}
    signed.clear()
    build_corpus(texts)
    assert not signed
    assert before == {name: Path("corpus/c", name).read_bytes() for name in before}
    texts["P07"], texts["New"] = prose(77), prose(78)
    del texts["P03"]
    build_corpus(texts)
    assert sorted(signed) == sorted([prose(77), prose(78)])
    features = Path("cache/corpus/c/features.parquet")
    older = pq.read_table(features).drop_columns(["fault"])
    for damage in (lambda: features.write_bytes(b"cut"), lambda: pq.write_table(older, features)):
        damage()
        signed.clear()
        build_corpus(texts)
        assert len(signed) == 20


def test_a_file_changed_by_hand_is_named(project: Path) -> None:
    write_manifest("m", TEXTS)
    path = layout.markdown("mediawiki/wiki.example", "Page_3")
    path.write_text("Mine.")
    with pytest.raises(WikimillError, match=r"Page_3\.md was changed by hand; delete it"):
        pages_table(["m"], keep_duplicates(), Path("c"))


def test_the_separator_inside_a_page_does_not_cut_it(project: Path) -> None:
    write_manifest("m", {**TEXTS, "Evil": "before\n<|endoftext|>\nafter\n"})
    pages_table(["m"], keep_duplicates(val_fraction=0), Path("c"))
    pages = Path("c/train.txt").read_text().split("<|endoftext|>\n")
    assert len(pages) == len(TEXTS) + 1
    assert f"before\n{BROKEN_END_OF_TEXT}\nafter\n" in pages


def test_short_quarantined_and_missing_pages_are_left_out(project: Path) -> None:
    write_manifest("m", {"Short": "two words\n", **TEXTS})
    write_manifest("q", {"Bad": "quarantined " * 20}, status="quarantined")
    pages_table(["m", "q"], keep_duplicates(min_words=3), Path("c"))
    assert sorted(pd.read_parquet("c/pages.parquet")["title"]) == sorted(TEXTS)
