"""The pages of a MediaWiki export (schema versions 0.3 to 0.11), read in bounded memory.

libxml2 itself refuses nesting deeper than 256, a text, comment or tag of more than 10 MB, and entities that expand
fivefold. The bounds below refuse the rest before it fills the memory. The schemas:
https://www.mediawiki.org/wiki/Help:Export#Export_format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from wikimill.site.model import Site
from wikimill.sources.dump.errors import DumpError
from wikimill.sources.dump.kinds import check_content
from wikimill.sources.dump.page import BadPage, Page, PageBuilder
from wikimill.sources.dump.siteinfo import Header
from wikimill.sources.dump.xml_bytes import XmlBytes

# A revision has at most 2 MB of text ($wgMaxArticleSize), and as XML at most six times that: all of it `&quot;`.
MAX_BYTES = 16 << 20  # from the end of one revision or page to the next
MAX_PROLOG = 1 << 20  # bytes before <mediawiki>
MAX_ELEMENTS = 2000  # in memory; <siteinfo> has a hundred, a revision with many slots fifty
MAX_ATTRIBUTES = 32  # of an element; <text> has eight


class ExportReader:
    """The pages of one export at their newest revisions.

    Args:
        chunks: the bytes of the export or, with `site`, of a `<mediawiki>` element that contains only pages.
        site: the wiki, if it is known already.
        until: the timestamp after which revisions do not count; empty if all do.
    """

    def __init__(self, chunks: Iterable[bytes], site: Site | None = None, until: str = "") -> None:
        self._bytes = XmlBytes(check_content(chunks) if site is None else chunks)
        self._site = site
        self._until = until
        self._header: Header | None = None
        self._root: etree._Element | None = None
        self._page: etree._Element | None = None
        self._builder = PageBuilder(until)
        self._has_progress = False
        self._items = self._read()

    def site(self) -> Site:
        """The wiki; reads up to the end of `<siteinfo>`.

        Raises:
            DumpError: not a well-formed export, or a hostile one.
        """
        if self._site is None:
            next(self._items, None)
        if self._site is None:
            raise DumpError("is not a well-formed MediaWiki export (no <siteinfo>)")
        return self._site

    def header(self) -> Header:
        """All that the export says of the wiki; for a reader that was not given the wiki."""
        self.site()
        assert self._header is not None
        return self._header

    def pages(self) -> Iterator[Page]:
        """The pages, as they are read; those that no row can stand for are left out.

        Raises:
            DumpError: not a well-formed export, or a hostile one.
        """
        return (page for page in self.all_pages() if isinstance(page, Page))

    def all_pages(self) -> Iterator[Page | BadPage]:
        """All of them; see `pages`."""
        self.site()
        return (page for page in self._items if page is not None)

    def _read(self) -> Iterator[Page | BadPage | None]:
        """Yield None after `<siteinfo>`, then the pages."""
        parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=("{*}mediawiki", "{*}siteinfo", "{*}page", "{*}revision"),
            encoding="utf-8",  # MediaWiki writes no other; the declaration is ignored
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        unfinished = 0
        try:
            for chunk in self._bytes:
                if chunk:
                    parser.feed(chunk)
                self._has_progress = False
                yield from self._events(parser)
                unfinished = len(chunk) if self._has_progress else unfinished + len(chunk)
                self._check_growth(unfinished)
            parser.close()
            yield from self._events(parser)
        except etree.XMLSyntaxError as error:
            raise DumpError(f"is not a well-formed MediaWiki export ({error.msg or 'it is empty'})") from None

    def _events(self, parser: etree.XMLPullParser) -> Iterator[Page | BadPage | None]:
        for event, element in parser.read_events():
            name = element.tag.rpartition("}")[2]
            if event == "start":
                self._start(name, element)
            elif name == "revision" and element.getparent() is self._page:
                self._builder.read_fields(element.getparent())
                self._builder.read_revision(element, self._bytes.is_cut, self._bytes.has_wrong_bytes)
                self._bytes.is_cut = False
                self._free(element)
            elif name == "page" and element is self._page:
                self._builder.read_fields(element)
                assert self._root is not None
                assert self._site is not None
                if page := self._builder.build(self._site, self._root.get("version")):
                    yield page
                self._free(element)
                self._page = None
            elif name == "siteinfo" and self._site is None and element.getparent() is self._root:
                self._header = Header.read(element, self._root)
                self._site = self._header.site()
                yield None
                self._free(element)

    def _start(self, name: str, element: etree._Element) -> None:
        if self._root is None:
            tree = element.getroottree()
            if tree.docinfo.internalDTD is not None:
                raise DumpError("has a document type (<!DOCTYPE>), which no export has")
            if name in ("siteinfo", "page") and tree.getroot() is element:
                raise DumpError(
                    f"begins with <{name}>: its head is missing",
                    "put before it what another dump of the wiki has before its first <page>, or download it again",
                )
            if name != "mediawiki" or tree.getroot() is not element:
                raise DumpError("is not a well-formed MediaWiki export (no <mediawiki>)")
            self._root = element
        elif name == "page":
            if self._site is None and element.getparent() is self._root:
                raise DumpError(
                    "has no <siteinfo> before its first page, which names the wiki and its namespaces",
                    "put in that of another dump of the wiki, or download it again",
                )
            if element.getparent() is not self._root:
                raise DumpError("is not a well-formed MediaWiki export (a page in the wrong place)")
            self._page, self._builder = element, PageBuilder(self._until)
            self._bytes.is_cut = False

    def _free(self, element: etree._Element) -> None:
        """Free an element that was read, and everything before it."""
        self._has_progress = True
        element.clear()
        parent = element.getparent()
        while element.getprevious() is not None:
            del parent[0]

    def _check_growth(self, unfinished: int) -> None:
        """Called once per chunk, with the bytes read since the chunk in which a page or revision last ended."""
        if self._root is None and unfinished > MAX_PROLOG:
            raise DumpError("is not a well-formed MediaWiki export (no <mediawiki> at its start)")
        if unfinished > MAX_BYTES:
            raise DumpError(f"has {MAX_BYTES >> 20} MB without the end of a revision, which no export has")
        if self._root is None or self._has_progress:
            return
        for number, element in enumerate(islice(self._root.iter(), MAX_ELEMENTS + 1)):
            if number == MAX_ELEMENTS or len(element.attrib) > MAX_ATTRIBUTES:
                raise DumpError("has too many elements or attributes for an export")
