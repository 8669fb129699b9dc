"""Where things are in a project folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.titles import fold

PACKAGE = Path(__file__).resolve().parent
PROJECT_FILE = Path("config/config.yaml")
ORIGINALS = Path("manifests/originals")
LOCKS = Path("manifests/derived")
CACHE = Path("cache")
RESOLVED = "config.resolved.yaml"
RAW = Path("raw")
PROCESSED = Path("processed")
SHARDS = Path("cache/convert")
RECIPE = SHARDS / "recipe"
MODELS = Path("cache/models")
PROVENANCE = "provenance.json"  # of a corpus, in its folder
PUBLISH = Path("publish")  # folders for hubs, by the paths of what they hold
CLOCK = CACHE / "clock"  # of the time of the last call
FOLDERS = (CACHE, RAW, PROCESSED, Path("corpus"), Path("out"), Path("manifests"))  # what a project's files are in


def workflow_folder() -> Path:
    """The folder with filters and templates: the project's own, else the one that came with the package.

    A project that uses wikimill as a module has a workflow of its own, without them.
    """
    for root in (Path(), *package_roots()):
        if (root / "workflow/wikitext/worker.lua").is_file():
            return root / "workflow"
    raise WikimillError(f"{PACKAGE}: the package is incomplete, it has no filters; install wikimill again")


def package_roots() -> tuple[Path, ...]:
    """Where the package has its other files: beside itself in a wheel, in the folder above in the sources."""
    return (PACKAGE / "project", PACKAGE.parents[1])


def shipped_folder() -> Path:
    """The folder with settings, profile and demonstration that came with the package, or of the clone that it is in.

    Raises:
        WikimillError: there is none.
    """
    for root in package_roots():
        if (root / "demo/wiki.xml.bz2").is_file():
            return root
    raise WikimillError(f"{PACKAGE}: the package is incomplete, it has no settings; install wikimill again")


def original(manifest: str) -> Path:
    """What a person wrote."""
    return ORIGINALS / f"{manifest}.yaml"


def lock(manifest: str) -> Path:
    """The derived manifest: what expansion found, at pinned revisions."""
    return LOCKS / f"{manifest}.tsv"


def locks() -> list[Path]:
    """The locks of a project, sorted by name."""
    return sorted(path for path in LOCKS.glob("*.tsv") if not is_templates_lock(path.stem))


def locks_of(manifest: str, templates: str) -> list[Path]:
    """All that is pinned for a manifest and used with this `convert.templates`: those of these files that there are."""
    files = {"wiki": (templates_lock, site_file, expansion_lock, verification), "server": (expansion_lock,)}
    beside = (file(manifest) for file in files.get(templates, ()))
    return [lock(manifest), *(path for path in beside if path.exists())]


def is_templates_lock(stem: str) -> bool:
    """Whether a file of this name without `.tsv` is a lock of templates, which lies beside that of the pages."""
    return stem.endswith(".templates")


def templates_lock(manifest: str) -> Path:
    """The templates and modules that a manifest's pages use, at pinned revisions."""
    return LOCKS / f"{manifest}.templates.tsv"


def site_file(manifest: str) -> Path:
    """What the wiki says of itself: what its templates may ask."""
    return LOCKS / f"{manifest}.site.json"


def verification(manifest: str) -> Path:
    """How often a manifest's pages are expanded as the wiki expands them."""
    return LOCKS / f"{manifest}.verified.json"


def pages(manifest: str) -> Path:
    """The table of a manifest's converted pages."""
    return Path("processed") / manifest / "pages.tsv"


def template_totals(manifest: str) -> Path:
    """Templates of a manifest's pages in numbers."""
    return pages(manifest).with_name("templates.json")


def markdown(folder: str, name: str) -> Path:
    """A page's markdown; `folder` is its source's, such as `mediawiki/en.wikipedia.org`."""
    return PROCESSED / folder / f"{name}.md"


def raw_page(markdown: Path) -> Path:
    """The wikitext beside a page's markdown."""
    return RAW / markdown.relative_to(PROCESSED).with_suffix(".wiki")


def fetch_record(manifest: str) -> Path:
    """The record of a manifest's finished fetch."""
    return CACHE / "fetched" / f"{manifest}.tsv"


def expansion_lock(manifest: str) -> Path:
    """The lock of what the wiki's parser made of a manifest's templates."""
    return LOCKS / f"{manifest}.templates.jsonl"


def template_record(manifest: str) -> Path:
    """The record of a manifest's pinned templates, or answers of its wiki's parser."""
    return CACHE / "templates" / f"{manifest}.json"


def run_config(run: str) -> Path:
    """The resolved configuration of a run."""
    return Path("out") / run / RESOLVED


def source_config(folder: str) -> Path:
    """The resolved configuration of a manifest (`startrek`) or a wiki (`mediawiki/en.wikipedia.org`).

    Not in `processed/NAME`, which Snakemake deletes before it is made anew; a copy of it goes there with the pages.
    """
    return CACHE / "config" / folder / RESOLVED


def shard_count(pages: int, shard_pages: int) -> int:
    """A power of two, so that a growing manifest seldom moves pages to other shards."""
    return 1 << max(0, (pages - 1) // shard_pages).bit_length()


def shard_of(title: str, count: int) -> int:
    """The shard, from 0, of a page; it depends on the title alone.

    Titles that differ only by case are in one shard: a shard can name its files knowing its own titles only.
    """
    return int.from_bytes(hashlib.sha256(fold(title.replace(" ", "_")).encode()).digest()[:8], "big") % count


def in_shard(shard: str) -> Callable[[str], bool]:
    """Whether a page of this title is in the shard `00003-of-00008`."""
    number, count = map(int, shard.split("-of-"))
    return lambda title: shard_of(title, count) == number


def shard_names(count: int) -> list[str]:
    """`00000-of-00004` …"""
    return [f"{index:05d}-of-{count:05d}" for index in range(count)]


def shard_table(manifest: str, shard: str) -> Path:
    """The table of a shard's pages."""
    return SHARDS / manifest / f"{shard}.tsv"
