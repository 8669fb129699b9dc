"""Generated samples: one text file each, and one table of all. The report reads it without what generates them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, read_text, write_text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sample:
    """A generated text and its settings."""

    index: int
    prompt: str
    text: str
    seed: int
    engine: str
    strategy: str
    temperature: float
    top_k: int
    top_p: float
    repetition_penalty: float
    checkpoint: str

    @classmethod
    def from_options(cls, index: int, prompt: str, text: str, engine: str, options: Generate, model: Path) -> Sample:
        """Sample `index` of `model` with these options; `engine` is the one that computed it, never `auto`."""
        names = ("seed", "strategy", "temperature", "top_k", "top_p", "repetition_penalty")
        settings = {name: getattr(options, name) for name in names}
        return cls(index=index, prompt=prompt, text=text, engine=engine, checkpoint=str(model), **settings)

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def write_samples(output: Path, samples: Iterable[Sample]) -> None:
    """Write `samples/00.txt` … and `samples.jsonl` into the folder `output`."""
    lines = []
    with atomic_folder(output / "samples") as folder:
        for sample in samples:
            (folder / f"{sample.index:02d}.txt").write_text(sample.text.strip() + "\n", encoding="utf-8")
            lines.append(sample.to_json())
    write_text(output / "samples.jsonl", "\n".join(lines) + "\n")
    log.info("%s: %d samples", output / "samples", len(lines))


def read_samples(table: Path) -> list[Sample]:
    """The samples of a `samples.jsonl`.

    Raises:
        WikimillError: the table is missing or damaged.
    """
    names = {field.name for field in fields(Sample)}
    try:
        rows = [json.loads(line) for line in read_text(table, "table of samples").rstrip("\n").split("\n")]
        if not all(isinstance(row, dict) and row.keys() == names for row in rows):
            raise ValueError
    except (ValueError, RecursionError):
        raise WikimillError(f"{table}: the table is damaged; delete it and run snakemake generate") from None
    return [Sample(**row) for row in rows]
