-- Runs of text and inline items to pandoc's inlines. Runs that share the beginnings of their formats share the elements.

local attributes = require 'attributes'
local marks = require 'marks'

local inlines = {}

local Space, LineBreak, NO_PATH = pandoc.Space(), pandoc.LineBreak(), {}

-- The element of pandoc that a format becomes.
local ELEMENT = { b = 'Strong', strong = 'Strong', i = 'Emph', em = 'Emph', cite = 'Emph', dfn = 'Emph', var = 'Emph',
  sub = 'Subscript', sup = 'Superscript', code = 'Code', tt = 'Code', kbd = 'Code', samp = 'Code', s = 'Strikeout',
  strike = 'Strikeout', del = 'Strikeout', u = 'Underline', ins = 'Underline', q = 'Quoted', a = 'Link' }

-- Which mean something in themselves, and how deep: the filters' work grows with the square of the depth.
local NESTED = { Quoted = 4, Superscript = 4, Subscript = 4 }

-- The elements of a format chain, outermost first, each once; of those with attributes a Span has them.
local function path_of(format, options)
  if format.path then return format.path end
  local chain, path, seen = {}, {}, {}
  local each = format
  while each do
    chain[#chain + 1] = each
    each = each.up
  end
  for index = #chain, 1, -1 do
    each = chain[index]
    local element = ELEMENT[each.tag] or 'Span'
    if element == 'Span' and each.attributes or element ~= 'Span' and each.attributes and element ~= 'Link' then
      if not options.unwrap.Span then path[#path + 1] = { element = 'Span', attributes = each.attributes, of = each } end
    end
    if element ~= 'Span' and (seen[element] or 0) < (NESTED[element] or 1) and not options.unwrap[element] then
      path[#path + 1] = { element = element, attributes = each.attributes, of = each }
      seen[element] = (seen[element] or 0) + 1
    end
  end
  format.path = path
  return path
end

local function same(one, other) return one == other or one.of == other.of and one.element == other.element end

-- A raised or lowered text in code: 10^2, x_(i+1).
function inlines.raised(sign, text) return sign .. (text:find '^%w+$' and text or '(' .. text .. ')') end

local function in_code(sign)
  return function(element) return pandoc.Str(inlines.raised(sign, pandoc.utils.stringify(element.content))) end
end
local CODE = { -- without what images are called
  Image = function() return {} end, Superscript = in_code '^', Subscript = in_code '_',
}

local function wrap(step, list)
  local element = step.element
  if element == 'Code' then return pandoc.Code(pandoc.utils.stringify(pandoc.Inlines(list):walk(CODE))) end
  if element == 'Quoted' then return pandoc.Quoted('DoubleQuote', list) end
  if element == 'Link' then
    local found = step.attributes or {}
    return pandoc.Link(list, found.href or '', '', attributes.to_pandoc { class = found.class, id = found.id })
  end
  if element == 'Span' then return pandoc.Span(list, attributes.to_pandoc(step.attributes)) end
  return pandoc[element](list)
end

-- A list of inlines: texts, which are strings until it is finished, and elements. White space is one space, and none doubles;
-- `open` is a text that still grows.
local function seal(list)
  if list.open then
    list[#list + 1] = table.concat(list.open)
    list.open = nil
  end
end

local function add_text(list, text)
  local open = list.open
  if open then
    if text:byte() == 32 and open[#open]:byte(-1) == 32 then text = text:sub(2) end
    if text ~= '' then open[#open + 1] = text end
  else
    if text:byte() == 32 and list[#list] == LineBreak then text = text:sub(2) end
    if text ~= '' then list.open = { text } end
  end
end

local function add(list, inline)
  seal(list)
  local before = list[#list]
  if inline == LineBreak and type(before) == 'string' and before:byte(-1) == 32 then list[#list] = before:sub(1, -2) end
  list[#list + 1] = inline
end

-- A text without spaces at its beginning (`step` 1) or end (-1).
local function without_space(text, step)
  if step > 0 then return text:sub(text:find '[^ ]' or #text + 1) end
  return text:match '^.*[^ ]' or ''
end

-- The position of the first item, from `first` in steps of `step`, that is more than space and line breaks, and what was on the
-- way: LineBreak, ' ' or nil. The texts on the way lose the space at their ends.
local function content_from(list, first, last, step)
  local passed
  for index = first, last, step do
    local item = list[index]
    if type(item) == 'string' then
      if item:byte(step) == 32 then
        passed = passed or ' '
        item = without_space(item, step)
        list[index] = item
      end
      if item ~= '' then return index, passed end
    elseif item == LineBreak then
      passed = LineBreak
    else
      return index, passed
    end
  end
  return nil, passed
end

-- A list without space and line breaks at its ends, and what was there.
local function trimmed(list)
  local first, before = content_from(list, 1, #list, 1)
  if not first then return {}, before end
  local last, after = content_from(list, #list, first, -1)
  if first > 1 or last < #list then list = table.move(list, first, last, 1, {}) end
  return list, before, after
end

-- The texts without the marks of what was left out. A text before an element goes on in it.
local function without_gaps(list, options)
  local out = {}
  for index, item in ipairs(list) do
    local after = list[index + 1]
    if type(item) == 'string' then item = options.tidy(item, after and after ~= LineBreak) end
    if item ~= '' then out[#out + 1] = item end
  end
  return out
end

-- As filters for pandoc expect texts: a Str for each word.
local function in_words(list)
  local out, Str = {}, pandoc.Str
  for _, item in ipairs(list) do
    if type(item) == 'string' then
      for space, word in item:gmatch '( ?)([^ ]*)' do
        if space ~= '' then out[#out + 1] = Space end
        if word ~= '' then out[#out + 1] = Str(word) end
      end
    else
      out[#out + 1] = item
    end
  end
  return out
end

local make = {} -- elements of inline items, by tag

function make.br() return LineBreak end
function make.math(item) return pandoc.Math('InlineMath', item.text) end
function make.code(item) return pandoc.Code(item.text) end
function make.note(item, options)
  local blocks = options.blocks(item.content)
  return #blocks > 0 and pandoc.Note(blocks) or nil
end
function make.img(item, options)
  local caption = pandoc.utils.blocks_to_inlines(options.blocks(item.content))
  return pandoc.Image(caption, item.target)
end

-- The format outside of what is left out, in which a mark stands for it.
local function outside(format, removed)
  while format and format.removed == removed do format = format.up end
  return format
end

-- A formula alone in its paragraph is displayed.
local function display(list)
  local first, second = list[1], list[2]
  if type(first) ~= 'userdata' or first.t ~= 'Math' then return end
  if #list == 1 or #list == 2 and type(second) == 'string' and second:find '^ ?[.,;]$' then first.mathtype = 'DisplayMath' end
end

-- White space of a text as spaces, one between words; a line's end is an item of its own.
local function spaced(text)
  if text == '\n' then return ' ' end
  if text:find('\n', 1, true) or text:find('\t', 1, true) or text:find('  ', 1, true) then return (text:gsub('%s+', ' ')) end
  return text
end

-- Inlines of the items first..last of a node, which are a paragraph if `is_paragraph`. `frames[depth + 1]` is the list at that
-- depth, `steps[depth]` its element.
function inlines.of(node, first, last, options, is_paragraph)
  local list = {}
  local frames, steps, depth = { list }, {}, 0
  local has_gaps, has_formula = false, false

  local function put(space)
    if space == LineBreak then add(list, LineBreak) elseif space then add_text(list, space) end
  end

  local function close(to)
    while depth > to do
      local inner, step = list, steps[depth]
      frames[depth + 1], steps[depth] = nil, nil
      depth = depth - 1
      list = frames[depth + 1]
      seal(inner)
      local head, tail = inner[1], inner[#inner]
      local space_before = type(head) == 'string' and head:match '^\1* ' -- with the marks at the edge, to be tidied outside
      local space_after = type(tail) == 'string' and tail:match ' \1*$'
      local before, after
      inner, before, after = trimmed(has_gaps and without_gaps(inner, options) or inner)
      put(before == LineBreak and before or space_before or before)
      if #inner > 0 then
        add(list, wrap(step, options.words and step.element ~= 'Code' and in_words(inner) or inner))
      elseif has_gaps then
        add_text(list, marks.GAP)
      end
      put(after == LineBreak and after or #inner > 0 and space_after or after)
    end
  end

  local index = first
  while index <= last do
    local item, format = node[index], node[index + 1]
    index = index + 2
    local removed = format and format.removed
    if removed and not removed.stays then
      item = removed.seen and '' or marks.GAP
      if not removed.seen then options.left_out('removed', removed.by, removed.label) end
      removed.seen = true
      format = outside(format, removed)
    elseif type(item) == 'string' and node[index + 1] == format and type(node[index]) == 'string' and index <= last then
      local more = { spaced(item) } -- texts of one format read on
      repeat
        more[#more + 1] = spaced(node[index])
        index = index + 2
      until index > last or node[index + 1] ~= format or type(node[index]) ~= 'string'
      item = table.concat(more)
    end
    local path = format and path_of(format, options) or NO_PATH
    local length, common = #path, 0
    while common < length and common < depth and same(steps[common + 1], path[common + 1]) do common = common + 1 end
    if depth > common then close(common) end
    while depth < length do
      depth = depth + 1
      steps[depth] = path[depth]
      list = {}
      frames[depth + 1] = list
    end
    if type(item) == 'string' then
      item = spaced(item)
      has_gaps = has_gaps or item:find('\1', 1, true) ~= nil
      if item ~= '' then add_text(list, item) end
    else
      local inline = make[item.tag](item, options)
      if inline then add(list, inline) end
      has_formula = has_formula or item.tag == 'math'
    end
  end
  close(0)
  seal(list)
  list = (trimmed(has_gaps and without_gaps(list, options) or list))
  if has_formula and is_paragraph then display(list) end
  return options.words and in_words(list) or list
end

return inlines
