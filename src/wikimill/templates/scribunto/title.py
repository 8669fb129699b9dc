"""`mw.title` and `mw.uri`: titles, what is known of their pages, and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, unquote_plus

from wikimill.site.namespaces import FILE, MEDIA, MESSAGE, SPECIAL, USER
from wikimill.templates.functions.urls import canonical_url, full_url, local_url
from wikimill.templates.scribunto.library import Library
from wikimill.templates.scribunto.values import Lua, LuaError, check, decode, is_table, lua_type, string, to_python
from wikimill.templates.source import WIKITEXT, TemplatePage, content_model
from wikimill.templates.title import URL_SAFE, Title, parse_title, redirect_target

if TYPE_CHECKING:
    from wikimill.templates.call import Parser

CODE = {"css": "css", "js": "javascript", "json": "json"}  # models by the ends of names


class Titles:
    """The callbacks about titles."""

    def __init__(self, expander: Parser) -> None:
        self._expander = expander
        self._site = expander.site

    def library(self, current: Lua) -> Library:
        """`mw.title.lua`; `current` is the table of the page at hand, filled when a page starts."""

        def start_page() -> None:
            for key, value in self.data(self._expander.title).items():
                current[key.encode()] = value.encode("utf-8", "replace") if isinstance(value, str) else value

        return Library(
            "mw.title.lua",
            {
                "newTitle": self.new,
                "makeTitle": self.make,
                "getExpensiveData": self.page_data,
                "getUrl": self.url_of,
                "getContent": self.content,
                "getFileInfo": self.file,
                "protectionLevels": self.protection,
                "cascadingProtection": lambda title: {"sources": {}, "restrictions": {}},
                "redirectTarget": self.target,
                "recordVaryFlag": lambda title, flag: None,
            },
            {"thisTitle": current, "NS_MEDIA": MEDIA},  # the first is a table
            start_page=start_page,
        )

    def uri_library(self, settings: Lua) -> Library:
        """`mw.uri.lua`; `settings` is its table, in which a page has its address."""

        def start_page() -> None:
            settings[b"defaultUrl"] = self.url(self._expander.title, "fullUrl").encode("utf-8", "replace")

        def address(kind: str) -> Any:
            return lambda page, query: self._page_url(kind, decode(page), query)

        return Library(
            "mw.uri.lua",
            {
                "anchorEncode": lambda text: self._expander.call_function(
                    "anchorencode", self._expander.root, decode(text), []
                ),
                **{kind: address(kind) for kind in ("localUrl", "fullUrl", "canonicalUrl")},
            },
            settings,
            start_page=start_page,
        )

    def data(self, title: Title) -> dict[str, Any]:
        """What a title object holds from the start."""
        found: dict[str, Any] = {
            "isLocal": not title.interwiki,
            "interwiki": title.interwiki,
            "namespace": title.namespace,
            "nsText": title.space.name.replace(" ", "_"),
            "text": title.text,
            "fragment": title.fragment,
            "thePartialUrl": quote(title.text.replace(" ", "_"), safe=URL_SAFE),
        }
        if title.namespace == SPECIAL:
            found["exists"] = True
        if title.namespace not in (FILE, MEDIA):
            found["file"] = False
        return found

    def new(self, text: Lua, default: Lua) -> dict[str, Any] | None:
        """`mw.title.new`; no page is known by its number."""
        if lua_type(text) == "number":
            return None
        if not isinstance(text, bytes):
            raise LuaError(f"bad argument #1 to 'title.new' (number or string expected, got {lua_type(text)})")
        title = parse_title(
            self._site, decode(text), self._namespace("title.new", 2, 0 if default is None else default)
        )
        return self.data(title) if title else None

    def make(self, namespace: Lua, text: Lua, fragment: Lua, interwiki: Lua) -> dict[str, Any] | None:
        """`mw.title.makeTitle`."""
        space = self._site.namespaces[self._namespace("makeTitle", 1, namespace)]
        check("makeTitle", 2, text, "string")
        check("makeTitle", 3, fragment, "string", optional=True)
        check("makeTitle", 4, interwiki, "string", optional=True)
        name = f"{space.name}:{decode(text)}" if space.name else decode(text)
        name = f"{decode(interwiki)}:{name}" if interwiki else name
        title = parse_title(self._site, f"{name}#{decode(fragment)}" if fragment else name)
        return self.data(title) if title else None

    def page_data(self, text: Lua) -> dict[str, Any] | None:
        """What is only looked up when a module asks for it."""
        check("getExpensiveData", 1, text, "string")
        title = parse_title(self._site, decode(text))
        if title is None:
            return None
        page = self._expander.source.page(title.full)
        exists = page is not None or self._expander.source.exists(title.full) or title.namespace == SPECIAL
        return {
            "isRedirect": page is not None and self._redirect(page) is not None,
            "id": int(exists and title.namespace != SPECIAL),
            "contentModel": page.model if page else model_of(title),
            "exists": exists,
        }

    def content(self, text: Lua) -> str | None:
        """The text of a page."""
        check("getContent", 1, text, "string")
        title = parse_title(self._site, decode(text))
        page = self._expander.source.page(title.full) if title else None
        return page.text if page else None

    def target(self, text: Lua) -> dict[str, Any] | None:
        """Where a redirect leads to."""
        check("redirectTarget", 1, text, "string")
        title = parse_title(self._site, decode(text))
        page = self._expander.source.page(title.full) if title else None
        target = self._redirect(page) if page else None
        return self.data(target) if target else None

    def file(self, text: Lua) -> Any:
        """What is known of a file: nothing."""
        check("getFileInfo", 1, text, "string")
        title = parse_title(self._site, decode(text))
        return {"exists": False} if title and title.namespace in (FILE, MEDIA) else False

    def protection(self, text: Lua) -> dict[str, Any] | None:
        """Who may edit a page: anyone."""
        check("protectionLevels", 1, text, "string")
        title = parse_title(self._site, decode(text))
        if title is None:
            return None
        if not self._expander.source.exists(title.full):
            return {"create": {}}
        return {"edit": {}, "move": {}, **({"upload": {}} if title.namespace == FILE else {})}

    def url_of(self, text: Lua, kind: Lua, query: Lua, protocol: Lua) -> str | None:
        """`title:fullUrl` and its like."""
        which = decode(kind)
        if query is not None and not isinstance(query, bytes) and not is_table(query):
            raise LuaError(f"bad argument #1 to '{which}' (table or string expected, got {lua_type(query)})")
        scheme = ""
        if which == "fullUrl" and protocol is not None:
            check(which, 2, protocol, "string")
            scheme = decode(protocol)
            if scheme not in ("http", "https", "relative", "canonical"):
                expected = "'http', 'https', 'relative', or 'canonical'"
                raise LuaError(f"bad argument #2 to '{which}' ({expected} expected, got string)")
        title = parse_title(self._site, decode(text))
        return self.url(title, which, _query(query), scheme) if title else None

    def url(self, title: Title, kind: str, query: str = "", scheme: str = "") -> str:
        """The address of a page: `localUrl`, `fullUrl` or `canonicalUrl`."""
        if kind == "localUrl":
            return local_url(title, query)
        if kind == "canonicalUrl" or scheme == "canonical":
            return canonical_url(title, query)
        address = full_url(title, query)
        return f"{scheme}:{address}" if scheme in ("http", "https") and address.startswith("//") else address

    def _page_url(self, kind: str, page: str, query: Lua) -> str | None:
        title = parse_title(self._site, page) or parse_title(self._site, unquote_plus(page))
        if title is None:
            return None
        if title.namespace == MEDIA:
            title = Title(self._site, FILE, title.text)
        return self.url(title, kind, _query(query))

    def _redirect(self, page: TemplatePage) -> Title | None:
        return redirect_target(self._site, page.text) if page.model == WIKITEXT else None

    def _namespace(self, function: str, index: int, value: Lua) -> int:
        """The number of a namespace that a module gave by number or name."""
        problem = f"bad argument #{index} to '{function}'"
        number = None
        if isinstance(value, bytes):
            name = decode(value)
            try:
                number = int(float(name))
            except (ValueError, OverflowError):
                found = self._site.namespace(name) if name and " " not in name else None if name else 0
                if found is None:
                    raise LuaError(f"{problem} (unrecognized namespace name '{name}')") from None
                return found
        elif lua_type(value) == "number":
            number = int(value)
        if number is None:
            raise LuaError(f"{problem} (namespace number or name expected, got {lua_type(value)})")
        if number not in self._site.namespaces:
            raise LuaError(f"{problem} (unrecognized namespace number '{number}')")
        return number


def model_of(title: Title) -> str:
    """The content model that a page of this title is given when it is made."""
    if title.namespace == MESSAGE or (title.namespace == USER and "/" in title.text):
        return CODE.get(title.text.rpartition(".")[2], WIKITEXT)
    return content_model(title.site, title.full)


def _query(query: Lua) -> str:
    """A query as a string: PHP's wfArrayToCgi of a table."""
    if query is None:
        return ""
    return decode(query) if isinstance(query, bytes) else _pairs(to_python(query))


def _pairs(values: dict[int | str, Any], within: str = "") -> str:
    out = []
    for key, value in values.items():
        name = f"{within}[{key}]" if within else str(key)
        if isinstance(value, dict):
            out.append(_pairs(value, name))
        elif value is not None and value is not False:
            text = "1" if value is True else value if isinstance(value, str) else string(value)
            out.append(f"{quote_plus(name)}={quote_plus(text)}")
    return "&".join(each for each in out if each)
