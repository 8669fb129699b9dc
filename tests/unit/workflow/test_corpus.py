"""What the rules of the corpus ask."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.unit.corpus.builder import VOCABULARY
from wikimill.config.model import Config
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.workflow.corpus import corpus_manifests, page_tables, vocabulary_source

NO_BUCKET = SimpleNamespace(storage_settings=None)


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_released_vocabulary_is_its_files_before_they_are_there() -> None:
    expected = {"source": "cache/models/124M/vocab.json", "merges": "cache/models/124M/merges.txt"}
    assert vocabulary_source(Config(), "p")(None) == expected


def test_a_given_vocabulary_is_its_own_files(capsys: pytest.CaptureFixture[str]) -> None:
    def source(vocabulary: str) -> dict[str, str]:
        config = Config.model_validate({"train": {"init": "scratch"}, "tokenizer": {"vocabulary": vocabulary}})
        return vocabulary_source(config, "pages.parquet")(None)

    write_vocabulary(VOCABULARY, Path("both"))
    Path("single").mkdir()
    Path("single/tokenizer.json").write_text(json.dumps(json.loads(Path("both/tokenizer.json").read_text())))
    assert source("corpus") == {"source": "pages.parquet"}
    assert source("both") == {"source": "both/encoder.json", "merges": "both/vocab.bpe"}
    assert source("single") == {"source": "single/tokenizer.json"}
    with pytest.raises(SystemExit):
        source("nowhere")
    assert "wikimill: error: nowhere: there is no such vocabulary" in capsys.readouterr().err


def test_the_vocabulary_of_a_model_in_a_folder_is_in_the_folder(capsys: pytest.CaptureFixture[str]) -> None:
    config = Config.model_validate({"train": {"init": "models/mine"}})
    with pytest.raises(SystemExit):  # never the released one, for which it would ask the network
        vocabulary_source(config, "p")(None)
    assert "wikimill: error: models/mine: there is no such vocabulary" in capsys.readouterr().err
    write_vocabulary(VOCABULARY, Path("models/mine"))
    expected = {"source": "models/mine/encoder.json", "merges": "models/mine/vocab.bpe"}
    assert vocabulary_source(config, "p")(None) == expected


def test_the_manifests_of_a_corpus_are_those_named_else_those_built(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        page_tables(Config(), NO_BUCKET)(None)
    message = "processed/: no manifest was built yet, aside from demo (corpus.exclude_manifests); build one"
    assert message in capsys.readouterr().err
    for name in ("isles", "boats", "demo"):
        Path("processed", name).mkdir(parents=True)
        Path("processed", name, "pages.tsv").touch()
    assert corpus_manifests(Config()) == ["boats", "isles"]
    stamps = [f"cache/convert/{name}/pages.stamp" for name in ("boats", "isles")]
    assert page_tables(Config(), NO_BUCKET)(None) == ["processed/boats", "processed/isles", *stamps]
    every = Config.model_validate({"corpus": {"exclude_manifests": []}})
    assert corpus_manifests(every) == ["boats", "demo", "isles"]
    named = Config.model_validate({"corpus": {"manifests": ["winds"]}})
    assert page_tables(named, NO_BUCKET)(None) == ["processed/winds", "cache/convert/winds/pages.stamp"]


def test_a_corpus_is_stale_while_a_table_of_pages_is_missing() -> None:
    named = page_tables(Config.model_validate({"corpus": {"manifests": ["winds"]}}), NO_BUCKET)
    stamp = Path(named(None)[1])
    first = stamp.read_text()
    assert named(None) == ["processed/winds", str(stamp)]
    assert stamp.read_text() != first
    Path("processed/winds").mkdir(parents=True)
    Path("processed/winds/pages.tsv").touch()
    first = stamp.read_text()
    named(None)
    assert stamp.read_text() == first
