-- {| tables |} to tags, line by line (MediaWiki: Parser::handleTables).

local attributes_of = require 'attributes'.parse
local marks = require 'marks'
local sets = require 'sets'

local CELL = { ['|'] = 'td', ['!'] = 'th', ['|+'] = 'caption' }
local MAX_INDENT = 30

local function tag(name, attributes)
  if not attributes:find '%w' then return '<' .. name .. '>' end
  return '<' .. name .. ' #' .. marks.keep(attributes_of(attributes)) .. '>'
end

-- Tables that are open, innermost last: `cell`, the tag of an open one, `row`, whether one is open, `row_attributes`
-- of the one to come. `indent`: of the table that began last.
local Tables = {}
Tables.__index = Tables

function Tables:put(piece) self.out[#self.out + 1] = piece end

function Tables:close_cell(ending)
  if self.top.cell then self:put('</' .. self.top.cell .. '>' .. ending) end
  self.top.cell = nil
end

function Tables:open_table(colons, attributes, ending)
  self.indent = math.min(#colons, MAX_INDENT)
  self.top = { row_attributes = '' }
  self.stack[#self.stack + 1] = self.top
  self:put(('<dl><dd>'):rep(self.indent) .. tag('table', attributes) .. ending)
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
  elseif two == '|}' then
    return self:close_table(bare:sub(3), ending)
  elseif two == '|-' then
    return self:next_row(bare:match '^|%-+(.*)$', ending)
  elseif first == '|' or first == '!' then
    if two == '|+' then first = '|+' end
    return self:cells(first, bare:sub(#first + 1), ending)
  end
  self:put(line .. ending)
end

return function(text)
  if not text:find('{|', 1, true) then return text end
  local tables = setmetatable({ out = {}, stack = {} }, Tables)
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
      tables:line(text:sub(position, (newline or size + 1) - 1), newline and '\n' or '')
      position = (newline or size) + 1
    end
  end
  if position <= size then tables:put(text:sub(position)) end
  if tables.top then tables:put '\n' end
  while tables.top do tables:close_table('', '') end
  return table.concat(tables.out)
end
