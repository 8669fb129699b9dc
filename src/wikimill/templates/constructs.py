"""What the preprocessor has begun to read: templates, links and rules of variants whose end is yet to come."""

from __future__ import annotations

from dataclasses import dataclass, field

from wikimill.templates.nodes import Nodes, Part

# By what a construct begins with: what ends it, and how many braces it takes at least and at most.
CLOSE = {"{": "}", "[": "]", "-{": "}-"}
MOST = {"{": 3, "[": 2, "-{": 2}
LEAST = 2


@dataclass(slots=True)
class Piece:
    """An argument of a construct under way."""

    nodes: Nodes = field(default_factory=list)
    equals: int = -1  # the place among the nodes of its first equals sign


@dataclass(slots=True)
class Open:
    """A construct whose end is yet to come; a heading, which begins with a line end, holds constructs in its line."""

    opening: str
    closing: str
    count: int  # characters that it begins with and that have no counterpart yet
    line_start: bool = False
    prefix: str = ""  # a `-` that stands before it and may yet be a part of `-{`
    pieces: list[Piece] = field(default_factory=lambda: [Piece()])

    def literal(self, count: int) -> Nodes:
        """Its beginning of `count` characters as text, and all of its pieces."""
        if self.opening == "\n":
            return self.pieces[0].nodes
        out: Nodes = []
        out.append(self.prefix + self.opening[:-1] + self.opening[-1] * (count - len(self.opening) + 1))
        for number, piece in enumerate(self.pieces):
            if number:
                out.append("|")
            out += piece.nodes
        return out


def arguments(pieces: list[Piece]) -> list[Part]:
    """The arguments of a template, numbered where they have no name."""
    parts, number = [], 0
    for piece in pieces:
        if piece.equals < 0:
            number += 1
            parts.append(Part(piece.nodes, None, number))
        else:
            parts.append(Part(piece.nodes[piece.equals + 1 :], piece.nodes[: piece.equals]))
    return parts
