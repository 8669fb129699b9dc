"""Samples: one text file each, and one table of all."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from wikimill.config.training import Generate
from wikimill.files import atomic_folder, write_text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sample:
    """A generated text and the settings that made it."""

    index: int
    prompt: str
    text: str
    seed: int
    engine: str
    strategy: str
    temperature: float
    top_k: int
    top_p: float
    checkpoint: str

    @classmethod
    def of(cls, index: int, prompt: str, text: str, engine: str, options: Generate, model: Path) -> Sample:
        """The sample `index` of those that `options` ask of `model`; `engine` is what made it, never `auto`."""
        settings = {name: getattr(options, name) for name in ("seed", "strategy", "temperature", "top_k", "top_p")}
        return cls(index=index, prompt=prompt, text=text, engine=engine, checkpoint=str(model), **settings)


def write(output: Path, samples: Iterable[Sample]) -> None:
    """Write `samples/00.txt` … and `samples.jsonl` into the folder `output`."""
    lines = []
    with atomic_folder(output / "samples") as made:
        for sample in samples:
            (made / f"{sample.index:02d}.txt").write_text(sample.text.strip() + "\n", encoding="utf-8")
            lines.append(json.dumps(asdict(sample), ensure_ascii=False))
    write_text(output / "samples.jsonl", "\n".join(lines) + "\n")
    log.info("%s: %d samples", output / "samples", len(lines))
