"""Extension tags of which the wikitext that they show is told here, not by the reader."""

from __future__ import annotations

from wikimill.templates.call import Parser
from wikimill.templates.frame import Frame
from wikimill.templates.portable_infobox import portable_infobox
from wikimill.templates.proofread import pages


def shown_by(parser: Parser, name: str, attributes: str, inner: str, frame: Frame) -> str | None:
    """What a tag of this name (lower case) shows in a frame; None for the others, and on wikis that do not have it."""
    if name == "pages":
        return pages(parser, attributes, frame)
    return portable_infobox(parser, inner, frame) if name == "infobox" else None
