-- `pandoc lua fuzz.lua ROOT SEED PAGES`: pages of random tokens and words, Q1z Q2z …, which say each of the words once and in
-- their order; where there are tables, which put text that is in no cell before them, in any order. A line for each page that
-- fails or says other words; the last line is the number of pages.

local root, seed, pages = arg[1], tonumber(arg[2]), tonumber(arg[3])
package.path = root .. '/workflow/wikitext/?.lua;' .. root .. '/workflow/reader/?.lua;' .. root .. '/tests/reader/?.lua;' .. package.path

PANDOC_SCRIPT_FILE = root .. '/workflow/reader/mediawiki.lua' -- as pandoc sets it
dofile(PANDOC_SCRIPT_FILE)

local convert = require 'convert'
local page = require 'page'

-- No token hides the words behind it: what would be a link's target, a cell's attributes or a tab's name is not among them.
local function tokens(list)
  local found = {}
  for token in list:gmatch '%S+' do found[#found + 1] = token:gsub('␤', '\n'):gsub('␠', ' '):gsub('␡', '\127'):gsub('␂', '\2') end
  return found
end

local TEXT = [==[ '' ''' ''''' ␤ ␤ ␤ ␤␤ ␤* ␤# ␤: ␤; ␤*# ␤:; ␤␠ ␠ ␠ :␠ ␤== == ␤---- <b> </b> <i> </i> <div> </div> <p> </p> <br>
  <br> </br> <ul> </ul> <li> </li> <ol> </ol> <dl> <dt> <dd> </dl> </dt> </dd> <blockquote> </blockquote> <pre> </pre> <sub> </sub>
  <sup> </sup> <code> </code> <span> </span> <h2> </h2> <h3> <s> </s> <u> </u> <center> </center> <nowiki> </nowiki> <hr> &amp; &#1;
  &#127; &#x7f;n1&#x7f; &#5;9&#6; < > & __TOC__ <small> </small> <a> <q> </q> <font> <ruby> </ruby> <rt> </rt> <rb> <poem> </poem>
  <unknown> </unknown> <div␠class="a"> <b␂1␂> <span␂1␂␠class="a"> <pre␂␂> <span␠style="b:c"> http://x.example␠ ␡ ␡n1␡ ␡p2␡ \ ` * _ $ ~ ^ -{ }- ]==]
local LINKS = ' [[ [[ ]] ]] [ ] '
local TABLES = [==[ ␤{|␤ ␤{|␤ ␤|␠ ␤|␠ ␤!␠ ␤|-␤ ␤|+␠ ␤|}␤ ␠||␠ ␠!!␠ <table> <table> </table> <tr> </tr> <td> <td> </td> <th> </th>
  <caption> </caption> ]==]

-- What strip markers and references of characters are made of; without space and slash, behind which a tag has attributes.
local FORGED = 'n n p x l r 1 2 3 10 & # ; &# &#x < > a b ␡ ␡ \1 \2 \0021\2 \4 \5 \6 <nowiki> </nowiki> <pre> </pre>'

page.options, page.site = { to = 'markdown', remove = {}, drop_sections = {} }, require 'english'
local paths = {}
for name in ('references tables images categories switches tabs links sections markup'):gmatch '%S+' do
  paths[#paths + 1] = root .. '/workflow/filters/' .. name .. '.lua'
end

local function html(text) return (pandoc.write(Reader(text), 'html'):gsub('<[^>]*>', '')) end

-- Through the default filters, with this option for tables.
local function markdown(tables)
  page.options.tables = tables
  local filters = convert.load(paths)
  return function(text)
    page.options.tables = tables
    page.start('Test page', ' T')
    return convert.page(filters, 'page', (text:gsub('[%z\3-\8\11\12\14-\31\127]', '')))
  end
end

-- What the words are: in their `order`, said `once`, or said at `least` once, as those of the head of a table of rows are.
local WAYS = {
  { tokens = tokens(TEXT .. LINKS), write = html, words = 'order' },
  { tokens = tokens(TEXT .. LINKS), write = markdown 'drop', words = 'order' },
  { tokens = tokens(TEXT .. TABLES), write = html, words = 'once' },
  { tokens = tokens(TEXT .. TABLES), write = markdown 'text', words = 'least' },
  { tokens = tokens(FORGED), write = html, words = 'order' },
  { tokens = tokens(FORGED), write = markdown 'drop', words = 'order' },
}

-- The words of a text, as far as they are compared.
local function words_of(text, how)
  local words, seen = {}, {}
  for word in text:gmatch 'Q%d+z' do
    if how ~= 'least' or not seen[word] then words[#words + 1] = word end
    seen[word] = true
  end
  if how ~= 'order' then table.sort(words) end
  return table.concat(words, ' ')
end

math.randomseed(seed)
for number = 1, pages do
  local way = WAYS[number % #WAYS + 1]
  local parts, words = {}, 0
  for _ = 1, math.random(3, 100) do
    if math.random() < 0.4 then
      words = words + 1
      parts[#parts + 1] = 'Q' .. words .. 'z'
    else
      parts[#parts + 1] = way.tokens[math.random(#way.tokens)]
    end
  end
  local text = table.concat(parts)
  local done, written = xpcall(way.write, debug.traceback, text)
  if not done or words_of(written, way.words) ~= words_of(text, way.words) then
    print(pandoc.json.encode { way = number % #WAYS + 1, text = text, written = tostring(written) })
  end
end
print(pages)
