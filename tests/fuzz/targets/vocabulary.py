"""Vocabularies: a `tokenizer.json`, or an `encoder.json`, a line `%%` and a `vocab.bpe`.

`"@":0` stands for the symbols of the 256 bytes and their ids, from 0; `#` as an id for the next one from 256.
"""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import chdir
from itertools import count
from pathlib import Path
from random import Random
from unicodedata import normalize

import pyarrow as pa
from tokenizers import pre_tokenizers

from tests.fuzz.refusal import read_or_refuse
from tests.soak.mutations import change_json
from wikimill.corpus.tokens.encode import Encoder
from wikimill.corpus.tokens.tokenizer_files import OPENAI, TOKENIZER
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary, write_vocabulary

PARTS = b"\n%%\n"
BYTES = {symbol: number for number, symbol in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
NEXT = re.compile(rb": ?#")
SYMBOLS = b'"@":0', json.dumps(BYTES)[1:-1].encode()
TEXT = "The tide's the\n\n  \u00c5\u0301 \U0001f984\t\0 1234 <|endoftext|> end\r\n"


def check(data: bytes) -> None:
    """A vocabulary that encodes every text and decodes it again, or one line."""
    ids = count(len(BYTES))
    numbered = NEXT.sub(lambda _: b":%d" % next(ids), data)
    files = [part.replace(*SYMBOLS) for part in numbered.split(PARTS, 1)]
    with tempfile.TemporaryDirectory() as name, chdir(name):
        names = OPENAI if len(files) > 1 else [TOKENIZER]
        given, written = Path("given"), Path("written")
        given.mkdir()
        for each, content in zip(names, files, strict=True):
            (given / each).write_bytes(content)
        found = read_or_refuse(lambda: read_vocabulary(given))
        if found:
            _check_text(found)
            write_vocabulary(found, written)
            assert read_vocabulary(written) == found, "another vocabulary"
            for each in OPENAI:
                (written / each).unlink(missing_ok=bool(found.scheme))
            assert read_vocabulary(written) == found, "another tokenizer.json"


def _check_text(vocabulary: Vocabulary) -> None:
    tokenizer = vocabulary.tokenizer(special=False)
    ids = tokenizer.encode(TEXT).ids
    text = normalize("NFC", TEXT) if vocabulary.scheme and vocabulary.scheme.normalizes else TEXT
    assert tokenizer.decode(ids, skip_special_tokens=False) == text, "another text"
    encoded = read_or_refuse(lambda: Encoder(vocabulary).encode(pa.array([TEXT]), [None])[0])
    assert encoded is None or encoded.tolist() == [*ids, vocabulary.end_of_text], "other ids"


def change_ids(data: bytes, random: Random) -> bytes:
    """Other JSON in front of the same merges."""
    first, *rest = data.split(PARTS, 1)
    return PARTS.join([change_json(first, random), *rest])


MUTATIONS = (change_ids,)
