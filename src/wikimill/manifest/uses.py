"""What the pages of a shard use of the wiki, `cache/convert/NAME/SHARD.uses`: whether they are current depends on it.

A file of JSON lines, compressed by zstd: what made the pages; a list of names (`templates/record.py`) and answers; then
a line for each page, with its title, its revision, the numbers of what it asked for, and how many of its templates got
their text from where.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wikimill import layout
from wikimill.files import write_bytes
from wikimill.manifest.site_file import SiteFile
from wikimill.manifest.templates_lock import TemplatePin
from wikimill.templates.record import EXISTS, MESSAGE, NOW, PAGE, STATISTIC, split_asked
from wikimill.zstd import ZstdError, compress, decompress

Answer = Callable[[str], str]  # to a name
# What a page asked for that exceeded its limits: nobody knows. The answer is another one when any lock is.
UNKNOWN = "unknown|"


@dataclass(frozen=True)
class Uses:
    """What pages asked for, and what they were answered.

    `made_by` is a digest of the program and settings that asked; `pages` are revision and names, by title; `origins`
    are numbers of templates by origin (`TemplateUse.origin`), by title.
    """

    made_by: str
    answers: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, tuple[int, Collection[str]]] = field(default_factory=dict)
    origins: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def changed(self, answer: Answer) -> set[str]:
        """The names whose answer is another one now."""
        return {name for name, before in self.answers.items() if answer(name) != before}

    def using(self, names: Collection[str]) -> Iterator[str]:
        """The titles of the pages that asked for one of these names."""
        return (title for title, (_, asked) in self.pages.items() if not set(names).isdisjoint(asked))


def uses_path(manifest: str, shard: str) -> Path:
    """The file of a shard."""
    return layout.SHARDS / manifest / f"{shard}.uses"


def write_uses(path: Path, uses: Uses) -> None:
    """Write a file."""
    numbers = {name: number for number, name in enumerate(sorted(uses.answers))}
    lines: list[object] = [uses.made_by, [[name, uses.answers[name]] for name in numbers]]
    lines += [
        [title, revid, sorted(numbers[name] for name in asked), dict(sorted(uses.origins.get(title, {}).items()))]
        for title, (revid, asked) in uses.pages.items()
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    write_bytes(path, compress(text.encode("utf-8", "surrogatepass")))


def read_uses(path: Path) -> Uses:
    """What a file says; nothing where there is none, or a damaged one: it is a cache."""
    with contextlib.suppress(OSError, ZstdError, ValueError, TypeError, LookupError, RecursionError):
        text = decompress(path.read_bytes()).decode("utf-8", "surrogatepass")
        first, listed, *rows = map(json.loads, text.split("\n")[:-1])  # JSON keeps U+2028 as it is
        names = [str(name) for name, _ in listed]
        pages = {str(title): (int(revid), [names[number] for number in numbers]) for title, revid, numbers, _ in rows}
        origins = {str(title): {str(origin): int(many[origin]) for origin in many} for title, _, _, many in rows}
        return Uses(str(first), {str(name): str(answer) for name, answer in listed}, pages, origins)
    return Uses("")


def find_uses(manifest: str, root: Path = Path()) -> Iterator[tuple[str, Uses]]:
    """The names of the shards of a manifest of a project that have such a file, and what the files say."""
    for path in sorted((root / layout.SHARDS / manifest).glob("*-of-*.uses")):
        yield path.stem, read_uses(path)


def answers_of(find: Callable[[str], TemplatePin | None], site: SiteFile, other: Answer = lambda _: "") -> Answer:
    """What locks answer to a name, in a few characters.

    Args:
        find: the pin of a title, None where the locks have none.
        site: the site file.
        other: answers to names of other kinds: calls that the wiki's parser answered.
    """

    messages = site.messages

    def answer(asked: str) -> str:
        if asked == NOW:
            return site.now
        kind, name = split_asked(asked)
        if kind == MESSAGE:
            text = messages.get(name)
            return "-" if text is None else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
        if kind == STATISTIC:
            return str(site.site.statistics.get(name, "-"))
        if kind not in (PAGE, EXISTS):
            return other(asked)
        pin = find(name)
        if kind == EXISTS:
            return "1" if pin and pin.revid else "0"
        return (pin.sha1 or str(pin.revid)) if pin else ""

    return answer
