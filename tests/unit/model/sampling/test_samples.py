"""Files of samples."""

from __future__ import annotations

import json
from pathlib import Path

from wikimill.config.training import Generate
from wikimill.model.sampling.generate import generate_samples
from wikimill.model.sampling.samples import write_samples


def test_samples_are_written_twice_over(folder: Path) -> None:
    samples = list(generate_samples(folder, Generate(nsamples=12, length=15)))
    write_samples(Path("o"), samples)
    assert sorted(path.name for path in Path("o/samples").iterdir()) == [f"{number:02d}.txt" for number in range(12)]
    assert Path("o/samples/03.txt").read_text() == samples[3].text.strip() + "\n"
    records = [json.loads(line) for line in Path("o/samples.jsonl").read_text().split("\n")[:-1]]
    assert records == [vars(sample) for sample in samples]
