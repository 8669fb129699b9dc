-- The tree of a page, built as HTML5's parser would (MediaWiki: RemexHtml): blocks in each other, and in each block a flat
-- list of text and inline items, each with the chain of formats that it stands in.
--
-- A node is { tag, n, attributes, item, format, item, format, … }; an item is a text, an inline item or a node. A format is
-- { tag, attributes, up, depth, n }, where `up` is the format around it. Tags that cross need no more than that: an end tag
-- takes its format out of the chain, and nesting is made anew from what neighbours share (inlines.lua).

local sets = require 'sets'

local tree = {}

local MAX_BLOCKS, MAX_FORMATS = 90, 40

local FORMATS = sets.of [[a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark q rb rp rt rtc ruby s samp small span
  strike strong sub sup time tt u var]]
local RESUMED = sets.of 'a b big code em font i s small strike strong tt u' -- they go on in the next block
local RUBY = sets.of 'rb rp rt rtc' -- which end an open <rt>
local HEADINGS = sets.of 'h1 h2 h3 h4 h5 h6'
local BLOCKS = sets.of 'p div center blockquote ul ol dl li dt dd pre h1 h2 h3 h4 h5 h6 table caption tr td th hr'
local ROWS = sets.of 'table tr' -- text in them is put before the table
local CELLS = sets.of 'td th caption'
local ROOT, ROW_SCOPE = sets.of 'root', sets.of 'table root'
local CELL_SCOPE = sets.of 'td th caption root'
local SCOPE = sets.of 'td th caption table root'
local LIST_SCOPE = sets.of 'td th caption table root ul ol'

tree.BREAK, tree.CELLS, tree.HEADINGS = { tag = 'br', inline = true }, CELLS, HEADINGS

local Builder = {}
Builder.__index = Builder

-- A builder with nothing but a root. `options.removed(tag, attributes)` gives the selector by which an element is left out.
function tree.new(options)
  local root = { tag = 'root', n = 0 }
  return setmetatable({ root = root, stack = { root }, depth = 1, top = root, format = nil, options = options }, Builder)
end

-- Adds an item, which may be a finished node, in a format to the innermost block. What stands in a table, but in no cell, is put
-- before the table, which is the last item of the block around it; `inside` says that it is a part of the table.
function Builder:put(item, format, inside)
  local node = self.top
  self.run = nil
  local fostered = ROWS[node.tag] and not inside
  if fostered then node = self.stack[self:find('table', ROOT) - 1] end
  local n = node.n
  node[n + 1], node[n + 2] = item, format or false
  if fostered then
    node[n - 1], node[n], node[n + 1], node[n + 2] = node[n + 1], node[n + 2], node[n - 1], node[n]
  end
  node.n = n + 2
end

function Builder:append(item) self:put(item, self.format) end

-- How an element is left out: { by = selector, label }, which all that is in it shares. `seen` is set when that was counted, `stays`
-- when nothing closed the element: the rest of the page would go with it. What <rp> has for browsers without ruby is left out
-- silently, parentheses are written anyway. `self.label` is that of the template that made the element, if one did.
function Builder:removed(tag, attributes)
  local label = self.label
  if label and self.options.is_kept(label) then return nil end
  local selector = self.options.removed(tag, attributes)
  return selector and { by = selector, label = label } or nil
end

function Builder:push(tag, attributes, inside)
  if self.depth >= MAX_BLOCKS then return self:put(tree.BREAK, false, inside) end
  local node = { tag = tag, n = 0, attributes = attributes, label = self.label, removed = self:removed(tag, attributes) }
  self:put(node, tag == 'table' and self.format, inside) -- other blocks have their formats in them
  self.depth = self.depth + 1
  self.stack[self.depth] = node
  self.top = node
  if CELLS[tag] then node.saved, self.format = self.format, nil end
  if tag == 'table' or tag == 'div' then self.options.box(node) end
end

-- The chain without the formats that `drop` names.
local function without(format, drop)
  if not format then return nil end
  local up = without(format.up, drop)
  if drop(format) then return up end
  if up == format.up then return format end
  local copy = {}
  for key, value in pairs(format) do copy[key] = value end
  copy.up, copy.n, copy.path, copy.removed = up, (up and up.n or 0) + 1, nil, up and up.removed or format.own
  return copy
end

-- Closes the block at `depth` and those in it.
function Builder:pop_to(depth)
  for index = self.depth, depth, -1 do
    local node = self.stack[index]
    if CELLS[node.tag] then self.format = node.saved end
    self.stack[index] = nil
  end
  self.depth = depth - 1
  self.top = self.stack[self.depth]
  if self.format then
    local now = self.depth
    self.format = without(self.format, function(format) return not format.resumed and format.depth > now end)
  end
end

-- Where the innermost open `tag`, or one of the HEADINGS, is, looked for up to a block of `scope`.
function Builder:find(tag, scope)
  for index = self.depth, 1, -1 do
    local name = self.stack[index].tag
    if name == tag or tag == HEADINGS and tag[name] then return index end
    if scope[name] then return nil end
  end
end

function Builder:close_paragraph()
  local at = self.top.tag == 'p' and self.depth or self:find('p', SCOPE)
  if at then self:pop_to(at) end
end

function Builder:open_format(tag, attributes)
  if RUBY[tag] then self:close_format 'rt' end
  local format = self.format
  if tag == 'a' then
    local link = format
    while link and link.tag ~= 'a' do link = link.up end
    if link then format = without(format, function(each) return each == link end) end
  end
  local n = format and format.n or 0
  if n >= MAX_FORMATS then return end
  local own = tag == 'rp' and { seen = true } or self:removed(tag, attributes)
  self.format = {
    up = format, tag = tag, attributes = attributes, resumed = RESUMED[tag], depth = self.depth, n = n + 1,
    own = own, removed = format and format.removed or own,
  }
  if tag == 'rt' then self:text '(' end
end

-- Takes the innermost format of a tag out of the chain, with those in it that do not go on by themselves.
function Builder:close_format(tag)
  if tag == 'ruby' then self:close_format 'rt' end
  local format = self.format
  while format do
    if format.tag == tag then
      if not RESUMED[tag] and format.depth ~= self.depth then return end
      if tag == 'rt' then self:text ')' end
      self.format = without(self.format, function(each)
        return each == format or not each.resumed and each.n > format.n
      end)
      return
    end
    format = format.up
  end
end

function Builder:open_item(tag, attributes)
  for index = self.depth, 1, -1 do
    local name = self.stack[index].tag
    if name == tag or tag ~= 'li' and (name == 'dd' or name == 'dt') then
      self:pop_to(index)
      break
    end
    if name ~= 'div' and name ~= 'p' then break end
  end
  self:close_paragraph()
  self:push(tag, attributes)
end

function Builder:open_cell(tag, attributes)
  local row = self:find('tr', ROW_SCOPE)
  if row then
    self:pop_to(row + 1)
  else
    local at = self:find('table', ROOT)
    if not at then return end
    self:pop_to(at + 1)
    self:push('tr', nil, true)
  end
  if ROWS[self.top.tag] then self:push(tag, attributes, true) end
end

-- A start tag.
function Builder:open(tag, attributes)
  self.run = nil
  if FORMATS[tag] then
    self:open_format(tag, attributes)
  elseif tag == 'br' then
    self:append(tree.BREAK)
  elseif not BLOCKS[tag] then
    return
  elseif tag == 'table' then
    local at = self:find('table', CELL_SCOPE)
    if at then self:pop_to(at) end
    self:close_paragraph()
    self:push(tag, attributes)
  elseif tag == 'tr' or tag == 'caption' then
    local at = self:find('table', ROOT)
    if at then
      self:pop_to(at + 1)
      self:push(tag, attributes, true)
    end
  elseif tag == 'td' or tag == 'th' then
    self:open_cell(tag, attributes)
  elseif tag == 'li' or tag == 'dd' or tag == 'dt' then
    self:open_item(tag, attributes)
  elseif tag == 'hr' then
    self:close_paragraph()
    self:append { tag = 'hr', n = 0 }
  else
    self:close_paragraph()
    if HEADINGS[tag] and HEADINGS[self.top.tag] then self:pop_to(self.depth) end
    self:push(tag, attributes)
  end
end

-- An end tag; one that nothing is open for is nothing, but for </p> and </br>.
function Builder:close(tag)
  self.run = nil
  if FORMATS[tag] then
    self:close_format(tag)
  elseif tag == 'br' then
    self:append(tree.BREAK)
  elseif not BLOCKS[tag] then
    return
  elseif HEADINGS[tag] then
    local at = self:find(HEADINGS, SCOPE)
    if at then self:pop_to(at) end
  elseif tag == 'table' or tag == 'tr' or CELLS[tag] then
    local at = self:find(tag, tag == 'table' and ROOT or ROW_SCOPE)
    if at then self:pop_to(at) end
  else
    local at = self:find(tag, tag == 'li' and LIST_SCOPE or SCOPE)
    if at then self:pop_to(at) elseif tag == 'p' then self:append { tag = 'p', n = 0 } end
  end
end

-- White space in a table, but in no cell and no format, counts only beside text: `run` is what came since the last tag.
function Builder:text(text)
  local in_margin = ROWS[self.top.tag] and not (self.format and self.format.depth == self.depth)
  if in_margin and self.run ~= 'text' and not text:find '%S' then
    self.run = 'space'
  else
    self:append(in_margin and self.run == 'space' and ' ' .. text or text)
    self.run = in_margin and 'text' or nil
  end
end

-- The text ends.
function Builder:finish()
  local function stay(format)
    if format and format.removed then format.removed.stays = true end
    if format then stay(format.up) end
  end
  stay(self.format)
  for index = 2, self.depth do
    local node = self.stack[index]
    if node.removed then node.removed.stays = true end
    stay(node.saved)
  end
end

return tree
