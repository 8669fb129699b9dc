-- Lines to blocks (MediaWiki: BlockLevelPass): lists, paragraphs, and preformatted text that a space begins. Each line's
-- content goes to the builder of the tree at once.

local markup = require 'markup'
local sets = require 'sets'

local MAX_PREFIX = 30

-- Tags that end a paragraph, by whether text after them begins one.
local OPENING, CLOSING = {}, {}
for name in pairs(sets.of 'table h1 h2 h3 h4 h5 h6 pre p ul ol dl') do OPENING[name], CLOSING['/' .. name] = true, true end
for name in pairs(sets.of 'td th') do OPENING['/' .. name], CLOSING[name] = true, true end
for name in pairs(sets.of 'tr caption dt dd li') do OPENING[name], OPENING['/' .. name] = true, true end
for name in pairs(sets.of 'center blockquote div hr') do CLOSING[name], CLOSING['/' .. name] = true, true end

local LIST = { ['*'] = 'ul', ['#'] = 'ol', [':'] = 'dl', [';'] = 'dl' }
local BLOCK_MARKS = sets.of 'f p x'

-- The position behind the }- for the -{ at a position; nil where there is none.
local function behind_rule(text, at)
  local level = 0
  while true do
    local first = text:find('[-}][{-]', at)
    if not first then return nil end
    local two = text:sub(first, first + 1)
    at = first + ((two == '-{' or two == '}-') and 2 or 1)
    if two == '-{' then level = level + 1 elseif two == '}-' then level = level - 1 end
    if level == 0 then return at end
  end
end

-- Where the colon of "; term : definition" stands: outside of tags and -{…}-.
local function colon_of(text)
  if not text:find(':', 1, true) then return nil end
  local level, position = 0, 1
  local has_rules = text:find('-{', 1, true)
  while true do
    local at = text:find(has_rules and '[<:\127-]' or '[<:\127]', position)
    if not at then return nil end
    local byte = text:byte(at)
    if byte == 58 then
      if level == 0 then return at end
      position = at + 1
    elseif byte == 45 then
      position = text:byte(at + 1) == 123 and behind_rule(text, at) or text:byte(at + 1) ~= 123 and at + 1
      if not position then return nil end
    elseif byte == 60 then
      local slash, empty, last = text:match('^<(/?)[^>]-(/?)>()', at)
      if slash == '/' then
        level = math.max(0, level - 1)
      elseif empty == '' then -- <br/>, but not <br>
        level = level + 1
      end
      position = last
    else
      position = (text:find('\127', at + 1, true) or #text) + 1
    end
  end
end

-- The pass over one text. `prefix`: of the last line, with ":" for ";"; `term`: whether a term is open; `section`: '', 'p' or
-- 'pre', what was opened for lines; `pending`: tags that the next line of text begins with; `in_pre`, `in_block`, `in_quote`.
local Pass = {}
Pass.__index = Pass

function Pass:close_section()
  if self.section ~= '' then self.builder:close(self.section) end
  self.section, self.in_pre = '', false
end

function Pass:open_section(tag)
  self.pending = nil
  self:close_section()
  self.builder:open(tag)
  self.section = tag
end

function Pass:open_item(sign)
  self.term = self.term or sign == ';'
  self.builder:open((sign == ';' and 'dt') or (sign == ':' and 'dd') or 'li')
end

function Pass:close_item(sign)
  if sign == ':' or sign == ';' then
    self.builder:close(self.term and 'dt' or 'dd')
    self.term = false
  else
    self.builder:close 'li'
  end
end

function Pass:next_item(sign)
  self:close_item(sign)
  self:open_item(sign)
end

function Pass:close_list(sign)
  self:close_item(sign)
  self.builder:close(LIST[sign])
end

-- The term goes to the builder; what is left is its definition.
function Pass:definition(text)
  local colon = colon_of(text)
  if not colon then return text end
  self.add(self.builder, sets.trim(text:sub(1, colon - 1)))
  self:next_item ':'
  return text:sub(colon + 1)
end

-- Lists are opened and closed until they are those of `prefix`; the text without a term that stands before it.
function Pass:lists(prefix, text)
  local plain = prefix:find(';', 1, true) and prefix:gsub(';', ':') or prefix
  self.pending = nil
  if prefix ~= '' and plain == self.prefix then
    local sign = prefix:sub(-1)
    self:next_item(sign)
    return sign == ';' and self:definition(text) or text
  end
  local before, length, common = self.prefix, #prefix, 0
  while common < length and prefix:byte(common + 1) == before:byte(common + 1) do common = common + 1 end
  for index = #before, common + 1, -1 do self:close_list(before:sub(index, index)) end
  if common > 0 then
    local sign = prefix:sub(common, common)
    if length == common then self:next_item(sign) end
    if self.term and sign == ':' then self:next_item ':' end
  end
  for index = common + 1, length do
    local sign = prefix:sub(index, index)
    self:close_section()
    self.builder:open(LIST[sign])
    self:open_item(sign)
    if sign == ';' then text = self:definition(text) end
  end
  self.prefix = plain
  return text
end

-- Whether tags of a line end a paragraph, and whether text after them begins one.
function Pass:block_tags(line, has_tags)
  local opens, closes = false, false
  if line:find('\127', 1, true) then
    for kind in line:gmatch '\127(%a)%d+\127' do closes = closes or BLOCK_MARKS[kind] end
  end
  if has_tags then
    for name in line:gmatch '<(/?%w+)' do
      opens = opens or OPENING[name]
      closes = closes or CLOSING[name]
      if name == 'blockquote' then self.in_quote = true elseif name == '/blockquote' then self.in_quote = false end
    end
  end
  return opens, closes
end

function Pass:write_pending()
  for _, tag in ipairs(self.pending) do
    if tag == '/p' then self.builder:close 'p' else self.builder:open(tag) end
  end
  self.pending, self.section = nil, 'p'
end

-- A line that is in no list and has no tags of blocks; the line without the space that makes it preformatted.
function Pass:paragraph(line)
  local blank = not line:find '%S'
  if line:byte() == 32 and (self.section == 'pre' or not blank) and not self.in_quote then
    if self.section ~= 'pre' then self:open_section 'pre' end
    return line:sub(2)
  elseif blank then
    if self.pending then
      self:write_pending()
      self.builder:open 'br'
    elseif self.section ~= 'p' then
      self:close_section()
      self.pending = { 'p' }
    else
      self.pending = { '/p', 'p' }
    end
  elseif self.pending then
    self:write_pending()
  elseif self.section ~= 'p' then
    self:open_section 'p'
  end
  return line
end

function Pass:line(line)
  local has_tags, pre_open, pre_close = line:find('<', 1, true), false, false
  if has_tags and line:find('pre', 1, true) then
    pre_open = line:find('<pre>', 1, true) or line:find('<pre ', 1, true)
    pre_close = line:find('</pre>', 1, true)
  end
  local prefix = ''
  if not self.in_pre then
    local signs = line:match '^[*#:;]+'
    if signs then
      line = line:sub(#signs + 1)
      prefix = signs:sub(1, MAX_PREFIX)
    end
    self.in_pre = pre_open and true or false
  end
  if prefix ~= '' or self.prefix ~= '' then line = self:lists(prefix, line) end
  if prefix == '' then
    local opens, closes = self:block_tags(line, has_tags)
    if opens or closes then
      self.pending = nil
      if pre_open or not self.in_pre then self:close_section() end
      if pre_open and not pre_close then self.in_pre = true end
      self.in_block = not closes
    elseif not self.in_block and not self.in_pre then
      line = self:paragraph(line)
    end
  end
  if pre_close then self.in_pre = false end
  if self.pending then return end
  if line ~= '' then self.add(self.builder, prefix ~= '' and sets.trim(line) or line) end
  if prefix ~= '' or line ~= '' or self.builder.top.tag == 'pre' then self.builder:text '\n' end
end

-- `add` gives a text with tags and strip markers to the builder.
return function(builder, text, add)
  local pass = setmetatable({ builder = builder, add = add or markup.add, prefix = '', term = false, section = '', in_pre = false }, Pass)
  local position, size = 1, #text
  while position <= size + 1 do
    local newline = text:find('\n', position, true) or size + 1
    pass:line(text:sub(position, newline - 1))
    position = newline + 1
  end
  for index = #pass.prefix, 1, -1 do pass:close_list(pass.prefix:sub(index, index)) end
  pass:close_section()
end
