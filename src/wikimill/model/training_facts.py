"""What a training ran on, and which step became the model: `training.json`, for the model card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wikimill.errors import WikimillError
from wikimill.files import read_text, write_text
from wikimill.json_text import parse_json

FACTS = "training.json"


def write_facts(output: Path, **facts: str | int) -> None:
    """Write `training.json` into the folder of a run.

    Args:
        output: the folder.
        facts: `hardware`, a class of machines and never a name of one, `engine`, `backend`, `precision`, `batch_size`
            and `exported`, the step that became the model.
    """
    write_text(output / FACTS, json.dumps(facts, indent=1) + "\n")


def read_facts(path: Path) -> dict[str, Any]:
    """What `write_facts` wrote.

    Raises:
        WikimillError: there is no such file, or it is damaged.
    """
    try:
        facts = parse_json(read_text(path, "record of a training"))
        if not isinstance(facts, dict):
            raise ValueError
    except (ValueError, RecursionError):
        raise WikimillError(f"{path}: it is damaged; delete it and run snakemake train") from None
    return facts
