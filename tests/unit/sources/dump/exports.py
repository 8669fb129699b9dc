"""Exports for tests."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

from backports import zstd

from demo.build import export
from wikimill.sources.base import Pin
from wikimill.sources.dump.source import DumpSource

PAGES = {
    "Haar": "Sea fog. [[Category:Weather]]",
    "Blue fog": "Also fog. [[category: weather|Fog]] <!-- [[Category:Hidden]] --> <nowiki>[[Category:Shown]]</nowiki>",
    "Sea fret": "#REDIRECT [[Haar]] [[Category:Names]]",
    "Fret": "#REDIRECT [[Sea fret]]",
    "Loop": "#REDIRECT [[Loop]]",
    "Nowhere": "#REDIRECT [[Gone]] [[Category:Names]]",
    "Category:Weather": "[[Category:Weather]][[Category:Root]]",
    "Category:Names": "[[Category:Weather]]",
    "Category:Root": "",
    "Template:Quote": "{{{1}}}",
    'Line ends & "marks"': 'a &amp; "b"\n\n\u00a0c ',
}


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".xml": lambda data: data,
    ".xml.gz": gzip.compress,
    ".xml.bz2": bz2.compress,
    ".xml.xz": lzma.compress,
    ".xml.zst": zstd.compress,
}


WEATHER = {"Category:Weather": "", "Fret": "#REDIRECT [[Haar]]", "Haar": "Sea fog. [[Category:Weather]]"}


HEAD, _, REST = export({}).partition("  </siteinfo>")


def write(folder: Path, text: str, name: str = "wiki.xml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def pins(path: Path, cache: Path) -> list[Pin]:
    return list(DumpSource([str(path)], cache).all_pages([0, 14]))


def page(body: str, head: str = "<title>Haar</title><ns>0</ns><id>1</id>") -> str:
    """An export of one page."""
    return f"{HEAD}</siteinfo><page>{head}{body}</page></mediawiki>"


def revision(revid: int, day: int, text: str) -> str:
    """A revision of a page."""
    return f"<revision><id>{revid}</id><timestamp>2026-01-{day:02d}T00:00:00Z</timestamp>{text}</revision>"
