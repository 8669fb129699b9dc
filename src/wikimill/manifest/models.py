"""What a person writes, `manifests/originals/NAME.yaml`: a manifest of a wiki, of documents, web pages or pairs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from wikimill.config.load import validate
from wikimill.config.section import Section
from wikimill.config.strict_yaml import read_yaml
from wikimill.errors import WikimillError
from wikimill.files import read_text
from wikimill.manifest.origin import SnapshotOrigin, WikiOrigin
from wikimill.manifest.page_address import check_page
from wikimill.manifest.text_origins import DocumentsOrigin, FileOrigin, PairsOrigin, WebOrigin
from wikimill.plain_text import visible
from wikimill.sources.pairs.template import Template
from wikimill.sources.text_encoding import check_encoding_name
from wikimill.wiki import Wiki

LONGEST_PATH = 4096  # bytes, on Linux
MAX_NAMESPACE = 100_000

Encoding = Annotated[str, AfterValidator(check_encoding_name)] | None
Licence = Annotated[
    str | None,
    Field(
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+$",
        max_length=500,
        description="Licence of the texts, such as `CC BY-SA 4.0`; by default what the wiki itself says, if the "
        "source is one.",
    ),
]


def _check(parse: Callable[[Any], object]) -> AfterValidator:
    """A value of a manifest is valid if `parse` takes it."""

    def validate(value: Any) -> Any:
        try:
            parse(value)
        except WikimillError as error:
            raise ValueError(str(error).removeprefix(": ")) from None
        return value

    return AfterValidator(validate)


def _check_path(text: str) -> None:
    if not text.isprintable():
        raise WikimillError(f"{text[:200]!r} has characters that are not for names of files; correct it")
    if len(os.fsencode(text)) > LONGEST_PATH or any(len(os.fsencode(part)) > 255 for part in text.split("/")):
        raise WikimillError(f"{text[:100]!r}… is longer than the name of a file can be; correct it")


def _check_urls(urls: list[str] | str) -> None:
    if isinstance(urls, str):
        _check_path(urls)


FileName = Annotated[str, Field(min_length=1), _check(_check_path)]


def _check_texts(values: Any) -> Any:
    """YAML takes a title such as 1984 or No for something else."""
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, int | float | dt.date):  # True and False are ints, too
            raise ValueError(f"{value} is no text here; put the title in quotes")
        if isinstance(value, str) and (visible(value) != value or len(value) > LONGEST_PATH):
            raise ValueError(f"{value[:100]!r} is too long, or has characters that no title has; correct it")
    return values


Titles = Annotated[list[str], BeforeValidator(_check_texts)]


class Exclude(Section):
    """What to leave out. Patterns are shell-style: `*`, `?`, `[…]`; case matters."""

    categories: Titles = Field([], description="Categories not entered, by name or pattern, such as `*stubs`.")
    titles: Titles = Field([], description="Pages left out, by title or pattern, such as `List of *`.")

    def has_category(self, name: str) -> bool:
        """Whether a category is not entered."""
        return _fits(name, self.categories)

    def has_title(self, title: str) -> bool:
        """Whether a page is left out."""
        return _fits(title, self.titles)


def _fits(title: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(title, pattern.replace("_", " ")) for pattern in patterns)


class WikiManifest(Section):
    """A list of categories and pages of one wiki."""

    wiki: Annotated[str, _check(Wiki.parse)] = Field(
        description="The wiki: its host (`en.wikipedia.org`), or the address of any of its pages or of its `api.php`. "
        "With `dump`, the wiki that the dump came from."
    )
    dump: FileName | Annotated[list[FileName], Field(min_length=1)] | None = Field(
        None,
        description="A MediaWiki XML export to read instead of asking the wiki: `.xml`, or the same as `.gz`, "
        "`.bz2`, `.xz`, `.zst` or `.7z`; or its parts, as a list or a pattern such as "
        "`enwiki-*-pages-articles[0-9]*.bz2`. Paths are relative to the project folder. One whose name has "
        "`-multistream`, with its index beside it under Wikimedia's name, is read by several processes.",
    )
    html: FileName | Annotated[list[FileName], Field(min_length=1)] | None = Field(
        None,
        description="A snapshot of the wiki in HTML to read instead of asking it: Wikimedia's "
        "`…-ENTERPRISE-HTML.json.tar.gz`, or lines of the same JSON (`.ndjson`, also compressed); or several, as with "
        "`dump`. Nothing has to be expanded.",
    )
    date: dt.date | None = Field(
        None,
        description="With a `dump` that has all revisions: take of each page the last one up to the end of this day, "
        "such as `2020-12-31`, UTC, instead of the newest.",
    )
    categorylinks: FileName | None = Field(
        None,
        description="With `dump`, the dump of the wiki's table of categories (`…-categorylinks.sql.gz`). It replaces "
        "what the wikitext says, because it also has the categories that templates put pages in. Tables of 2025 and "
        "later need `…-linktarget.sql.gz` beside it.",
    )
    licence: Licence = None
    categories: Titles = Field(
        [],
        description="Categories to walk, without the `Category:` prefix, or by the addresses of their pages. With "
        "`dump` or `namespaces`, and neither categories nor pages nor a prefix, all pages are taken.",
    )
    depth: int = Field(3, ge=0, description="Levels of subcategories to enter; 0 takes only the categories' own pages.")
    pages: Annotated[Literal["all"] | list[str], BeforeValidator(_check_texts)] = Field(
        [],
        description="Further pages, by title or by their addresses; `all` takes every page of `namespaces` that is no "
        "redirect.",
    )
    prefix: Annotated[str | list[str], BeforeValidator(_check_texts)] = Field(
        [],
        description="Takes every page whose title begins so, such as `List of`, but no redirects; with a namespace, as "
        "in `Help:Editing`, the pages of that one, else those of `namespaces`.",
    )
    exclude: Exclude = Field(default_factory=Exclude, description="What to leave out; shell-style patterns.")
    namespaces: list[Annotated[int, Field(ge=0, le=MAX_NAMESPACE)]] = Field(
        [0], min_length=1, description="Numbers of the namespaces of the pages to take; 0 is articles, 14 categories."
    )

    def origin(self, name: str) -> WikiOrigin | SnapshotOrigin:
        """Where its texts come from."""
        if self.html:
            return SnapshotOrigin(self.wiki, _one_line(self.html))
        until = f"{self.date.isoformat()}T23:59:59Z" if self.date else ""
        return WikiOrigin(self.wiki, _one_line(self.dump) if self.dump else None, until=until)

    @property
    def titles(self) -> list[str]:
        """The pages that are named by title."""
        return [] if self.pages == "all" else list(self.pages)

    @property
    def prefixes(self) -> list[str]:
        """What titles of further pages begin with."""
        return [self.prefix] if isinstance(self.prefix, str) else self.prefix

    @property
    def is_whole_wiki(self) -> bool:
        """Whether all pages of `namespaces` are taken."""
        return self.pages == "all" or not (self.categories or self.pages or self.prefixes)

    @field_validator("pages", "categories")
    @classmethod
    def _are_of_this_wiki(cls, named: str | list[str], info: ValidationInfo) -> str | list[str]:
        if not isinstance(named, list) or "wiki" not in info.data:  # then `wiki` is not valid, which is told
            return named
        try:
            return [check_page(each, info.data["wiki"]) for each in named]
        except WikimillError as error:
            raise ValueError(str(error).removeprefix(": ")) from None

    @model_validator(mode="after")
    def _names_something(self) -> WikiManifest:
        files = self.dump or self.html
        if self.dump and self.html:
            raise ValueError("`dump` and `html` are both there: name one of them, the other in another manifest")
        if self.is_whole_wiki and self.pages != "all" and not files and "namespaces" not in self.model_fields_set:
            raise ValueError("the manifest is empty: name categories or pages; `pages: all` takes the whole wiki")
        if not all(prefix.strip(" _") for prefix in self.prefixes):
            raise ValueError("`prefix` is empty: `pages: all` takes the whole wiki")
        for key in ("categorylinks", "date"):
            if getattr(self, key) and not self.dump:
                raise ValueError(f"`{key}` needs a dump: name it as `dump`")
        return self


def _one_line(names: str | list[str]) -> str:
    """Paths and patterns as `parse_names` reads them: one as it is, else JSON."""
    is_plain = isinstance(names, str) and not names.startswith("[")
    return str(names) if is_plain else json.dumps([names] if isinstance(names, str) else names)


class DocumentsManifest(Section):
    """A folder of documents, or one file."""

    documents: FileName = Field(
        description="Folder of documents, subfolders included: text, PDF, EPUB, Word and whatever else pandoc reads; "
        "or one file, which is a corpus by itself. The path is relative to the project folder.",
    )
    encoding: Encoding = Field(
        None, description="Encoding of the files that are texts, such as `cp1252`; by default it is detected."
    )
    licence: Licence = None

    def origin(self, name: str) -> DocumentsOrigin | FileOrigin:
        """Where its texts come from; `name` is the manifest's."""
        origin = FileOrigin if Path(self.documents).is_file() else DocumentsOrigin
        return origin(name, self.documents, self.encoding or "")


class WebManifest(Section):
    """A list of web pages."""

    urls: Annotated[list[str] | str, _check(_check_urls)] = Field(
        min_length=1,
        description="Addresses of web pages, or the path of a text file with one per line (`#` begins a comment), "
        "relative to the project folder.",
    )
    licence: Licence = None

    def origin(self, name: str) -> WebOrigin:
        """Where its texts come from; `name` is the manifest's."""
        return WebOrigin(tuple(self.addresses()))

    def addresses(self) -> list[str]:
        """The addresses, from the file when `urls` names one, in their normal form.

        Raises:
            WikimillError: no such file, no address in it, or an invalid one.
        """
        if isinstance(self.urls, str):
            lines = read_text(Path(self.urls), "list of URLs").removeprefix("\ufeff").splitlines()
            urls = [(f"{self.urls} line {number}", line.strip()) for number, line in enumerate(lines, start=1)]
            urls = [(where, url) for where, url in urls if url and not url.startswith("#")]
        else:
            urls = [("urls", url) for url in self.urls]
        if not urls:
            raise WikimillError(f"{self.urls}: it has no URL; write one per line")
        return [_normalize(where, url) for where, url in urls]


class PairsManifest(Section):
    """A table of pairs, such as articles and their summaries."""

    pairs: FileName = Field(
        description="A `.csv`, `.tsv` or `.jsonl` file, or the same as `.gz`, `.bz2`, `.xz` or `.zst`; the path is "
        "relative to the project folder.",
    )
    template: Annotated[str, _check(Template)] = Field(
        description="The text of a row, such as `{article}\\nTL;DR:\\n{summary}`: `{column}` is a column's value, "
        "`{{` and `}}` are braces."
    )
    encoding: Encoding = Field(None, description="Encoding of the file, such as `cp1252`; by default it is detected.")
    licence: Licence = None

    def origin(self, name: str) -> PairsOrigin:
        """Where its texts come from; `name` is the manifest's."""
        return PairsOrigin(name, self.pairs, self.template, self.encoding or "")


Manifest = WikiManifest | DocumentsManifest | WebManifest | PairsManifest
# By the key that tells what a manifest is of.
MANIFESTS: dict[str, type[Manifest]] = {
    "wiki": WikiManifest,
    "documents": DocumentsManifest,
    "urls": WebManifest,
    "pairs": PairsManifest,
}


def read_manifest(path: Path) -> tuple[Manifest, str]:
    """The manifest at `path`, and the sha256 in hex of its bytes, followed by those of the list of URLs it names.

    Raises:
        WikimillError: no file, not UTF-8, not YAML, no key that tells the source or two of them, an unknown key, or
            nothing listed.
    """
    manifest = check_manifest(read_yaml(path, "manifest"), str(path))
    digest = hashlib.sha256(path.read_bytes())
    if isinstance(manifest, WebManifest):
        try:
            manifest.addresses()
        except WikimillError as error:
            raise WikimillError(f"{path}: {error}") from None
        if isinstance(manifest.urls, str):
            digest.update(Path(manifest.urls).read_bytes())
    return manifest, digest.hexdigest()


def check_manifest(content: object, where: str) -> Manifest:
    """The manifest that `content` describes; `where` it stands.

    Raises:
        WikimillError: no key that tells the source or two of them, an unknown key, a bad value, or nothing listed.
    """
    found = [key for key in MANIFESTS if isinstance(content, dict) and key in content]
    if len(found) != 1:
        has = "has no source" if not found else f"has {' and '.join(found)}"
        raise WikimillError(f"{where}: the manifest {has}; give it one of the keys {', '.join(MANIFESTS)}")
    return validate(MANIFESTS[found[0]], content, lambda _: where)


def _normalize(where: str, url: str) -> str:
    from wikimill.sources.web.address import normalize  # with requests, 0.1 s that Snakemake need not wait for

    try:
        return normalize(url)
    except WikimillError as error:
        raise WikimillError(f"{where}: {error}") from None
