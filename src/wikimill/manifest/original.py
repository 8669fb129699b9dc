"""The manifest a person writes: `manifests/originals/NAME.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from wikimill.config.section import Section
from wikimill.errors import WikimillError
from wikimill.manifest.origin import WikiOrigin
from wikimill.titles import check
from wikimill.wiki import Wiki

Licence = Annotated[
    str | None,
    Field(
        pattern=r"^[^\t\r\n]+$",
        description="Licence of the texts, such as `CC BY-SA 4.0`; by default what the wiki itself says, if it is one.",
    ),
]


class Exclude(Section):
    """What to leave out. Patterns are shell-style: `*`, `?`, `[…]`; case matters."""

    categories: list[str] = Field([], description="Categories not entered, by name or pattern, such as `*stubs`.")
    titles: list[str] = Field([], description="Pages left out, by title or pattern, such as `List of *`.")


class Original(Section):
    """A list of categories and pages of one wiki."""

    wiki: str = Field(
        description="Host of the wiki (`en.wikipedia.org`) or the URL of its `api.php`. With `dump`, the host the "
        "dump came from."
    )
    dump: str | None = Field(
        None,
        description="A MediaWiki XML export to read instead of asking the wiki: `.xml`, or the same as `.gz`, "
        "`.bz2`, `.xz` or `.zst`; the path is relative to the project folder. One whose name has `-multistream`, with "
        "its index beside it under Wikimedia's name, is read by several processes.",
    )
    categorylinks: str | None = Field(
        None,
        description="With `dump`, the dump of the wiki's table of categories (`…-categorylinks.sql.gz`). It replaces "
        "what the wikitext says, for it also knows the categories that templates put pages in. Tables of 2025 and "
        "later need `…-linktarget.sql.gz` beside it.",
    )
    licence: Licence = None
    categories: list[str] = Field(
        [],
        description="Categories to walk, without the `Category:` prefix. With `dump` and neither categories nor "
        "pages, all pages are taken.",
    )
    depth: int = Field(3, ge=0, description="Levels of subcategories to enter; 0 takes only the categories' own pages.")
    pages: list[str] = Field([], description="Further pages, by title.")
    exclude: Exclude = Field(default_factory=Exclude, description="What to leave out; shell-style patterns.")
    namespaces: list[int] = Field([0], description="Namespaces of the pages to take; 0 is articles.")

    def origin(self, name: str) -> WikiOrigin:
        """Where its pages come from."""
        return WikiOrigin(self.wiki, self.dump)

    @field_validator("wiki")
    @classmethod
    def _is_a_wiki(cls, value: str) -> str:
        try:
            Wiki.parse(value)
        except WikimillError as error:
            raise ValueError(str(error)) from None
        return value

    @field_validator("categories", "pages")
    @classmethod
    def _are_titles(cls, values: list[str]) -> list[str]:
        try:
            return [check(value, "") for value in values]
        except WikimillError as error:
            raise ValueError(str(error).removeprefix(": ")) from None

    @model_validator(mode="after")
    def _names_something(self) -> Original:
        if not (self.categories or self.pages or self.dump):
            raise ValueError("the manifest is empty: name categories or pages")
        if self.categorylinks and not self.dump:
            raise ValueError("`categorylinks` goes with a dump: name that as `dump`")
        return self
