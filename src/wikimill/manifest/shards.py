"""What each shard of a derived manifest is made of, so that a change of one page runs one shard again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from functools import cache
from pathlib import Path

from wikimill import layout
from wikimill.files import write_text

# What the header tells that no page depends on.
ASIDE = ("# wikimill ", "# date: ", "# pages: ", "# original: ", "# licence: ", "# tool: ")


def digests(manifest: str, count: int) -> list[str]:
    """A digest of the pins of each of `count` shards; kept in `cache/convert/NAME/pins.json`."""
    path = layout.derived(manifest)
    stat = path.stat()
    return _digests(path, layout.SHARDS / manifest / "pins.json", stat.st_mtime_ns, stat.st_size, count)


@cache
def _digests(path: Path, memory: Path, changed: int, size: int, count: int) -> list[str]:
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        known = json.loads(memory.read_text())
        if known["of"] == [changed, size, count]:
            return [str(digest) for digest in known["digests"]]
    made = [hashlib.sha256() for _ in range(count)]
    with path.open("rb") as file:
        for line in file:
            if line.startswith(b"# "):
                if not line.decode("utf-8", "replace").startswith(ASIDE):
                    for each in made:
                        each.update(line)
                continue
            cells = line.split(b"\t", 3)
            title = cells[2].decode("utf-8", "replace") if len(cells) > 3 else ""
            made[layout.shard_of(title, count)].update(line)
    found = [each.hexdigest() for each in made]
    write_text(memory, json.dumps({"of": [changed, size, count], "digests": found}))
    return found
