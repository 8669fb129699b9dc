"""MediaWiki's preprocessor: where the templates, arguments and extension tags of a text begin and end.

The grammar is that of Preprocessor_Hash in MediaWiki 1.39: https://www.mediawiki.org/wiki/Preprocessor_ABNF. Comments,
and what `<noinclude>` and `<includeonly>` keep from the reader, are not in its result. Linear in the text's length.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wikimill.templates.constructs import CLOSE, LEAST, MOST, Open, Piece, arguments
from wikimill.templates.nodes import Argument, Nodes, Tag, Template

FOR_TEMPLATES = ("includeonly", "noinclude", "onlyinclude")
ONLY, NOT_ONLY = "<onlyinclude>", "</onlyinclude>"
BLANK = re.compile(r"[ \t]*")
EQUALS_SIGNS = re.compile("={0,6}")


def preprocess(text: str, inclusion: bool, tags: frozenset[str]) -> Nodes:
    """The nodes of a text.

    Args:
        text: wikitext, with `\\n` as its line ends.
        inclusion: whether the text is that of a template: then `<noinclude>` counts, else `<includeonly>`.
        tags: the wiki's extension tags, in lower case.
    """
    return _Scanner(text, inclusion, tags).run()


class _Scanner:
    """One pass over a text, with a stack of what is open."""

    def __init__(self, text: str, inclusion: bool, tags: frozenset[str]) -> None:
        self.text = text
        self.ignored_tags, self.ignored_element, self.element = _elements(inclusion, tags)
        self.only = inclusion and ONLY in text and NOT_ONLY in text
        self.root = Piece()
        self.stack: list[Open] = []
        self.position = 0
        self.unclosed: set[str] = set()  # names of tags that have no end tag behind the position
        self.no_gt = False  # there is no `>` behind it
        self.comments_end = 0  # where the last row of comments ends

    def run(self) -> Nodes:
        """The nodes of the whole text."""
        if self.only:
            self.position = self.text.index(ONLY) + len(ONLY)
        self._begin_line()
        while self._step():
            pass
        out = self.root.nodes
        for each in self.stack:
            out += each.literal(each.count)
        return out

    def _step(self) -> bool:
        """Read up to the next character that means something, and that; False at the end."""
        piece = self._current()
        closing = self.stack[-1].closing if self.stack else ""
        match = _plain_text(closing, self._may_be_name()).match(self.text, self.position)
        assert match
        found = match.end()
        if found > self.position:
            piece.nodes.append(match[0])
            self.position = found
        if found == len(self.text):
            if closing == "\n":
                self._end_heading()
            return closing == "\n"
        character = self.text[found]
        if character == "|":
            self.stack[-1].pieces.append(Piece())
            self.position += 1
        elif character == "=":
            piece.equals = len(piece.nodes)
            piece.nodes.append("=")
            self.position += 1
        elif character == "\n":
            self._end_line(piece)
        elif character == "<":
            return self._angle(piece)
        elif character == closing[:1]:
            self._close(piece)
        else:
            self._open(piece, "-{" if character == "-" else character)
        return True

    def _end_line(self, piece: Piece) -> None:
        if self.stack and self.stack[-1].closing == "\n":
            self._end_heading()
        else:
            piece.nodes.append("\n")
            self.position += 1
            self._begin_line()

    def _begin_line(self) -> None:
        """A line that begins with equals signs is a heading: what is open in it ends with it."""
        signs = EQUALS_SIGNS.match(self.text, self.position)
        assert signs
        count = len(signs[0])
        if count and not (count == 1 and self._may_be_name()):
            self.stack.append(Open("\n", "\n", count, pieces=[Piece([signs[0]])]))
            self.position += count

    def _may_be_name(self) -> bool:
        """Whether an equals sign here ends the name of an argument."""
        top = self.stack[-1] if self.stack else None
        return top is not None and top.opening in ("{", "-{") and len(top.pieces) > 1 and top.pieces[-1].equals < 0

    def _end_heading(self) -> None:
        """What a heading holds is text of what it stands in; the line end is read again, as another line's start."""
        heading = self.stack.pop()
        self._current().nodes.extend(heading.pieces[0].nodes)

    def _current(self) -> Piece:
        return self.stack[-1].pieces[-1] if self.stack else self.root

    def _open(self, piece: Piece, opening: str) -> None:
        text, start = self.text, self.position
        last = opening[-1]
        end = start + len(opening)
        while text.startswith(last, end):
            end += 1
        count, prefix = end - start, ""
        if opening == "-{" and count > 2:  # the rightmost wins: a minus sign and a template
            opening, prefix, count = "{", "-", count - 1
        if count >= LEAST:
            at_start = start > 0 and text[start - 1] == "\n"
            self.stack.append(Open(opening, CLOSE[opening], count, at_start, prefix))
        else:
            piece.nodes.append(text[start:end])
        self.position = end

    def _close(self, piece: Piece) -> None:
        text, top = self.text, self.stack[-1]
        count = len(top.closing)
        if count == 1:
            while count < min(top.count, MOST[top.opening]) and text.startswith(top.closing, self.position + count):
                count += 1
        matching = min(count, MOST[top.opening])
        if matching < LEAST:
            piece.nodes.append(text[self.position : self.position + count])
            self.position += count
            return
        if top.opening == "{":
            parts = arguments(top.pieces[1:])
            name = top.pieces[0].nodes
            if matching == 2:
                at_start = top.count == matching and top.line_start and not top.prefix
                element: Nodes = [Template(name, parts, at_start)]
            else:
                element = [Argument(name, parts)]
        else:
            element = top.literal(matching)
            element.append(text[self.position : self.position + matching])
        self.position += matching
        self.stack.pop()
        top.count -= matching
        if not top.count:
            if top.opening == "{" and top.prefix:  # else the prefix is in `element`
                self._current().nodes.append(top.prefix)
        elif top.count >= LEAST:
            top.pieces = [Piece()]
            self.stack.append(top)
        elif top.prefix:  # `-{` after all
            self.stack.append(Open("-{", "}-", 2, top.line_start))
        else:
            self._current().nodes.append(top.opening * top.count)
        self._current().nodes.extend(element)

    def _angle(self, piece: Piece) -> bool:
        """A tag or a comment; False when the text ends with it."""
        text, start = self.text, self.position
        if self.only and text.startswith(NOT_ONLY, start):
            again = text.find(ONLY, start)
            self.position = again + len(ONLY)
            return again >= 0
        match = self.element.match(text, start + 1)
        if match and match[2]:
            self._comment(piece)
            return True
        gt = -1 if match is None or self.no_gt else text.find(">", match.end())
        if match is None or gt < 0:
            self.no_gt = self.no_gt or match is not None
            piece.nodes.append("<")
            self.position += 1
            return True
        name = match[1]
        if name.lower() in self.ignored_tags:
            self.position = gt + 1
            return True
        self._tag(piece, name, gt)
        return True

    def _tag(self, piece: Piece, name: str, gt: int) -> None:
        """An extension tag, or one that is left out with its content. `gt` is where its start tag ends."""
        text, start = self.text, self.position
        inner = close = None
        closed = text[gt - 1] == "/"
        attributes = text[start + 1 + len(name) : gt - closed]
        self.position = gt + 1
        if not closed:
            end = None if name in self.unclosed else _end_tag(name).search(text, gt + 1)
            if end:
                inner, close = text[gt + 1 : end.start()], end[0]
                self.position = end.end()
            elif name.lower() in FOR_TEMPLATES:
                inner = text[gt + 1 :]
                self.position = len(text)
            else:
                self.unclosed.add(name)
                piece.nodes.append(text[start : gt + 1])
                return
        if name.lower() != self.ignored_element:
            piece.nodes.append(Tag(name, attributes, inner, close))

    def _comment(self, piece: Piece) -> None:
        """Skip a comment, and its line where nothing else is on it."""
        text, start = self.text, self.position
        end = text.find("-->", start + 4)
        if end < 0:
            self.position = len(text)
            return
        before = start
        while before and text[before - 1] in " \t":
            before -= 1
        after = self.comments_end
        if start >= after:
            after = _skip_blank(text, end + 3)
            while text.startswith("<!--", after):
                next_end = text.find("-->", after + 4)
                if next_end < 0:
                    break
                after = _skip_blank(text, next_end + 3)
            self.comments_end = after
        if before == 0 or text[before - 1] != "\n" or not text.startswith("\n", after):
            self.position = end + 3
            return
        blank = start - before
        if blank and piece.nodes and isinstance(piece.nodes[-1], str) and piece.nodes[-1].endswith(text[before:start]):
            piece.nodes[-1] = piece.nodes[-1][:-blank]
        self.position = after + 1
        self._begin_line()


def _skip_blank(text: str, position: int) -> int:
    match = BLANK.match(text, position)
    assert match
    return match.end()


@lru_cache(256)
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE | re.ASCII)


@lru_cache(64)
def _plain_text(closing: str, equals: bool) -> re.Pattern[str]:
    """A run of text without anything that begins a construct, ends the one that `closing` ends, or parts its arguments.

    Args:
        closing: a line end in a heading. Other lines matter if `=` begins them.
        equals: whether an equals sign ends the name of an argument.
    """
    stops = r"\[<{\n\-" + re.escape(closing[:1]) + ("|" if closing in ("}", "}-") else "") + ("=" if equals else "")
    # Of what stops, this is text: a link with nothing in it, half of what begins or ends a construct, most line ends.
    text = [r"\[\[[^\[\]{<\n]*+\]\]", r"\[(?!\[)", r"\{(?!\{)", r"-(?!\{)"]
    if closing != "\n":
        text.append(r"\n(?!=)")
    if len(closing) == 2:
        text.append(f"{re.escape(closing[0])}(?!{re.escape(closing[1])})")
    return re.compile(rf"(?:[^{stops}]++|{'|'.join(text)})*+")


@lru_cache(64)
def _elements(inclusion: bool, tags: frozenset[str]) -> tuple[frozenset[str], str, re.Pattern[str]]:
    """Names of tags to leave out, of the element to leave out with its content, and a pattern of a tag's name."""
    if inclusion:
        ignored = frozenset({"includeonly", "/includeonly"})
        element = "noinclude"
    else:
        ignored = frozenset({"noinclude", "/noinclude", "onlyinclude", "/onlyinclude"})
        element = "includeonly"
    names = "|".join(map(re.escape, sorted(tags | ignored | {element})))
    return ignored, element, re.compile(rf"(?:({names})(?=\s|/>|>))|(!--)", re.IGNORECASE | re.ASCII)
