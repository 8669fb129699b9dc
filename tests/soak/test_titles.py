"""Hostile titles: each becomes a page or a row with a reason, no file lies outside its folder, and tables read back."""

from __future__ import annotations

from pathlib import Path

from tests.clone import Clone
from tests.sample_manifest import write_sample_manifest
from tests.soak.record import DIFFERENCE, TRACEBACK, Soak
from tests.soak.titles import hostile_title
from wikimill.convert.pages import read_pages
from wikimill.manifest.lock import read_pins
from wikimill.sources.base import Pin
from wikimill.titles import file_name, is_illegal, normalize_title, parse_file_name

COUNTS = {"short": 50, "full": 1000}
FOLDER = "processed/mediawiki/odd.example"
ASKED = 5  # pages that are asked for by name


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def test_each_is_a_page_or_a_row_with_a_reason(soak: Soak) -> None:
    clone = Clone.make(soak.folder / "wiki/wikimill")
    texts: dict[str, str] = {}  # by the wiki's own form of the title
    for number, random in soak.trials():
        texts.setdefault(normalize_title(hostile_title(random, list(texts))), f"Text of number {number}.")
    write_sample_manifest(clone, "odd", texts)
    before = files(clone.folder.parent)
    output = clone.run("snakemake", "-j2", "processed/odd")
    if "Traceback" in output:
        soak.found(TRACEBACK, 0, "while the pages are built", {"output.txt": output.encode()})
    rows = {row.title: row for row in read_pages(clone.folder / "processed/odd/pages.tsv")}
    pins = {pin.title for pin in read_pins(clone.folder / "manifests/derived/odd.tsv")}
    for number, (title, text) in enumerate(texts.items()):
        stored = Pin.unreadable(number + 1, 0, title).title if is_illegal(title) else title
        problem = problem_of(clone, stored, text, rows.pop(stored, None)) if stored in pins else "it is not in the lock"
        if problem:
            soak.found(DIFFERENCE, number, f"{title!r}: {problem}")
        soak.outcomes["not allowed" if is_illegal(title) else "pages"] += 1
    if rows:
        soak.found(DIFFERENCE, 0, f"rows that nobody asked for: {sorted(rows)[:3]}")
    check_files(soak, clone, before)
    check_targets(soak, clone, [title for title in texts if not is_illegal(title)])
    soak.finish()


def problem_of(clone: Clone, title: str, text: str, row: object) -> str:
    """What is wrong with a page's row and file; empty if nothing is."""
    path, status, reason = (getattr(row, name, "") for name in ("path", "status", "dropped"))
    if is_illegal(title) or "\ufffd" in title:
        return "" if status == "missing" and reason and not path else f"its row is {row}"
    if status == "quarantined" and reason.startswith("model:"):  # such as Module:X, which is a program
        return ""
    target = clone.folder / path
    if status != "ok" or Path(path).parent != Path(FOLDER):
        return f"its row is {row}"
    if parse_file_name(target.stem) not in (title, None):  # None: it was cut
        return f"its file's name {target.name!r} is that of {parse_file_name(target.stem)!r}"
    return "" if target.read_text("utf-8") == f"{text}\n" else f"{path} holds another text"


def check_files(soak: Soak, clone: Clone, before: set[str]) -> None:
    """Nothing was written but where the stages write, and no two names are alike where case does not count."""
    allowed = tuple(
        f"{clone.folder.name}/{name}/"
        for name in ("processed", "raw", "cache", "manifests/derived", ".snakemake", "out")
    )
    for name in sorted(files(clone.folder.parent) - before):
        if not name.startswith(allowed):
            soak.found(DIFFERENCE, 0, f"{name!r} was written")
    names = [path.name.casefold() for path in (clone.folder / FOLDER).iterdir()]
    if len(set(names)) != len(names):
        soak.found(DIFFERENCE, 0, "two files have one name where case does not count")


def check_targets(soak: Soak, clone: Clone, titles: list[str]) -> None:
    """Pages by name are what they were together."""
    chosen = {
        f"{FOLDER}/{file_name(title)}.md": title for title in soak.random(-1).sample(titles, min(ASKED, len(titles)))
    }
    chosen = {name: title for name, title in chosen.items() if (clone.folder / name).exists()}
    whole = {name: (clone.folder / name).read_bytes() for name in chosen}
    clone.remove(*chosen)
    clone.snakemake("--", *chosen)
    for name, data in whole.items():
        if (clone.folder / name).read_bytes() != data:
            soak.found(DIFFERENCE, 0, f"{chosen[name]!r} alone becomes something else")
