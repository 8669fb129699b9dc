"""Which tokens the loss counts when it is that of the targets of pairs: the column `loss_mask` of `tokens.parquet`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wikimill.corpus.parquet import open_parquet
from wikimill.corpus.tokens.token_file import Ids
from wikimill.corpus.tokens.vocabulary import Vocabulary
from wikimill.errors import WikimillError

BATCH = 1024  # pages read at a time
Mask = npt.NDArray[np.bool_]
Runs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]  # where they begin, and where they end


class TokenLengths:
    """Tells where tokens begin in a text, by the number of bytes of each token."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        # By id. A token is written with a character for each byte, unless it was added.
        self.lengths = np.zeros(vocabulary.size, np.int64)
        added = vocabulary.added
        sizes = [len(token.encode() if token in added else token) for token in vocabulary.ids]
        self.lengths[list(vocabulary.ids.values())] = sizes

    def mask_source(self, text: str, target_start: int, ids: Ids) -> Mask:
        """The loss mask of a page: true from the first token of the target to the end of text.

        A token is the target's when its first byte is, or when nothing but white space of it is before the target:
        such is the space of the first word.

        Args:
            text: of the page.
            target_start: the character at which the target begins.
            ids: of the page, end of text included.

        Raises:
            ValueError: they are not the ids of this text.
        """
        before = text[:target_start]
        lengths = self.lengths[ids[:-1]]
        ends = np.cumsum(lengths)
        if lengths.sum() != len(text.encode()):
            raise ValueError
        mask = np.ones(len(ids), bool)
        mask[:-1] = (ends - lengths >= len(before.rstrip().encode())) & (ends > len(before.encode()))
        return mask


class LossMask:
    """Which tokens of a split the loss counts. In memory: two numbers for each run of tokens that it does not count.

    Args:
        starts: where these runs begin, ascending.
        ends: where they end.
    """

    def __init__(self, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> None:
        self.starts = np.concatenate([[0], starts])  # a run of nothing, so that there is always one before a position
        self.ends = np.concatenate([[0], ends])

    def __getitem__(self, positions: npt.NDArray[np.int64]) -> Mask:
        """Whether the loss counts the tokens at these positions of the `.bin`, in the same shape."""
        counts: Mask = positions >= self.ends[np.searchsorted(self.starts, positions, "right") - 1]
        return counts

    @property
    def digest(self) -> str:
        """Equal digests are equal masks: 64 hex digits."""
        return hashlib.sha256(np.concatenate([self.starts, self.ends]).astype("<i8").tobytes()).hexdigest()


def read_loss_masks(path: Path, tokens: Mapping[str, int]) -> dict[str, LossMask]:
    """The loss masks of splits, by name.

    Args:
        path: `tokens.parquet`.
        tokens: the number of ids in the `.bin` of each of the splits.

    Raises:
        WikimillError: the table is missing, damaged, of other ids, or without a loss mask.
    """
    runs: dict[str, list[Runs]] = {split: [] for split in tokens}
    has_mask, totals = False, dict.fromkeys(tokens, 0)
    columns = ["split", "start", "tokens", "loss_mask"]
    with open_parquet(path, columns) as table:
        for batch in table.iter_batches(BATCH, columns=columns):
            has_mask = has_mask or batch["loss_mask"].null_count < len(batch)
            for split in tokens:
                rows = batch.filter(pa.array(batch["split"].to_numpy(zero_copy_only=False) == split))
                totals[split] += int(rows["tokens"].to_numpy().sum())
                runs[split].append(_masked_runs(rows.filter(rows["loss_mask"].is_valid())))
    for split, total in totals.items():
        if total != tokens[split]:
            raise WikimillError(f"{path}: its tokens are not those of {split}.bin; delete it and run again")
    if not has_mask:
        raise WikimillError(f"{path}: no page has a loss mask; build the corpus again with train.loss: target")
    return {split: LossMask(*map(np.concatenate, zip(*found, strict=True))) for split, found in runs.items()}


def _masked_runs(rows: pa.RecordBatch) -> Runs:
    """Where the runs of tokens that the loss does not count begin and end in the `.bin`."""
    lengths = rows["loss_mask"].value_lengths().to_numpy()
    mask = rows["loss_mask"].flatten().to_numpy(zero_copy_only=False).astype(bool)
    offsets = np.cumsum(lengths) - lengths  # of each page in `mask`
    positions = np.repeat(rows["start"].to_numpy() - offsets, lengths) + np.arange(len(mask))
    masked = positions[~mask]
    is_start = np.diff(masked, prepend=-2) != 1
    is_end = np.diff(masked, append=-2) != 1
    return masked[is_start], masked[is_end] + 1
