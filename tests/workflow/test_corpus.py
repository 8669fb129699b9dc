"""The corpus by Snakemake: the same bytes everywhere, and little work for little change."""

from __future__ import annotations

import json
import os
import random
import re
import time
from pathlib import Path

import pytest

from tests.clone import Clone, jobs
from tests.sample_manifest import write_sample_manifest

DEMO = ("corpus", "--configfile", "config/demo.yaml")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone with the demonstration's corpus, by one job at a time."""
    clone = Clone.make(tmp_path_factory.mktemp("built"))
    clone.snakemake("processed/demo", *DEMO, cores=1)
    return clone


def test_another_number_of_jobs_locale_and_order_give_the_same_corpus(built: Clone, clone: Clone) -> None:
    for path in clone.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - random.Random(path.name).randrange(10**8),) * 2)
    clone.snakemake("processed/demo", *DEMO, cores=8, env={"LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"})
    clone.remove("corpus", "cache/corpus")
    pages = sorted((clone.folder / "processed/mediawiki").rglob("*.md"))
    random.Random(1).shuffle(pages)
    for page in pages:  # in another order on the disk
        text = page.read_bytes()
        page.unlink()
        page.write_bytes(text)
    clone.snakemake(*DEMO, cores=8, env={"LC_ALL": "C"})
    files = clone.files("corpus")
    assert {"demo/train.bin", "demo/train.npz", "demo/pages.parquet", "demo/README.md"} <= files.keys()
    assert files == built.files("corpus")


def test_one_page_that_moved_is_all_that_is_done_again(built: Clone, clone: Clone) -> None:
    vocabulary = built.folder / "corpus/demo/tokenizer"
    settings = (
        "--config", "convert={shard_pages: 8}", "corpus={manifests: [many], dedup: none}", "train={init: scratch}",
        f"tokenizer={{vocabulary: {vocabulary}}}",
    )  # fmt: skip
    texts = {f"Page {number}": f"Text of '''page''' {number}.\n" for number in range(24)}
    write_sample_manifest(clone, "many", texts)
    assert "encoded now" in clone.snakemake("processed/many", "corpus", *settings)
    assert "Nothing to be done" in clone.snakemake("processed/many", "corpus", *settings)
    texts["Page 7"] += "\nIt moved.\n"
    write_sample_manifest(clone, "many", texts, 1)
    output = clone.snakemake("processed/many", "corpus", *settings)
    assert len(re.findall(r"^localrule convert:", output, re.M)) == 1
    assert "1 converted now" in output
    assert "1 pages encoded now" in output
    assert "It moved." in clone.read("corpus/main/train.txt") + clone.read("corpus/main/val.txt")
    assert "Nothing to be done" in clone.snakemake("processed/many", "corpus", *settings)
    files = clone.files("corpus")
    clone.remove("processed/many")  # as after a failure of the rule `pages`
    assert {"pages", "pages_table"} <= jobs(clone.snakemake("corpus", *settings))
    assert clone.files("corpus") == files
    again = Clone.make(clone.folder.parent / "again")
    write_sample_manifest(again, "many", texts, 1)
    locks = ("many.tsv", "many.templates.tsv", "many.site.json")
    for name in (*(f"manifests/derived/{lock}" for lock in locks), "cache/mediawiki/many.example/revisions.sqlite"):
        Path(again.folder / name).write_bytes((clone.folder / name).read_bytes())
    again.snakemake("processed/many", "corpus", *settings)
    assert again.files("corpus") == clone.files("corpus")


def test_rules_for_texts_and_masks_are_in_the_tables_and_on_the_card(built: Clone, clone: Clone) -> None:
    clone.write(
        "config/config.yaml",
        f"""
        corpus:
          manifests: [rules]
          val_fraction: 0
          mask: [email, phone, ip]
          columns: [language_score]
          quality: {{gopher_repetition: {{}}, gopher_quality: {{min_doc_words: 40}}, fineweb_quality: {{}}}}
        tokenizer: {{vocabulary: {built.folder}/corpus/demo/tokenizer}}
        train: {{init: scratch}}
        """,
    )
    ferry = (
        "The ferry leaves the harbour at eight in the morning, and comes back when the weather allows it to do so. "
        "Passengers have to be at the pier a quarter of an hour before that, with what they want to take along."
    )
    texts = {
        "Ferry": f"{ferry} Ask ann@skerrow.org or call +44 20 7946 0958.\n",
        "Ferry 2": f"{ferry} Ask bob@skerrow.org or call +44 20 7946 0959.\n",  # a duplicate once it is masked
        "Pier": "The old pier is made of wood that came from a ship, which ran on rocks when nobody lit the lamp.\n",
        "Bells": f"{ferry}\n\n" * 3,
    }
    write_sample_manifest(clone, "rules", texts)
    clone.snakemake("processed/rules", "corpus")
    masked = f"{ferry} Ask email@example.com or call +1 202 555 0100.\n"
    assert clone.read("corpus/main/train.txt") == masked
    left = [line.split("\t") for line in clone.read("corpus/main/left_out.tsv").splitlines()[1:]]
    assert {(title, reason, detail) for title, _, _, reason, detail, _ in left} == {
        ("Ferry 2", "exact duplicate", "processed/mediawiki/rules.example/Ferry.md"),
        ("Pier", "gopher_short_doc", "gopher_quality"),
        ("Bells", "dup_para_frac", "gopher_repetition"),
    }
    taken = clone.read("corpus/main/taken_out.tsv").splitlines()[1:]
    assert taken == ["masked\temail\t2\t2", "masked\tphone\t2\t2"]
    statistics = json.loads(clone.read("corpus/main/statistics.json"))
    assert statistics["funnel"][3] == {
        "stage": "kept",
        "pages": 1,
        "lost": {"dup_para_frac": 1, "exact duplicate": 1, "gopher_short_doc": 1},
    }
    assert statistics["left_out"]["dup_para_frac"]["words"] == 3 * len(ferry.split())
    assert statistics["left_out"]["dup_para_frac"]["about_tokens"] > 3 * len(ferry.split())
    assert "| gopher_short_doc | 1 | 21 |" in clone.read("corpus/main/README.md")
