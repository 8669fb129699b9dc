-- {| tables |} to tags, line by line (MediaWiki: Parser::handleTables). One that nothing closes ends with its last row before a
-- heading: for MediaWiki the rest of the page is in it, and would be left out with it.

local attributes_of = require 'attributes'.parse
local marks = require 'marks'
local sets = require 'sets'

local CELL = { ['|'] = 'td', ['!'] = 'th', ['|+'] = 'caption' }
local MAX_INDENT = 30

local function tag(name, attributes, label)
  label = label and ' @' .. label or ''
  if not attributes:find '%w' then return '<' .. name .. label .. '>' end
  return '<' .. name .. ' #' .. marks.keep(attributes_of(attributes)) .. label .. '>'
end

-- Tables that are open, innermost last: `number` of the table in the text, `cell`, the tag of an open one, `row`, whether one is
-- open, `row_attributes` of the one to come, `last`, the position of its last row before a heading. `indent`: of the table that began
-- last. `ends`: of tables that nothing closes, by number, where their last lines are.
local Tables = {}
Tables.__index = Tables

function Tables:put(piece) self.out[#self.out + 1] = piece end

function Tables:close_cell(ending)
  if self.top.cell then self:put('</' .. self.top.cell .. '>' .. ending) end
  self.top.cell = nil
end

function Tables:open_table(colons, attributes, ending)
  self.count = self.count + 1
  self.indent = math.min(#colons, MAX_INDENT)
  self.top = { number = self.count, row_attributes = '', last = self.position }
  self.stack[#self.stack + 1] = self.top
  local label, others = attributes:match '^\2(%d+)\2?(.*)$'
  self:put(('<dl><dd>'):rep(self.indent) .. tag('table', others or attributes, label) .. ending)
end

function Tables:close_table(rest, ending)
  self:close_cell ''
  if self.top.row then self:put '</tr>' end
  self:put('</table>' .. rest .. ('</dd></dl>'):rep(self.indent) .. ending)
  self.stack[#self.stack] = nil
  self.top = self.stack[#self.stack]
end

function Tables:next_row(attributes, ending)
  self:close_cell ''
  if self.top.row then self:put '</tr>' end
  self.top.row, self.top.row_attributes = nil, attributes
  self:put(ending)
end

function Tables:cells(first, body, ending)
  if first == '!' then body = body:gsub('!!', '||') end
  local at = 1
  repeat
    local bar = body:find('||', at, true)
    local cell = body:sub(at, bar and bar - 1)
    at = bar and bar + 2
    self:close_cell '\n'
    if first ~= '|+' and not self.top.row then
      self:put(tag('tr', self.top.row_attributes) .. '\n')
      self.top.row, self.top.row_attributes = true, ''
    end
    self.top.cell = CELL[first]
    local attributes, content = cell:match '^([^|]*)|(.*)$'
    if not attributes or attributes:find('[[', 1, true) or attributes:find('-{', 1, true) then
      attributes, content = '', cell
    end
    self:put(tag(self.top.cell, attributes) .. sets.trim(content))
  until not at
  self:put(ending)
end

function Tables:line(line, ending)
  local bare = sets.trim(line)
  local first, two = bare:sub(1, 1), bare:sub(1, 2)
  if first == '{' or first == ':' then
    local colons, attributes = bare:match '^(:*)%s*{|(.*)$'
    if colons then return self:open_table(colons, attributes, ending) end
  elseif first == '|' or first == '!' then
    self.top.last = self.top.heading and self.top.last or self.position
    if two == '|}' then return self:close_table(bare:sub(3), ending) end
    if two == '|-' then return self:next_row(bare:match '^|%-+(.*)$', ending) end
    if two == '|+' then first = '|+' end
    return self:cells(first, bare:sub(#first + 1), ending)
  elseif bare:find '^=.*=$' then
    self.top.heading = true
  end
  self:put(line .. ending)
end

-- The tables of a text, with those still open that nothing closes.
local function read(text, ends)
  local tables = setmetatable({ out = {}, stack = {}, count = 0, position = 1, ends = ends }, Tables)
  local position, size = 1, #text
  while position <= size do
    local in_table = tables.top
    if not in_table then -- nothing to do up to the line of the next {|
      local at = text:find('{|', position, true)
      if not at then break end
      local start = at
      while start > position and text:byte(start - 1) ~= 10 do start = start - 1 end
      in_table = not text:sub(start, at - 1):find '[^%s:]'
      local before = in_table and start or (text:find('\n', at, true) or size) + 1
      if before > position then tables:put(text:sub(position, before - 1)) end
      position = before
    end
    if in_table then
      local newline = text:find('\n', position, true)
      tables.position = position
      tables:line(text:sub(position, (newline or size + 1) - 1), newline and '\n' or '')
      while tables.top and ends[tables.top.number] == position do tables:close_table('', '\n') end
      position = (newline or size) + 1
    end
  end
  if position <= size then tables:put(text:sub(position)) end
  return tables
end

return function(text)
  if not text:find('{|', 1, true) then return text end
  local tables, ends = read(text, {}), {}
  if tables.top then
    for _, open in ipairs(tables.stack) do ends[open.number] = open.last end
    tables = read(text, ends)
  end
  return table.concat(tables.out)
end
