-- What stands for an extension tag: a strip marker with its content, or nothing for what is no text.
--
-- Kinds of markers: `n` text as it is, `p` a code block, `c` code, `m` a formula, `r` a footnote, `x` wikitext that is
-- read by itself into an element; of links: `l` a link, `i` an image, `f` a figure; `v` and `w` before and behind what is to be
-- converted into a variant of the language.

local attributes_of = require 'attributes'.parse
local marks = require 'marks'
local sets = require 'sets'

local extensions = {}

local mark = marks.mark

local read = {} -- by name: a function of attributes, body, options and name that gives what stands in the text

function read.nowiki(_, body) return mark('n', body) end
function read.math(_, body, options)
  options.formula()
  return mark('m', sets.trim(body))
end

-- The text without the tags of <nowiki>…</nowiki>.
local function without_nowiki(text)
  local lower, out, position = text:lower(), {}, 1
  while true do
    local first, opening = lower:find('<nowiki>', position, true)
    local last, closing = lower:find('</nowiki>', opening or #text + 1, true)
    if not last then break end
    out[#out + 1] = text:sub(position, first - 1) .. text:sub(opening + 1, last - 1)
    position = closing + 1
  end
  return table.concat(out) .. text:sub(position)
end

function read.pre(_, body) return mark('p', { text = without_nowiki(body):gsub('^\n', ''), decode = true }) end

function read.syntaxhighlight(attributes, body)
  local found = attributes_of(attributes)
  if found.inline then return mark('c', sets.trim(body)) end
  return mark('p', { text = body:gsub('^%s*\n', ''), language = found.lang and found.lang:match '^[%w+#-]+$' })
end
read.source = read.syntaxhighlight

-- A formula of chemistry is read as it is written, H2O.
function read.chem(_, body, options)
  options.formula()
  return mark('n', '') .. body
end
read.ce = read.chem

-- What is to be converted into a variant of the language stands between two markers.
function read.langconvert(attributes, body, options)
  local variant = options.variants and options.variants:target(attributes_of(attributes))
  return variant and mark('v', variant) .. body .. mark('w', '') or mark('n', '') .. body
end

-- Of a name that says where a footnote's text stands, all footnotes have it.
function read.ref(attributes, body)
  local found = attributes_of(attributes)
  local name = found.name and sets.trim(found.name) ~= '' and found.name
  if name and body:find '%S' then marks.store[name] = body end
  return mark('r', { text = body, name = name })
end

-- Footnotes may have their texts here; they are shown where they are referred to.
function read.references(_, body, options)
  if body:find('<', 1, true) then require 'strip'(body, options) end
  return ''
end

-- Lines stay lines, without their indentation.
function read.poem(_, body, options)
  local lines = {}
  body = require 'strip'(body, options)
  for line in (sets.trim_right(body:gsub('^%s*\n', '')) .. '\n'):gmatch '([^\n]*)\n' do
    local indent, content = line:match '^([%s:]*)(.*)$'
    lines[#lines + 1] = (indent ~= '' and mark('n', '') or '') .. content -- which begins no list then
  end
  local text = table.concat(lines, '<br>\n'):gsub('<br>\n<br>\n', '\n\n')
  return mark('x', { tag = 'div', attributes = { class = 'poem' }, text = text })
end

-- A line for each file: File:A.jpg|caption
function read.gallery(_, body, options)
  if options.without.Figure then
    options.left_out('media', 'gallery')
    return marks.GAP
  end
  local files = {}
  for line in body:gmatch '[^\n]+' do
    local target, caption = line:match '^%s*([^|]*)|?(.*)$'
    if target:find '%S' then
      local prefix = pandoc.text.lower(target:match '^%s*([^:]*):' or '')
      if not options.site.file[prefix] then target = 'File:' .. target end
      files[#files + 1] = '[[' .. sets.trim(target) .. '|thumb|' .. caption .. ']]'
    end
  end
  return mark('x', { tag = 'ul', attributes = { class = 'gallery' }, text = table.concat(files, '\n') })
end

-- Fandom's tabs: Name=text, with |-| between them.
function read.tabber(_, body)
  local out, from = {}, 1
  repeat
    local bar = body:find('|-|', from, true)
    local name, text = sets.trim(body:sub(from, bar and bar - 1)):match '^([^\n=]+)=(.*)$'
    if name then
      local attributes = { class = 'tabbertab', title = sets.trim((name:gsub('\1', ''))) }
      out[#out + 1] = mark('x', { tag = 'div', attributes = attributes, text = text, keep = true })
    end
    from = bar and bar + 3
  until not from
  return table.concat(out)
end

-- Tabs of the extension Tabs: <tabs><tab name="Name">text</tab>…</tabs>; a tab may stand alone.
function read.tab(attributes, body)
  local found = attributes_of(attributes)
  return mark('x', { tag = 'div', attributes = { class = 'tabbertab', title = found.name }, text = body, keep = true })
end

-- What stands in these is the page's, as of text that is to be translated.
for _, name in ipairs { 'tabs', 'translate', 'tvar' } do
  read[name] = function(_, body, options) return require 'strip'(body, options) end
end

-- Labels of a part of the page, the state of a scanned page, styles, data for editors: nothing is shown.
for name in pairs(sets.of 'section abschnitt trecho קטע pagelist pagequality languages templatestyles templatedata indicator') do
  read[name] = function() return '' end
end

-- What only the wiki's database could answer, by the name of the tag: lists of pages, and pages that were not found.
local QUERIES = { dynamicpagelist = 'DynamicPageList', dpl = 'DynamicPageList', ask = 'ask', pages = 'pages' }
for name, called in pairs(QUERIES) do
  read[name] = function(_, _, options)
    options.left_out('unsupported', called)
    return marks.GAP
  end
end

-- Where the next footnote begins.
local function note_begins(lower, position, known)
  while true do
    local first, last = lower:find('<ref%f[%s>][^<>]*>', position)
    if not first then return math.huge end
    local comment = not known.unclosed_comment and lower:sub(position, first):find('<!--', 1, true)
    local _, comment_end = lower:find('-->', comment and position + comment or #lower + 1, true)
    known.unclosed_comment = comment and not comment_end or known.unclosed_comment
    if lower:byte(last - 1) ~= 47 and not (comment_end and comment_end > first) then return first end
    position = math.max(last, comment_end or 0)
  end
end

-- The first and last byte of the end tag of `name` from a position on, in a text in lower case; nil when there is none. A
-- footnote in which another begins has none: for MediaWiki the text between is in it, and would be left out with it. `known` has
-- what was found so far in this text.
function extensions.end_tag(lower, name, position, known)
  local tag = known[name]
  if tag == nil or tag and tag.first < position then
    local first, last = lower:find('</' .. name:gsub('%-', '%%-') .. '%s*>', position)
    tag = first and { first = first, last = last } or false
    known[name] = tag
  end
  if tag and not (name == 'ref' and note_begins(lower, position, known) < tag.first) then return tag.first, tag.last end
end

-- What stands in the text for a tag of this name (lower case).
function extensions.read(name, attributes, body, options)
  local reader = read[name]
  if reader then return reader(attributes, body, options, name) end
  options.left_out('media', name)
  return marks.GAP
end

return extensions
