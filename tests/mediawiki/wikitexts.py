"""Pages of wikitext, right and wrong: a grammar for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]


def _one(*texts: str) -> Texts:
    return st.sampled_from(texts)


def _join(*parts: Texts | str) -> Texts:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


def _several(parts: Texts, most: int, between: str = "", least: int = 0) -> Texts:
    return st.lists(parts, min_size=least, max_size=most).map(between.join)


WORD = _one(*"ash birch Cedar D elm x 7 Ärger 日本 (fir) gum. hazel, it's".split())
SPACE = _one("", " ", " ", " ", "  ")
APOSTROPHES = _one("''", "'''", "''", "'''", "'''''", "'", "''''", "''''''")
ENTITY = _one(
    "&amp;", "&nbsp;", "&#32;", "&lt;b&gt;", "&eacute;", "&#x41;", "&#65", "&bogus;", "&", "&amp;lt;", "&#91;&#91;A]]",
    "&#39;&#39;", "&#42;", "&ndash;", "&#127;", "&#0;", "&shy;",
)  # fmt: skip
SIGN = _one("[", "]", "[[", "]]", "|", "||", "!", "!!", "=", "==", "{", "}", ":", ";", "*", "#", "<", ">", "/>", "__", "-",
            "{|", "|}", "|-", "~", '"', "<<", "</", "\\", "`", "\t")  # fmt: skip
SWITCH = _one("__NOTOC__", "__TOC__", "__FORCETOC__", "__notoc__", "__BOGUS__", "__NOINDEX__", "__HIDDENCAT__")
ATTRIBUTE = _one(
    'class="a b"', "id='c'", "title=d", 'style="color: red"', "nowrap", 'title="a|b"', "title='a>b'", 'title="a', "lang = en",
    'title="[[A]]"', "title=\"''e''\"", 'onclick="f()"', "colspan=2", 'rowspan="2"', 'title="a\nb"', "<!-- c -->", "=",
    "title=a/", 'dir="rtl"',
)  # fmt: skip
ATTRIBUTES = st.one_of(st.just(""), st.just(""), _several(_join(" ", ATTRIBUTE), 2))
INLINE_TAG = _one(*"b i u s em strong small big sub sup span code tt del ins q cite kbd abbr font var mark bdi".split())
BLOCK_TAG = _one(*"div div p center blockquote ul ol li dl dt dd h2 h3 table tr td th caption pre hr".split())
ANY_TAG = st.one_of(INLINE_TAG, BLOCK_TAG, _one("br", "wbr", "ruby", "rt", "rb", "rp", "a", "img", "bogus", "script", "B", "DIV"))
COMMENT = _one("<!-- c -->", "<!---->", "<!-- == c == -->", "<!--\n-->", "<!-- '' -->")
BREAK = _one("<br>", "<br/>", "<br />", "</br>", "<br clear=all>", "<wbr>", "<BR>")
URL = st.one_of(
    _one("http://e.org", "https://e.org/a_b?c=d&e=f#g", "//e.org/x", "mailto:a@e.org", "ftp://e.org/(a)", "news:a", "HTTP://E.org"),
    _join("http://e.org/", _one("a.", "a,", "a)", "(a)", "a'b", "a''b''", "%41", "&amp;b", "&lt;b", "a;b;", "ä", "[x]", "|b", "a:")),
)
TARGET = _one(
    "A", "A b", "A#B", "#B", ":A", " A ", "a_b", "Talk:A", ":Category:A", ":File:A.jpg", ":de:A", "A%20b", "A&amp;b", "/a", "../a",
    "A/b", "Help:A", "", "A<b>", "A[b", "http://e.org", "Special:Search", "A'b", "''A''", "A&#39;b", "%3Ca%3E", "A?b", "fr",
    "A:b:c", "::A", "A{b", "mailto:a", "A\nb",
)  # fmt: skip
TRAIL = st.one_of(st.just(""), _one("s", "'s", "é", "-x", "S", "''s''"))


def _inline(deeper: Texts) -> Texts:
    text = _several(deeper, 3)
    file_option = st.one_of(
        _one("thumb", "left", "200px", "frame", "alt=a", "link=A", "border", "upright=1.2", "x20px", "Thumb", "none", "", "right "),
        text,
    )
    return st.one_of(
        _join(APOSTROPHES, text, APOSTROPHES),
        _join("[[", TARGET, "]]", TRAIL),
        _join("[[", TARGET, "|", text, "]]", TRAIL),
        _join("[[", TARGET, "|", text),
        _join("[[File:A.jpg", _several(_join("|", file_option), 3), _one("]]", "]]", "]]", "")),
        _join("[", URL, _one(" ", " ", ""), text, _one("]", "]", "]", "")),
        st.tuples(INLINE_TAG, ATTRIBUTES, text).map(lambda parts: "<{0}{1}>{2}</{0}>".format(*parts)),
        _join("<", ANY_TAG, ATTRIBUTES, _one(">", ">", ">", "/>", " />", ""), text),
        _join(text, "</", ANY_TAG, _one(">", ">", " >", "")),
        _join("<nowiki>", text, _one("</nowiki>", "</nowiki>", "")),
        _join("<ref", _one("", "", " name=a", ' name="b" group=c'), ">", text, _one("</ref>", "</ref>", "</ref>", "")),
        _join("<span", ATTRIBUTES, ">", text, "</span>"),
    )


LEAF = st.one_of(
    WORD, WORD, WORD, WORD, _join(WORD, SPACE), _join(SPACE, WORD), SPACE, APOSTROPHES, ENTITY, SIGN, SWITCH, COMMENT, BREAK, URL,
    _one("[[Category:A]]", "[[Category:A|b]]", "[[de:A]]", "<nowiki/>", "<nowiki />", "<ref name=a />", "<references/>", "RFC 12",
         "ISBN 0123456789", "<div/>", "<span/>", "<b/>", "<onlyinclude>", "<includeonly>x</includeonly>", "<noinclude>"),
)  # fmt: skip
INLINE = st.recursive(LEAF, _inline, max_leaves=8)
TEXT = _several(_join(INLINE, SPACE), 5)

PREFIX = _several(_one(*"***##::;"), 4, least=1)
EQUALS = _one("=", "==", "==", "==", "===", "=====", "=======")
TABLE_LINE = st.one_of(
    _join("| ", TEXT),
    _join("|", ATTRIBUTES, "|", TEXT),
    _join(_one("| ", "! ", "!", "|"), TEXT, _one("||", " || ", "!!", "|"), TEXT),
    _join("!", TEXT),
    _join("|+", ATTRIBUTES, _one("", "|"), TEXT),
    _join("|-", _one("", "-", "--"), ATTRIBUTES),
    st.just("|-"),
    TEXT,
    st.just(""),
)


def _lines(deeper: Texts) -> Texts:
    """Lines in each other: tables, and elements that go over lines."""
    body = _several(deeper, 4, "\n")
    return st.one_of(
        _join(_one("", "", "", ":", "::", " ", "*"), "{|", ATTRIBUTES, "\n", _several(st.one_of(TABLE_LINE, deeper), 6, "\n"),
              _one("\n|}", "\n|}", "\n|}", "\n |}", "\n|} x", "")),
        st.tuples(BLOCK_TAG, ATTRIBUTES, _one("\n", ""), body, _one("\n", "")).map(lambda parts: "<{0}{1}>{2}{3}{4}</{0}>".format(*parts)),
        st.tuples(INLINE_TAG, ATTRIBUTES, body).map(lambda parts: "<{0}{1}>{2}</{0}>".format(*parts)),
        _join("<", BLOCK_TAG, ATTRIBUTES, ">", body),
        _join(body, "</", BLOCK_TAG, ">"),
        _join("<table", ATTRIBUTES, "><tr><td>", body, "</td><th>", body, "</th></tr></table>"),
        _join("<poem>", body, "</poem>"),
        _join("<pre", ATTRIBUTES, ">", body, _one("</pre>", "</pre>", "")),
        _join("<ref>", body, "</ref>"),
        _join("<!--", body, "-->"),
        _join("<nowiki>", body, "</nowiki>"),
        _join("[[File:A.jpg|thumb|", body, "]]"),
        _join("<includeonly>", body, "</includeonly>"),
    )  # fmt: skip


LINE = st.one_of(
    TEXT,
    TEXT,
    st.just(""),
    st.just(""),
    _join(PREFIX, SPACE, TEXT),
    _join(PREFIX, SPACE, TEXT),
    _join(";", TEXT, _one(":", " : "), TEXT),
    _join(EQUALS, SPACE, TEXT, SPACE, EQUALS, _one("", "", " ", " <!-- c -->", " x")),
    _join(" ", TEXT),
    _one("----", "-----x", "---- ''a''", " ", "  ", "\t", "<br>", "<references />", "</div>", "<div>", "<center>", "</center>"),
    _join(COMMENT, _one("", " ", "x")),
    TABLE_LINE,
)
PAGE = _several(st.recursive(LINE, _lines, max_leaves=6), 5, "\n", least=1)
