"""Pages of wikitext, right and wrong: a grammar for hypothesis.

It leaves out what is meant to differ: footnotes, poems and captions with tags that do not close in them, which in
MediaWiki go on behind them; poems and `<pre>` of several lines in list items, which end the item there; `<wbr>`, around
which it begins paragraphs; ruby and `<q>`, to which our reader adds parentheses and quotation marks; `<sub>` and
`<sup>`, which it marks in code; tables that nothing closes, which it ends with their last row; `{{`, which is
expanded before.
"""

from __future__ import annotations

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]


def _one(*texts: str) -> Texts:
    return st.sampled_from(texts)


def _word(texts: str) -> Texts:
    return st.sampled_from(texts.split())


def _join(*parts: Texts | str) -> Texts:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


def _several(part: Texts, most: int, between: str = "", least: int = 0) -> Texts:
    return st.lists(part, min_size=least, max_size=most).map(between.join)


def _element(tag: Texts, *content: Texts | str) -> Texts:
    """Start tag with attributes, content, end tag."""
    parts = st.tuples(tag, ATTRIBUTES, _join(*content))
    return parts.map(lambda found: "<{0}{1}>{2}</{0}>".format(*found))


WORD = _word("ash birch Cedar D elm x 7 Ärger 日本 (fir) gum. hazel, it's")
SPACE = _one("", " ", " ", " ", "  ")
APOSTROPHES = _word("'' ''' '' ''' ''''' ' '''' ''''''")
ENTITY = _word(
    "&amp; &nbsp; &#32; &lt;b&gt; &eacute; &#x41; &#65 &bogus; & &amp;lt; &#91;&#91;A]] &#39;&#39; &#42; &ndash; &shy;"
)
SIGN = st.one_of(_word('[ ] [[ ]] | || ! !! = == { } : ; * # < > /> __ - {| |} |- ~ " << </ \\ `'), st.just("\t"))
SWITCH = _word("__NOTOC__ __notoc__ __BOGUS__ __NOINDEX__ __HIDDENCAT__")
ATTRIBUTE = _one(
    'class="a b"', "id='c'", "title=d", 'style="color: red"', "nowrap", 'title="a|b"', "title='a>b'", 'title="a',
    "lang = en", 'title="[[A]]"', "title=\"''e''\"", 'onclick="f()"', "colspan=2", 'rowspan="2"', "<!-- c -->", "=",
    "title=a/", 'dir="rtl"',
)  # fmt: skip
ATTRIBUTES = st.one_of(st.just(""), st.just(""), _several(_join(" ", ATTRIBUTE), 2))
INLINE_TAG = _word("b i u s em strong small big span code tt del ins cite kbd abbr font var mark bdi")
BLOCK_TAG = _word("div div p center blockquote ul ol li dl dt dd h2 h3 td th caption hr")
ANY_TAG = st.one_of(INLINE_TAG, BLOCK_TAG, _word("br a img bogus script B DIV"))
COMMENT = _one("<!-- c -->", "<!---->", "<!-- == c == -->", "<!--\n-->", "<!-- '' -->")
BREAK = _one("<br>", "<br/>", "<br />", "</br>", "<br clear=all>", "<BR>")
URL = st.one_of(
    _word("http://e.org https://e.org/a_b?c=d&e=f#g //e.org/x mailto:a@e.org ftp://e.org/(a) HTTP://E.org"),
    _join("http://e.org/", _word("a. a, a) (a) a'b a''b'' %41 &amp;b &lt;b a;b; ä [x] |b a:")),
)
TARGET = st.one_of(
    _word("A A#B #B :A a_b Talk:A :Category:A :File:A.png :de:A A%20b A&amp;b /a ../a A/b Help:A A<b> A[b A'b"),
    _word("''A'' A&#39;b %3Ca%3E A?b fr A:b:c ::A A{b mailto:a http://e.org"),
    _one("A b", " A ", "", "A\nb"),
)
TRAIL = _one("", "", "", "s", "'s", "é", "-x", "S", "''s''")
PLAIN = _several(st.one_of(WORD, WORD, WORD, _join("[[", WORD, "]]"), _join("''", WORD, "''"), SPACE), 4)
REF = _join("<ref", _one("", "", " name=a", ' name="b" group=c'), ">", WORD, PLAIN, "</ref>")
LEAF = st.one_of(
    WORD, WORD, WORD, WORD, _join(WORD, SPACE), _join(SPACE, WORD), SPACE, APOSTROPHES, ENTITY, SIGN, SWITCH, COMMENT,
    BREAK, URL, REF,
    _one("RFC 12", "ISBN 0123456789", "<nowiki />", "<ref name=a/>"),
    _word("[[Category:A]] [[Category:A|b]] [[de:A]] <nowiki/> <div/> <span/> <b/>"),
    _word("<onlyinclude> <noinclude> <includeonly>x</includeonly>"),
)  # fmt: skip


def _inline(deeper: Texts) -> Texts:
    text = _several(deeper, 3)
    file_option = st.one_of(
        _one("thumb", "left", "200px", "frame", "alt=a", "link=A", "border", "upright=1.2", "x20px", "Thumb", "none"),
        _one("right ", "''a'''b"),
        PLAIN,
        _join("[[A|", WORD, PLAIN, "]]"),
    )
    return st.one_of(
        _join(APOSTROPHES, text, APOSTROPHES),
        _join("[[", TARGET, "]]", TRAIL),
        _join("[[", TARGET, "|", text, "]]", TRAIL),
        _join("[[", TARGET, "|", text),
        # Brackets in what an image in a text is called end a link that is open before it.
        _join("[[File:A.png", _several(_join("|", file_option), 3), _one("]]", "]]", "]]", "|")),
        _join("[[File:A.png|thumb|", text, _one("]]", "]]", "]]", "")),
        _join("[", URL, _one(" ", " ", ""), _several(LEAF, 3), _one("]", "]", "]", "")),
        # A tag that has blocks in it begins a paragraph, and so a word.
        _join(" ", _element(INLINE_TAG, text), " "),
        _join(" <", ANY_TAG, ATTRIBUTES, _one(">", ">", ">", "/>", " />", ""), text),
        _join(text, "</", ANY_TAG, _one("> ", "> ", " > ", " ")),
        _join("<nowiki>", text, _one("</nowiki>", "</nowiki>", "")),
    )


INLINE = st.one_of(LEAF, _inline(st.one_of(LEAF, _inline(LEAF))))
TEXT = _several(_join(INLINE, SPACE), 5)
PREFIX = _several(_word("* * * # # : : ;"), 4, least=1)
EQUALS = _word("= == == == === ===== =======")
# Text in a table but in no cell is put before the table by MediaWiki, in an order of its own if it has formats.
CELLS = st.one_of(
    _join("| ", TEXT),
    _join("!", TEXT),
    _join("|", ATTRIBUTES, "|", TEXT),
    _join(_one("| ", "! ", "!", "|"), TEXT, _one("||", " || ", "!!", "|"), TEXT),
)
TABLE_LINE = st.one_of(CELLS, CELLS, _join(_word("|- |-- |---"), ATTRIBUTES, "\n", CELLS), TEXT, st.just(""))


def _lines(deeper: Texts) -> Texts:
    """Lines in each other: tables, and elements that go over lines."""
    body = _several(deeper, 4, "\n")
    lines = _several(PLAIN, 3, "\n")
    table = (
        _join("{|", ATTRIBUTES, "\n"),
        _one("", "", "|-\n", "|+ash\n", "|+ lang=en | ash\n\n|-\n"),
        CELLS,
        "\n",
        _several(st.one_of(TABLE_LINE, deeper), 6, "\n"),
    )
    return st.one_of(
        _join(_one("", "", "", ":", "::", " "), *table, _one("\n|}", "\n|}", "\n|}", "\n |}", "\n|} x", "")),
        _element(BLOCK_TAG, _one("\n", ""), body, _one("\n", "")),
        _element(INLINE_TAG, body),
        _join("<", BLOCK_TAG, ATTRIBUTES, ">", body),
        _join(body, "</", BLOCK_TAG, ">"),
        _join("<table", ATTRIBUTES, "><tr><td>", body, "</td><th>", body, "</th></tr></table>"),
        _join("<poem>", _several(_join(_one("", "", ":", " ", "*"), PLAIN), 3, "\n"), "</poem>"),
        _join("<pre", ATTRIBUTES, ">", body, _one("</pre>", "</pre>", "")),
        _join(_one("<!--", "<nowiki>"), body, _one("-->", "</nowiki>")),
        _join("[[File:A.png|thumb|", lines, "]]"),
        _join("<includeonly>", body, "</includeonly>"),
    )


LINE = st.one_of(
    TEXT, TEXT, st.just(""), st.just(""), TABLE_LINE,
    _join(PREFIX, SPACE, TEXT),
    _join(PREFIX, SPACE, TEXT),
    _join(";", TEXT, _one(":", " : "), TEXT),
    _join(EQUALS, SPACE, TEXT, SPACE, EQUALS, _one("", "", " ", " <!-- c -->", " x")),
    _join(" ", TEXT),
    _join(COMMENT, _one("", " ", "x")),
    _one("----", "-----x", "---- ''a''", " ", "  ", "\t", "<br>", "<references />", "__TOC__"),
    _one("</div>", "<div>", "<center>", "</center>"),
)  # fmt: skip
PAGE = _several(st.one_of(LINE, LINE, _lines(st.one_of(LINE, _lines(LINE)))), 5, "\n", least=1).map(
    lambda page: page + "\n|}" * page.count("{|")
)

# Pages as good authors write them.
PHRASE = _several(
    st.one_of(
        _join(WORD, SPACE), _join(WORD, SPACE), _join(WORD, SPACE), APOSTROPHES, COMMENT, BREAK, URL, ENTITY, REF,
        _join("[[", TARGET, "]]", TRAIL),
        _join("[[", TARGET, "|", PLAIN, "]]", TRAIL),
        _join("[", URL, " ", PLAIN, "]"),
        _join("[[File:A.png", _several(_one("|thumb", "|left", "|20px", "|alt=a", "|b ''c''"), 3), "]]"),
        _element(INLINE_TAG, PLAIN),
        _one("[[Category:A]]", "[[de:A]]", "<nowiki>''[[A]]</nowiki>"),
    ),
    6,
)  # fmt: skip
ROWS = _join("\n! ", PHRASE, " !! ", PHRASE, "\n|-\n|", PHRASE, "||\n", PHRASE, "\n\n", PHRASE, "\n|}")
PROSE = _several(
    st.one_of(
        PHRASE, PHRASE, st.just(""), _one("----", "__TOC__", "<!-- c -->"),
        _join(PREFIX, PHRASE),
        _join(";", PHRASE, ":", PHRASE),
        _join("==", PHRASE, "=="),
        _join(" ", PHRASE),
        _join("{|", ATTRIBUTES, "\n|+ ", PHRASE, ROWS),
        _join(_one("<div>", "<blockquote>", "<center>", '<p class="a">'), _one("", "\n"), PHRASE),
        _join(PHRASE, _one("</div>", "</blockquote>", "</center>", "</p>")),
        _join("<pre>", PHRASE, "\n", PHRASE, "</pre>"),
        _join("<poem>", PLAIN, "\n", PLAIN, "</poem>"),
    ),
    7,
    "\n",
    least=1,
)  # fmt: skip
