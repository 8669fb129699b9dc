"""Calls of templates, parser functions and modules, right and wrong: pages of our own, and a grammar for hypothesis.

It leaves out what is meant to differ: categories, counts of pages and users, what the database says of a page, and
dates without a year, for which MediaWiki asks the clock of its server.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from tests.mediawiki.strategies import Texts, join, one, several, word

PAGES = {  # as MediaWiki keeps them: without white space at the end
    "Template:One": "({{{1|none}}})",
    "Template:Named": "{{{a|no a}}}, {{{b|}}}; {{{ c d |x}}}",
    "Template:Both": "{{{1}}}{{{2|two}}}{{{name|{{{3|}}}}}}",
    "Template:If": "{{#if:{{{1|}}}|yes {{{1}}}|no}}{{{2|}}}",
    "Template:Pick": "{{#switch:{{{1|}}}|a|b=first|c={{{2|}}}|#default=other|d=last}}",
    "Template:Sum": "{{#expr:{{{1|0}}}+{{{2|0}}} round 2}}",
    "Template:Doc": "shown<noinclude> hidden {{One|x}}</noinclude><includeonly> included</includeonly>",
    "Template:Only": "a<onlyinclude>b{{{1|}}}</onlyinclude>c<onlyinclude>d</onlyinclude>",
    "Template:Lines": "\n* {{{1|}}}\n* {{{2|}}}",
    "Template:Table": "{|\n| {{{1|}}} || {{{2|}}}\n|}",
    "Template:Item": "* {{{1|}}}",
    "Template:Old": "#REDIRECT [[Template:One]]",
    "Template:Older": "#redirect[[template:old]]",
    "Template:Loop": "a{{Loop}}b",
    "Template:Pass": "{{One|1={{{1|}}}}}{{Named|a={{{a|}}}|{{{1|}}}={{{2|}}}}}",
    "Template:Apart": "x<!-- {{One}} -->y\n<!-- alone on its line -->\nz",
    "Template:Space": "  {{{1|}}}  <!-- -->",
    "Template:Where": "{{PAGENAME}} in {{NAMESPACE}}, {{FULLPAGENAME}}, {{SUBPAGENAME}}/{{BASEPAGENAME}}",
    "Template:Safe": "{{{{{|safesubst:}}}#if:{{{1|}}}|{{{{{|safesubst:}}}lc:{{{1}}}}}|-}}",
    "Template:Shown": "<nowiki>{{One|x}}</nowiki>{{{1|}}}<pre>{{{1|}}}</pre>",
    "Template:Start": "<div class=a>{{{1|",
    "Template:Choice": "{{One{{#if:{{{1|}}}|/sub}}|{{{1|}}}}}",
    "Template:One/sub": "sub {{{1|}}}",
    "Template:Count": "{{#if:{{{1|}}}|1{{Count|{{#sub:{{{1}}}|1}}}}}}",
    "Template:Module": "{{#invoke:Forms|parent|own=1}}",
    "Module:Data": "return { list = { 'a', 'b', 'c' }, names = { ash = 'tree', dog = 'animal' } }",
    "Module:Help": "local help = {}\nfunction help.join(list) return table.concat(list, '+') end\nreturn help",
    "Module:Forms": Path(__file__).with_name("forms.lua").read_text(encoding="utf-8").rstrip(),
}


WORD = word("ash Birch c 7 0 -3 2.50 1e3 Ärger 日本 É a_b aß it's 1,234.5 01 A B/c")
PLAIN = st.one_of(WORD, WORD, join(WORD, " ", WORD), one("", " ", " a ", "\nb\n", "a b c d"))
MARKUP = one(
    "[[A|b]]", "[[a]]", "''i''", "a=b", "=", "x=", "<b>c</b>", "&amp;", "&nbsp;", "&#61;", "* d", "# e", ":f", "{|",
    "|}", "{{!}}", "{{=}}", "<!-- c -->", "<nowiki>|</nowiki>", "<nowiki/>", "http://e.org/?a=b",
    "[http://e.org a|b]", "-{a}-", "__TOC__", "A:B", "<pre>x</pre>", "<poem>y</poem>", "{{{1|d}}}", "{{{x}}}",
    "{{{|e}}}", "{{{a|b|c}}}", "}}", "{{", "[[", "]]", "{", "}", "{{{", "}}}",
)  # fmt: skip
TITLE = word(
    "A a:b Talk:A template:one :A File:A.png Special:X A/b A/b/c A#c user_talk:x a_b http://e Category:X B&amp;c "
    "é ../x /y x[y"
)
NUMBER = word("0 1 2 3 12 -1 -4 1.5 1,234 1234567.891 -0.5 1e6 1e-7 .5 5. 007 x 99999999999999999999 0x1A")
OPERAND = word("0 1 2 3 7 1.5 .25 2e2 pi e -1 10 100 1.005 x")
EXPRESSION = st.recursive(
    OPERAND,
    lambda inner: st.one_of(
        join(inner, word("+ - * / ^ = < > <= >= <> !="), inner),
        join(inner, " ", word("mod fmod div round and or"), " ", inner),
        join(word("- + not sin cos tan abs floor trunc ceil ln exp sqrt acos"), " ", inner),
        join("(", inner, ")"),
        join("(", inner),
        join(inner, ")"),
    ),
    max_leaves=5,
)
DATE = one(
    "2001-02-03", "3 February 2001", "Feb 3, 2001", "2001-02-03 04:05:06", "20010203", "20010203040506", "@86400",
    "", "29 Feb 2000", "2000-02-30", "1 January 1970 +1 day", "2001-W05-3",
    "2001-02-03T04:05:06Z", "2001-02-03T04:05:06+02:00", "March 2010",
    "13 13 2001", "nonsense", "10/11/2012", "11.10.2012", "2001.034", "0733-01-05", "1 may 1850",
    "Sat, 03 Feb 2001 10:00:00 GMT", "31 December 9999", "May 5 2001",
)  # fmt: skip
FORMAT = st.one_of(
    several(
        word("d j D l N w z W n m M F t L o Y y a A g h G H i s c r U xg xn xN xr xjY xkY xoY xtY xiY xmj xjF xij"),
        4,
        least=1,
    ),
    one(
        "j F Y",
        "Y-m-d",
        'F "of" Y',
        "jS M y",
        "H:i (e T P O Z I)",
        "xx",
        "\\a\\b",
        '"',
        "xh",
        "xrY xrj",
        "D, d M Y",
        "D-j-n",
        "",
    ),
    one("xnY", "xNY", "xmF", "xiF", "xjj xjn", "xkY", "xoY", "d日", "u", "B"),
)


def _function(deeper: Texts) -> Texts:
    """Calls of parser functions whose arguments are of the right kind, more often than not."""
    bar = "|"
    value = st.one_of(PLAIN, deeper)
    pairs = several(st.one_of(join(value, "=", value), value), 4, "|", least=1)
    return st.one_of(
        join("#if:", value, bar, value, one("", "|"), value),
        join("#ifeq:", st.one_of(value, NUMBER), bar, st.one_of(value, NUMBER), "|same|", value),
        join("#ifeq:", value, bar, value, "|same|", value),
        join("#switch:", value, bar, pairs),
        join("#switch:", word("a b c 1 01 1.0"), "|a|b = ", value, "|1=one|#default = ", value),
        join("#iferror:", st.one_of(value, join("{{#expr:", EXPRESSION, "}}")), "|error|", value),
        join("#ifexpr:", EXPRESSION, "|yes|", value),
        join("#expr:", EXPRESSION),
        join("#expr:", EXPRESSION),
        join("#ifexist:", st.one_of(TITLE, one("Template:One", "Module:Data", "template:one#x")), "|is|not"),
        join("#time:", FORMAT, bar, DATE),
        join("#time:", FORMAT, bar, DATE, bar, word("en de fr ru ar ja hi fi pl xx")),
        join("#timel:", FORMAT, bar, DATE),
        join("#titleparts:", st.one_of(TITLE, value), bar, word("0 1 2 -1 x"), bar, word("0 1 2 -1 -3")),
        join("#rel2abs:", st.one_of(word("../x ./y /z . .. ../../a a/../b"), TITLE), one("", "|A/B", "|A/B/C")),
        join("#len:", value),
        join(word("#pos: #rpos: #count:"), value, bar, value),
        join("#sub:", value, bar, word("0 1 -1 3 x"), bar, word("0 1 -1 2 5")),
        join("#replace:", value, bar, value, bar, value),
        join("#explode:", value, bar, word(", / a =x"), bar, word("0 1 -1 2"), one("", "|1", "|2")),
        join("#urldecode:", one("%41b+c", "%C3%A4", "%zz", "a%20b")),
        join(word("lc: uc: lcfirst: ucfirst: LC: UCFIRST:"), value),
        join(word("padleft: padright:"), value, bar, word("0 1 5 12 -2 x 600")),
        join(word("padleft: padright:"), value, bar, word("0 1 5 12"), bar, value),
        join("formatnum:", NUMBER, one("", "|R", "|NOSEP", "|x")),
        join("plural:", NUMBER, "|one|many"),
        join("plural:", NUMBER, "|", value, "|2=pair|", value),
        join(word("urlencode: anchorencode:"), value, one("", "|WIKI", "|PATH", "|QUERY")),
        join(word("fullurl: localurl: canonicalurl: fullurle: localurle:"), TITLE, one("", "|action=edit", "|a=b&")),
        join(word("ns: nse: NS:"), word("0 1 2 10 -1 template talk user_talk Help 828 999 x project image")),
        join(word("PAGENAME: PAGENAMEE: FULLPAGENAME: FULLPAGENAMEE: NAMESPACE: NAMESPACEE:"), TITLE),
        join(word("BASEPAGENAME: SUBPAGENAME: SUBPAGENAMEE: ROOTPAGENAME: SUBJECTPAGENAME:"), TITLE),
        join(word("NAMESPACENUMBER: TALKPAGENAME:"), TITLE),
        join(word("TALKSPACE: SUBJECTSPACE:"), TITLE),
        join("#language:", word("de en ar pt-br xx zh-hant DE")),
        join("#formatdate:", one("2001-02-03", "3 February 2001", "Feb 3, 2001"), one("", "|dmy", "|mdy", "|ymd")),
        join("#tag:", word("nowiki pre span b"), bar, PLAIN),
        join("#special:", word("Search x RecentChanges")),
        join("gender:", value, "|he|she|they"),
        join("grammar:genitive|", WORD),
        join("bidi:", WORD),
        join("int:", word("january mainpage comma-separator")),
        join("DISPLAYTITLE:", WORD),
        join("subst:", WORD),
        join("safesubst:lc:", value),
    )  # fmt: skip


VARIABLE = word(
    "PAGENAME FULLPAGENAME NAMESPACE SITENAME CURRENTYEAR CURRENTMONTH CURRENTMONTHNAME CURRENTDAY CURRENTDAY2 "
    "CURRENTDAYNAME CURRENTDOW CURRENTTIME CURRENTHOUR CURRENTWEEK CURRENTTIMESTAMP CURRENTMONTHABBREV "
    "CURRENTMONTHNAMEGEN LOCALDAY LOCALYEAR TALKPAGENAME TALKSPACE SUBJECTPAGENAME BASEPAGENAME ROOTPAGENAME "
    "SUBPAGENAME NAMESPACENUMBER SERVER SERVERNAME SCRIPTPATH CONTENTLANGUAGE PAGELANGUAGE DIRECTIONMARK ! = "
    "PAGENAMEE CURRENTVERSION ARTICLEPATH STYLEPATH"
)
TEMPLATE = st.one_of(
    word("One One Named Both If Pick Sum Doc Only Lines Table Item Old Loop Pass Apart Space Where Safe Shown Choice"),
    word("Older Count Module template:One Template:one :Template:One One/sub {{lc:One}} msg:One One#x"),
    one(" one ", "One<!-- c -->", "\nOne\n"),
)
FUNCTIONS_OF_MODULE = word(
    "list list parent upper sub find gsub split trim nowiki encode words expand preprocess call tag child html "
    "title title here number date data uri format json message"
)


def _call(deeper: Texts) -> Texts:
    value = st.one_of(PLAIN, PLAIN, MARKUP, deeper, join(PLAIN, deeper))
    name = word("a b 1 2 name 3 x")
    argument = st.one_of(value, value, join(name, "=", value), join(" ", name, " = ", value, "\n"))
    arguments = several(join("|", argument), 4)
    pattern = word("%a+ (%w)(%d?) [a-c]+ %bxy .- ^a $ %f[%w]%w+ a,b,c [^ %s* é+")
    module = st.one_of(value, TITLE, NUMBER, DATE, pattern)
    named = st.one_of(module, module, join(name, "=", module))
    return st.one_of(
        join("{{", TEMPLATE, arguments, "}}"),
        join("{{", TEMPLATE, arguments, "}}"),
        join("{{", _function(deeper), "}}"),
        join("{{", _function(deeper), "}}"),
        join("{{", VARIABLE, "}}"),
        join("{{{", word("1 a x"), several(join("|", value), 2), "}}}"),
        join(
            "{{#invoke:Forms|",
            FUNCTIONS_OF_MODULE,
            several(join("|", named), 3),
            "}}",
        ),
    )


CALL = _call(st.one_of(MARKUP, _call(st.one_of(PLAIN, MARKUP))))
BRACES = several(
    st.one_of(
        word("{ } {{ }} {{{ }}} {{{{ }}}} {{{{{ }}}}} [[ ]] | = One a 1 #if: lc: -{ }-"),
        one("\n", " ", "<!--", "-->", "<nowiki>"),
    ),
    14,
    least=2,
)  # fmt: skip
PAGE = several(st.one_of(CALL, CALL, CALL, join(PLAIN, " "), MARKUP, BRACES), 3, least=1)
