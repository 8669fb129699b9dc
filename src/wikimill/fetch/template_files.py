"""Whether the files that pin a wiki's templates, its site files and locks, fit together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import sha256
from wikimill.manifest.lock import find_locks, read_header
from wikimill.manifest.site_file import SiteFile, read_site_file
from wikimill.manifest.templates_lock import read_pinned_templates, read_templates_header


def has_templates(manifest: str, pages: Collection[str]) -> bool:
    """Whether a manifest has a lock of templates and a site file that were made for its pages.

    Args:
        manifest: its name.
        pages: what the lock may have been made for; see `made_for`.

    Raises:
        WikimillError: a damaged lock, or one that was made with another site file.
    """
    lock, site = layout.templates_lock(manifest), layout.site_file(manifest)
    if not (lock.exists() and site.exists()):
        return False
    header = read_templates_header(lock)
    if header.pages in pages and header.site != sha256(site):
        raise WikimillError(
            f"{site} is not the file that {lock} was made with; restore both from version control, or delete both to "
            "pin the wiki's templates anew"
        )
    return header.pages in pages


def check_templates(manifest: str, pages: Collection[str]) -> bool:
    """The same as `has_templates`, after looking at all files of the wiki's manifests.

    Args: see `has_templates`.

    Raises:
        WikimillError: files that do not fit together, or not those of the wiki's other manifests; with what to do.
    """
    is_complete = has_templates(manifest, pages)
    site = layout.site_file(manifest)
    folder = read_header(layout.lock(manifest)).origin.folder
    other = other_site(manifest, folder)
    if site.exists() and other and not _agree(read_site_file(site), read_site_file(other)):
        raise WikimillError(
            f"{other} says other things of the wiki than {site}; have both made anew by `snakemake refresh`, or delete "
            "one of the two files: it then takes the other's"
        )
    for _ in read_pinned_templates(folder):  # which compares them
        pass
    return is_complete


def _agree(one: SiteFile, two: SiteFile) -> bool:
    """Whether pages that have these files are made alike; each has the messages that its own pages ask for."""
    both = one.messages.keys() & two.messages.keys()
    return (
        (one.digest, one.now) == (two.digest, two.now)
        and all(one.messages[key] == two.messages[key] for key in both)
        and (None in (one.statistics, two.statistics) or one.statistics == two.statistics)
    )


def other_site(manifest: str, folder: str) -> Path | None:
    """The site file of another manifest of the wiki."""
    return next(other_sites(manifest, folder), None)


def other_sites(manifest: str, folder: str) -> Iterator[Path]:
    """Those of all of them."""
    paths = (layout.site_file(path.stem) for path, _ in find_locks(folder) if path.stem != manifest)
    return (path for path in paths if path.exists())


def known_site(path: Path, folder: str) -> SiteFile:
    """A site file, with the statistics of any of the wiki's, for they are to agree."""
    file = read_site_file(path)
    others = map(read_site_file, other_sites("", folder)) if file.statistics is None else ()
    counted = (other.statistics for other in others if other.statistics is not None)
    return file.with_statistics(next(counted, file.statistics))
