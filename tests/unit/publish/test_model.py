"""A model as a folder for a hub."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.corpus.card.reader import parse_metadata
from tests.unit.publish.builder import CORPUS, snapshot, write_run
from tests.unit.report.builder import OUTPUT
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.publish.model import prepare_model

HUB = Path("publish/out/main")


def test_the_folder_has_weights_tokenizer_card_and_samples(project: Path) -> None:
    write_run()
    release = prepare_model(OUTPUT, CORPUS, HUB)
    assert sorted(snapshot(HUB)) == sorted(
        [
            *("README.md", "LICENSE.md", "attribution.tsv", "settings.yaml"),
            *("config.json", "model.safetensors", "vocab.json", "merges.txt", "tokenizer.json"),
            *("samples.jsonl", "log.csv", "loss.svg", "memorization.json"),
            *("corpus/CITATION.cff", "corpus/provenance.json"),
        ]
    )
    assert (release.kind, release.licences) == ("model", ("cc-by-sa-4.0",))
    assert (HUB / "README.md").read_text() == (OUTPUT / "README.md").read_text()


def test_the_card_names_the_repository_of_the_corpus(project: Path) -> None:
    write_run()
    prepare_model(OUTPUT, CORPUS, HUB, "me/tides")
    text = (HUB / "README.md").read_text()
    assert parse_metadata(text)["datasets"] == ["me/tides"]
    assert text.replace("datasets:\n- me/tides\n", "") == (OUTPUT / "README.md").read_text()
    with pytest.raises(WikimillError, match="cannot be the name of a repository"):
        prepare_model(OUTPUT, CORPUS, HUB, "a: b")


def test_what_is_missing_is_one_line(project: Path) -> None:
    write_run()
    (OUTPUT / "model/config.json").unlink()  # as with `train.formats: [openai]`
    with pytest.raises(WikimillError, match="no model in Hugging Face's format; train one, with huggingface in"):
        prepare_model(OUTPUT, CORPUS, HUB)
    write_run()
    write_text(CORPUS / "statistics.json", "{}")
    with pytest.raises(WikimillError, match=r"statistics\.json: it is damaged; delete it"):
        prepare_model(OUTPUT, CORPUS, HUB)
    (OUTPUT / "samples.jsonl").unlink()
    with pytest.raises(WikimillError, match=r"samples\.jsonl: there is no such file; run snakemake again"):
        prepare_model(OUTPUT, CORPUS, HUB)
    (OUTPUT / "README.md").unlink()
    with pytest.raises(WikimillError, match=r"README\.md: there is no such card"):
        prepare_model(OUTPUT, CORPUS, HUB)
    assert not HUB.exists()
