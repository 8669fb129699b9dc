"""`<pages index="Book.djvu" from=3 to=5/>` of Wikisource: the text of scanned pages, one page of the wiki each.

https://www.mediawiki.org/wiki/Extension:Proofread_Page. The numbers of the pages, and the header that an index has for
each chapter, are left out: they are no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wikimill.site.extensions import INDEX_NAMES, PAGE_NAMES
from wikimill.site.model import Site
from wikimill.templates.call import Parser
from wikimill.templates.frame import Frame
from wikimill.templates.nodes import Part
from wikimill.templates.references import decode_references
from wikimill.templates.title import Title, parse_title

TAG = "pages"
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
NUMBER = re.compile(r"\s*\d{1,9}\s*", re.ASCII)  # no scan has a billion pages
RANGE = re.compile(r"\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*", re.ASCII)
FIRST_CUSTOM = 100  # of the numbers of namespaces that are not MediaWiki's own
MOST = 1000  # pages of one tag
HYPHEN, BETWEEN = "-", "&#32;"


def pages(parser: Parser, attributes: str, frame: Frame) -> str | None:
    """The text that stands for the tag; None on a wiki without scanned pages."""
    given = {name.lower(): decode_references(a or b or c) for name, a, b, c in ATTRIBUTE.findall(attributes)}
    space, index = _namespace(parser.site, PAGE_NAMES), given.get("index", "").strip()
    if not space or not index:
        return None
    name = f"{parser.site.namespaces[space].name}:"
    if any(title.startswith(name) for title in (parser.title.full, *frame.within)):
        return ""  # a scanned page shows no others
    titles = list(_titles(parser, space, index, given))
    out: list[str] = []
    if not titles:  # such as for a tag without a range: MediaWiki shows the table of contents of the index
        out.append(parser.left_out("missing", f"{name}{index}", f"<{TAG}{attributes}/>"))
    for number, title in enumerate(titles):
        is_last = number == len(titles) - 1
        if parser.template(title)[0] is None:
            out.append(parser.left_out("missing", f"{name}{index}", f"<{TAG}{attributes}/>"))
            continue
        text = parser.markers.kill(_text(parser, title, frame, *_sections(given, number == 0, is_last)), "section")
        joined = text.removesuffix(HYPHEN)
        out.append(joined if joined != text and not is_last else f"{text}{BETWEEN}")
    return f"<div>\n{''.join(out)}\n</div>"


def _namespace(site: Site, names: frozenset[str]) -> int:
    """The number of the namespace that has one of these names, 0 without one."""
    for space in site.namespaces.values():
        if space.id >= FIRST_CUSTOM and names & {
            name.lower() for name in (space.name, space.canonical, *space.aliases)
        }:
            return space.id
    return 0


def _titles(parser: Parser, space: int, index: str, given: dict[str, str]) -> Iterator[Title]:
    """The scanned pages, in their order: numbers of a book, or from one page to another of the index."""
    first, last = given.get("from", ""), given.get("to", "")
    numbers = _numbers(parser, space, index, given)
    if numbers is not None:
        name = parser.site.namespaces[space].name
        titles = (parse_title(parser.site, f"{name}:{index}/{number}") for number in numbers)
        yield from (title for title in titles if title and title.namespace == space)
        return
    inside = not first
    for title in _listed(parser, space, index):
        inside = inside or title.text == first
        if inside:
            yield title
        if title.text == last:
            return


def _numbers(parser: Parser, space: int, index: str, given: dict[str, str]) -> list[int] | None:
    """The numbers of the pages; None where the pages have names of their own."""
    first, last = given.get("from", ""), given.get("to", "")
    if not all(not text or NUMBER.fullmatch(text) for text in (first, last)):
        return None
    included = _set(given.get("include", ""))
    step = int(given["step"]) if NUMBER.fullmatch(given.get("step", "")) else 1
    if first or last:
        start = int(first or 1)
        stop = int(last) if last else _last(parser, space, index, start)
        included |= set(range(start, min(stop, start + MOST) + 1))
    found = sorted(included - _set(given.get("exclude", "")))[:MOST]
    return [number for number in found if not (number - found[0]) % max(step, 1)]


def _last(parser: Parser, space: int, index: str, first: int) -> int:
    """The last page that the wiki has without a gap, for it does not say how many a scan has."""
    last = first
    while last < first + MOST and parser.source.exists(Title(parser.site, space, f"{index}/{last + 1}").full):
        last += 1
    return last


def _set(text: str) -> set[int]:
    """The numbers of a list such as `1-10,23`."""
    found: set[int] = set()
    for part in text.split(","):
        match = RANGE.fullmatch(part)
        if match and len(found) < MOST:
            start = int(match[1])
            found.update(range(start, min(int(match[2] or start), start + MOST) + 1))
    return found


def _listed(parser: Parser, space: int, index: str) -> Iterator[Title]:
    """The pages that the index links to."""
    number = _namespace(parser.site, INDEX_NAMES)
    page = parser.source.page(Title(parser.site, number, index).full) if number else None
    for link in re.findall(r"\[\[([^\[\]|]+)", page.text if page else ""):
        title = parse_title(parser.site, link)
        if title and title.namespace == space:
            yield title


def _sections(given: dict[str, str], is_first: bool, is_last: bool) -> tuple[str, str]:
    """The section that a page is shown from, and to; empty for its beginning and its end."""
    if only := given.get("onlysection"):
        return only, only
    begin = given.get("fromsection", "") if is_first else ""
    end = given.get("tosection", "") if is_last else ""
    return begin, end if end else begin


def _text(parser: Parser, title: Title, frame: Frame, begin: str, end: str) -> str:
    """The text of a scanned page."""
    if not begin and not end:
        return parser.preprocess(f"{{{{:{title.full}}}}}", frame)
    return parser.call_function("lst", frame, title.full, [Part([begin], None, 1), Part([end], None, 2)]) or ""
