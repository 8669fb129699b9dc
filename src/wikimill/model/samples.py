"""Writing samples: one text file each, and one table of all."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from wikimill.files import atomic_folder, write_text
from wikimill.model.engine import Sample

log = logging.getLogger(__name__)


def write(output: Path, samples: Iterable[Sample]) -> None:
    """Write `samples/00.txt` … and `samples.jsonl` into the folder `output`."""
    lines = []
    with atomic_folder(output / "samples") as made:
        for number, sample in enumerate(samples):
            (made / f"{number:02d}.txt").write_text(sample.text.strip() + "\n", encoding="utf-8")
            lines.append(json.dumps(asdict(sample), ensure_ascii=False))
    write_text(output / "samples.jsonl", "\n".join(lines) + "\n")
    log.info("%s: %d samples", output / "samples", len(lines))
