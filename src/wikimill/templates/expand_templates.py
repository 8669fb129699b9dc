"""Pages as `action=expandtemplates` of a wiki's API shows them, to compare the two."""

from __future__ import annotations

import html
import re

from wikimill.templates.brace_substitution import BraceSubstitution
from wikimill.templates.expander import Expander
from wikimill.templates.expansion import TemplateUse
from wikimill.templates.frame import Frame
from wikimill.templates.nodes import Template
from wikimill.templates.title import Title


class _Substitution(BraceSubstitution):
    """Leaves what nothing stands for as the wiki's parser does."""

    def _without_page(self, node: Template, title: Title | None, frame: Frame) -> tuple[str, str]:
        origin, text = super()._without_page(node, title, frame)
        if origin not in ("missing", "unsupported"):
            return origin, text
        if title:
            return origin, f"[[:{title.full}]]"
        return origin, self._literal(self._expander.expand(node.name, frame), node.parts, frame)

    def _missing_link(self, link: re.Match[str]) -> str:
        return link[0]

    def _lacks_module(self, name: str) -> bool:
        return False  # it is an error of the module's, which both show


class ExpandTemplates(Expander):
    """Expands as the wiki's parser does when it only preprocesses a page.

    Extension tags stay as they are written, whatever is in them; a template that the wiki lacks becomes a link to it,
    and a call that the parser does not know stays. There are no labels, and no gaps.
    """

    substitution = _Substitution

    def tag(self, name: str, attributes: str, inner: str | None, frame: Frame, close: str | None = None) -> str:
        """See `Expander.tag`."""
        lower = name.lower()
        written = f"<{name}{attributes}"
        if inner is None:
            written += "/>"
        else:
            written += f">{inner}{f'</{name}>' if close is None else close}"
        shown = html.escape(inner or "", quote=False) if lower == "nowiki" else None
        return self.markers.add(lower, lambda: written, shown)

    def _labelled(self, use: TemplateUse, within: list[TemplateUse]) -> str:
        return use.text

    def left_out(self, kind: str, name: str, example: str = "") -> str:
        return ""

    def _readable(self, text: str) -> str:
        return text
