"""Pages of wikitext, right and wrong: a grammar for hypothesis.

It leaves out what is meant to differ: footnotes, poems and captions with tags that do not close in them, which in
MediaWiki go on behind them; poems and `<pre>` of several lines in list items, which end the item there; `<wbr>`, around
which it begins paragraphs; ruby and `<q>`, to which our reader adds parentheses and quotation marks; `<sub>` and
`<sup>`, which it marks in code; tables that nothing closes, which it ends with their last row; `{{`, which is
expanded before.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.mediawiki.strategies import Texts, join, one, several, word


def _element(tag: Texts, *content: Texts | str) -> Texts:
    """Start tag with attributes, content, end tag."""
    parts = st.tuples(tag, ATTRIBUTES, join(*content))
    return parts.map(lambda found: "<{0}{1}>{2}</{0}>".format(*found))


WORD = word("ash birch Cedar D elm x 7 Ärger 日本 (fir) gum. hazel, it's")
SPACE = one("", " ", " ", " ", "  ")
APOSTROPHES = word("'' ''' '' ''' ''''' ' '''' ''''''")
ENTITY = word(
    "&amp; &nbsp; &#32; &lt;b&gt; &eacute; &#x41; &#65 &bogus; & &amp;lt; &#91;&#91;A]] &#39;&#39; &#42; &ndash; &shy;"
)
SIGN = st.one_of(word('[ ] [[ ]] | || ! !! = == { } : ; * # < > /> __ - {| |} |- ~ " << </ \\ `'), st.just("\t"))
SWITCH = word("__NOTOC__ __notoc__ __BOGUS__ __NOINDEX__ __HIDDENCAT__")
ATTRIBUTE = one(
    'class="a b"', "id='c'", "title=d", 'style="color: red"', "nowrap", 'title="a|b"', "title='a>b'", 'title="a',
    "lang = en", 'title="[[A]]"', "title=\"''e''\"", 'onclick="f()"', "colspan=2", 'rowspan="2"', "<!-- c -->", "=",
    "title=a/", 'dir="rtl"',
)  # fmt: skip
ATTRIBUTES = st.one_of(st.just(""), st.just(""), several(join(" ", ATTRIBUTE), 2))
INLINE_TAG = word("b i u s em strong small big span code tt del ins cite kbd abbr font var mark bdi")
BLOCK_TAG = word("div div p center blockquote ul ol li dl dt dd h2 h3 td th caption hr")
ANY_TAG = st.one_of(INLINE_TAG, BLOCK_TAG, word("br a img bogus script B DIV"))
COMMENT = one("<!-- c -->", "<!---->", "<!-- == c == -->", "<!--\n-->", "<!-- '' -->")
BREAK = one("<br>", "<br/>", "<br />", "</br>", "<br clear=all>", "<BR>")
URL = st.one_of(
    word("http://e.org https://e.org/a_b?c=d&e=f#g //e.org/x mailto:a@e.org ftp://e.org/(a) HTTP://E.org"),
    join("http://e.org/", word("a. a, a) (a) a'b a''b'' %41 &amp;b &lt;b a;b; ä [x] |b a:")),
)
TARGET = st.one_of(
    word("A A#B #B :A a_b Talk:A :Category:A :File:A.png :de:A A%20b A&amp;b /a ../a A/b Help:A A<b> A[b A'b"),
    word("''A'' A&#39;b %3Ca%3E A?b fr A:b:c ::A A{b mailto:a http://e.org"),
    one("A b", " A ", "", "A\nb"),
)
TRAIL = one("", "", "", "s", "'s", "é", "-x", "S", "''s''")
PLAIN = several(st.one_of(WORD, WORD, WORD, join("[[", WORD, "]]"), join("''", WORD, "''"), SPACE), 4)
REF = join("<ref", one("", "", " name=a", ' name="b" group=c'), ">", WORD, PLAIN, "</ref>")
LEAF = st.one_of(
    WORD, WORD, WORD, WORD, join(WORD, SPACE), join(SPACE, WORD), SPACE, APOSTROPHES, ENTITY, SIGN, SWITCH, COMMENT,
    BREAK, URL, REF,
    one("RFC 12", "ISBN 0123456789", "<nowiki />", "<ref name=a/>"),
    word("[[Category:A]] [[Category:A|b]] [[de:A]] <nowiki/> <div/> <span/> <b/>"),
    word("<onlyinclude> <noinclude> <includeonly>x</includeonly>"),
)  # fmt: skip


def _inline(deeper: Texts) -> Texts:
    text = several(deeper, 3)
    file_option = st.one_of(
        one("thumb", "left", "200px", "frame", "alt=a", "link=A", "border", "upright=1.2", "x20px", "Thumb", "none"),
        one("right ", "''a'''b"),
        PLAIN,
        join("[[A|", WORD, PLAIN, "]]"),
    )
    return st.one_of(
        join(APOSTROPHES, text, APOSTROPHES),
        join("[[", TARGET, "]]", TRAIL),
        join("[[", TARGET, "|", text, "]]", TRAIL),
        join("[[", TARGET, "|", text),
        # Brackets in what an image in a text is called end a link that is open before it.
        join("[[File:A.png", several(join("|", file_option), 3), one("]]", "]]", "]]", "|")),
        join("[[File:A.png|thumb|", text, one("]]", "]]", "]]", "")),
        join("[", URL, one(" ", " ", ""), several(LEAF, 3), one("]", "]", "]", "")),
        # A tag that has blocks in it begins a paragraph, and so a word.
        join(" ", _element(INLINE_TAG, text), " "),
        join(" <", ANY_TAG, ATTRIBUTES, one(">", ">", ">", "/>", " />", ""), text),
        join(text, "</", ANY_TAG, one("> ", "> ", " > ", " ")),
        join("<nowiki>", text, one("</nowiki>", "</nowiki>", "")),
    )


INLINE = st.one_of(LEAF, _inline(st.one_of(LEAF, _inline(LEAF))))
TEXT = several(join(INLINE, SPACE), 5)
PREFIX = several(word("* * * # # : : ;"), 4, least=1)
EQUALS = word("= == == == === ===== =======")
# Text in a table but in no cell is put before the table by MediaWiki, in an order of its own if it has formats.
CELLS = st.one_of(
    join("| ", TEXT),
    join("!", TEXT),
    join("|", ATTRIBUTES, "|", TEXT),
    join(one("| ", "! ", "!", "|"), TEXT, one("||", " || ", "!!", "|"), TEXT),
)
TABLE_LINE = st.one_of(CELLS, CELLS, join(word("|- |-- |---"), ATTRIBUTES, "\n", CELLS), TEXT, st.just(""))


def _lines(deeper: Texts) -> Texts:
    """Lines in each other: tables, and elements that go over lines."""
    body = several(deeper, 4, "\n")
    lines = several(PLAIN, 3, "\n")
    table = (
        join("{|", ATTRIBUTES, "\n"),
        one("", "", "|-\n", "|+ash\n", "|+ lang=en | ash\n\n|-\n"),
        CELLS,
        "\n",
        several(st.one_of(TABLE_LINE, deeper), 6, "\n"),
    )
    return st.one_of(
        join(one("", "", "", ":", "::", " "), *table, one("\n|}", "\n|}", "\n|}", "\n |}", "\n|} x", "")),
        _element(BLOCK_TAG, one("\n", ""), body, one("\n", "")),
        _element(INLINE_TAG, body),
        join("<", BLOCK_TAG, ATTRIBUTES, ">", body),
        join(body, "</", BLOCK_TAG, ">"),
        join("<table", ATTRIBUTES, "><tr><td>", body, "</td><th>", body, "</th></tr></table>"),
        join("<poem>", several(join(one("", "", ":", " ", "*"), PLAIN), 3, "\n"), "</poem>"),
        join("<pre", ATTRIBUTES, ">", body, one("</pre>", "</pre>", "")),
        join(one("<!--", "<nowiki>"), body, one("-->", "</nowiki>")),
        join("[[File:A.png|thumb|", lines, "]]"),
        join("<includeonly>", body, "</includeonly>"),
    )


LINE = st.one_of(
    TEXT, TEXT, st.just(""), st.just(""), TABLE_LINE,
    join(PREFIX, SPACE, TEXT),
    join(PREFIX, SPACE, TEXT),
    join(";", TEXT, one(":", " : "), TEXT),
    join(EQUALS, SPACE, TEXT, SPACE, EQUALS, one("", "", " ", " <!-- c -->", " x")),
    join(" ", TEXT),
    join(COMMENT, one("", " ", "x")),
    one("----", "-----x", "---- ''a''", " ", "  ", "\t", "<br>", "<references />", "__TOC__"),
    one("</div>", "<div>", "<center>", "</center>"),
)  # fmt: skip
PAGE = several(st.one_of(LINE, LINE, _lines(st.one_of(LINE, _lines(LINE)))), 5, "\n", least=1).map(
    lambda page: page + "\n|}" * page.count("{|")
)

# Pages as good authors write them.
PHRASE = several(
    st.one_of(
        join(WORD, SPACE), join(WORD, SPACE), join(WORD, SPACE), APOSTROPHES, COMMENT, BREAK, URL, ENTITY, REF,
        join("[[", TARGET, "]]", TRAIL),
        join("[[", TARGET, "|", PLAIN, "]]", TRAIL),
        join("[", URL, " ", PLAIN, "]"),
        join("[[File:A.png", several(one("|thumb", "|left", "|20px", "|alt=a", "|b ''c''"), 3), "]]"),
        _element(INLINE_TAG, PLAIN),
        one("[[Category:A]]", "[[de:A]]", "<nowiki>''[[A]]</nowiki>"),
    ),
    6,
)  # fmt: skip
ROWS = join("\n! ", PHRASE, " !! ", PHRASE, "\n|-\n|", PHRASE, "||\n", PHRASE, "\n\n", PHRASE, "\n|}")
PROSE = several(
    st.one_of(
        PHRASE, PHRASE, st.just(""), one("----", "__TOC__", "<!-- c -->"),
        join(PREFIX, PHRASE),
        join(";", PHRASE, ":", PHRASE),
        join("==", PHRASE, "=="),
        join(" ", PHRASE),
        join("{|", ATTRIBUTES, "\n|+ ", PHRASE, ROWS),
        join(one("<div>", "<blockquote>", "<center>", '<p class="a">'), one("", "\n"), PHRASE),
        join(PHRASE, one("</div>", "</blockquote>", "</center>", "</p>")),
        join("<pre>", PHRASE, "\n", PHRASE, "</pre>"),
        join("<poem>", PLAIN, "\n", PLAIN, "</poem>"),
    ),
    7,
    "\n",
    least=1,
)  # fmt: skip
