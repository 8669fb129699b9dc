-- `pandoc lua fuzz.lua ROOT SEED PAGES`: pages of random tokens and words, Q1z Q2z …, which say each of the words once and in
-- their order; in tables, which put text that is in no cell before them, in any order. A line for each page that fails or says
-- other words; the last line is the number of pages.

local root, seed, pages = arg[1], tonumber(arg[2]), tonumber(arg[3])
package.path = root .. '/workflow/wikitext/?.lua;' .. root .. '/workflow/reader/?.lua;' .. package.path

PANDOC_SCRIPT_FILE = root .. '/workflow/reader/mediawiki.lua' -- as pandoc sets it
dofile(PANDOC_SCRIPT_FILE)

local convert = require 'convert'
local page = require 'page'

-- No token hides the words behind it: what would be a link's target, a cell's attributes or a tab's name is not among them.
local function tokens(list)
  local found = {}
  for token in list:gmatch '%S+' do found[#found + 1] = token:gsub('␤', '\n'):gsub('␠', ' '):gsub('␡', '\127') end
  return found
end

local TEXT = [==[ '' ''' ''''' ␤ ␤ ␤ ␤␤ ␤* ␤# ␤: ␤; ␤*# ␤:; ␤␠ ␠ ␠ :␠ ␤== == ␤---- <b> </b> <i> </i> <div> </div> <p> </p> <br>
  <br> </br> <ul> </ul> <li> </li> <ol> </ol> <dl> <dt> <dd> </dl> </dt> </dd> <blockquote> </blockquote> <pre> </pre> <sub> </sub>
  <sup> </sup> <code> </code> <span> </span> <h2> </h2> <h3> <s> </s> <u> </u> <center> </center> <nowiki> </nowiki> <hr> &amp; &#1;
  &#127; &#x7f;n1&#x7f; &#5;9&#6; < > & __TOC__ <small> </small> <a> <q> </q> <font> <ruby> </ruby> <rt> </rt> <rb> <poem> </poem>
  <unknown> </unknown> <div␠class="a"> <span␠style="b:c"> http://x.example␠ ␡ ␡n1␡ ␡p2␡ \ ` * _ $ ~ ^ -{ }- ]==]
local LINKS = ' [[ [[ ]] ]] [ ] '
local TABLES = [==[ ␤{|␤ ␤{|␤ ␤|␠ ␤|␠ ␤!␠ ␤|-␤ ␤|+␠ ␤|}␤ ␠||␠ ␠!!␠ <table> <table> </table> <tr> </tr> <td> <td> </td> <th> </th>
  <caption> </caption> ]==]

-- What strip markers and references of characters are made of; without space and slash, behind which a tag has attributes.
local FORGED = 'n n p x l r 1 2 3 10 & # ; &# &#x < > a b ␡ ␡ \1 \2 \4 \5 \6 <nowiki> </nowiki> <pre> </pre>'

page.options = { tables = 'drop', to = 'markdown', templates = 'local', remove = {}, drop_sections = {} }
local filters = {}
for name in ('templates references tables images categories switches tabs links sections markup'):gmatch '%S+' do
  filters[#filters + 1] = root .. '/workflow/filters/' .. name .. '.lua'
end
filters = convert.load(filters)

local function html(text) return (pandoc.write(Reader(text), 'html'):gsub('<[^>]*>', '')) end
local function markdown(text) return convert.page(filters, 'page', 'Test page', text) end

local WAYS = {
  { tokens = tokens(TEXT .. LINKS), write = html, ordered = true },
  { tokens = tokens(TEXT .. LINKS), write = markdown, ordered = true },
  { tokens = tokens(TEXT .. TABLES), write = html },
  { tokens = tokens(FORGED), write = html, ordered = true },
  { tokens = tokens(FORGED), write = markdown, ordered = true },
}

math.randomseed(seed)
for number = 1, pages do
  local way = WAYS[number % #WAYS + 1]
  local parts, words = {}, {}
  for _ = 1, math.random(3, 100) do
    if math.random() < 0.4 then
      words[#words + 1] = 'Q' .. #words + 1 .. 'z'
      parts[#parts + 1] = words[#words]
    else
      parts[#parts + 1] = way.tokens[math.random(#way.tokens)]
    end
  end
  local text = table.concat(parts)
  local done, written = xpcall(way.write, debug.traceback, text)
  local said = {}
  for word in tostring(written):gmatch 'Q%d+z' do said[#said + 1] = word end
  if not way.ordered then table.sort(said) table.sort(words) end
  if not done or table.concat(said, ' ') ~= table.concat(words, ' ') then
    print(pandoc.json.encode { way = number % #WAYS + 1, text = text, written = tostring(written) })
  end
end
print(pages)
