"""Pages out of the bytes of a MediaWiki export (schema versions 0.3 to 0.11), in bounded memory.

libxml2 itself refuses what is nested deeper than 256, a text, comment or tag of more than 10 MB, and entities that
grow fivefold. The bounds below refuse the rest before it fills the memory. The schemas:
https://www.mediawiki.org/wiki/Help:Export#Export_format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from wikimill.sources.dump.decompress import DumpError
from wikimill.sources.dump.page import Draft, Page, read_site
from wikimill.wiki import Site

# A revision has at most 2 MB of text ($wgMaxArticleSize), as XML at most six times that: all of it `&quot;`.
MOST_BYTES = 16 << 20  # from one revision's or page's end to the next
MOST_PROLOG = 1 << 20  # bytes before <mediawiki>
MOST_ELEMENTS = 2000  # in memory; <siteinfo> has a hundred, a revision of many slots fifty
MOST_ATTRIBUTES = 32  # of an element; <text> has eight


class Reader:
    """The pages of one export, each once, at its newest revision.

    Args:
        chunks: the export in pieces, or, with `site`, a `<mediawiki>` element of pages alone.
        where: the file, for errors.
        site: the wiki, where it is known already.
    """

    def __init__(self, chunks: Iterable[bytes], where: str, site: Site | None = None) -> None:
        self._chunks = chunks
        self._where = where
        self._site = site
        self._root: etree._Element | None = None
        self._page: etree._Element | None = None
        self._draft = Draft()
        self._progress = False
        self._items = self._read()

    def site(self) -> Site:
        """The wiki; reads up to the end of `<siteinfo>`.

        Raises:
            DumpError: no well-formed export, or a hostile one.
        """
        if self._site is None:
            next(self._items, None)
        if self._site is None:
            raise DumpError("is no well-formed MediaWiki export (no <siteinfo>)")
        return self._site

    def pages(self) -> Iterator[Page]:
        """The pages, as they are read.

        Raises:
            DumpError: no well-formed export, or a hostile one.
            WikimillError: a title that no page can have.
        """
        self.site()
        return (page for page in self._items if page is not None)

    def _read(self) -> Iterator[Page | None]:
        """None after `<siteinfo>`, then the pages."""
        parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=("{*}mediawiki", "{*}siteinfo", "{*}page", "{*}revision"),
            encoding="utf-8",  # MediaWiki writes no other; what the file declares does not count
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        unfinished = 0
        try:
            for chunk in self._chunks:
                parser.feed(chunk)
                self._progress = False
                yield from self._events(parser)
                unfinished = len(chunk) if self._progress else unfinished + len(chunk)
                self._check_growth(unfinished)
            parser.close()
            yield from self._events(parser)
        except etree.XMLSyntaxError as error:
            raise DumpError(f"is no well-formed MediaWiki export ({error.msg or 'it is empty'})") from None

    def _events(self, parser: etree.XMLPullParser) -> Iterator[Page | None]:
        for event, element in parser.read_events():
            name = element.tag.rpartition("}")[2]
            if event == "start":
                self._start(name, element)
            elif name == "revision" and element.getparent() is self._page:
                self._draft.read_fields(element.getparent())
                self._draft.read_revision(element)
                self._forget(element)
            elif name == "page" and element is self._page:
                self._draft.read_fields(element)
                yield from self._finished_page()
                self._forget(element)
                self._page = None
            elif name == "siteinfo" and self._site is None and element.getparent() is self._root:
                self._site = read_site(element, self._root)
                yield None
                self._forget(element)

    def _start(self, name: str, element: etree._Element) -> None:
        if self._root is None:
            tree = element.getroottree()
            if tree.docinfo.internalDTD is not None:
                raise DumpError("has a document type (<!DOCTYPE>), which no export has")
            if name != "mediawiki" or tree.getroot() is not element:
                raise DumpError("is no well-formed MediaWiki export (no <mediawiki>)")
            self._root = element
        elif name == "page":
            if self._site is None or element.getparent() is not self._root:
                raise DumpError("is no well-formed MediaWiki export (a page where none belongs)")
            self._page, self._draft = element, Draft()

    def _finished_page(self) -> Iterator[Page]:
        assert self._root is not None
        assert self._site is not None
        page = self._draft.finish(self._site, self._root.get("version"), self._where)
        if page is not None:
            yield page

    def _forget(self, element: etree._Element) -> None:
        """Free an element that was read, and all that stands before it."""
        self._progress = True
        element.clear()
        parent = element.getparent()
        while element.getprevious() is not None:
            del parent[0]

    def _check_growth(self, unfinished: int) -> None:
        """Called once a chunk, with the bytes read since the chunk in which a page or revision last ended."""
        if self._root is None and unfinished > MOST_PROLOG:
            raise DumpError("is no well-formed MediaWiki export (no <mediawiki> at its start)")
        if unfinished > MOST_BYTES:
            raise DumpError(f"goes on for {MOST_BYTES >> 20} MB without the end of a revision, as no export does")
        if self._root is None or self._progress:
            return
        for number, element in enumerate(islice(self._root.iter(), MOST_ELEMENTS + 1)):
            if number == MOST_ELEMENTS or len(element.attrib) > MOST_ATTRIBUTES:
                raise DumpError("has elements or attributes without end, as no export does")
