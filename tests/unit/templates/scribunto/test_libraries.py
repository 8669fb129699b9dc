"""Modules, each a line of Lua; what they return was compared with MediaWiki 1.39 and its Scribunto."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.unit.templates.wiki import expander
from wikimill.templates.expander import Expander
from wikimill.templates.labels import LABEL
from wikimill.templates.scribunto.engine import Modules

PAGES = {"Template:Wind": "[{{{1|}}}|{{{a|-}}}]", "Module:Data": 'return { one = 1, list = { "a", "b" } }'}


def with_modules(pages: Mapping[str, str]) -> Expander:
    return expander({**PAGES, **pages}, modules=Modules)


def error(text: str) -> str:
    """An error as a page shows it."""
    return f'<strong class="error"><span class="scribunto-error" id="mw-scribunto-error-0">{text}</span></strong>'


def run(lua: str, call: str = "{{#invoke:M|f| x |y= z }}") -> str:
    """What a function with this body, or of this value, shows."""
    body = lua if "return " in lua or lua.startswith("error") else f"return {lua}"
    module = f"local p = {{}}\nfunction p.f(frame) {body} end\nreturn p"
    return LABEL.sub("", with_modules({"Module:M": module}).expand_page("Corncrake", call).text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lua", "expected"),
    [
        ("frame.args[1] .. '|' .. frame.args.y", " x |z"),
        (
            "local t = {} for k, v in pairs(frame.args) do t[#t + 1] = tostring(k) .. '=' .. v end "
            "table.sort(t) return table.concat(t, ';')",
            "1= x ;y=z",
        ),
        ("frame:expandTemplate{ title = 'Wind', args = { 'x', a = 'y' } }", "[x|y]"),
        ("frame:preprocess('{{Wind|{{{1}}}|a={{{y}}}}}')", "[ x |z]"),
        ("frame:callParserFunction('#if', ' ', 'yes', 'no')", "no"),
        ("frame:callParserFunction{ name = 'lc', args = { 'ABC' } }", "abc"),
        ("frame:getTitle()", "Module:M"),
        ("frame:newChild{ title = 'X', args = { 'p', q = 'r' } }.args.q", "r"),
        ("tostring(frame:getParent() ~= nil)", "true"),
        ("mw.loadData('Module:Data').list[2]", "b"),
        ("require('Module:Data').one", "1"),
        ("mw.ustring.upper('straße é') .. mw.ustring.lower('ÀÉ')", "STRASSE Éàé"),
        ("mw.ustring.len('日本語') .. mw.ustring.sub('日本語', 2, -1)", "3本語"),
        ("mw.ustring.gsub('Ölfässer', '[äö]', { ['ä'] = 'ae' })", "Ölfaesser1"),
        ("mw.ustring.match('abc 12', '(%a+) (%d+)')", "abc12"),
        ("mw.ustring.find('naïve', 'ï')", "33"),
        (
            "local t = {} for w in mw.ustring.gmatch('één twee', '%w+') do t[#t + 1] = w end "
            "return table.concat(t, '+')",
            "één+twee",
        ),
        ("mw.ustring.char(0x1F600, 65)", "😀A"),
        ("mw.ustring.codepoint('é', 1)", "233"),
        ("mw.ustring.toNFC('e\\204\\129')", "é"),
        ("mw.ustring.isutf8('\\255') and 'yes' or 'no'", "no"),
        ("mw.text.trim('  a b  ') .. '|'", "a b|"),
        ("table.concat(mw.text.split('a, b,c', ',%s*'), '|')", "a|b|c"),
        ("mw.text.listToText({ 'a', 'b', 'c' })", "a, b and c"),
        ("mw.text.nowiki('[[a]] {{b}}')", "&#91;&#91;a&#93;&#93; &#123;&#123;b&#125;&#125;"),
        ("mw.text.encode('<a & \"b\">') .. mw.text.decode('&lt;&eacute;', true)", "&lt;a &amp; &quot;b&quot;&gt;<é"),
        ("mw.text.jsonEncode({ 1, 2, { a = 'é\"' } })", '[1,2,{"a":"é\\""}]'),
        ('mw.text.jsonDecode(\'{"a": [1, null, "x"]}\').a[3]', "x"),
        ("mw.text.jsonEncode({})", "[]"),
        ("mw.text.tag('span', { class = 'a' }, 'b')", '<span class="a">b</span>'),
        ("mw.text.truncate('abcdefgh', 4)", "abcd..."),
        ("mw.text.gsplit('a b', ' ')()", "a"),
        ("mw.text.killMarkers('a' .. frame:preprocess('<nowiki>b</nowiki>') .. 'c')", "ac"),
        ("mw.title.new('template:wind').prefixedText", "Template:Wind"),
        ("mw.title.new('Wind', 'Template').exists and 'yes' or 'no'", "yes"),
        ("mw.title.new('Nope').exists and 'yes' or 'no'", "no"),
        ("mw.title.getCurrentTitle().text", "Corncrake"),
        ("mw.title.makeTitle('Talk', 'a b').fullText", "Talk:A b"),
        ("mw.title.new('A/b/c').subpageText .. mw.title.new('A#f').fragment", "A/b/cf"),
        ("tostring(mw.title.new('a|b'))", "nil"),
        ("mw.title.new('Template:Wind'):getContent()", "[{{{1|}}}|{{{a|-}}}]"),
        ("tostring(mw.title.new('A') == mw.title.new('a'))", "true"),
        ("mw.uri.encode('a b&é', 'WIKI') .. mw.uri.decode('a%20b')", "a_b%26%C3%A9a b"),
        ("mw.uri.anchorEncode('a b [[c]]')", "a_b_c"),
        ("tostring(mw.uri.new('http://a.example/b?c=d#e').query.c)", "d"),
        ("mw.language.getContentLanguage():formatNum(1234567.891)", "1,234,567.891"),
        ("mw.getContentLanguage():formatDate('j F Y', '2001-02-03')", "3 February 2001"),
        ("mw.getContentLanguage():plural(2, 'one', 'many')", "many"),
        ("mw.getContentLanguage():ucfirst('éa')", "Éa"),
        ("mw.language.fetchLanguageName('fr')", "français"),
        ("tostring(mw.language.new('ar'):isRTL())", "true"),
        ("mw.getContentLanguage():parseFormattedNumber('1,234.5')", "1234.5"),
        ("mw.message.newRawMessage('a $1 b', 'x'):plain()", "a x b"),
        ("mw.message.new('and'):plain()", " and"),
        ("tostring(mw.message.new('no-such-message'):exists())", "false"),
        ("mw.site.namespaces.Template.id .. mw.site.namespaces[1].name", "10Talk"),
        (
            "tostring(mw.html.create('div'):addClass('a'):css('color', 'red'):tag('br'):done():wikitext('x'))",
            '<div class="a" style="color:red"><br />x</div>',
        ),
        ("mw.hash.hashValue('md5', 'a')", "0cc175b9c0f1b6a831c399e269772661"),
        ("mw.ext.ParserFunctions.expr('1 + 2 * 3')", "7"),
        ("string.format('%5.2f|%s|%q', 1 / 3, 'a', 'b\"c')", ' 0.33|a|"b\\"c"'),
        ("tostring(1e15) .. tostring(10 / 2) .. tostring(2^53) .. tostring(-0.1)", "1e+1559.007199254741e+15-0.1"),
        ("tostring(0/0) .. tostring(1/0)", "-naninf"),
        ("math.floor(-1.5) .. math.max(1, 2)", "-22"),
        ("select('#', nil, nil)", "2"),
        ("type(os.time{ year = 2001, month = 2, day = 3 })", "number"),
        ("table.concat({ unpack({ 1, 2, 3 }, 2) }, ',')", "2,3"),
        ("error('no')", error("Lua error in Module:M at line 2: no.")),
        (
            "local x = nil return x.y",
            error("Lua error in Module:M at line 2: attempt to index local &#039;x&#039; (a nil value)."),
        ),
        (
            "frame.args[1] + 1",
            error(
                "Lua error in Module:M at line 2: "
                "attempt to perform arithmetic on field &#039;?&#039; (a string value)."
            ),
        ),
        ("nil", ""),
        ("{}", "table"),
        ("true", "true"),
        ("12", "12"),
        (
            "frame:expandTemplate{ title = 'Nope' }",
            error("Lua error: expandTemplate: template &quot;Nope&quot; does not exist."),
        ),
        (
            "frame:callParserFunction('nope', 'a')",
            error("Lua error: callParserFunction: function &quot;nope&quot; was not found."),
        ),
        (
            "mw.loadData('Module:Nope')",
            error("Lua error in package.lua at line 80: module &#039;Module:Nope&#039; not found."),
        ),
        ("string.rep('ab', 3, '-')", "ababab"),
        ("('x'):rep(3)", "xxx"),
        ("tostring(pcall(error, 'a'))", "false"),
        (
            "tostring(getmetatable('').__index == string)",
            error("Lua error in Module:M at line 2: attempt to index a nil value."),
        ),
        ("type(_G) .. type(require) .. type(setmetatable) .. type(rawset)", "tablefunctionfunctionfunction"),
        ("require('libraryUtil') and 'yes'", "yes"),
        ("tostring(mw.isSubsting())", "false"),
        ("mw.clone({ 1, { 2 } })[2][1]", "2"),
        ("mw.allToString(1, 'a', true)", "1\ta\ttrue"),
        ("bit32 and 'yes' or 'no'", "no"),
        ("require('bit32').band(12, 10)", "8"),
        ("tostring(next({})) .. tostring(rawequal('a', 'a'))", "niltrue"),
    ],
)
def test_a_module_shows_what_it_shows_in_mediawiki(lua: str, expected: str) -> None:
    assert run(lua) == expected
