"""Variables: what `{{PAGENAME}}` and its like show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wikimill.templates.expander import Expander
    from wikimill.templates.frame import Frame


def variable(word: str, expander: Expander, frame: Frame) -> str | None:
    """What the variable with MediaWiki's name `word` shows, None when it is none after all."""
    return {"!": "|", "=": "="}.get(word)
