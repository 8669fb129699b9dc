"""`wikimill.build`: what `snakemake` does."""

from __future__ import annotations

import json
import subprocess
import sys

from wikimill.config.load import Settings, load_with
from wikimill.errors import PREFIX, WikimillError

SNAKEMAKE = [sys.executable, "-m", "snakemake"]


def build(*targets: str, jobs: int = 4, settings: Settings | None = None) -> None:
    """Make targets and what they need, as `snakemake -jJOBS TARGETS` does; what is there is not made again.

    Args:
        targets: such as `processed/startrek`, `corpus`, `train`, `generate`, `report`; by default everything.
        jobs: at a time.
        settings: over those of the project, such as `{"train": {"steps": 500}}`.

    Raises:
        WikimillError: an invalid setting, or what went wrong first.
    """
    load_with(settings)
    options = [f"{section}={json.dumps(value)}" for section, value in (settings or {}).items()]
    command = [*SNAKEMAKE, f"-j{jobs}", *(["--config", *options] if options else [])]
    error = ""
    # Its lines are passed on one by one, since in a notebook standard error is not a file.
    with subprocess.Popen([*command, "--", *targets], stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr
        for line in process.stderr:
            sys.stderr.write(line)
            if line.startswith(PREFIX) and not error:
                error = line.removeprefix(PREFIX).strip()
    if process.returncode:
        raise WikimillError(error or f"snakemake ended with {process.returncode}; see its lines above")
