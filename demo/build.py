"""Make `demo/wiki.xml.bz2`, the embedded wiki, from the wikitext in `demo/pages/`.

    python demo/build.py

The export is in the schema that a real MediaWiki writes and imports. It depends on the pages alone: page and
revision numbers follow the order of the titles, and every page has the same timestamp.
"""

from __future__ import annotations

import bz2
import hashlib
import sys
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from wikimill.titles import parse_file_name

HERE = Path(__file__).parent
NAMESPACES = {
    -2: "Media", -1: "Special", 0: "", 1: "Talk", 2: "User", 3: "User talk", 4: "Skerrow Wiki", 5: "Skerrow Wiki talk",
    6: "File", 7: "File talk", 8: "MediaWiki", 9: "MediaWiki talk", 10: "Template", 11: "Template talk", 12: "Help",
    13: "Help talk", 14: "Category", 15: "Category talk", 828: "Module", 829: "Module talk",
}  # fmt: skip
TIMESTAMP = "2026-11-20T12:00:00Z"
HEAD = """\
<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.mediawiki.org/xml/export-0.11/ http://www.mediawiki.org/xml/export-0.11.xsd" \
version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Skerrow Wiki</sitename>
    <dbname>skerrow</dbname>
    <base>http://skerrow.example/wiki/Skerrow</base>
    <generator>wikimill demo/build.py</generator>
    <case>first-letter</case>
    <namespaces>
"""


def export(pages: dict[str, str]) -> str:
    """The export of `pages`, wikitext by title."""
    spaces = [
        f'      <namespace key="{key}" case="first-letter"' + (f">{name}</namespace>" if name else " />")
        for key, name in NAMESPACES.items()
    ]
    body = [_page(number, title, pages[title]) for number, title in enumerate(sorted(pages), start=1)]
    return HEAD + "\n".join(spaces) + "\n    </namespaces>\n  </siteinfo>\n" + "".join(body) + "</mediawiki>\n"


def read(folder: Path) -> dict[str, str]:
    """Wikitext by title, without the newline that ends each file: MediaWiki keeps none."""
    texts = {}
    for path in folder.glob("*.wiki"):
        title = parse_file_name(path.stem)
        assert title is not None, path
        texts[title] = path.read_text(encoding="utf-8").rstrip()
    return texts


def _page(number: int, title: str, text: str) -> str:
    prefix = title.partition(":")[0]
    space = next((key for key, name in NAMESPACES.items() if name == prefix and key), 0)
    data = text.encode()
    model, form = ("Scribunto", "text/plain") if space == 828 else ("wikitext", "text/x-wiki")
    redirect = ""
    if text.startswith("#REDIRECT [["):
        target = text.removeprefix("#REDIRECT [[").partition("]]")[0]
        redirect = f"    <redirect title={quoteattr(target)} />\n"
    return (
        f"  <page>\n    <title>{escape(title)}</title>\n    <ns>{space}</ns>\n    <id>{number}</id>\n{redirect}"
        f"    <revision>\n      <id>{1000 + number}</id>\n      <timestamp>{TIMESTAMP}</timestamp>\n"
        "      <contributor>\n        <username>wikimill</username>\n        <id>1</id>\n      </contributor>\n"
        f"      <origin>{1000 + number}</origin>\n      <model>{model}</model>\n      <format>{form}</format>\n"
        f'      <text bytes="{len(data)}" sha1="{_base36(data)}" xml:space="preserve">{escape(text)}</text>\n'
        f"      <sha1>{_base36(data)}</sha1>\n    </revision>\n  </page>\n"
    )


def _base36(data: bytes) -> str:
    """SHA-1 as MediaWiki writes it: base 36, 31 digits."""
    number = int(hashlib.sha1(data, usedforsecurity=False).hexdigest(), 16)
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits.rjust(31, "0")


def main() -> None:
    """Write the export beside this file."""
    target = HERE / "wiki.xml.bz2"
    target.write_bytes(bz2.compress(export(read(HERE / "pages")).encode(), 9))
    sys.stdout.write(f"{target.relative_to(Path.cwd())}: {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
