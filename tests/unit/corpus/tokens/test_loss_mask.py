"""Which tokens the loss counts, where it is that of the targets of pairs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.corpus.builder import SPLITS, TEXTS, VOCABULARY, keep_duplicates, write_manifest
from wikimill import layout
from wikimill.convert.losses import write_losses
from wikimill.convert.page_facts import write_facts
from wikimill.convert.pages import PageRow, write_pages
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.pages.schema import SCHEMA
from wikimill.corpus.tokens import token_file
from wikimill.corpus.tokens.encode import encode
from wikimill.corpus.tokens.loss_mask import read_loss_masks
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.manifest.lock import write_lock
from wikimill.manifest.text_origins import PairsOrigin
from wikimill.sources.base import Revision
from wikimill.sources.pairs.source import PairsSource

TEMPLATE = "{article}\nTL;DR:\n{summary}"


def pairs(*rows: tuple[str, str], template: str = TEMPLATE, manifest: str = "p") -> None:
    """A manifest of pairs as the convert stage leaves it."""
    path = Path(f"{manifest}.jsonl")
    path.write_text("".join(json.dumps({"article": article, "summary": summary}) + "\n" for article, summary in rows))
    source = PairsSource(path, template)
    found = {each.title: each for each in source.revisions(source.all_texts()) if isinstance(each, Revision)}
    pages = []
    for title in sorted(found):
        text = found[title].text
        place = layout.markdown(f"pairs/{manifest}", title)
        write_text(place, text)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        pages.append(PageRow(title, str(place), found[title].revid, sha256, len(text.split()), "ok", ""))
    write_pages(layout.pages(manifest), pages)
    write_facts(layout.pages(manifest).parent, ((title, "{}") for title in sorted(found)))
    write_losses(layout.pages(manifest).parent, [])
    pins = [replace(pin, category="R") for pin in source.all_texts()]
    write_lock(layout.lock(manifest), "o", PairsOrigin(manifest, str(path), template), "", None, pins)


def masked(*manifests: str, **options: object) -> dict[str, list[tuple[str, str]]]:
    """The texts of each split, in the halves that the mask tells; the end of text always counts."""
    pages_table(manifests, keep_duplicates(**options), Path("c"), targets=True)
    write_vocabulary(VOCABULARY, Path("c/tokenizer"))
    encode(Path("c/pages.parquet"), Path("c/tokenizer"), Path("c"), SPLITS)
    tokenizer = VOCABULARY.tokenizer(special=False)
    found = {}
    ids_of = {split: np.fromfile(f"c/{split}.bin", "<u2") for split in SPLITS}
    masks = read_loss_masks(Path("c/tokens.parquet"), {split: len(ids) for split, ids in ids_of.items()})
    for split, ids in ids_of.items():
        mask = masks[split][np.arange(len(ids))]
        ends = np.flatnonzero(ids == VOCABULARY.end_of_text)
        assert mask[ends].all()
        halves = []
        for page, counts in zip(np.split(ids, ends + 1)[:-1], np.split(mask, ends + 1)[:-1], strict=True):
            assert np.isin(np.diff(counts.astype(int)), [0, 1]).all()
            source, target = page[~counts], page[counts][:-1]
            halves.append((tokenizer.decode(source.tolist()), tokenizer.decode(target.tolist())))
        found[split] = halves
    return found


def test_a_target_is_the_last_column_and_what_follows_it(project: Path) -> None:
    pairs(
        ("The tide came in.", "Tide."), ("Größe: 北", "大きい – größer"), ("a", "b\nTL;DR:\nc"), ("a\nTL;DR:\nb", "d")
    )
    halves = masked("p", val_fraction=0)["train"]
    assert sorted(halves) == [
        ("Größe: 北\nTL;DR:\n", "大きい – größer\n"),
        ("The tide came in.\nTL;DR:\n", "Tide.\n"),
        ("a\nTL;DR:\n", "b\nTL;DR:\nc\n"),
        ("a\nTL;DR:\nb\nTL;DR:\n", "d\n"),
    ]


@pytest.mark.parametrize(
    ("template", "halves"),
    [
        ("{summary}", ("", "the end\n")),  # a target at the start
        ("{article} {summary}", ("x", " the end\n")),  # " the" is one token
        ("{article}:  {summary}", ("x: ", " the end\n")),  # of two spaces the word takes one
        ("{article}{summary} .", ("x", "the end .\n")),
        ("{summary}\n{article}", ("the end\n", "x\n")),
        ("{article}\n\n{summary}\n##", ("x\n\n", "the end\n##\n")),
    ],
)
def test_a_token_counts_when_only_white_space_of_it_is_before_the_target(
    project: Path, template: str, halves: tuple[str, str]
) -> None:
    pairs(("x", "the end"), template=template)
    assert masked("p", val_fraction=0)["train"] == [halves]


def test_a_token_that_begins_before_the_target_does_not_count(project: Path) -> None:
    pairs(("x th", "e end"), template="{article}{summary}")
    assert masked("p", val_fraction=0)["train"] == [("x the", " end\n")]


def test_an_empty_target_is_the_end_of_text_alone(project: Path) -> None:
    pairs(("x", " \n"), ("y", ""))
    assert masked("p", val_fraction=0)["train"] == [("x\nTL;DR:\n", ""), ("y\nTL;DR:\n", "")]


def test_pages_that_are_not_pairs_count_whole_and_splits_are_kept(project: Path) -> None:
    write_manifest("m", TEXTS)
    pairs(*((f"article {number}", f"summary {number}") for number in range(40)))
    found = masked("m", "p", val_fraction=0.3)
    assert all(any(source for source, _ in halves) for halves in found.values())
    everything = [half for halves in found.values() for half in halves]
    assert sorted(target for source, target in everything if not source) == sorted(TEXTS.values())
    parted = [(source, target) for source, target in everything if source]
    assert sorted(parted) == sorted((f"article {number}\nTL;DR:\n", f"summary {number}\n") for number in range(40))


def test_cleaning_moves_the_boundary_with_the_text(project: Path) -> None:
    boiler = "this line stands on every page"
    pairs(
        (f"e\u0301te\u0301 <|endoftext|>\r\n{boiler}\r\n\x7fone", f"{boiler}\n<|endoftext|>e\u0301 one"),
        (f"{boiler}\n\n\ntwo", f"\n\n{boiler}\n\n\ntwo"),
        (boiler, "three"),
        (f"{boiler}\nfour", boiler),
    )  # fmt: skip
    found = masked("p", val_fraction=0, repeated_lines=3)["train"]
    assert sorted(found) == [
        ("TL;DR:\n", "three\n"),
        ("four\nTL;DR:\n", ""),
        ("two\nTL;DR:\n", "\ntwo\n"),
        ("été <|endoftext |>\none\nTL;DR:\n", "<|endoftext |>é one\n"),
    ]


def test_masking_moves_the_boundary_with_the_text(project: Path) -> None:
    pairs(("a@b.example, or c.d@e.example", "Call +44 20 7946 0958 or 8.8.8.8"), ("two", "a@b.example"))
    pairs(("The end: a", "b@c.example"), template="{article}{summary}", manifest="q")
    found = masked("p", "q", val_fraction=0, mask=["email", "phone", "ip"])["train"]
    mail = "email@example.com"
    assert sorted(found) == [
        ("The end: a", f"{mail}\n"),
        (f"{mail}, or {mail}\nTL;DR:\n", "Call +1 202 555 0100 or 192.0.2.1\n"),
        ("two\nTL;DR:\n", f"{mail}\n"),
    ]


def test_a_boundary_inside_a_character_is_refused(project: Path) -> None:
    pairs(("e", "\u0301t\u0301"), template="{article}{summary}")
    with pytest.raises(WikimillError, match="put a line end or a space before the template's last column"):
        masked("p", val_fraction=0)
    assert not Path("c/pages.parquet").exists()


def test_what_does_not_fit_together_is_refused(project: Path) -> None:
    write_manifest("m", TEXTS)
    with pytest.raises(WikimillError, match="no manifest of pairs is in the corpus"):
        masked("m")
    pairs(("x", "y"), ("v", "w"))
    masked("p", val_fraction=0)
    with pytest.raises(WikimillError, match=r"tokens\.parquet: its tokens are not those of train\.bin; delete it"):
        read_loss_masks(Path("c/tokens.parquet"), {"train": 3})
    [path, *_] = sorted(Path("processed/pairs/p").iterdir())
    text = path.read_text()
    path.write_text("another\n")
    with pytest.raises(WikimillError, match="was changed by hand; delete it and build its manifest again"):
        masked("p", val_fraction=0)
    path.unlink()
    with pytest.raises(WikimillError, match="is gone; build its manifest again"):
        masked("p", val_fraction=0)
    path.write_text(text)
    Path("p.jsonl").write_text('{"article": "x", "summary": "z"}\n')
    with pytest.raises(WikimillError, match="its row is gone from the table of pairs"):
        masked("p", val_fraction=0)


def test_a_page_that_is_left_out_needs_no_target(project: Path) -> None:
    pairs(("a long article", "y"), ("v", "w"))
    rows = Path("p.jsonl").read_text().splitlines()
    Path("p.jsonl").write_text(f"{rows[0]}\n")
    with pytest.raises(WikimillError, match="its row is gone from the table of pairs"):
        masked("p", val_fraction=0)
    [(_, target)] = masked("p", val_fraction=0, min_words=4)["train"]
    assert target == "y\n"


def test_without_targets_the_tables_have_no_trace_of_them(project: Path) -> None:
    """The loss counts all: no column in pages.parquet, no mask in tokens.parquet, and the pairs need not be there."""
    pairs(("x", "y"), ("v", "w"))
    Path("p.jsonl").unlink()
    pages_table(["p"], keep_duplicates(val_fraction=0), Path("c"))
    write_vocabulary(VOCABULARY, Path("c/tokenizer"))
    encode(Path("c/pages.parquet"), Path("c/tokenizer"), Path("c"), SPLITS)
    assert pq.read_schema("c/pages.parquet").equals(SCHEMA)
    tokens = pq.read_table("c/tokens.parquet")
    assert tokens["loss_mask"].null_count == len(tokens) == 2
    with pytest.raises(WikimillError, match=r"tokens\.parquet: no page has a loss mask; build the corpus again"):
        read_loss_masks(Path("c/tokens.parquet"), {"train": Path("c/train.bin").stat().st_size // 2})


def test_ids_that_are_not_those_of_the_text_are_named(project: Path) -> None:
    pairs(("x", "y"), ("v", "w"))
    masked("p", val_fraction=0)
    kept = Path("cache/corpus/c/train.bin")
    ids = np.fromfile(kept, "<u2")
    ids[0] = VOCABULARY.ids["the"]
    ids.tofile(kept)
    with pytest.raises(WikimillError, match=r"processed/pairs/p/.*: its ids are not its text; delete the corpus"):
        encode(Path("c/pages.parquet"), Path("c/tokenizer"), Path("c"), SPLITS)


def test_of_equal_texts_the_first_row_tells_where_the_target_begins(project: Path) -> None:
    pairs(("a\nTL;DR:\nb", "c"), ("a", "b\nTL;DR:\nc"))
    assert masked("p", val_fraction=0)["train"] == [("a\nTL;DR:\nb\nTL;DR:\n", "c\n")]


MASKS = st.none() | st.lists(st.booleans(), min_size=1)


@pytest.mark.slow
@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(SPLITS), MASKS), max_size=20))
def test_a_mask_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, pages: list[tuple[str, list[bool] | None]]
) -> None:
    """Any mask, not only those of pairs."""
    path = tmp_path_factory.getbasetemp() / "tokens.parquet"
    rows: list[dict[str, object]] = [{"split": "test", "start": 0, "tokens": 1, "loss_mask": [True]}]
    whole: dict[str, list[bool]] = {"train": [], "val": []}
    for split, mask in pages:
        counts = mask or [True] * 3
        rows.append({"split": split, "start": len(whole[split]), "tokens": len(counts), "loss_mask": mask})
        whole[split] += counts
    pq.write_table(pa.Table.from_pylist(rows, token_file.SCHEMA), path, row_group_size=2)
    masks = read_loss_masks(path, {split: len(counts) for split, counts in whole.items()})
    for split, counts in whole.items():
        read = masks[split]
        assert read[np.arange(len(counts))].tolist() == counts
        assert read[np.arange(len(counts) // 2 * 2).reshape(2, -1)].shape == (2, len(counts) // 2)
