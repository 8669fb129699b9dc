"""Files of token ids, `train.bin`, `val.bin`, …, and `tokens.parquet`, which says where each page lies in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wikimill.errors import WikimillError

Ids = npt.NDArray[np.unsignedinteger[Any]]
# A row for each page, in the order of pages.parquet.
SCHEMA = pa.schema(
    [
        ("path", pa.string()),
        ("split", pa.string()),
        ("sha256", pa.string()),  # of the text
        ("start", pa.int64()),  # of the page's ids in the .bin of its split
        ("tokens", pa.int32()),  # their number, end of text included where it follows the page
        ("loss_mask", pa.list_(pa.bool_())),  # whether the loss counts each of them; null: it counts all
    ]
)


def token_dtype(n_vocab: int) -> np.dtype[Any]:
    """Type of the ids in a `.bin`, little-endian: uint16 if a vocabulary of this many tokens fits it, else uint32."""
    return np.dtype("<u2" if n_vocab <= 1 << 16 else "<u4")


def count_tokens(path: Path, dtype: np.dtype[Any]) -> int:
    """Number of ids in a `.bin`.

    Raises:
        WikimillError: the file is cut off.
    """
    size = path.stat().st_size
    if size % dtype.itemsize:
        raise WikimillError(
            f"{path}: {size} bytes are not a whole number of {8 * dtype.itemsize}-bit ids; delete it and run again"
        )
    return size // dtype.itemsize
