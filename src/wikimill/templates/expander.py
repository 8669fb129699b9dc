"""From a page to wikitext without templates, as Parser::braceSubstitution of MediaWiki 1.39 does it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from wikimill.site.extensions import SECTION_TAGS
from wikimill.site.info import SiteInfo
from wikimill.templates.call import Call, Modules, Parser
from wikimill.templates.escape import escape_wikitext
from wikimill.templates.expansion import Answers, Expansion, Renderers, TemplateUse
from wikimill.templates.frame import Frame
from wikimill.templates.functions import FUNCTIONS, OF_THE_WIKI
from wikimill.templates.functions.special_pages import is_list
from wikimill.templates.functions.variables import variable
from wikimill.templates.labels import NO_LABEL, label, label_parts
from wikimill.templates.nodes import BLANK, Argument, Nodes, Part, Tag, Template, as_written, to_wikitext
from wikimill.templates.parsed_templates import ParsedTemplates
from wikimill.templates.preprocess import preprocess
from wikimill.templates.proofread import TAG as PAGES
from wikimill.templates.proofread import pages
from wikimill.templates.sentences import sentence_with
from wikimill.templates.source import PageSource
from wikimill.templates.strip_markers import StripMarkers
from wikimill.templates.title import MODULE, SPECIAL, TEMPLATE, Title, parse_title

GAP = "\1"  # where something was left out, for the reader (workflow/reader/marks.lua)
# Stand around the number of a loss behind its gap, until the page is whole and the sentence that lacks it is known.
NOTE = "\3"
NOTED = re.compile("\3([0-9]*)\3?")
CONTROL = re.compile("[\\0\4-\10\13\14\16-\37\177]")  # what modules may have made; no wiki stores it
WITH_SENTENCE = ("missing", "unsupported")
MAX_DEPTH = 100  # of templates in templates, and of expansions in expansions
MAX_NODES = 1_000_000
MAX_INCLUDED = 2 << 20  # characters of what templates, and of what arguments expand to; of a page
BEGINS_BLOCK = re.compile(r"\{\||[:;#*]")
SUBST = re.compile(r"\s*(safe)?subst:", re.IGNORECASE)
PREFIXES = re.compile(r"\s*(?:(msgnw)|msg):", re.IGNORECASE)
RAW = re.compile(r"\s*raw:", re.IGNORECASE)
# Tags whose content is no wikitext, or is read by no one.
NO_WIKITEXT = frozenset(
    {"ask", "ce", "chem", "dpl", "dynamicpagelist", "graph", "hiero", "html", "indicator", "inputbox", "langconvert"}
    | {"math", "nowiki", "pages", "pagelist", "pagequality", "pre", "quiz", "score"}
    | {"source", "syntaxhighlight", "templatedata", "templatestyles", "timeline"}
    | SECTION_TAGS
)
MISSING_LINK = re.compile(r"\[\[:([^\[\]|]+:[^\[\]|]+)\]\]")


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

    def __init__(
        self,
        site: SiteInfo,
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
        self.first = first
        self.answers = answers
        self.last = last
        self.unread = frozenset(unread)
        self.keeps = keeps
        self.modules: Modules | None = modules(self) if modules else None
        self._templates = ParsedTemplates(site, source)
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
        else:  # a link to a missing template that the page itself has is a link
            links = {link[0] for link in MISSING_LINK.finditer(text)}
            without = MISSING_LINK.sub(lambda link: link[0] if link[0] in links else self._missing_link(link), answer)
            text = self._expanded(without, self.root)
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
        for renderers in filter(None, (self.first, self.last)):
            renderers.start(title)
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
        origin, text = self._substitute(node, written, frame)
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

    def _substitute(self, node: Template, written: str, frame: Frame) -> tuple[str, str]:
        """Where the text comes from that stands for a template, and the text. `written` is its name, expanded."""
        name, nowiki = written.strip(BLANK), False
        subst = SUBST.match(name)
        if subst:
            if not subst[1]:
                return "literal", self._literal(written, node.parts, frame)
            name = name[subst.end() :].strip(BLANK)
        if not node.parts:
            word = self.site.variable(name)
            if word and self._is_asked(word):
                return self._without_page(node, None, frame)
            text = variable(word, self, frame) if word else None
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

    def _call(self, node: Template, name: str, frame: Frame) -> tuple[str, str] | None:
        """What a parser function makes of a call; None when the name is none's."""
        function, colon, first = name.partition(":")
        word = self.site.function(function) if colon else None
        if word == "invoke" and self._lacks_module(first):
            return self._without_page(node, parse_title(self.site, first, MODULE), frame)
        if word and self._is_asked(word):
            return self._without_page(node, None, frame)
        if word:
            text = self.call_function(word, frame, first.strip(BLANK), node.parts)
            if text is not None:
                return "module" if word == "invoke" else "function", text
        if (word not in FUNCTIONS) if word else (colon and name.startswith("#")):  # of another extension
            return self._without_page(node, None, frame)
        return None

    def _transclude(self, node: Template, name: str, nowiki: bool, frame: Frame) -> tuple[str, str] | None:
        """What a page that is named makes of a call; None when the name can be no page's."""
        relative = self.subpage(name)
        title = parse_title(self.site, relative or name, self.title.namespace if relative else TEMPLATE)
        if title is None:
            return None
        if frame.depth >= MAX_DEPTH:
            return "error", self._warning(
                "recursion-depth", "Template recursion depth limit exceeded ($1)", str(MAX_DEPTH)
            )
        if (found := self._render(self.first, title, node.parts, frame)) is not None:
            return "renderer", found
        nodes, target = (None, title) if title.namespace == SPECIAL or title.interwiki else self.template(title)
        if target.full in frame.within:
            return "error", self._warning("loop", "Template loop detected: [[$1]]", target.full)
        if nodes is None:
            shows_link = title.namespace == SPECIAL and not is_list(self.site, title.text)
            return ("literal", f"[[:{title.full}]]") if shows_link else self._without_page(node, title, frame)
        page = self.source.page(target.full) if nowiki else None
        text = escape_wikitext(self.site, page.text) if page else self.expand(nodes, frame.child(node.parts, target))
        return "page", label(text, self._label(title.text, True)) if self.keeps(title.text) else text

    def _without_page(self, node: Template, title: Title | None, frame: Frame) -> tuple[str, str]:
        """What becomes of a call that the wiki's pages do not answer, of a template, a module or another extension."""

        def written() -> str:
            if frame is self.root:
                return to_wikitext([node])
            return self._literal(self.expand(node.name, frame), node.parts, frame)

        function = "" if title else self.expand(node.name, frame).partition(":")[0].strip(BLANK)
        if function and (found := self._render_function(self.first, function, node, frame)) is not None:
            return "renderer", found
        is_asked = self.answers is not None and (title is None or self.answers.everything)
        answer = self.answers.get(written(), self.title.full) if self.answers and is_asked else None
        if answer is not None:
            return "answer", self._expanded(MISSING_LINK.sub(self._missing_link, answer), frame)
        parts, like = node.parts, title
        if title and title.namespace == MODULE:  # as a template of its name; the first argument is a function's
            like = Title(self.site, TEMPLATE, title.text)
            parts = [part._replace(number=part.number - 1) if part.name is None else part for part in parts[1:]]
        if like and (found := self._render(self.last, like, parts, frame)) is not None:
            return "library", found
        if title and title.namespace != SPECIAL:
            return "missing", self.left_out("missing", title.full, written())
        if (found := self._render_function(self.last, function, node, frame)) is not None:
            return "library", found
        return "unsupported", self.left_out("unsupported", title.full if title else function, written())

    def _missing_link(self, link: re.Match[str]) -> str:
        """What the wiki's parser shows for a template that the wiki lacks."""
        title = parse_title(self.site, link[1])
        lacks = title is not None and title.namespace == TEMPLATE
        return self.left_out("missing", title.full, f"{{{{{title.text}}}}}") if title and lacks else link[0]

    def _is_asked(self, word: str) -> bool:
        """Whether a function or variable is left to the wiki's parser, which answers everything else as well."""
        return word in OF_THE_WIKI and self.answers is not None and self.answers.everything

    def _lacks_module(self, name: str) -> bool:
        """Whether a module is to be looked for elsewhere than in the wiki's pages."""
        elsewhere = self.last or (self.answers and self.answers.everything)
        title = parse_title(self.site, name, MODULE) if elsewhere else None
        return title is not None and not self.source.exists(title.full)

    def _warning(self, kind: str, english: str, parameter: str) -> str:
        """A warning of the parser in the wiki's language."""
        text = self.site.messages.get(f"parser-template-{kind}-warning", english).replace("$1", parameter)
        return f'<span class="error">{text}</span>'

    def _render(self, renderers: Renderers | None, title: Title, parts: list[Part], frame: Frame) -> str | None:
        """What a renderer makes of a template, a marker when it leaves it out; None when none knows it."""
        if renderers is None or not renderers.knows(title):
            return None
        return self._rendered(renderers.text(title, frame.child(parts, title)), title.text, frame)

    def _render_function(self, renderers: Renderers | None, name: str, node: Template, frame: Frame) -> str | None:
        """The same of a parser function that is no one's here."""
        if renderers is None:
            return None
        first = self.expand(node.name, frame).partition(":")[2].strip(BLANK)
        others = (self.expand(as_written(part), frame).strip(BLANK) for part in node.parts)
        arguments = {str(number): text for number, text in enumerate([first, *others], 1)}
        return self._rendered(renderers.render(f"{name}:", arguments), name, frame)

    def _rendered(self, text: str | bool | None, name: str, frame: Frame) -> str | None:
        if text is None:
            return None
        return self._expanded(text, frame) if isinstance(text, str) else self.left_out("templates", name)

    def _expanded(self, text: str, frame: Frame) -> str:
        """A text whose templates are expanded: its extension tags become markers, and braces stay."""
        if "<" not in text:
            return text
        nodes = preprocess(text, False, self.site.extension_tags)
        return "".join(self._tag(node, frame) if isinstance(node, Tag) else to_wikitext([node]) for node in nodes)

    def _literal(self, written: str, parts: list[Part], frame: Frame) -> str:
        return "{{" + "|".join([written, *(self.expand(as_written(part), frame) for part in parts)]) + "}}"

    def left_out(self, kind: str, name: str, example: str = "") -> str:
        """A marker where something is left out: text to conditions, and listed if it is still there at last."""

        def gap() -> str:
            self.note(kind, name, example)
            return f"{GAP}{NOTE}{len(self.losses) - 1}{NOTE}"

        return self.markers.add("wikimill", gap)

    # What functions and modules need

    def overridden(self, title: Title, frame: Frame) -> str | None:
        """What stands for a template that a module expands where a renderer is asked before the wiki's pages."""
        if self.first is None or not self.first.knows(title):
            return None
        return self._rendered(self.first.text(title, frame), title.text, frame)

    def call_function(self, word: str, frame: Frame, first: str, parts: list[Part]) -> str | None:
        """What the parser function with MediaWiki's name `word` shows, None when it is none after all."""
        function = FUNCTIONS.get(word)
        return function(Call(self, frame, first, parts)) if function else None

    def subpage(self, name: str) -> str | None:
        """The full title that `/x` or `../x` leads to from the page at hand, None for any other name."""
        if not self.title.space.subpages or not name.startswith(("/", "../")):
            return None
        if name.startswith("/"):
            return self.title.full + name
        up, rest = 0, name
        while rest.startswith("../"):
            up, rest = up + 1, rest[3:]
        above = self.title.full.split("/")
        if len(above) <= up:
            return None
        return "/".join([*above[:-up], *([rest.rstrip("/")] if rest else [])])

    def template(self, title: Title) -> tuple[Nodes | None, Title]:
        """The nodes of a page to transclude, None when there is none, and its title after redirects."""
        return self._templates.get(title)

    def _tag(self, node: Tag, frame: Frame) -> str:
        """A marker for an extension tag."""
        return self.tag(node.name, node.attributes, node.inner, frame, node.close or "")

    def tag(self, name: str, attributes: str, inner: str | None, frame: Frame, close: str | None = None) -> str:
        """A marker for an extension tag of this name, whose templates are expanded when it is known that it stays."""
        lower = name.lower()
        if lower == PAGES and (shown := pages(self, attributes, frame)) is not None:
            return shown
        if inner is None:
            return self.markers.add(lower, lambda: f"<{name}{attributes}/>", "" if lower == "nowiki" else None)
        if (
            close is None and lower == "ref"
        ):  # {{#tag:ref|…}}: to the reader a footnote in it would be the first one's end
            inner = self.markers.kill(inner, "ref")
        end = f"</{name}>" if close is None else close
        shown = html.escape(inner, quote=False) if lower == "nowiki" else None
        if lower in NO_WIKITEXT or lower in self.unread:
            return self.markers.add(lower, lambda: f"<{name}{attributes}>{inner}{end}", shown)
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
