"""How much of samples is said to be copied."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.corpus.builder import keep_duplicates, prose, write_manifest
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.errors import WikimillError
from wikimill.model.sampling.samples import Sample, read_samples, write_samples
from wikimill.report.memorization import Memorization, measure_memorization, total_share, write_memorization

PAGES = Path("corpus/c/pages.parquet")


def sample(index: int, text: str, prompt: str = "") -> Sample:
    return Sample(index, prompt, text, 1, "float32", "sample", 0.7, 40, 1.0, 1.0, "out/c/model")


def compared(*samples: Sample, val_fraction: float = 0.2) -> Memorization:
    """Samples against a corpus of 40 pages of invented words."""
    write_manifest("m", {f"P{number:02}": prose(number) for number in range(40)})
    pages_table(["m"], keep_duplicates(val_fraction=val_fraction), Path("corpus/c"))
    return measure_memorization(samples, PAGES)


def title_of(split: str) -> str:
    import pandas as pd

    frame = pd.read_parquet(PAGES)
    return str(frame[frame["split"] == split]["title"].iloc[3])


@pytest.mark.slow
def test_what_is_copied_is_found_with_its_page_and_its_place(project: Path) -> None:
    compared(sample(0, "x"))
    title = title_of("train")
    source = prose(int(title[1:])).split()
    eleven, seven = " ".join(source[20:31]), " ".join(source[50:57])
    copied = sample(0, f"New begins: {eleven.upper()}, then new. And {seven}? Yes")
    result = compared(copied, sample(1, f"{seven} is too short"), sample(2, eleven, prompt=eleven[:30]), sample(3, "…"))
    first, second, third, fourth = result.samples
    assert (first.words, first.ngrams, first.found) == (24, 17, 4)
    assert total_share([first]) == 4 / 17
    assert first.longest
    assert copied.text[first.longest.start : first.longest.end] == eleven.upper()
    assert (first.longest.words, first.longest.title) == (11, title)
    assert [copied.text[start:end] for start, end in first.spans] == [eleven.upper()]
    assert (second.found, second.spans) == (0, [])
    assert second.longest
    assert second.longest.words == 7
    assert third.words < 11, "the prompt is not what the model wrote"
    assert (fourth.words, fourth.ngrams, total_share([fourth]), fourth.longest) == (0, 0, None, None)
    assert 20 < result.pages < 40
    assert result.words == 120 * result.pages


@pytest.mark.slow
def test_held_out_pages_are_not_what_the_model_learned_from_and_are_compared_too(project: Path) -> None:
    compared(sample(0, "x"))
    held_out = prose(int(title_of("val")[1:]))
    result = compared(*(sample(number, held_out) for number in range(3)))
    assert [each.found for each in result.samples] == [0, 0, 0]
    assert [each.words for each in result.held_out] == [120, 120, 120]
    assert {each.found for each in result.held_out} == {0}
    assert compared(sample(0, held_out), val_fraction=0).held_out == []


@pytest.mark.slow
def test_the_file_has_the_shares_and_the_same_bytes_again(project: Path) -> None:
    result = compared(sample(0, prose(1)), sample(1, prose(77)))
    write_memorization(Path("a.json"), result)
    write_memorization(Path("b.json"), compared(sample(0, prose(1)), sample(1, prose(77))))
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()
    data = json.loads(Path("a.json").read_text())
    shares = [each["share"] for each in data["samples"]]
    assert data["samples_share"] == sum(shares) / 2
    assert shares[1] == 0
    assert data["held_out_share"] == 0


def test_a_table_of_samples_is_read_back_and_a_damaged_one_is_an_error(project: Path) -> None:
    texts = [sample(0, "line\nline\u2028line"), replace(sample(1, "two"), prompt="p\n")]
    write_samples(Path("out/c"), texts)
    assert read_samples(Path("out/c/samples.jsonl")) == texts
    for damaged in ('{"index": 1}\n', "[" * 100_000):
        Path("out/c/samples.jsonl").write_text(damaged)
        with pytest.raises(WikimillError, match=r"samples\.jsonl: the table is damaged; delete it and run snakemake g"):
            read_samples(Path("out/c/samples.jsonl"))
    with pytest.raises(WikimillError, match=r"nowhere\.jsonl: there is no such table of samples"):
        read_samples(Path("nowhere.jsonl"))
