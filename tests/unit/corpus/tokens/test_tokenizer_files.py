"""The files in which a folder may hold a vocabulary."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.corpus.builder import VOCABULARY
from wikimill.config.model import Tokenizer
from wikimill.corpus.tokens import tokenizer_files
from wikimill.corpus.tokens.vocabulary import read_vocabulary, vocabulary, write_vocabulary
from wikimill.errors import WikimillError
from wikimill.sources.pinned_text import END_OF_TEXT

OWN = [*tokenizer_files.OPENAI, *tokenizer_files.TOKENIZERS]


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the vocabulary in the forms that wikimill writes."""
    monkeypatch.chdir(tmp_path)
    write_vocabulary(VOCABULARY, Path("words"))
    return Path("words")


def edited(folder: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
    """A folder of `tokenizer.json` alone, after an edit."""
    content = json.loads((folder / "tokenizer.json").read_text())
    edit(content)
    made = folder.with_name("edited")
    made.mkdir()
    (made / "tokenizer.json").write_text(json.dumps(content))
    return made


def test_all_three_forms_are_one_vocabulary(words: Path) -> None:
    for number, names in enumerate(tokenizer_files.FORMATS):
        folder = Path(str(number))
        folder.mkdir()
        for source, name in zip(
            tokenizer_files.TOKENIZERS if len(names) == 1 else tokenizer_files.OPENAI, names, strict=True
        ):
            shutil.copy(words / source, folder / name)
        assert read_vocabulary(folder) == VOCABULARY
        vocabulary(Tokenizer(vocabulary=str(folder)), folder / names[0], folder / "copy")
        assert all((folder / "copy" / name).read_bytes() == (words / name).read_bytes() for name in OWN)


@pytest.mark.parametrize("whole", [True, False])
def test_merges_of_a_tokenizer_are_strings_or_pairs(words: Path, whole: bool) -> None:
    merges = [" ".join(pair) if whole else list(pair) for pair in VOCABULARY.merges]
    assert read_vocabulary(edited(words, lambda content: content["model"].update(merges=merges))) == VOCABULARY


def test_a_tokenizer_as_old_as_gpt2s_own_is_read(words: Path) -> None:
    def old(content: dict[str, Any]) -> None:
        del content["model"]["type"], content["pre_tokenizer"]["use_regex"]

    assert read_vocabulary(edited(words, old)) == VOCABULARY


def test_a_token_that_was_added_beside_the_vocabulary_is_one_of_it(words: Path) -> None:
    folder = edited(words, lambda content: content["model"]["vocab"].pop(END_OF_TEXT))
    assert read_vocabulary(folder) == VOCABULARY


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("model", {"type": "WordPiece"}),
        ("model", {"continuing_subword_prefix": "##"}),
        ("model", {"end_of_word_suffix": "</w>"}),
        ("pre_tokenizer", {"type": "Metaspace"}),
        ("pre_tokenizer", {"add_prefix_space": True}),
        ("pre_tokenizer", {"use_regex": False}),
    ],
)
def test_a_tokenizer_of_another_kind_is_refused(words: Path, part: str, content: dict[str, Any]) -> None:
    folder = edited(words, lambda whole: whole[part].update(content))
    with pytest.raises(WikimillError, match=r"tokenizer\.json is not a GPT-2 vocabulary \(it is not a byte-level BPE"):
        read_vocabulary(folder)


@pytest.mark.parametrize("normalizer", [{"type": "NFKC"}, {"type": "Lowercase"}, {"type": "NFC", "x": 1}])
def test_a_normalizer_that_changes_texts_is_refused(words: Path, normalizer: dict[str, Any]) -> None:
    folder = edited(words, lambda content: content.update(normalizer=normalizer))
    with pytest.raises(WikimillError, match="not a byte-level BPE"):
        read_vocabulary(folder)


def test_a_folder_without_a_vocabulary_says_what_one_is(tmp_path: Path) -> None:
    (tmp_path / "vocab.json").write_text("{}")
    with pytest.raises(WikimillError, match=r"it needs encoder\.json and vocab\.bpe, or tokenizer\.json, or vocab"):
        read_vocabulary(tmp_path)


def test_lines_of_merges_that_are_none_are_passed_over() -> None:
    ids, merges, scheme = tokenizer_files.parse_tokenizer_files(['{"a": 0, "#": 1}', "#version: 0.2\n\na b\n# c\n"])
    assert (ids, merges, scheme) == ({"a": 0, "#": 1}, [("a", "b"), ("#", "c")], None)


def test_a_tokenizer_that_does_not_split_is_refused(words: Path) -> None:
    folder = edited(words, lambda content: content.pop("pre_tokenizer"))
    with pytest.raises(WikimillError, match="not a byte-level BPE"):
        read_vocabulary(folder)


def test_a_tokenizer_that_does_not_say_that_it_puts_no_space_before_a_text_is_refused(words: Path) -> None:
    folder = edited(words, lambda content: content["pre_tokenizer"].pop("add_prefix_space"))
    with pytest.raises(WikimillError, match="not a byte-level BPE"):
        read_vocabulary(folder)


def test_a_tokenizer_without_added_tokens_is_read(words: Path) -> None:
    assert read_vocabulary(edited(words, lambda content: content.pop("added_tokens"))) == VOCABULARY


def test_the_first_whole_format_is_taken(tmp_path: Path) -> None:
    for name in ("encoder.json", "merges.txt", "tokenizer.json"):
        (tmp_path / name).touch()
    assert tokenizer_files.find_tokenizer_files(tmp_path) == [tmp_path / "tokenizer.json"]
    (tmp_path / "vocab.json").touch()
    assert tokenizer_files.find_tokenizer_files(tmp_path) == [tmp_path / "tokenizer.json"]
    (tmp_path / "tokenizer.json").unlink()
    assert tokenizer_files.find_tokenizer_files(tmp_path) == [tmp_path / "vocab.json", tmp_path / "merges.txt"]
    (tmp_path / "vocab.bpe").mkdir()
    assert tokenizer_files.find_tokenizer_files(tmp_path)[0].name == "vocab.json"
