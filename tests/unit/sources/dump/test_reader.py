"""Exports that are malformed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import PAGES
from wikimill.errors import WikimillError
from wikimill.sources.dump.source import DumpSource


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body>404</body></html>",
        "no xml",
        export(PAGES).replace("<ns>0</ns>", "<ns>zero</ns>", 1),
        export(PAGES).replace("<timestamp>2026", "<timestamp>last year", 1),
        export(PAGES).replace("</page>", "</pages>", 1),
        export(PAGES).replace("<siteinfo>", "<info>").replace("</siteinfo>", "</info>"),
        export(PAGES).replace("<title>Haar</title>", "", 1),
    ],
)
def test_a_file_that_is_not_an_export_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text)
    with pytest.raises(WikimillError, match=r"bad\.xml: the dump .*; download or export it again"):
        list(DumpSource(path, tmp_path).all_pages([0]))


def test_invalid_utf8_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(export(PAGES).encode().replace(b"Sea fog", b"Sea \xff\xfe"))
    with pytest.raises(WikimillError, match=r"bad\.xml: the dump is not a well-formed MediaWiki export"):
        list(DumpSource(path, tmp_path).all_pages([0]))


def test_a_relative_path_as_a_title_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.xml"
    path.write_text(export({"../../etc/cron.d/x": "evil"}))
    with pytest.raises(WikimillError, match=r"evil\.xml: '\.\./\.\./etc/cron\.d/x' is not a legal page title"):
        list(DumpSource(path, tmp_path).all_pages([0]))


WHOLE = export({"Haar": "Sea fog."})
START = WHOLE.partition("  <page>")[0]
BEFORE, AFTER = WHOLE.split("Sea fog.")
LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?>'
# What it is: suffix, content, and what the error says of it. Those that cost time or memory are in tests/mediawiki.
REFUSED: dict[str, tuple[str, Callable[[], str | bytes], str]] = {
    "one entity": ("xml", lambda: f"<!DOCTYPE m [<!ENTITY a 'a'>]>{BEFORE}&a;{AFTER}", "document type"),
    "external entity": (
        "xml",
        lambda: f'<!DOCTYPE m [<!ENTITY a SYSTEM "/etc/passwd">]>{BEFORE}&a;{AFTER}',
        "document type",
    ),
    "external DTD": ("xml", lambda: f'<!DOCTYPE m SYSTEM "http://evil.example/m.dtd">{WHOLE}', "document type"),
    "undeclared entity": ("xml", lambda: f"{BEFORE}&passwd;{AFTER}", "not a well-formed"),
    "pages in pages": ("xml", lambda: f"{START}<page><page>", "a page in the wrong place"),
    "UTF-16": ("xml", lambda: WHOLE.encode("utf-16"), "not a well-formed"),
    "UTF-16 without a mark": ("xml", lambda: WHOLE.encode("utf-16-be"), "not a well-formed"),
    "UTF-32": ("xml", lambda: WHOLE.encode("utf-32"), "not a well-formed"),
    "Latin-1": ("xml", lambda: (LATIN + WHOLE.replace("Sea", "Sää")).encode("latin-1"), "Invalid bytes"),
    "rubbish after gzip's end": ("xml.gz", lambda: gzip.compress(WHOLE.encode()) + b"rubbish", "truncated or damaged"),
    "rubbish after the end": ("xml", lambda: f"{WHOLE}<page/>", "Extra content"),
    "number": ("xml", lambda: WHOLE.replace("<id>1</id>", f"<id>{'9' * 1000}</id>"), "invalid page id \\('999"),
    "namespace": ("xml", lambda: WHOLE.replace("<ns>0", f"<ns>{'9' * 5000}"), "invalid namespace \\('999"),
    "another SHA-1": ("xml", lambda: WHOLE.replace("fog.", "fog!"), "1 of 1 texts do not match"),
    "no texts": ("xml", lambda: WHOLE.replace(' sha1="', ' id="').replace("Sea fog.", ""), "or has no texts"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_export_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    suffix, content, part = REFUSED[name]
    path = tmp_path / f"wiki.{suffix}"
    data = content()
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(WikimillError, match=part) as caught:
        list(DumpSource(path, tmp_path).all_pages([0]))
    assert re.search(rf"/wiki\.{suffix}: the dump .*; download or export it again$", str(caught.value))
    assert "\n" not in str(caught.value)
