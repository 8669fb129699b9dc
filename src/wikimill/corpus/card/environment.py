"""The environment that a corpus is made in: the lock of its libraries, and what is installed otherwise."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import metadata

import pypandoc
from packaging.requirements import Requirement

from wikimill import __version__, layout
from wikimill.config.model import Corpus
from wikimill.errors import WikimillError
from wikimill.files import read_text, sha256

PYTHON = ">=3.11"  # what pyproject.toml says
LOCK = "requirements/corpus.txt"
# Those whose code a text, or its tokens, pass through.
LIBRARIES = [
    "wikitextprocessor",
    "lupa",
    "babel",
    "regex",
    "pypandoc_binary",
    "lxml",
    "trafilatura",
    "charset-normalizer",
    "pypdf",
    "py3langid",
    "rensa",
    "pyarrow",
    "numpy",
    "tokenizers",
    "gigatoken",
    "jinja2",
]
PIN = re.compile(r"^[\w.-]+==[^\\\n]+", re.M)


@dataclass(frozen=True)
class Lock:
    """A lock of libraries: its path in wikimill's sources, its sha256, and what is installed in other versions.

    `otherwise` has the installed version of each such library by name, None where it is not installed.
    """

    name: str
    sha256: str
    otherwise: dict[str, str | None]


def read_environment() -> Lock:
    """The lock of the corpus half, compared with what is installed.

    The lock has more exact versions than a corpus can name, with the sha256 of every file. It comes with the package,
    so that it is the one of this very version. Where nothing is installed otherwise, the same lock stands for the same
    libraries on every machine.

    Raises:
        WikimillError: the package lacks it.
    """
    path = next((root / LOCK for root in layout.package_roots() if (root / LOCK).is_file()), None)
    if path is None:
        raise WikimillError(f"{layout.PACKAGE}: the package is incomplete, it has no {LOCK}; install wikimill again")
    pins = map(Requirement, PIN.findall(read_text(path, "lock of libraries")))
    wanted = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    found = {pin.name: (pin, find_version(pin.name)) for pin in wanted}
    otherwise = {
        name: version
        for name, (pin, version) in sorted(found.items())
        if version is None or not pin.specifier.contains(version, prereleases=True)
    }
    return Lock(LOCK, sha256(path), otherwise)


def find_libraries(options: Corpus) -> dict[str, str]:
    """Names and installed versions of what makes a corpus, wikimill and pandoc first."""
    rules = ("datatrove", "spacy") if options.quality.is_asked else ()
    masks = ("datatrove", "phonenumbers") if options.mask else ()
    found = {name: find_version(name) for name in (*LIBRARIES, *rules, *masks)}
    return {
        "wikimill": __version__,
        "pandoc": str(pypandoc.get_pandoc_version()),
        **{name: version for name, version in found.items() if version},
    }


@functools.cache
def find_version(name: str) -> str | None:
    """The version of a library, None where it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
