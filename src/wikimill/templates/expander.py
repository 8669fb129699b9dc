"""From a page to wikitext without templates: the walk over its nodes, as PPFrame_Hash::expand of MediaWiki 1.39."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from wikimill.site.extensions import SECTION_TAGS
from wikimill.site.model import Site
from wikimill.templates.brace_substitution import BraceSubstitution
from wikimill.templates.call import Call, Modules, Parser
from wikimill.templates.expansion import Answers, Expansion, PageRevision, Renderers, TemplateUse
from wikimill.templates.frame import Frame
from wikimill.templates.functions import FUNCTIONS
from wikimill.templates.labels import NO_LABEL, label, label_parts
from wikimill.templates.nodes import BLANK, Argument, Nodes, Part, Tag, Template, as_written, to_wikitext
from wikimill.templates.parsed_templates import ParsedTemplates
from wikimill.templates.preprocess import preprocess
from wikimill.templates.sentences import sentence_with
from wikimill.templates.shown_tags import shown_by
from wikimill.templates.source import PageSource
from wikimill.templates.strip_markers import StripMarkers
from wikimill.templates.title import Title, parse_title

GAP = "\1"  # where something was left out, for the reader (workflow/reader/marks.lua)
# Stand around the number of a loss behind its gap, until the page is whole and the sentence that lacks it is known.
NOTE = "\3"
NOTED = re.compile("\3([0-9]*)\3?")
CONTROL = re.compile("[\\0\4-\10\13\14\16-\37\177-\204\206-\237]")  # what modules may have made; no wiki stores it
WITH_SENTENCE = ("missing", "unsupported")
MAX_DEPTH = 100  # of expansions in expansions
MAX_NODES = 1_000_000
MAX_INCLUDED = 2 << 20  # characters of what templates, and of what arguments expand to; of a page
BEGINS_BLOCK = re.compile(r"\{\||[:;#*]")
# Tags whose content is no wikitext, or is read by no one.
NO_WIKITEXT = frozenset(
    {"ask", "ce", "chem", "dpl", "dynamicpagelist", "graph", "hiero", "html", "indicator", "inputbox", "langconvert"}
    | {"math", "nowiki", "pages", "pagelist", "pagequality", "pre", "quiz", "score"}
    | {"source", "syntaxhighlight", "templatedata", "templatestyles", "timeline"}
    | SECTION_TAGS
)


class Expander:
    """Expands pages of a wiki, one after the other.

    Args:
        site: the wiki.
        source: its templates, modules and other pages.
        now: what clocks show, UTC.
        modules: makes what runs modules in Lua, None for a wiki without.
        first: renderers that are asked before the wiki's pages.
        answers: of the wiki's parser, for what the wiki's pages do not tell.
        last: renderers that are asked for templates that the wiki does not have.
        unread: names of extension tags whose content no one will read; templates in it are left alone.
        keeps: tells of a template's name whether all that it makes stays, whatever readers leave out.
    """

    substitution: type[BraceSubstitution] = BraceSubstitution  # what finds the texts of templates

    def __init__(
        self,
        site: Site,
        source: PageSource,
        now: datetime,
        modules: Callable[[Parser], Modules] | None = None,
        first: Renderers | None = None,
        answers: Answers | None = None,
        last: Renderers | None = None,
        unread: Iterable[str] = (),
        keeps: Callable[[str], bool] = lambda name: False,
    ) -> None:
        self.site = site
        self.source = source
        self._now = now
        self.revision: PageRevision | None = None  # of the page at hand, which is else one that is being written
        self.unread = frozenset(unread)
        self.keeps = keeps
        self.modules: Modules | None = modules(self) if modules else None
        self._templates = ParsedTemplates(site, source)
        self._substitution = self.substitution(self, first, answers, last)
        names = "|".join(map(re.escape, sorted(site.extension_tags)))
        self._unreadable = re.compile(rf"<(?:(pre)(?=\s|/?>)|(?=!--|(?:{names})(?:\s|/?>)))", re.IGNORECASE)
        self._start("")

    def expand_page(self, title: str, text: str, answer: str | None = None) -> Expansion:
        """The page's wikitext with its templates expanded.

        Args:
            title: of the page.
            text: its wikitext.
            answer: what the wiki's parser made of it, if that is to be taken: only extension tags are expanded here.
        """
        self._start(title)
        if self.modules:
            self.modules.start_page()
        if answer is None:
            text = self.expand(preprocess(text.replace("\r\n", "\n"), False, self.site.extension_tags), self.root)
        else:
            text = self._substitution.answered(answer, self.root, text)
        text = self._with_examples(CONTROL.sub("", self.markers.restore(self._readable(text))))
        return Expansion(text, self.losses, self.templates, self.labels, self.origins)

    @property
    def now(self) -> datetime:
        """What clocks show, UTC."""
        self.clock_asked = True
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = now

    def _start(self, title: str) -> None:
        self._substitution.start(title)
        self.clock_asked = False  # whether the page depends on the time
        self.title = parse_title(self.site, title) or Title(self.site, 0, title)
        self.root = Frame(self, self.title)
        self.markers = StripMarkers()
        self.memory: dict[str, Any] = {}  # what parser functions remember of the page
        self.losses: list[tuple[str, str, str]] = []
        self.templates: list[TemplateUse] = []
        self.labels: list[tuple[str, bool]] = []
        self.origins: Counter[str] = Counter()
        self._depth = self._nodes = self._included = self._arguments = 0

    def note(self, kind: str, name: str, example: str = "") -> None:
        """Something that is left out of the page at hand."""
        self.losses.append((kind, name, example))

    # Nodes to text

    def expand(self, nodes: Nodes, frame: Frame) -> str:
        """The text of nodes in a frame."""
        if len(nodes) == 1 and isinstance(nodes[0], str):
            return nodes[0]
        if self._depth > MAX_DEPTH:
            return '<span class="error">Expansion depth limit exceeded</span>'
        self._nodes += len(nodes)
        if self._nodes > MAX_NODES:
            return '<span class="error">Node-count limit exceeded</span>'
        self._depth += 1
        try:
            out = []
            for node in nodes:
                if isinstance(node, str):
                    out.append(node)
                elif isinstance(node, Template):
                    out.append(self._template(node, frame))
                elif isinstance(node, Argument):
                    out.append(self._argument(node, frame))
                else:
                    out.append(self._tag(node, frame))
            return "".join(out)
        finally:
            self._depth -= 1

    def preprocess(self, text: str, frame: Frame) -> str:
        """A text that a module or function made, expanded in a frame."""
        inclusion = frame.parent is not None
        return self.expand(preprocess(text.replace("\r\n", "\n"), inclusion, self.site.extension_tags), frame)

    def _argument(self, node: Argument, frame: Frame) -> str:
        written = self.expand(node.name, frame)
        value = frame.get(written.strip(BLANK))
        if value is None:
            if not node.parts:
                return f"{{{{{{{written}}}}}}}"
            value = self.expand(as_written(node.parts[0]), frame)
        self._arguments += len(value)
        return value if self._arguments <= MAX_INCLUDED else ""

    def _template(self, node: Template, frame: Frame) -> str:
        first, written = len(self.templates), self.expand(node.name, frame)
        origin, text = self._substitution.text_of(node, written, frame)
        if not node.line_start and origin not in ("renderer", "library") and BEGINS_BLOCK.match(text):
            text = f"\n{text}"
        self._included += len(text)
        if self._included > MAX_INCLUDED:
            origin, text = "limits", self.left_out("limits", written.strip(BLANK))
        self.origins[origin] += 1
        if frame is self.root:
            use = TemplateUse(" ".join(written.split()), origin, text)
            self.templates.append(use)
            if self._depth == 1:
                return self._labelled(use, self.templates[first:-1])
        return text

    def _labelled(self, use: TemplateUse, within: list[TemplateUse]) -> str:
        """What a template of the page makes, with labels; what a function makes has those of the templates `within` it.

        Not before it is known that no function sees them.
        """
        if use.origin != "function":
            return label(use.text, self._label(use.name))
        return label_parts(use.text, [(each.text, self._label(each.name)) for each in within])

    def _label(self, name: str, stays: bool | None = None) -> int:
        """The number of a label for what this template makes."""
        self.labels.append((name, self.keeps(name) if stays is None else stays))
        return len(self.labels)

    def mark_tags(self, text: str, frame: Frame) -> str:
        """A text whose templates are expanded: its extension tags become markers, and braces stay."""
        if "<" not in text:
            return text
        nodes = preprocess(text, False, self.site.extension_tags)
        return "".join(self._tag(node, frame) if isinstance(node, Tag) else to_wikitext([node]) for node in nodes)

    def left_out(self, kind: str, name: str, example: str = "") -> str:
        """A marker where something is left out: text to conditions, and listed if it is still there at last."""

        def gap() -> str:
            self.note(kind, name, example)
            return f"{GAP}{NOTE}{len(self.losses) - 1}{NOTE}"

        return self.markers.add("wikimill", gap)

    # What functions and modules need

    def overridden(self, title: Title, frame: Frame) -> str | None:
        """What stands for a template that a module expands where a renderer is asked before the wiki's pages."""
        return self._substitution.overridden(title, frame)

    def kept(self, text: str, name: str) -> str:
        """What a page of this name made, with labels where all of it is to stay."""
        return label(text, self._label(name, True)) if self.keeps(name) else text

    def call_function(self, word: str, frame: Frame, first: str, parts: list[Part]) -> str | None:
        """What the parser function with MediaWiki's name `word` shows, None when it is none after all."""
        function = FUNCTIONS.get(word)
        return function(Call(self, frame, first, parts)) if function else None

    def template(self, title: Title) -> tuple[Nodes | None, Title]:
        """The nodes of a page to transclude, None when there is none, and its title after redirects."""
        return self._templates.get(title)

    def _tag(self, node: Tag, frame: Frame) -> str:
        """A marker for an extension tag."""
        return self.tag(node.name, node.attributes, node.inner, frame, node.close or "")

    def tag(self, name: str, attributes: str, inner: str | None, frame: Frame, close: str | None = None) -> str:
        """A marker for an extension tag of this name, whose templates are expanded when it is known that it stays."""
        lower = name.lower()
        if (shown := shown_by(self, lower, attributes, inner or "", frame)) is not None:
            return shown
        if inner is None:
            return self.markers.add(lower, lambda: f"<{name}{attributes}/>", "" if lower == "nowiki" else None)
        if (
            close is None and lower == "ref"
        ):  # {{#tag:ref|…}}: to the reader a footnote in it would be the first one's end
            inner = self.markers.kill(inner, "ref")
        end = f"</{name}>" if close is None else close
        escaped = html.escape(inner, quote=False) if lower == "nowiki" else None
        if lower in NO_WIKITEXT or lower in self.unread:
            return self.markers.add(lower, lambda: f"<{name}{attributes}>{inner}{end}", escaped)
        # A footnote is read at the end of the page, where the template's arguments are unknown.
        where = self.root if lower == "ref" else frame

        def text() -> str:
            return f"<{name}{attributes}>{self._readable(self.preprocess(inner, where))}{end}"

        return self.markers.add(lower, text)

    def _with_examples(self, text: str) -> str:
        """The text without the notes behind its gaps, whose losses now have the sentences that they stand in."""

        def without(match: re.Match[str]) -> str:
            index = int(match[1] or -1)
            if 0 <= index < len(self.losses) and self.losses[index][0] in WITH_SENTENCE:
                kind, name, call = self.losses[index]
                self.losses[index] = kind, name, sentence_with(call, text, match.start(), match.end())
            return ""

        return NOTED.sub(without, text) if NOTE in text else text

    def _readable(self, text: str) -> str:
        """Text in which what looks like an extension tag or comment is none to the reader either: all tags are markers.

        `<pre>` is then the element of HTML.
        """
        if "<" not in text:
            return text
        return self._unreadable.sub(lambda match: f"<{match[1]}{NO_LABEL}" if match[1] else "&lt;", text)


class WithoutTemplates(Expander):
    """Leaves out all that stands in braces, unread."""

    def _template(self, node: Template, frame: Frame) -> str:
        text = self.left_out("templates", " ".join(to_wikitext(node.name).split())[:80], to_wikitext([node]))
        self.templates.append(TemplateUse(to_wikitext(node.name).strip(), "dropped", text))
        self._label(to_wikitext(node.name).strip())
        return text
