"""The log of a training: `log.csv` and TensorBoard events."""

from __future__ import annotations

import math
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wikimill.errors import WikimillError
from wikimill.files import read_text, write_text

EVENTS, TABLE = "tensorboard", "log.csv"


@dataclass(frozen=True)
class Row:
    """What was measured at a step; losses are in nats a token, NaN where none was."""

    step: int
    epoch: float
    tokens: int
    train_loss: float
    val_loss: float
    lr: float
    tokens_per_second: float

    @property
    def val_perplexity(self) -> float:
        """Per token."""
        return math.exp(min(self.val_loss, 700))

    def cells(self) -> list[str]:
        """The cells of `log.csv`."""
        losses = [_format_loss(value) for value in (self.train_loss, self.val_loss, self.val_perplexity)]
        speed = f"{self.tokens_per_second:.0f}" if self.tokens_per_second else ""
        return [str(self.step), f"{self.epoch:.4f}", str(self.tokens), *losses, f"{self.lr:.6g}", speed]

    def __str__(self) -> str:
        values = (("train loss", self.train_loss), ("val loss", self.val_loss), ("val perplexity", self.val_perplexity))
        parts = [f"{name} {value:.4f}" for name, value in values if not math.isnan(value)]
        return f"step {self.step}: {', '.join(parts) or 'no validation set'}"


COLUMNS = ["step", "epoch", "tokens", "train_loss", "val_loss", "val_perplexity", "lr", "tokens_per_second"]


class TrainingLog:
    """A training's log in the folder `output` (None writes nothing), which starts with `rows`."""

    def __init__(self, output: Path | None, rows: list[Row], events: bool) -> None:
        self.output, self.rows = output, rows
        self.events = None
        if output:
            shutil.rmtree(output / EVENTS, ignore_errors=True)
        if output and events:
            from tensorboard.summary import Writer

            self.events = Writer(str(output / EVENTS))
        self.write()
        for row in rows:
            self._add_event(row)

    def add(self, row: Row) -> None:
        """Add a row, which appears in the table and the events at once."""
        self.rows.append(row)
        self._add_event(row)
        if self.output:
            with (self.output / TABLE).open("a") as table:
                table.write(_line(row.cells()))

    def write(self) -> None:
        """Write the table."""
        if not self.output:
            return
        write_text(self.output / TABLE, "".join(map(_line, [COLUMNS, *(row.cells() for row in self.rows)])))

    def finish(self) -> None:
        """Write the table once more, whole, and close the events."""
        self.write()
        if self.events:
            self.events.close()

    def _add_event(self, row: Row) -> None:
        if not self.events:
            return
        for name in ("train_loss", "val_loss", "val_perplexity", "lr", "tokens_per_second"):
            value = getattr(row, name)
            if not math.isnan(value):
                self.events.add_scalar(name, value, row.step)
        self.events.flush()


def read_log(path: Path) -> list[Row]:
    """The rows of a `log.csv`.

    Raises:
        WikimillError: the table is missing or damaged.
    """
    head, *lines = read_text(path, "log of a training").splitlines() or [""]
    try:
        if head.split(",") != COLUMNS:
            raise ValueError
        return [_parse_row(dict(zip(COLUMNS, line.split(","), strict=True))) for line in lines]
    except ValueError:
        raise WikimillError(f"{path}: the table is damaged; delete it and run snakemake train") from None


def early_end(rows: list[Row], patience: int, steps: int | None) -> Row | None:
    """The row with the lowest validation loss, if the training ended because later ones had no lower loss; else None.

    Args:
        rows: of the log.
        patience: `train.early_stopping`; 0 ends no training.
        steps: of the whole training, if they are known.
    """
    measured = [row for row in rows if row.step and not math.isnan(row.val_loss)]
    if not patience or not measured or rows[-1].step == steps:
        return None
    best = min(measured, key=lambda row: row.val_loss)
    return best if len(measured) - 1 - measured.index(best) >= patience else None


def _parse_row(cells: dict[str, str]) -> Row:
    number = {name: float(cell) if cell else math.nan for name, cell in cells.items()}
    speed = 0.0 if math.isnan(number["tokens_per_second"]) else number["tokens_per_second"]
    losses = (number["train_loss"], number["val_loss"])
    return Row(int(cells["step"]), number["epoch"], int(cells["tokens"]), *losses, number["lr"], speed)


def rows_to_json(rows: list[Row]) -> list[dict[str, Any]]:
    """Rows as JSON values; JSON has no NaN."""
    return [{name: None if math.isnan(value) else value for name, value in asdict(row).items()} for row in rows]


def rows_from_json(values: list[dict[str, Any]]) -> list[Row]:
    """The rows that `rows_to_json` was given."""
    cells: list[dict[str, Any]] = [{name: math.nan if x is None else x for name, x in row.items()} for row in values]
    return [Row(**row) for row in cells]


def _line(cells: list[str]) -> str:
    return ",".join(cells) + "\n"


def _format_loss(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.4f}"
