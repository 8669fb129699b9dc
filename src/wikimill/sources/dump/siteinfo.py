"""What an export says of its wiki: `<siteinfo>`."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import unquote, urlsplit

from lxml import etree

from wikimill.address import host_of, without_login
from wikimill.site.bounds import LANGUAGE as CODE
from wikimill.site.bounds import check_site
from wikimill.site.core import core_site
from wikimill.site.language import wiki_language
from wikimill.site.model import Site
from wikimill.site.wikimedia import wikimedia
from wikimill.sources.dump.elements import NAMESPACE, children_of, matched, text_of
from wikimill.sources.dump.errors import DumpError

log = logging.getLogger(__name__)

ENGLISH = ("en", "simple")  # begin names of databases
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Header:
    """The wiki of an export. Old schemas say less: then a field is empty."""

    language: str
    case: str  # `first-letter` or `case-sensitive`
    names: dict[int, list[str]]  # of the namespaces, by number
    sitename: str = ""
    database: str = ""
    base: str = ""  # URL of the main page
    generator: str = ""  # `MediaWiki 1.39.17`

    @classmethod
    def read(cls, info: etree._Element, root: etree._Element) -> Header:
        """From `<siteinfo>` and `<mediawiki>`.

        Raises:
            DumpError: a namespace without a valid number, or a language that is no code of one.
        """
        spaces = info.iter("{*}namespace")
        names = {int(matched(space.get("key") or "", NAMESPACE, "namespace")): [space.text or ""] for space in spaces}
        children = children_of(info)
        sitename, database, base, generator, case = (
            text_of(children, name) for name in ("sitename", "dbname", "base", "generator", "case")
        )
        base = without_login(base)
        stated = root.get(LANGUAGE) or ""
        if stated and not CODE.fullmatch(stated.lower()):
            raise DumpError(f"says that its language is {stated[:40]!r}, which is no code of a language")
        language = wiki_language(stated, host_of(base), database)
        is_told = stated.lower().startswith("en") or database.startswith(ENGLISH) or wikimedia(host_of(base))
        if language == "en" and not is_told:
            problem = f"says that its language is {stated!r}, which MediaWiki does not have"
            _warn(problem if stated else "tells no language")
        return cls(language, case or "first-letter", names, sitename, database, base, generator)

    def site(self) -> Site:
        """The wiki: what the export does not say is as MediaWiki has it by default, in the wiki's language.

        Raises:
            DumpError: it says what no wiki says.
        """
        try:
            return check_site(self._site())
        except ValueError as error:
            raise DumpError(f"says of its wiki what no wiki says: {error}") from None

    def _site(self) -> Site:
        host = host_of(self.base)
        known = core_site(
            self.language,
            self.names,
            first_letter=self.case == "first-letter",
            sitename=self.sitename,
            host=host,
        )
        if not host:
            return known
        url = urlsplit(self.base)
        folder, _, main_page = url.path.rpartition("/")
        stated = {
            "base": self.base,
            "mainpage": unquote(main_page).replace("_", " "),
            "server": f"{url.scheme}://{url.netloc}",
            "servername": host,
            "articlepath": f"{folder}/$1",
            "generator": self.generator,
            "wikiid": self.database,
        }
        return replace(known, general={**known.general, **{key: value for key, value in stated.items() if value}})


@cache
def _warn(problem: str) -> None:
    log.warning("the dump %s; it is read as one in English", problem)
