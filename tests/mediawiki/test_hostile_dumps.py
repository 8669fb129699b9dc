"""Dumps made to harm: each is refused in one line, soon, and with little memory.

One process reads them all, so its peak of memory is that of the worst.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest
from backports import zstd

from demo.build import export

MOST_MB = 250  # above what the process has before it reads; the worst, a tag of 10 MB of attributes, takes 190


MOST_SECONDS = 20  # of one file; an idle machine needs one at most


WHOLE = export({"Haar": "Sea fog."})


HEAD, _, REST = WHOLE.partition("  <page>")


BEFORE, AFTER = WHOLE.split("Sea fog.")


FIELDS, _, REVISION = REST.partition("  </page>")[0].partition("    <revision>")


LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12)) + "<!ENTITY a0 'ha'>"


LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?>'


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}


Content = Callable[[], str | bytes]


def bomb(before: str, filling: str, suffix: str = "zst") -> Content:
    """A gigabyte of `filling`, compressed: 64 times the same stream of 16 MB."""

    def content() -> bytes:
        compress = COMPRESS[suffix]
        block = compress((filling * (-(-(16 << 20) // len(filling)))).encode())
        return compress(before.encode()) + 64 * block + compress(AFTER.encode())

    return content


def attributes(number: int) -> str:
    """So many of them."""
    return " ".join(f'a{each}=""' for each in range(number))


GROWS = "has 16 MB without the end of a revision"


ENDLESS = "has 100 MB without a tag"


AMPLIFIES = "entity amplification factor exceeded"


# What it is: suffix, content, and what the error says of it.
REFUSED: dict[str, tuple[str, Content, str]] = {
    "billion laughs": ("xml", lambda: f"<!DOCTYPE m [{LAUGHS}]>{BEFORE}&a12;{AFTER}", AMPLIFIES),
    "laughs in an attribute": ("xml", lambda: f"<!DOCTYPE a [{LAUGHS}]><a b='&a12;'/>", AMPLIFIES),
    "quadratic blowup": (
        "xml",
        lambda: f'<!DOCTYPE m [<!ENTITY a "{"a" * (1 << 20)}">]>{BEFORE}{"&a;" * 100_000}{AFTER}',
        AMPLIFIES,
    ),
    "endless DTD": ("xml.zst", bomb("<!DOCTYPE m [", "<!ENTITY a 'a'>\n"), "no <mediawiki> at its start"),
    "a million levels": ("xml", lambda: f"{HEAD}<page>{'<a>' * 1_000_000}", "Excessive depth"),
    **{f"text, {suffix}": (f"xml.{suffix}", bomb(BEFORE, "a", suffix), ENDLESS) for suffix in COMPRESS},
    "title": ("xml.zst", bomb(f"{HEAD}<page><title>", "a"), ENDLESS),
    "attribute": ("xml.zst", bomb(f'{HEAD}<page a="', "a"), GROWS),
    "name": ("xml.zst", bomb(f"{HEAD}<", "a"), GROWS),
    "comment": ("xml.zst", bomb(f"{HEAD}<!--", "a"), GROWS),
    "comments": ("xml.zst", bomb(HEAD, "<!-- a -->"), GROWS),
    "instruction": ("xml.zst", bomb(f"{HEAD}<?a ", "a"), GROWS),
    "instructions": ("xml.zst", bomb(HEAD, "<?a?>"), GROWS),
    "blanks": ("xml.zst", bomb(f"{HEAD}<page>", " "), ENDLESS),
    "blanks and comments": ("xml.zst", bomb(HEAD, " <!---->"), GROWS),
    "blanks at the start": ("xml.zst", bomb("", "\n"), "no <mediawiki> at its start"),
    "blanks after the end": ("xml.zst", bomb(WHOLE, "\n"), ENDLESS),
    "zeros": ("xml.zst", bomb("", "\0"), "not a well-formed"),
    "a million attributes": ("xml", lambda: f"{HEAD}<page {attributes(1_000_000)}>", "not a well-formed"),
    "attributes of open elements": (
        "xml",
        lambda: f"{HEAD}<page>{f'<a {attributes(3000)}>' * 250}",
        "too many elements or attributes",
    ),
    "elements in a page": ("xml.zst", bomb(f"{HEAD}<page>", "<a/>"), "too many elements or attributes"),
    "elements in a revision": ("xml.zst", bomb(f"{HEAD}<page><revision>", "<a/>"), "too many elements or attributes"),
    "elements between pages": ("xml.zst", bomb(HEAD, "<a/>"), "too many elements or attributes"),
    "namespaces": (
        "xml.zst",
        bomb(HEAD.partition("<namespace ")[0], "<namespace/>"),
        "too many elements or attributes",
    ),
}


# Only the newest revision of a page is kept; the end of an unclosed tag is looked for once.
TAKEN: dict[str, tuple[str, Content]] = {
    "revisions": ("xml", lambda: f"{HEAD}<page>{FIELDS}{f'<revision>{REVISION}' * 60_000}</page></mediawiki>"),
    "unclosed tags": ("xml", lambda: export({"Haar": "<pre>" * 300_000 + "<!--" * 300_000 + "[[a|" * 300_000})),
}


SCRIPT = """
import json, resource, sys, time
from pathlib import Path
from wikimill.errors import WikimillError
from wikimill.sources.dump.source import DumpSource
import smart_open
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
for folder in sorted(Path(sys.argv[1]).iterdir()):
    start = time.perf_counter()
    path, = folder.iterdir()
    try:
        answer = f"taken: {len(list(DumpSource([str(path)], folder).all_pages([0])))}"
    except WikimillError as error:
        answer = str(error)
    print(json.dumps([folder.name, [answer, time.perf_counter() - start, peak() - before]]), flush=True)
"""


class Outcome(NamedTuple):
    """What came of a file. The peak is that of all files up to it."""

    answer: str
    seconds: float
    peak_mb: float


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    root = tmp_path_factory.mktemp("hostile")
    files = {**{name: (suffix, content) for name, (suffix, content, _) in REFUSED.items()}, **TAKEN}
    for name, (suffix, content) in files.items():
        (root / name).mkdir()
        data = content()
        (root / name / f"wiki.{suffix}").write_bytes(data if isinstance(data, bytes) else data.encode())
    command = [sys.executable, "-c", SCRIPT, str(root)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout.splitlines()
    return {name: Outcome(*outcome) for name, outcome in map(json.loads, lines)}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_line(outcomes: dict[str, Outcome], name: str) -> None:
    outcome = outcomes[name]
    suffix, _, part = REFUSED[name]
    assert re.search(
        rf"/{re.escape(name)}/wiki\.{re.escape(suffix)}: the dump .*; download or export it again$", outcome.answer
    )
    assert re.search(part, outcome.answer)
    assert "\n" not in outcome.answer
    assert outcome.seconds < MOST_SECONDS
    assert outcome.peak_mb < MOST_MB


@pytest.mark.parametrize("name", TAKEN)
def test_it_is_read_all_the_same(outcomes: dict[str, Outcome], name: str) -> None:
    assert outcomes[name].answer == "taken: 1"
    assert outcomes[name].seconds < MOST_SECONDS
    assert outcomes[name].peak_mb < MOST_MB
