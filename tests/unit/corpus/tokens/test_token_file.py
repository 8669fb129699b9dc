"""Files of token ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.corpus.tokens.token_file import count_tokens
from wikimill.errors import WikimillError


def test_ids_are_counted_and_half_of_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "train.bin"
    path.write_bytes(bytes(6))
    assert count_tokens(path) == 3
    path.write_bytes(bytes(7))
    with pytest.raises(WikimillError, match=r"train\.bin: 7 bytes are not a whole number of 16-bit ids"):
        count_tokens(path)
