-- The last filter: takes out what is left of markup that means nothing in a text (layout tags, spans,
-- raw HTML), writes sub- and superscripts as Unicode, and tidies white space. Words are
-- written as they are, without the backslashes that markdown would need to be read back.

local page = require 'page'
local scan = require 'scan'

-- Tags that pandoc turns into something; they are kept where they pair up.
local KEPT = { sub = true, sup = true, blockquote = true, code = true, tt = true }
local OPENING = { br = true }
for name in pairs(KEPT) do OPENING[name], OPENING['/' .. name] = true, true end
-- Tags of emphasis, and the apostrophes that do the same.
local EMPHASIS = { b = "'''", strong = "'''", i = "''", em = "''", cite = "''", dfn = "''", var = "''" }
-- Layout tags that stand for a line break.
local BREAKING = { div = '\n', center = '\n', ul = '\n', ol = '\n', dl = '\n', p = '\n\n', li = '\n* ', dt = '\n', dd = '\n', hr = '\n', h2 = '\n', h3 = '\n' }

-- The other tags that MediaWiki knows; "vector<int>" is text.
local HTML = {}
for name in ([[abbr b bdi bdo big caption cite center data dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6 hr i ins kbd li link
  includeonly mark meta noinclude nobr ol onlyinclude p poem q rb ref rp rt rtc ruby s samp small span strike strong table tbody td th thead
  time tr u ul var wbr]]):gmatch('%S+') do HTML[name] = true end

local function nothing() return '' end

-- Lines of a <poem> keep their line ends, and no indentation that wikitext would take for code.
local function poem(body)
  local lines = {}
  for line in (body:gsub('^%s*\n', ''):gsub('%s+$', '') .. '\n'):gmatch('(.-)\n') do
    local content = line:gsub('^[%s:]+', '')
    lines[#lines + 1] = content == '' and '\n' or content .. '<br />'
  end
  return '\n\n' .. table.concat(lines, '\n') .. '\n\n'
end

-- The names of tags that close somewhere, as those of a wiki's extensions do.
local function closing(text)
  local names = {}
  for name in text:gmatch('</(%a%w*)') do names[name:lower()] = true end
  return names
end

-- The positions of kept tags that pair up within a paragraph (a block quote's anywhere); pandoc stumbles
-- over the others.
local function pairs_of(text)
  local paired, open = {}, {}
  for at, close, name, rest in text:gmatch('()<(/?)(%a%w*)([^<>]*)>') do
    name = name:lower()
    if (KEPT[name] or EMPHASIS[name]) and rest:sub(-1) ~= '/' then
      if close == '' then
        open[#open + 1] = { at = at, name = name }
      else
        for index = #open, 1, -1 do
          if open[index].name == name then
            local apart = EMPHASIS[name] and '\n' or '\n%s*\n' -- apostrophes pair up within a line
            local near = name == 'blockquote' or not text:sub(open[index].at, at):find(apart)
            if near then
              paired[open[index].at], paired[at] = true, true
            end
            for last = #open, index, -1 do open[last] = nil end
            break
          end
        end
      end
    end
  end
  return paired
end

-- An ampersand that begins no entity; pandoc would try long whether it does.
local function ampersand(rest) return not rest:find('^#?%w+;$') and '&amp;' .. rest or nil end

-- A line that begins like a heading and is none; pandoc would look for its end in all that follows.
local function equals(line) return not scan.heading(line) and '&#61;' .. line:sub(2) or nil end

local function wikitext(text)
  text = ('\n' .. text):gsub('\n[*#:;]+[ \t]*%f[\n\0]', '') -- items without a word
  text = text:gsub('(\n:+\127%d+\127[^\n]*)%f[\n]\n%f[^\n:*#;]', '%1\n\n') -- pandoc reads on behind an indented formula
  text = text:gsub('&(#?%w*;?)', ampersand):gsub('%f[^\n]=[^\n]*', equals)
  if not text:find('<', 1, true) then return text end
  text = scan.elements(scan.elements(text, 'includeonly', nothing), 'poem', poem)
  local paired, closes = pairs_of(text), closing(text)
  text = text:gsub('()<(/?)(%a%w*)([^<>]*)>', function(at, close, name, rest)
    name = name:lower()
    if name == 'br' then return '<br />' end
    if paired[at] and EMPHASIS[name] then return EMPHASIS[name] end
    if paired[at] then return '<' .. close .. name .. '>' end
    local tag = HTML[name] or KEPT[name] or closes[name] or rest:sub(-1) == '/'
    if not tag or rest:match('^[^%s/_-]') then return nil end -- "a<b&&c>d"
    if name == 'li' and close == '/' then return '' end
    if BREAKING[name] then return '\2' .. BREAKING[name] .. '\3' end
    if close == '' then page.dropped('tags', name) end
    return ''
  end)
  -- What is left opens no tag, and pandoc would try long whether it does.
  text = text:gsub('<()(/?%a*)', function(after, name) return not OPENING[name] and '&lt;' .. name or nil end)
  if text:find('\2', 1, true) then
    text = text:gsub('[ \t]*\2', ''):gsub('\3[ \t]*', '') -- a space that would now begin a line would make it code
  end
  if text:find('<br />', 1, true) then
    text = text:gsub('\n([%*#:;]+)[ \t]*<br />[ \t]*', '\n%1'):gsub('<br />[ \t]*\n[ \t]*\n', '\n\n')
  end
  return text
end

local SUPER = { ['0'] = '⁰', ['1'] = '¹', ['2'] = '²', ['3'] = '³', ['4'] = '⁴', ['5'] = '⁵', ['6'] = '⁶', ['7'] = '⁷', ['8'] = '⁸', ['9'] = '⁹', ['+'] = '⁺', ['-'] = '⁻', ['−'] = '⁻', ['='] = '⁼', ['('] = '⁽', [')'] = '⁾', n = 'ⁿ', i = 'ⁱ' }
local SUB = { ['0'] = '₀', ['1'] = '₁', ['2'] = '₂', ['3'] = '₃', ['4'] = '₄', ['5'] = '₅', ['6'] = '₆', ['7'] = '₇', ['8'] = '₈', ['9'] = '₉', ['+'] = '₊', ['-'] = '₋', ['−'] = '₋', ['='] = '₌', ['('] = '₍', [')'] = '₎', a = 'ₐ', e = 'ₑ', o = 'ₒ', x = 'ₓ', h = 'ₕ', k = 'ₖ', l = 'ₗ', m = 'ₘ', n = 'ₙ', p = 'ₚ', s = 'ₛ', t = 'ₜ', i = 'ᵢ', j = 'ⱼ', r = 'ᵣ', u = 'ᵤ', v = 'ᵥ' }

-- Unicode where every character has its form, else the plain text.
local function raised(forms)
  return function(element)
    local out = {}
    for _, code in utf8.codes(pandoc.utils.stringify(element.content)) do
      local form = forms[utf8.char(code)]
      if not form then return element.content end
      out[#out + 1] = form
    end
    return pandoc.Str(table.concat(out))
  end
end

local function content(element) return element.content end

local function raw(element)
  if element.format:match('^markdown') then return nil end
  page.dropped('raw', element.format, element.text)
  return {}
end

-- ": indented" is a definition without a term: its text is a paragraph.
local function DefinitionList(list)
  local blocks, defined = pandoc.List(), pandoc.List()
  for _, item in ipairs(list.content) do
    local term, definitions = table.unpack(item)
    if #term > 0 then
      defined:insert(item)
    else
      for _, definition in ipairs(definitions) do
        for _, block in ipairs(definition) do
          blocks:insert(block.t == 'Plain' and pandoc.Para(block.content) or block)
        end
      end
    end
  end
  if #defined == 0 then return blocks end
  blocks:insert(1, pandoc.DefinitionList(defined))
  return blocks
end

local function Header(header)
  header.attr = pandoc.Attr()
  header.content = header.content:walk { Emph = content, Strong = content, LineBreak = function() return pandoc.Space() end }
  return header
end

-- What is written as it stands, code and formulas, is put aside until the words around it are tidied.
local aside = {}

local function put_aside(kind, text)
  aside[#aside + 1] = text
  return kind('markdown', '\5' .. #aside .. '\6')
end

local function fenced(code)
  local fence = '```'
  while code.text:find(fence, 1, true) do fence = fence .. '`' end
  return put_aside(pandoc.RawBlock, fence .. (code.classes[1] or '') .. '\n' .. code.text .. '\n' .. fence)
end

local function quoted(code)
  local ticks = '`'
  while code.text:find(ticks, 1, true) do ticks = ticks .. '`' end
  local space = code.text:find('^`') or code.text:find('`$')
  return put_aside(pandoc.RawInline, ticks .. (space and ' ' .. code.text .. ' ' or code.text) .. ticks)
end

local function formula(math)
  local sign = math.mathtype == 'DisplayMath' and '$$' or '$'
  return put_aside(pandoc.RawInline, sign .. math.text .. sign)
end

local structure = {
  RawInline = raw,
  RawBlock = raw,
  Superscript = raised(SUPER),
  Subscript = raised(SUB),
  HorizontalRule = function() return {} end,
  DefinitionList = DefinitionList,
  Header = Header,
  CodeBlock = fenced,
  Code = quoted,
  Math = formula,
}

-- The words are written as they are: without backslashes, unpaired wiki brackets, empty parentheses, space
-- that is wide, double, or before a comma, and characters that no one sees.
local function any(characters)
  local pattern = lpeg.P(false)
  for _, character in ipairs(characters) do pattern = pattern + character end
  return pattern
end

local P, S = lpeg.P, lpeg.S
local UNSEEN = any { '\u{ad}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}', '\u{61c}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}' }
local SPACE = any { ' ', '\u{a0}', '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{202f}', '\u{3000}' }
local function escaped(text)
  local pattern = P(true)
  for character in text:gmatch('.') do pattern = pattern * P('\\') ^ -1 * character end
  return pattern
end
local BRACKETS = escaped('[[') + escaped(']]') + escaped('{{') + escaped('}}') + escaped('{|') + escaped('|}')
local END = S(' \n') + -1
local PLAIN = (1 - S('\\[]{}| \n(\194\216\226\227\239')) ^ 1
local WORDS = lpeg.Cs((
  PLAIN
  + (SPACE ^ 0 * '(' * (SPACE + '\n') ^ 0 * ')' + P('（') * SPACE ^ 0 * '）') / ''
  + P('\\') / '' * '\n'
  + P('\n<!-- -->\n') / '' -- which pandoc writes between two lists
  + SPACE ^ 1 * BRACKETS * #SPACE / ''
  + BRACKETS / ''
  + P('\\') / '' * lpeg.R('!/', ':@', '[`', '{~')
  + SPACE ^ 1 * #(P('\n') + -1) / ''
  + SPACE ^ 1 * #(S(',;:.') * END) / ''
  + SPACE ^ 1 / ' '
  + P('\n') * P(' ') ^ 0
  + UNSEEN / ''
  + 1
) ^ 0)

-- What was put aside on this line, each of its lines behind the line's own margin. A bar would end a cell.
local function restore(line)
  local margin = line:match('^[%s>]*')
  local row = page.options.tables == 'keep' and line:find('^|', #margin + 1)
  return (line:gsub('\5(%d+)\6', function(index)
    local text = aside[tonumber(index)]:gsub('\n', '\n' .. margin)
    return row and text:gsub('|', '\\|') or text
  end))
end

-- A row of a table with a mark for each bar in its cells.
local function bars(row) return (row:gsub('\\|', '\4')) end

local function markdown(text)
  text = '\n' .. text
  if page.options.tables == 'keep' then text = text:gsub('%f[^\n]|[^\n]*', bars) end
  text = WORDS:match(text):gsub('\4', '\\|')
  text = text:gsub('\n\n\n+', '\n\n'):gsub('^\n+', ''):gsub('%s+$', '') .. '\n'
  if #aside > 0 then
    text = text:gsub('[^\n]+', function(line) return line:find('\5', 1, true) and restore(line) or nil end)
    aside = {}
  end
  return text
end

return { { wikitext = wikitext, markdown = markdown }, structure }
