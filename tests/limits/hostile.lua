-- `pandoc lua hostile.lua ROOT WAY SIZE…`: the CPU seconds of pages that are one token over and over, up to each size in kB.
--
-- A line for each page: the page, seconds for each size, or the error. Ways: `words`, with the default filters and options,
-- which make few elements; `all`, with filters that see all elements, to HTML.

local root = arg[1]
package.path = root .. '/workflow/wikitext/?.lua;' .. root .. '/workflow/reader/?.lua;' .. root .. '/tests/reader/?.lua;' .. package.path

local convert = require 'convert'
local page = require 'page'

-- What stands before the tokens, a token, and what stands behind them.
local CASES = {}

-- Lines of tokens; "\n" is written as ␤, DEL as ␡.
local function tokens(lines, before, after)
  for line in lines:gmatch '[^\n]+' do
    local token = line:gsub('␤', '\n'):gsub('␡', '\127'):gsub('␠', ' ')
    CASES[#CASES + 1] = { before or '', token, after or '', name = (before or '') .. line .. ' … ' .. (after or '') }
  end
end

tokens [==[
*
#
:
;
*#:;
*#
'
''
'''
'''''
''a'''b
'''''a''␠
''a␤
l'''a␠
[
]
[[
]]
[[a|
[[a]]
[[a|b]]c
[[a|''b]]
[[a|[[b]]
[[File:a|
[[File:a|[[b]]␠
[[File:a.jpg|thumb|b]]
[[Category:a]]
[[Category:a]]␤
[[de:a]]␠
[[:a
[[a#
[[%41
[[../
{
}
{{
}}
{{{
}}}
{{a
{{a|
{{a|b}}
{{{1|}}}
{|
{|␤
{|␤|␤
{|␤|-␤
{|␤|a␤|}␤
:{|␤
{|␤!a!!b␤
{|␤== a ==␤
|}
|}␤
|-␤
||
!!
<
>
</
</ref
<!
<!--
<!-- -->
␤<!-- -->␤
␤␠<!-- -->␠
<b>
</b>
<b>x
<i><b>x</i>
<b>x<p>
<b>x␤␤
<sub>
<sub>x
a<sub>x<sub>x<sub>x<sub>x<sub>x<sub>x<sub>x<sub>x<sub>x<sub>x<sub>x<sub>x␤␤
<sup>x</sub>
<small>x␤␤
<s>␤*
<div>
</div>
<div>x
<div class="a">
<div style="display:none">
<div style='
<center>␤
<p>
</p>
<p>x
<br>
<br>␤
<br></p>
<hr>
<h2>
<h2>x</h3>
<h2><div>
<blockquote>
<blockquote>␤a␤
<ul>
<ul><li>
<li>
<li>x
<li><p><b>x
<dl><dd>
<dt>
<dl>x<dt>y
<table>
<table>x
<table><td>
<table><tr>
<table><caption>
<table><tr>x<div>
</table>
<tr>
<td>
<th>x
<span>
<span class=a>
<span class="noprint">
<span class="noprint">x</span>
<a>
<a href="b">c</a>
<q>
<q>x</q>
<code>
<code>x
<ruby>x<rt>
<ruby><rb>x<rp>
<pre>
<pre>x</pre>
<pre>␤
<nowiki>
<nowiki>x</nowiki>
<nowiki/>
<math>
<math>x</math>
<chem>x</chem>
<ref>
<ref>x</ref>
<ref/>
<ref name=a>x␠
<ref><nowiki>
<ref name="a">x</ref>
<ref>x<ref>
<references>
<references><ref>
<poem>
<poem>x</poem>
<poem>x␤␤
<gallery>
<gallery>a</gallery>
<gallery>␤a|b␤
<tabber>
<tabber>a=b</tabber>
<tabber>a=b|-|
|-|a=b
<syntaxhighlight>
<syntaxhighlight lang="c">x</syntaxhighlight>
<section begin=a/>
<score>
<timeline>a
<noinclude>
<includeonly>
<onlyinclude>a
</noinclude>
<x>
<ref 
<ref/
<math
<b x=
-{
-{a
}-
-{zh:a;
␡
␡n1␡
␡1␡
&#1;
&#127;
&#x7f;n1&#x7f;
&#5;9&#6;
&
&#
&amp;
&amp
&nbsp;
&nosuch;
&a1b2;
&#xffffffffff;
http://
http://a
http://a␠
http://a(
http://a.,;:
http://[
[http://a
[http://a␠
[http://a b]
[http://a b␤
[http://a]
[//
[mailto:a b]
mailto:
mailto:a␠
a:
://
a://
RFC 1
ISBN 1234567890␠
=
==
=a=␤
==a==␤
==␤
===a==␤
=␠
----
----␤
__
__TOC__
__TOC
__a_
＿＿
~~~~
␤
␤␤
␠
␠␤
␤␠
␠a␤
a
a␠
ab cd␤
a␤
a␤␤
é
漢
�
*a␤
*a␤:b␤
*a␤␤
;a:b␤
;a␤
:a␤
:;
*;a:b␤
#a␤*b␤
::::a␤:a␤
*{|␤|a␤|}␤
(
()
（
「
,␠
、
\
`
|
!
_
<ref>x</ref>,␠
(<ref>x</ref>)
「<ref>x</ref>」
]==]

tokens(':\na:\n:a\n<b>:\n&amp;\nhttp://a:', ';')
tokens('||\na||\n!!\n|a\n| |a', '{|\n|')
tokens('!!\na!!', '{|\n!')
tokens('|-\n\n|␤\n!a␤\n|a␤|-␤\n|a||b␤\n|rowspan=9|a||b␤|-␤\n|rowspan=1000|a\n|colspan=1000|a␤\n|colspan=1000|a␤|-␤\n|colspan=90|a␤|-␤\n|colspan=1000 rowspan=1000|a␤\n|rowspan=1000|a␤|-␤\n!a␤|-␤', '{|\n')
tokens('|a␤|-␤', '{|\n', '|}')
tokens('␠\n␤\n\t\n_\n:', '{|\n|a', 'b')
tokens('␠\na\n=', 'a', 'b')
tokens('a\n[\n]\na|\n␠', '[[a|', ']]')
tokens('a\n␠\n(\n\'', '[http://a ', ']')
tokens('a\n␠\n"\na=b␠\na="b"␠\nclass=a␠\n/', '<div ', '>b</div>')
tokens('a\n␠\na=b␠', '<ref ', '>b</ref>')
tokens('a\n</ref\n<ref\n␠', '<ref>', '</ref>')
tokens('<nowiki>\n[[\n{|␤', '<ref>', '</ref>')
tokens('[[a\n]\n␤\n|', '[[File:a|', ']]')
tokens('a\n␠\n␤\n<br>', "''", "''")
tokens('␠\n␤', 'a', 'b[[Category:x]]')
tokens('␠\n\1', '=', '=x')
tokens('=\n␠\n=␠', '\n=', 'x=')
tokens('<br>\n<b>\n<small>\n␠\n_', '== ', ' ==\nx')
tokens('<b\0021\2>\n<b\2\2>a\n\0029\2\n\2\n{|\0021\2␤', 'a', 'b')

local WAYS = {
  words = {
    filters = 'references tables images categories switches tabs links sections markup',
    options = { tables = 'drop', to = 'markdown', remove = {
      { text = '.noprint', conditions = { { 'class', '~=', 'noprint', false } } },
      { text = '[style*="display:none"]', conditions = { { 'style', '*=', 'display:none', false } } },
      { text = 'sup.reference', conditions = { { '', '=', 'sup', false }, { 'class', '~=', 'reference', false } } },
      { text = '[role=note]', conditions = { { 'role', '=', 'note', false } } },
    } },
  },
  all = { filters = 'tables tabs sections', options = { tables = 'keep', to = 'html', remove = {} } },
}

local way = WAYS[arg[2]]
page.options, page.site = way.options, require 'english'
local paths = {}
for name in way.filters:gmatch '%S+' do paths[#paths + 1] = root .. '/workflow/filters/' .. name .. '.lua' end
local filters = convert.load(paths)

for _, case in ipairs(CASES) do
  local before, token, after = table.unpack(case)
  local columns = { (case.name:gsub('%c', { ['\n'] = '␤', ['\t'] = '␉', ['\1'] = '␁' })) }
  for index = 3, #arg do
    local text = (before .. token:rep(tonumber(arg[index]) * 1000 // #token) .. after):gsub('\127', '')
    local seconds, problem = math.huge, nil
    for _ = 1, 2 do -- the lesser time: collecting what all pages before have left takes long for one of them
      local start = os.clock()
      page.start('Test page', ' T')
      local done, message = pcall(convert.page, filters, 'page', text)
      problem = not done and tostring(message) or nil
      seconds = math.min(seconds, os.clock() - start)
      if seconds < 0.1 then break end
    end
    columns[#columns + 1] = problem and 'error: ' .. problem:sub(1, 300):gsub('%s', ' ') or ('%.3f'):format(seconds)
  end
  print(table.concat(columns, '\t'))
end
