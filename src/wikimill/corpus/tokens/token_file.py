"""Files of token ids, `train.bin`, `val.bin`, …, and `tokens.parquet`, which says where each page lies in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wikimill.errors import WikimillError

DTYPE = np.dtype("<u2")  # of the ids in a .bin
Ids = npt.NDArray[np.uint16]
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


def count_tokens(path: Path) -> int:
    """Number of ids in a `.bin`.

    Raises:
        WikimillError: the file is cut off.
    """
    size = path.stat().st_size
    if size % DTYPE.itemsize:
        raise WikimillError(f"{path}: {size} bytes are not a whole number of 16-bit ids; delete it and run again")
    return size // DTYPE.itemsize
