"""Vocabularies of more than 65,536 tokens, and those of other models: from a text to ids of 32 bits, and back."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tokenizers import Tokenizer

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.corpus.tokens.large_vocabulary import LLAMA_3, QWEN_2, every_pair, tokenizer_json, write_tokenizer
from wikimill.corpus.tokens.encode import Encoder, encode
from wikimill.corpus.tokens.loss_mask import TokenLengths, read_loss_masks
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary, write_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.dataset import Dataset, MappedTokens
from wikimill.model.formats.folder import check_vocabulary

TEXTS = [
    "The Tide's in, 12345 naïve gulls 🦤\n\n  cry DON'T <tool> aaaa",
    "«e\u0301» <|start|> or\r\n<|endoftext|>, <|end_of_text|> end ",
    "x",
]
NFC = {"type": "NFC"}
LLAMA = tokenizer_json(LLAMA_3, "<|end_of_text|>", ignore_merges=True)
QWEN = tokenizer_json(QWEN_2, "<|endoftext|>", normalizer=NFC)


def write_pages(*texts: str, **columns: list[int | None]) -> Path:
    names = [f"{number}" for number in range(len(texts))]
    splits = ["train" if number % 2 == 0 else "val" for number in range(len(texts))]
    table = {"path": names, "split": splits, "sha256": [text[:5] for text in texts], "text": list(texts), **columns}
    pq.write_table(pa.table(table), "pages.parquet")
    return Path("pages.parquet")


@pytest.mark.slow
def test_a_large_vocabulary_has_ids_of_32_bits_from_text_to_batch(project: Path) -> None:
    vocabulary = every_pair()
    assert vocabulary.size == 66_049
    write_vocabulary(vocabulary, Path("v"))
    pages = write_pages(*TEXTS, target_start=[4, None, None])
    for _ in range(2):  # and again, with what is kept of the first time
        encode(pages, Path("v"), Path("corpus/c"), ("train", "val"))
    ids = np.fromfile("corpus/c/train.bin", "<u4")
    tokenizer = vocabulary.tokenizer(special=False)
    expected = [token for text in TEXTS[::2] for token in [*tokenizer.encode(text).ids, vocabulary.end_of_text]]
    assert ids.tolist() == expected
    assert ids.max() == vocabulary.end_of_text == 66_048
    end = vocabulary.end_of_text
    first, second = (tokenizer.decode(part.tolist()) for part in np.split(ids[ids != end], [expected.index(end)]))
    assert [first, second] == TEXTS[::2]
    npz = np.load("corpus/c/train.npz")["arr_0"]
    assert (npz.dtype, npz.tolist()) == (np.dtype("<u4"), expected)
    table = pq.read_table("corpus/c/tokens.parquet")
    assert table.schema.metadata[b"dtype"] == b"uint32"

    tokens = MappedTokens(Path("corpus/c/train.bin"), np.dtype("<u4"))
    batch, _ = Dataset(tokens, None, 8, 0).batch(0, 1, 2)
    assert any(batch[0, 0].tolist() == expected[start : start + 9] for start in range(len(expected)))
    masks = read_loss_masks(Path("corpus/c/tokens.parquet"), {"train": len(ids)})
    counted = ids[masks["train"][np.arange(len(ids))]].tolist()
    assert tokenizer.decode(counted[: counted.index(end)]) == TEXTS[0][4:]  # the space is the end of a token here


def test_small_vocabularies_say_that_they_have_16_bits(project: Path) -> None:
    write_vocabulary(VOCABULARY, Path("v"))
    encode(write_pages(*TEXTS), Path("v"), Path("corpus/c"), ("train", "val"))
    assert pq.read_schema("corpus/c/tokens.parquet").metadata[b"dtype"] == b"uint16"


@pytest.mark.parametrize("content", [LLAMA, QWEN], ids=["Llama 3", "Qwen 2"])
def test_another_models_tokenizer_encodes_as_it_does(project: Path, content: dict[str, Any]) -> None:
    """But for special tokens, which texts do not have: their letters are ordinary."""
    vocabulary = read_vocabulary(write_tokenizer(Path("given"), content))
    end = content["added_tokens"][0]
    assert (vocabulary.end_of_text, vocabulary.size) == (end["id"], end["id"] + 3)
    peer = Tokenizer.from_file("given/tokenizer.json")
    peer.encode_special_tokens = True
    expected = [peer.encode(text, add_special_tokens=False).ids for text in TEXTS]
    encode(write_pages(*TEXTS), Path("given"), Path("corpus/c"), ("train", "val"))
    assert np.fromfile("corpus/c/train.bin", "<u2").tolist() == [*expected[0], end["id"], *expected[2], end["id"]]
    assert np.fromfile("corpus/c/val.bin", "<u2").tolist() == [*expected[1], end["id"]]
    assert content["added_tokens"][2]["id"] in expected[0]
    tokenizer = vocabulary.tokenizer(special=True)
    for text, ids in zip(TEXTS, expected, strict=True):
        assert tokenizer.decode(ids) == (unicodedata.normalize("NFC", text) if content["normalizer"] else text)
        if unicodedata.is_normalized("NFC", text):
            mask = TokenLengths(vocabulary).mask_source(text, 0, np.array([*ids, end["id"]], "<u4"))
            assert mask.all()
    assert tokenizer.encode(f"a{end['content']}b").ids[1] == end["id"]


@pytest.mark.parametrize("content", [LLAMA, QWEN], ids=["Llama 3", "Qwen 2"])
def test_what_is_written_is_read_as_the_same(project: Path, content: dict[str, Any]) -> None:
    vocabulary = read_vocabulary(write_tokenizer(Path("given"), content))
    write_vocabulary(vocabulary, Path("written"))
    assert [path.name for path in Path("written").iterdir()] == ["tokenizer.json"]
    assert read_vocabulary(Path("written")) == vocabulary
    assert read_vocabulary(Path("written")).digest == vocabulary.digest
    check_vocabulary(Path("given"), Path("written"))


def test_one_that_splits_otherwise_is_another(project: Path) -> None:
    write_tokenizer(Path("a"), QWEN)
    write_tokenizer(Path("b"), tokenizer_json(LLAMA_3, "<|endoftext|>", normalizer=NFC))
    assert read_vocabulary(Path("a")).digest != read_vocabulary(Path("b")).digest
    with pytest.raises(WikimillError, match="it splits texts in another way"):
        check_vocabulary(Path("a"), Path("b"))


def test_a_pattern_that_the_encoder_does_not_know_is_refused(project: Path) -> None:
    write_tokenizer(Path("v"), tokenizer_json("[a-f]+|[^a-f]+", "</s>"))
    with pytest.raises(WikimillError, match=r"tokenizer\.vocabulary: gigatoken, which encodes, cannot do so with this"):
        encode(write_pages(*TEXTS), Path("v"), Path("corpus/c"), ("train", "val"))


def edited(**changes: Any) -> dict[str, Any]:
    added = [{**token, **changes} if token["content"] == "<tool>" else token for token in LLAMA["added_tokens"]]
    return {**LLAMA, "added_tokens": added}


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (tokenizer_json(LLAMA_3, "<|im_end|>"), r"it lacks the special token <\|endoftext\|> or"),
        ({**LLAMA, "added_tokens": edited(content="</s>")["added_tokens"][1:]}, "it lacks the special token"),
        (edited(lstrip=True), "it has added tokens that take spaces along"),
        (edited(id=1 << 24), "its ids are not different numbers from 0 to 16,777,215"),
        (edited(id=5), "its ids are not different numbers"),
        (edited(id=-1), "its ids are not different numbers"),
        (
            {**LLAMA, "pre_tokenizer": {"type": "Sequence", "pretokenizers": []}},
            "it is not a byte-level BPE that finds",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(project: Path, content: dict[str, Any], part: str) -> None:
    write_tokenizer(Path("v"), content)
    with pytest.raises(WikimillError, match=part):
        read_vocabulary(Path("v"))


def test_a_token_that_texts_have_ends_no_document(project: Path) -> None:
    content = edited(content="</s>")  # of HTML; it is before `<eos>` in the list
    content["added_tokens"][0] = {**content["added_tokens"][0], "content": "<eos>"}
    vocabulary = read_vocabulary(write_tokenizer(Path("v"), content))
    assert vocabulary.end_of_text == vocabulary.ids["<eos>"]
    ids, _, _ = Encoder(vocabulary).encode(pa.array(["a</s>b"]), [None])
    assert np.flatnonzero(ids == vocabulary.end_of_text).tolist() == [len(ids) - 1]


def test_gpt_2s_way_with_a_normal_form_is_a_scheme_of_its_own(project: Path) -> None:
    """As GPT-NeoX and Pythia have it."""
    split = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    vocabulary = read_vocabulary(write_tokenizer(Path("v"), {**QWEN, "pre_tokenizer": split}))
    assert vocabulary.scheme
    assert vocabulary.scheme.pattern == ""
    plain = Vocabulary({**vocabulary.ids}, vocabulary.merges)
    ids, _, _ = Encoder(vocabulary).encode(pa.array(["naïve e\u0301 12345's"]), [None])
    expected, _, _ = Encoder(plain).encode(pa.array(["naïve \u00e9 12345's"]), [None])
    assert ids.tolist() == expected.tolist()
