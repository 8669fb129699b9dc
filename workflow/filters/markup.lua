-- Writes sub- and superscripts as Unicode has them, drops what means nothing in a text (spans, rules, underlining), and tidies
-- white space. Words are written as they are, without the backslashes that markdown would need to be read back.

local page = require 'page'

-- The characters of the first list, to those of the second.
local function forms(plain, raised)
  local map, others = {}, {}
  for _, code in utf8.codes(raised) do others[#others + 1] = utf8.char(code) end
  for _, code in utf8.codes(plain) do map[utf8.char(code)] = table.remove(others, 1) end
  return map
end

local SUPER = forms('0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ')
local SUB = forms('0123456789+-−=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ')

-- Whether inlines are words, and nothing that would not be among their characters.
local function only_words(inlines)
  for _, each in ipairs(inlines) do
    local is_word = each.t == 'Str' or each.t == 'Space'
    if not is_word and not ((each.t == 'Emph' or each.t == 'Strong') and only_words(each.content)) then return false end
  end
  return true
end

-- Unicode where every character has its form, else behind a sign: 10^2.5, x_(b+c). Superscripts that are words, as in "1st"
-- and "Mme", are words; variables are in italics.
local function raised(map, sign)
  return function(element)
    local content = element.content
    local text = only_words(content) and pandoc.utils.stringify(content)
    if text then
      if sign == '^' and text:find '^%a%a+$' and content[1].t ~= 'Emph' then return content end
      local out = {}
      for _, code in utf8.codes(text) do
        out[#out + 1] = map[utf8.char(code)]
      end
      if #out == utf8.len(text) then return pandoc.Str(table.concat(out)) end
    end
    local is_one = text and (text:find '^[%w.\128-\255]+$' or text:find '^%b()$')
    content:insert(1, pandoc.Str(is_one and sign or sign .. '('))
    if not is_one then content:insert(pandoc.Str ')') end
    return content
  end
end

local function content(element) return element.content end

local function raw(element)
  if element.format:match('^markdown') then return nil end
  page.dropped('raw', element.format, element.text)
  return {}
end

local function Header(header)
  header.attr = pandoc.Attr()
  local inlines = header.content
  if #inlines ~= 1 or inlines[1].tag ~= 'Str' then
    header.content = inlines:walk { Emph = content, Strong = content, LineBreak = pandoc.Space }
  end
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

local is_markdown = page.options.to == 'markdown'

local structure = {
  RawInline = raw,
  RawBlock = raw,
  Superscript = raised(SUPER, '^'),
  Subscript = raised(SUB, '_'),
  Span = content,
  Div = content,
  Strikeout = content,
  Underline = content,
  HorizontalRule = function() return {} end,
  Header = Header,
  CodeBlock = is_markdown and fenced or nil,
  Code = is_markdown and quoted or nil,
  Math = is_markdown and formula or nil,
}

-- The words are written as they are: without backslashes, space that is wide or double, and characters that no one
-- sees.
local function any(characters)
  local pattern = lpeg.P(false)
  for _, character in ipairs(characters) do pattern = pattern + character end
  return pattern
end

local P, S = lpeg.P, lpeg.S
local UNSEEN = any { '\u{ad}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}', '\u{61c}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}' }
local SPACE = any { ' ', '\u{a0}', '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{202f}', '\u{3000}' }
local LETTER = 1 - S('\\ \n\194\216\226\227\239') -- none that a rule begins with
local PLAIN = (LETTER ^ 1 + P(' ') * #LETTER) ^ 1
local WORDS = lpeg.Cs((
  PLAIN
  + P('\\') / '' * '\n'
  + P('\n<!-- -->\n') / '' -- which pandoc writes between two lists
  + P('\\') / '' * lpeg.R('!/', ':@', '[`', '{~')
  + SPACE ^ 1 * #(P('\n') + -1) / ''
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

structure.unwrap = { 'Span', 'Div', 'Strikeout', 'Underline' }
structure.markdown = markdown
return structure
