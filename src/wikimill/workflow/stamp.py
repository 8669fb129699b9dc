"""Stamps: small files that make a rule run again for reasons that Snakemake cannot see."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from wikimill.files import write_text


@dataclass(frozen=True)
class Stamp:
    """A file that is an input of a rule, renewed when what the rule made is stale.

    It holds the time, since to Snakemake a newer file of equal content is unchanged, and a digest of what the rule
    depends on that is in no file that Snakemake knows. Each manifest has a folder for its stamps: Snakemake lists a
    folder once while it builds its graph, and would miss what is written into it later.
    """

    path: Path

    def renew(self, digest: str = "-", stale: bool = False) -> str:
        """Write it anew if the digest is another one than last time, or if `stale`; its path, for Snakemake."""
        parts = self.path.read_text().split() if self.path.exists() else []
        if stale or len(parts) != 2 or parts[1] != digest:
            write_text(self.path, f"{time.time_ns()} {digest}\n")
        return str(self.path)
