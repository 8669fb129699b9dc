"""Where the text comes from that stands for `{{…}}`, as Parser::braceSubstitution of MediaWiki 1.39 finds it.

After variables and parser functions these are asked in turn: the user's renderers, the wiki's pages, pinned answers of
the wiki's parser, the library of renderers.
"""

from __future__ import annotations

import re
from typing import Protocol

from wikimill.site.namespaces import MODULE, SPECIAL, TEMPLATE
from wikimill.templates.call import Parser
from wikimill.templates.escape import escape_wikitext
from wikimill.templates.expansion import Answers, Renderers
from wikimill.templates.frame import Frame
from wikimill.templates.functions import FUNCTIONS, OF_THE_WIKI
from wikimill.templates.functions.special_pages import is_list
from wikimill.templates.functions.variables import variable
from wikimill.templates.nodes import BLANK, Part, Template, as_written, to_wikitext
from wikimill.templates.title import Title, parse_title

MAX_DEPTH = 100  # of templates in templates
SUBST = re.compile(r"\s*(safe)?subst:", re.IGNORECASE)
PREFIXES = re.compile(r"\s*(?:(msgnw)|msg):", re.IGNORECASE)
RAW = re.compile(r"\s*raw:", re.IGNORECASE)
MISSING_LINK = re.compile(r"\[\[:([^\[\]|]+:[^\[\]|]+)\]\]")


class Substituted(Parser, Protocol):
    """The expander, as this module sees it."""

    def mark_tags(self, text: str, frame: Frame) -> str:
        """A text whose templates are expanded: its extension tags become markers, and braces stay."""

    def kept(self, text: str, name: str) -> str:
        """What a page of this name made, with labels where all of it is to stay."""


class BraceSubstitution:
    """Finds the texts that stand for templates.

    Args:
        expander: expands what is found.
        first: renderers that are asked before the wiki's pages.
        answers: of the wiki's parser, for what the wiki's pages do not tell.
        last: renderers that are asked for templates that the wiki does not have.
    """

    def __init__(
        self, expander: Substituted, first: Renderers | None, answers: Answers | None, last: Renderers | None
    ) -> None:
        self._expander = expander
        self._site = expander.site
        self._source = expander.source
        self._first = first
        self._answers = answers
        self._last = last

    def start(self, title: str) -> None:
        """Begin a page of this title."""
        for renderers in filter(None, (self._first, self._last)):
            renderers.start(title)

    def text_of(self, node: Template, written: str, frame: Frame) -> tuple[str, str]:
        """Where the text comes from that stands for a template, and the text. `written` is its name, expanded."""
        name, nowiki = written.strip(BLANK), False
        subst = SUBST.match(name)
        if subst:
            if not subst[1]:
                return "literal", self._literal(written, node.parts, frame)
            name = name[subst.end() :].strip(BLANK)
        if not node.parts:
            word = self._site.variable(name)
            if word and self._is_asked(word):
                return self._without_page(node, None, frame)
            text = variable(word, self._expander, frame) if word else None
            if text is not None:
                return "function", text
        prefix = PREFIXES.match(name)
        if prefix:
            nowiki, name = bool(prefix[1]), name[prefix.end() :]
        raw = RAW.match(name)
        if raw:
            name = name[raw.end() :]
        return (
            self._call(node, name, frame)
            or self._transclude(node, name.strip(BLANK), nowiki, frame)
            or ("literal", self._literal(written, node.parts, frame))
        )

    def overridden(self, title: Title, frame: Frame) -> str | None:
        """What stands for a template that a module expands where a renderer is asked before the wiki's pages."""
        if self._first is None or not self._first.knows(title):
            return None
        return self._rendered(self._first.text(title, frame), title.text, frame)

    def answered(self, answer: str, frame: Frame, page: str = "") -> str:
        """The text of an answer of the wiki's parser, expanded here no further than its extension tags.

        Links in it to templates that the wiki lacks stand for those, but for the links that `page` itself has.
        """
        own = {link[0] for link in MISSING_LINK.finditer(page)}
        text = MISSING_LINK.sub(lambda link: link[0] if link[0] in own else self._missing_link(link), answer)
        return self._expander.mark_tags(text, frame)

    def _call(self, node: Template, name: str, frame: Frame) -> tuple[str, str] | None:
        """What a parser function makes of a call; None when the name is none's."""
        function, colon, first = name.partition(":")
        word = self._site.function(function) if colon else None
        if word == "invoke" and self._lacks_module(first):
            return self._without_page(node, parse_title(self._site, first, MODULE), frame)
        if word and self._is_asked(word):
            return self._without_page(node, None, frame)
        if word:
            text = self._expander.call_function(word, frame, first.strip(BLANK), node.parts)
            if text is not None:
                return "module" if word == "invoke" else "function", text
        if (word not in FUNCTIONS) if word else (colon and name.startswith("#")):  # of another extension
            return self._without_page(node, None, frame)
        return None

    def _transclude(self, node: Template, name: str, nowiki: bool, frame: Frame) -> tuple[str, str] | None:
        """What a page that is named makes of a call; None when the name can be no page's."""
        relative = self._subpage(name)
        title = parse_title(self._site, relative or name, self._expander.title.namespace if relative else TEMPLATE)
        if title is None:
            return None
        if frame.depth >= MAX_DEPTH:
            return "error", self._warning(
                "recursion-depth", "Template recursion depth limit exceeded ($1)", str(MAX_DEPTH)
            )
        if (found := self._render(self._first, title, node.parts, frame)) is not None:
            return "renderer", found
        nodes, target = (
            (None, title) if title.namespace == SPECIAL or title.interwiki else self._expander.template(title)
        )
        if target.full in frame.within:
            return "error", self._warning("loop", "Template loop detected: [[$1]]", target.full)
        if nodes is None:
            shows_link = title.namespace == SPECIAL and not is_list(self._site, title.text)
            return ("literal", f"[[:{title.full}]]") if shows_link else self._without_page(node, title, frame)
        page = self._source.page(target.full) if nowiki else None
        text = (
            escape_wikitext(self._site, page.text)
            if page
            else self._expander.expand(nodes, frame.child(node.parts, target))
        )
        return "page", self._expander.kept(text, title.text)

    def _without_page(self, node: Template, title: Title | None, frame: Frame) -> tuple[str, str]:
        """What becomes of a call that the wiki's pages do not answer, of a template, a module or another extension."""

        def written() -> str:
            if frame is self._expander.root:
                return to_wikitext([node])
            return self._literal(self._expander.expand(node.name, frame), node.parts, frame)

        function = "" if title else self._expander.expand(node.name, frame).partition(":")[0].strip(BLANK)
        if function and (found := self._render_function(self._first, function, node, frame)) is not None:
            return "renderer", found
        is_asked = self._answers is not None and (title is None or self._answers.everything)
        answer = self._answers.get(written(), self._expander.title.full) if self._answers and is_asked else None
        if answer is not None:
            return "answer", self.answered(answer, frame)
        parts, like = node.parts, title
        if title and title.namespace == MODULE:  # as a template of its name; the first argument is a function's
            like = Title(self._site, TEMPLATE, title.text)
            parts = [part._replace(number=part.number - 1) if part.name is None else part for part in parts[1:]]
        if like and (found := self._render(self._last, like, parts, frame)) is not None:
            return "library", found
        if title and title.namespace != SPECIAL:
            return "missing", self._expander.left_out("missing", title.full, written())
        if (found := self._render_function(self._last, function, node, frame)) is not None:
            return "library", found
        return "unsupported", self._expander.left_out("unsupported", title.full if title else function, written())

    def _missing_link(self, link: re.Match[str]) -> str:
        """What the wiki's parser shows for a template that the wiki lacks."""
        title = parse_title(self._site, link[1])
        lacks = title is not None and title.namespace == TEMPLATE
        return self._expander.left_out("missing", title.full, f"{{{{{title.text}}}}}") if title and lacks else link[0]

    def _is_asked(self, word: str) -> bool:
        """Whether a function or variable is left to the wiki's parser, which answers everything else as well."""
        return word in OF_THE_WIKI and self._answers is not None and self._answers.everything

    def _lacks_module(self, name: str) -> bool:
        """Whether a module is to be looked for elsewhere than in the wiki's pages."""
        elsewhere = self._last or (self._answers and self._answers.everything)
        title = parse_title(self._site, name, MODULE) if elsewhere else None
        return title is not None and not self._source.exists(title.full)

    def _render(self, renderers: Renderers | None, title: Title, parts: list[Part], frame: Frame) -> str | None:
        """What a renderer makes of a template, a marker when it leaves it out; None when none knows it."""
        if renderers is None or not renderers.knows(title):
            return None
        return self._rendered(renderers.text(title, frame.child(parts, title)), title.text, frame)

    def _render_function(self, renderers: Renderers | None, name: str, node: Template, frame: Frame) -> str | None:
        """The same of a parser function that is no one's here."""
        if renderers is None:
            return None
        first = self._expander.expand(node.name, frame).partition(":")[2].strip(BLANK)
        others = (self._expander.expand(as_written(part), frame).strip(BLANK) for part in node.parts)
        arguments = {str(number): text for number, text in enumerate([first, *others], 1)}
        return self._rendered(renderers.render(f"{name}:", arguments), name, frame)

    def _rendered(self, text: str | bool | None, name: str, frame: Frame) -> str | None:
        """The text that a renderer made, or a marker."""
        if text is None:
            return None
        return (
            self._expander.mark_tags(text, frame)
            if isinstance(text, str)
            else self._expander.left_out("templates", name)
        )

    def _literal(self, written: str, parts: list[Part], frame: Frame) -> str:
        """The call as text, with its arguments expanded."""
        return "{{" + "|".join([written, *(self._expander.expand(as_written(part), frame) for part in parts)]) + "}}"

    def _warning(self, kind: str, english: str, parameter: str) -> str:
        """A warning of the parser in the wiki's language."""
        text = self._site.messages.get(f"parser-template-{kind}-warning", english).replace("$1", parameter)
        return f'<span class="error">{text}</span>'

    def _subpage(self, name: str) -> str | None:
        """The full title that `/x` or `../x` leads to from the page at hand, None for any other name."""
        if not self._expander.title.space.subpages or not name.startswith(("/", "../")):
            return None
        if name.startswith("/"):
            return self._expander.title.full + name
        up, rest = 0, name
        while rest.startswith("../"):
            up, rest = up + 1, rest[3:]
        above = self._expander.title.full.split("/")
        if len(above) <= up:
            return None
        return "/".join([*above[:-up], *([rest.rstrip("/")] if rest else [])])
