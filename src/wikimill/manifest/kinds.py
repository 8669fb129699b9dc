"""The kinds of manifests a person may write: of a wiki, a folder of documents, web pages, or pairs."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import Field, field_validator

from wikimill.config.load import read_yaml, validate
from wikimill.config.section import Section
from wikimill.errors import WikimillError
from wikimill.files import read_text
from wikimill.manifest.origin import DocumentsOrigin, PairsOrigin, WebOrigin
from wikimill.manifest.original import Licence, Original
from wikimill.sources.pairs.template import Template


class Documents(Section):
    """A folder of documents."""

    documents: str = Field(
        min_length=1,
        description="Folder of documents in any format that pandoc reads, subfolders included; the path is relative "
        "to the project folder.",
    )
    licence: Licence = None

    def origin(self, name: str) -> DocumentsOrigin:
        """Where its texts come from; `name` is the manifest's."""
        return DocumentsOrigin(name, self.documents)


class Web(Section):
    """A list of web pages."""

    urls: list[str] | str = Field(
        min_length=1,
        description="Addresses of web pages, or the path of a text file with one a line (`#` begins a comment), "
        "relative to the project folder.",
    )
    licence: Licence = None

    def origin(self, name: str) -> WebOrigin:
        """Where its texts come from; `name` is the manifest's."""
        return WebOrigin(tuple(self.addresses()))

    def addresses(self) -> list[str]:
        """The addresses, from the file when `urls` names one, in their normal form.

        Raises:
            WikimillError: no such file, no address in it, or one that is none.
        """
        if isinstance(self.urls, str):
            lines = read_text(Path(self.urls), "list of URLs").removeprefix("\ufeff").splitlines()
            given = [(f"{self.urls} line {number}", line.strip()) for number, line in enumerate(lines, start=1)]
            given = [(where, url) for where, url in given if url and not url.startswith("#")]
        else:
            given = [("urls", url) for url in self.urls]
        if not given:
            raise WikimillError(f"{self.urls}: it holds no URL; write one a line")
        return [_normal(where, url) for where, url in given]


class Pairs(Section):
    """A table of pairs, such as articles and their summaries."""

    pairs: str = Field(
        min_length=1,
        description="A `.jsonl` or `.tsv` file, or the same as `.gz`, `.bz2`, `.xz` or `.zst`; the path is relative to "
        "the project folder.",
    )
    template: str = Field(
        description="The text of a row, such as `{article}\\nTL;DR:\\n{summary}`: `{column}` is a column's value, "
        "`{{` and `}}` are braces."
    )
    licence: Licence = None

    def origin(self, name: str) -> PairsOrigin:
        """Where its texts come from; `name` is the manifest's."""
        return PairsOrigin(name, self.pairs, self.template)

    @field_validator("template")
    @classmethod
    def _is_a_template(cls, template: str) -> str:
        try:
            Template(template)
        except WikimillError as error:
            raise ValueError(str(error)) from None
        return template


Manifest = Original | Documents | Web | Pairs
KINDS: dict[str, type[Manifest]] = {"wiki": Original, "documents": Documents, "urls": Web, "pairs": Pairs}


def read(path: Path) -> tuple[Manifest, str]:
    """The manifest at `path`, and the sha256 in hex of its bytes, followed by those of the list of URLs it names.

    Raises:
        WikimillError: no file, not UTF-8, not YAML, of no kind or of two, an unknown key, or nothing listed.
    """
    content = read_yaml(path, "manifest")
    found = [key for key in KINDS if isinstance(content, dict) and key in content]
    if len(found) != 1:
        has = "is of no kind" if not found else f"has {' and '.join(found)}"
        raise WikimillError(f"{path}: the manifest {has}; give it one of the keys {', '.join(KINDS)}")
    manifest: Manifest = validate(KINDS[found[0]], content, lambda _: str(path))
    digest = hashlib.sha256(path.read_bytes())
    if isinstance(manifest, Web):
        try:
            manifest.addresses()
        except WikimillError as error:
            raise WikimillError(f"{path}: {error}") from None
        if isinstance(manifest.urls, str):
            digest.update(Path(manifest.urls).read_bytes())
    return manifest, digest.hexdigest()


def _normal(where: str, url: str) -> str:
    from wikimill.sources.web.address import normalize  # with requests, 0.1 s that Snakemake need not wait for

    try:
        return normalize(url)
    except WikimillError as error:
        raise WikimillError(f"{where}: {error}") from None
