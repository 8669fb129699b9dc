-- The last filter: takes out what is left of markup that means nothing in a text (layout tags, spans,
-- raw HTML), writes sub- and superscripts as Unicode, and tidies white space. Words are
-- written as they are, without the backslashes that markdown would need to be read back.

local page = require 'page'

-- Tags that pandoc turns into something; they are kept where they pair up.
local KEPT = { b = true, i = true, em = true, strong = true, sub = true, sup = true, blockquote = true, code = true, tt = true }
-- Layout tags that stand for a line break.
local BREAKING = { div = '\n', center = '\n', ul = '\n', ol = '\n', dl = '\n', p = '\n\n', li = '\n* ', dt = '\n', dd = '\n', hr = '\n', h2 = '\n', h3 = '\n' }

-- Lines of a <poem> keep their line ends, and no indentation that wikitext would take for code.
local function poem(body)
  local lines = {}
  for line in (body:gsub('^%s*\n', ''):gsub('%s+$', '') .. '\n'):gmatch('(.-)\n') do
    local content = line:gsub('^[%s:]+', '')
    lines[#lines + 1] = content == '' and '\n' or content .. '<br />'
  end
  return '\n\n' .. table.concat(lines, '\n') .. '\n\n'
end

-- The positions of kept tags that pair up within a paragraph (a block quote's anywhere); pandoc stumbles
-- over the others.
local function pairs_of(text)
  local paired, open = {}, {}
  for at, close, name, rest in text:gmatch('()<(/?)(%a%w*)([^<>]*)>') do
    name = name:lower()
    if KEPT[name] and rest:sub(-1) ~= '/' then
      if close == '' then
        open[#open + 1] = { at = at, name = name }
      else
        for index = #open, 1, -1 do
          if open[index].name == name then
            local near = name == 'blockquote' or not text:sub(open[index].at, at):find('\n%s*\n')
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

local function wikitext(text)
  if not text:find('<', 1, true) then return text end
  text = text:gsub('<[Ii]ncludeonly>.-</[Ii]ncludeonly>', ''):gsub('<[Pp]oem[^>]*>(.-)</[Pp]oem>', poem)
  local paired = pairs_of(text)
  text = text:gsub('()<(/?)(%a%w*)([^<>]*)>', function(at, close, name, rest)
    name = name:lower()
    if rest ~= '' and not rest:match('^[%s/]') and not rest:match('^[_-]%a') then return nil end -- "a<b and c>d"
    if name == 'br' then return '<br />' end
    if paired[at] then return '<' .. close .. name .. '>' end
    if name == 'li' and close == '/' then return '' end
    return BREAKING[name] and '\2' .. BREAKING[name] .. '\3' or ''
  end)
  -- A space that would now begin a line would make it code.
  return (text:gsub('[ \t]*\2', ''):gsub('\3[ \t]*', ''))
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
  page.dropped('raw')
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

local function without_empty_items(list)
  local items = list.content
  local kept = items:filter(function(item) return #item > 0 end)
  if #kept == 0 then return {} end
  if #kept == #items then return nil end
  list.content = kept
  return list
end

local BLANK = { LineBreak = true, Space = true, SoftBreak = true }

-- A paragraph neither begins nor ends with white space. `content` is read once: each reading copies it.
local function paragraph(block)
  local content = block.content
  local first, last = 1, #content
  while first <= last and BLANK[content[first].t] do first = first + 1 end
  while last >= first and BLANK[content[last].t] do last = last - 1 end
  if first > last then return {} end
  if first == 1 and last == #content then return nil end
  block.content = pandoc.Inlines(table.move(content, first, last, 1, {}))
  return block
end

local structure = {
  RawInline = raw,
  RawBlock = raw,
  Span = content,
  Underline = content,
  SmallCaps = content,
  Strikeout = content,
  Div = content,
  Superscript = raised(SUPER),
  Subscript = raised(SUB),
  HorizontalRule = function() return {} end,
}

local blocks = {
  DefinitionList = DefinitionList,
  BulletList = without_empty_items,
  OrderedList = without_empty_items,
  Para = paragraph,
  Plain = paragraph,
  Header = function(header)
    header.attr = pandoc.Attr()
    header.content = header.content:walk { Emph = content, Strong = content, LineBreak = function() return pandoc.Space() end }
    return header
  end,
}

-- Spaces of every width are spaces; what no one sees is nothing; unpaired wiki brackets are nothing.
local SPACES = { '\u{a0}', '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{202f}', '\u{3000}' }
local UNSEEN = { '\u{200b}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{61c}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}' }

local function Str(element)
  local text = element.text
  if text:find('^%a[%a,;:]*%.?$') then return nil end -- most words; pandoc writes them as they are
  if text:find('[\128-\255]') then
    for _, space in ipairs(SPACES) do text = text:gsub(space, ' ') end
    for _, unseen in ipairs(UNSEEN) do text = text:gsub(unseen, '') end
  end
  if text:find('[%[%]{}<]') then
    text = text:gsub('%[%[', ''):gsub('%]%]', ''):gsub('{{', ''):gsub('}}', ''):gsub('{|', ''):gsub('|}', '')
  end
  return pandoc.RawInline('markdown', text)
end

-- A table's cell or an item of a list is one line.
local words = {
  Str = Str,
  LineBreak = function() return pandoc.RawInline('markdown', '\n') end,
}

local function markdown(text)
  local out, fence = {}, false
  for line in (text .. '\n'):gmatch('(.-)\n') do
    if line:match('^%s*```') then fence = not fence end
    if not fence and not line:match('^    ') and not line:match('^%s*[|+]') then
      local margin, rest = line:match('^(%s*)(.*)$')
      line = margin .. rest:gsub('  +', ' '):gsub(' ([,;:.])%f[%s\0]', '%1'):gsub('%(%s*%)', ''):gsub('（%s*）', '')
    end
    out[#out + 1] = line:gsub('%s+$', '')
  end
  return (table.concat(out, '\n'):gsub('\n\n\n+', '\n\n'):gsub('^\n+', ''):gsub('\n+$', '') .. '\n')
end

return { { wikitext = wikitext, markdown = markdown }, structure, blocks, words }
