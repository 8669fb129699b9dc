"""TFRecord files, read by TensorFlow and by a reader that knows the documented format alone."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.clone import ROOT, Clone
from tests.documentation import blocks
from tests.fork_server import BIN, Program
from tests.unit.corpus.builder import VOCABULARY
from tests.unit.corpus.tokens.test_tfrecord import END, SPECIAL_TOKENS, Record, expected, random_pages
from wikimill.config.model import TFRecord
from wikimill.corpus.tokens import tfrecord
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.errors import WikimillError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus that has nothing but its vocabulary."""
    monkeypatch.chdir(tmp_path)
    write_vocabulary(VOCABULARY, tmp_path / "tokenizer")
    return tmp_path


def write_files(folder: Path, pages: dict[str, list[list[int]]], **options: Any) -> None:
    """The ids of some splits, and the TFRecord files of them."""
    for split, texts in pages.items():
        np.array([number for text in texts for number in [*text, END]], "<u2").tofile(folder / f"{split}.bin")
    tfrecord.tfrecord([folder / f"{split}.bin" for split in pages], folder / "tokenizer", TFRecord(**options), folder)


def crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data: bytes) -> int:
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8) % 2**32


def varint(data: bytes) -> tuple[int, bytes]:
    """The number at the beginning, and what follows it."""
    size = next(at for at, byte in enumerate(data) if byte < 0x80) + 1
    return sum((byte & 0x7F) << 7 * at for at, byte in enumerate(data[:size])), data[size:]


def varints(data: bytes) -> Iterator[int]:
    while data:
        number, data = varint(data)
        yield number


def fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each field; all of this format are of wire type 2, bytes after their count."""

    while data:
        key, data = varint(data)
        assert key & 7 == 2
        count, data = varint(data)
        assert count <= len(data)
        yield key >> 3, data[:count]
        data = data[count:]


def below(data: bytes, number: int) -> bytes:
    """The one field of a message, which must be `number`."""
    ((found, content),) = fields(data)
    assert found == number
    return content


def records(path: Path) -> list[Record]:
    """The file as docs/corpus.md describes it."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        size, check = struct.unpack_from("<QI", data, at)
        assert check == masked(data[at : at + 8])
        example = data[at + 12 : at + 12 + size]
        (check,) = struct.unpack_from("<I", data, at + 12 + size)
        assert check == masked(example)
        features: dict[str, list[int]] = {}
        for number, entry in fields(below(example, 1)):
            assert number == 1
            (name_number, name), (value_number, value) = fields(entry)
            assert (name_number, value_number) == (1, 2)
            features[name.decode()] = list(varints(below(below(value, 3), 1)))
        assert set(features) == {"text_ids", "length"}
        (length,) = features["length"]
        found.append((features["text_ids"], length))
        at += 16 + size
    assert at == len(data)
    return found


def by_tensorflow(paths: list[Path], length: int) -> list[list[Record]]:
    """The same as docs/corpus.md reads it, in a process of its own: another may have switched eager execution off."""
    (written,) = (each.text for each in blocks(ROOT / "docs/corpus.md") if "tf.data" in each.before)
    shown = "print(json.dumps([[one['text_ids'].tolist(), int(one['length'])] for one in records.as_numpy_iterator()]))"
    parts = [
        f"{written.replace('[128]', f'[{length}]').replace('corpus/main/train.tfrecord', str(path))}\n{shown}"
        for path in paths
    ]
    arguments = ["-c", "\n".join(["import json", *parts])]
    status, said = Program("tensorflow", "python", *arguments, folder=paths[0].parent).wait()
    assert status == 0, said
    return [[(ids, kept) for ids, kept in json.loads(line)] for line in said.splitlines() if line[0] == "["]


@pytest.mark.parametrize(("bos", "eos"), SPECIAL_TOKENS)
def test_records_are_the_pages_as_documented(folder: Path, bos: bool, eos: bool) -> None:
    pages = random_pages(1)
    write_files(folder, {"train": pages}, max_seq_length=8, bos=bos, eos=eos)
    found = records(folder / "train.tfrecord")
    assert found == expected(pages, 8, bos, eos)
    assert min(length for _, length in found) >= (2 if bos and eos else 1)
    assert max(length for _, length in found) == 8
    if eos:
        kept = [number for ids, length in found for number in ids[:length]]
        starts = np.cumsum([0] + [bos + len(page) + 1 for page in pages])[:-1]
        ids = np.delete(kept, starts if bos else starts[:0])
        assert ids.tolist() == np.fromfile(folder / "train.bin", "<u2").tolist()


def test_tensorflow_reads_the_same(folder: Path) -> None:
    files = []
    for number, (bos, eos) in enumerate(SPECIAL_TOKENS):
        split = f"split{number}"
        write_files(folder, {split: random_pages(number)}, max_seq_length=8, bos=bos, eos=eos)
        files.append(folder / f"{split}.tfrecord")
    assert by_tensorflow(files, 8) == [records(file) for file in files]


def test_the_length_is_an_option_and_each_split_has_its_file(folder: Path) -> None:
    pages = {"train": random_pages(2), "val": [], "test": random_pages(3)}
    write_files(folder, pages, max_seq_length=3)
    for split, texts in pages.items():
        assert records(folder / f"{split}.tfrecord") == expected(texts, 3, True, True)
    write_files(folder, pages)
    assert records(folder / "train.tfrecord") == expected(pages["train"], 1024, True, True)


def test_the_same_ids_give_the_same_bytes(folder: Path) -> None:
    texts = []
    for _ in range(5):
        write_files(folder, {"train": random_pages(4)}, max_seq_length=16)
        texts.append((folder / "train.tfrecord").read_bytes())
    assert len(set(texts)) == 1


def test_ids_cut_short_are_an_error_and_leave_no_file(folder: Path) -> None:
    write_files(folder, {"train": random_pages(5)})
    (folder / "train.tfrecord").unlink()
    source = folder / "train.bin"
    os.truncate(source, source.stat().st_size - 2)
    with pytest.raises(WikimillError, match=rf"train\.bin: its last page lacks its end of text, id {END}; delete"):
        tfrecord.tfrecord([source], folder / "tokenizer", TFRecord(), folder)
    assert not list(folder.glob("*.tfrecord"))
    assert not list(folder.glob("cache/tmp/*"))


def test_snakemake_makes_them_when_the_configuration_says_so(tmp_path: Path) -> None:
    clone = Clone.make(tmp_path / "wikimill")
    plan = ["corpus", "-np", "--configfile", "config/demo.yaml"]
    assert "tfrecord" not in clone.snakemake(*plan)
    planned = clone.snakemake(*plan, "--config", "corpus={manifests: [demo], tfrecord: {max_seq_length: 64}}")
    assert "corpus/demo/train.tfrecord, corpus/demo/val.tfrecord" in planned
    command = next(line[line.index("wikimill ") :] for line in planned.splitlines() if " tfrecord corpus/" in line)
    pages = random_pages(7)
    for split in ("train", "val"):
        clone.write(f"corpus/demo/{split}.bin", "")
        np.array([*pages[8], END], "<u2").tofile(clone.folder / f"corpus/demo/{split}.bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(clone.folder)
        write_vocabulary(VOCABULARY, Path("corpus/demo/tokenizer"))
    clone.run("bash", "-c", f"PATH={BIN}:$PATH; {command}")
    assert records(clone.folder / "corpus/demo/val.tfrecord") == expected([pages[8]], 64, True, True)
