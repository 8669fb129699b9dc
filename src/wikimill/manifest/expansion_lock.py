"""The lock of expansions, `manifests/derived/NAME.templates.jsonl`: what the wiki's parser expanded them to.

A line is a JSON object: `invocation` (the template's wikitext), `title` where the expansion is that of one page,
and `wikitext`, null where the wiki has none. Lines are sorted by invocation and title. The expansion of all of a page
(`convert.verify`) has the `sha1` of the page's text instead of an invocation.
"""

from __future__ import annotations

import contextlib
import heapq
import json
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, pairwise
from operator import itemgetter
from pathlib import Path

from wikimill import layout
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.files import atomic, folder_error
from wikimill.manifest.lock import find_locks, read_header
from wikimill.manifest.origin import WikiOrigin
from wikimill.progress import track
from wikimill.sources.mediawiki.expansion_cache import WHOLE_PAGE, Expansion, ExpansionCache
from wikimill.streams import sort_lines


def write_expansion_lock(path: Path, expansions: Iterable[Expansion]) -> int:
    """Write a lock and return the number of its lines.

    Expansions may come in any order and several times. Memory does not grow with them.
    """
    number = 0
    with sort_lines((_key(each), _line(each)) for each in expansions) as lines, atomic(path) as file:
        for line in lines:
            file.write(line.encode())
            number += 1
    return number


def read_expansion_lock(path: Path) -> Iterator[Expansion]:
    """The expansions of a lock, one at a time; none when there is no lock.

    Raises:
        WikimillError: a lock that was damaged.
    """
    if path.is_dir():
        raise folder_error(path)
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield _expansion(json.loads(line))
            except (ValueError, TypeError, LookupError, RecursionError):
                raise WikimillError(
                    f"{path}: line {number} is broken; restore it from version control, or delete it to have the "
                    "templates expanded again"
                ) from None


def find_expansion_locks(folder: str) -> list[Path]:
    """The locks of expansions of the manifests whose pages are in `folder`; see `Origin.folder`."""
    locks = (layout.expansion_lock(path.stem) for path, _ in find_locks(folder))
    return [lock for lock in locks if lock.exists()]


def read_pinned_expansions(folder: str) -> Iterator[Expansion]:
    """What the locks of expansions of the manifests that share `folder` pin.

    Raises:
        WikimillError: two of them that disagree; a page that both have would change with each build.
    """
    merged = heapq.merge(*map(_keyed, find_expansion_locks(folder)), key=itemgetter(0, 1))
    first = next(merged, None)
    if first is None:
        return
    yield first[2]
    for (key, one, this), (same, two, that) in pairwise(chain([first], merged)):
        if key == same and this != that:
            raise WikimillError(
                f"{two} has another expansion of {that.invocation[:80]!r} than {one}; have both expanded again by "
                "`snakemake refresh`, or delete one of the two files: it then takes the other's"
            )
        yield that


def refresh_expansions(manifests: Iterable[str], config: Config) -> dict[str, int]:
    """Have the templates of the locks of manifests that share pages expanded again; how many changed, by manifest.

    Nothing is written before all are expanded. The cache of the wiki's other answers is deleted.
    """
    locks = {name: layout.expansion_lock(name) for name in manifests if layout.expansion_lock(name).exists()}
    headers = [read_header(layout.lock(name)) for name in locks]
    header = next((each for each in headers if isinstance(each.origin, WikiOrigin) and not each.origin.dump), None)
    if header is None:
        return {}
    assert isinstance(header.origin, WikiOrigin)
    folder = layout.CACHE / header.origin.folder
    (folder / ExpansionCache.NAME).unlink(missing_ok=True)
    with (
        ExpansionCache(folder) as answers,
        contextlib.closing(header.origin.open_expander(config, header.site)) as expander,
        sort_lines(
            (f"{e.title}\0{e.invocation}", _line(e))
            for path in locks.values()
            for e in read_expansion_lock(path)
            if not e.is_page
        ) as lines,
    ):
        before = track((_expansion(json.loads(line)) for line in lines), "Expanding", "template")
        for title, group in groupby(before, key=lambda each: each.title):
            for batch in expander.expand((each.invocation for each in group), title):
                answers.add(batch)
        return {name: _rewrite(path, answers) for name, path in locks.items()}


def _rewrite(path: Path, answers: ExpansionCache) -> int:
    """Write a lock with new answers; how many differ. What depends on the page now, or is all of one, is left out.

    The next build adds it.
    """
    changed = 0

    def answered() -> Iterator[Expansion]:
        nonlocal changed
        for each in (each for each in read_expansion_lock(path) if not each.is_page):
            new = answers.get(each.invocation, each.title)
            changed += new != each
            if new and new.title == each.title and not new.page_dependent:
                yield new

    write_expansion_lock(path, answered())
    return changed


def _keyed(path: Path) -> Iterator[tuple[str, Path, Expansion]]:
    return ((_key(each), path, each) for each in read_expansion_lock(path))


def _key(expansion: Expansion) -> str:
    return f"{expansion.invocation}\0{expansion.title}"


def _line(expansion: Expansion) -> str:
    invocation, sha1 = (
        ("", expansion.invocation[len(WHOLE_PAGE) :]) if expansion.is_page else (expansion.invocation, "")
    )
    row = {"invocation": invocation, "sha1": sha1, "title": expansion.title, "wikitext": expansion.wikitext}
    return (
        json.dumps({key: value for key, value in row.items() if key == "wikitext" or value}, ensure_ascii=False) + "\n"
    )


def _expansion(row: dict[str, object]) -> Expansion:
    invocation = f"{WHOLE_PAGE}{row['sha1']}" if "sha1" in row else row["invocation"]
    title, wikitext = row.get("title", ""), row["wikitext"]
    if not (isinstance(invocation, str) and isinstance(title, str) and isinstance(wikitext, str | None)):
        raise TypeError
    f"{invocation}{title}{wikitext}".encode()  # which half a surrogate pair cannot be
    return Expansion(invocation, title, wikitext)
