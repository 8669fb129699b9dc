"""Files of token ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.corpus.tokens.token_file import count_tokens, token_dtype
from wikimill.errors import WikimillError


@pytest.mark.parametrize(("n_vocab", "bits"), [(257, 16), (65_536, 16), (65_537, 32), (151_665, 32)])
def test_ids_are_counted_and_part_of_one_is_refused(tmp_path: Path, n_vocab: int, bits: int) -> None:
    path, dtype = tmp_path / "train.bin", token_dtype(n_vocab)
    assert dtype.str == f"<u{bits // 8}"
    path.write_bytes(bytes(3 * bits // 8))
    assert count_tokens(path, dtype) == 3
    path.write_bytes(bytes(7))
    with pytest.raises(WikimillError, match=rf"train\.bin: 7 bytes are not a whole number of {bits}-bit ids"):
        count_tokens(path, dtype)
