-- Infoboxes as records, taken from a page's tree: they are seldom a part of its text.

local sets = require 'sets'
local tree = require 'tree'

local infoboxes = {}

local LINE = '\v' -- ends a line of a value; what ends a line of the page is a space
local UNREAD = sets.of 'note img figure'

local function has_class(node)
  for class in (node.attributes and node.attributes.class or ''):gmatch '%S+' do
    if class:find '^infobox' or class == 'portable-infobox' then return true end
  end
  return false
end

-- Whether a table or division is an infobox: by its class, or because a template that is called one made it.
function infoboxes.is_one(node, template)
  if has_class(node) then return true end
  local name = node.tag == 'table' and template and pandoc.text.lower(template)
  return name and (name:find('infobox', 1, true) or name:find('taxobox', 1, true)) and true or false
end

local function is_left_out(node, format)
  local removed = format and format.removed or not has_class(node) and node.removed
  return removed and not removed.stays
end

local function add_text(node, out)
  for index = 1, node.n, 2 do
    local item, format = node[index], node[index + 1]
    if type(item) == 'string' then
      if not (format and format.removed) or format.removed.stays then out[#out + 1] = item:gsub('[\1\v]', ''):gsub('\n', ' ') end
    elseif item.tag == 'br' then
      out[#out + 1] = LINE
    elseif item.text then
      out[#out + 1] = item.text
    elseif not UNREAD[item.tag] and not is_left_out(item, format) then
      item.is_in_box = true
      out[#out + 1] = LINE
      add_text(item, out)
      out[#out + 1] = LINE
    end
  end
end

-- The words of cells, in lines that are not empty.
local function text_of(cells, first, last)
  local out = {}
  for index = first, last do
    add_text(cells[index], out)
    out[#out + 1] = LINE
  end
  local lines = {}
  for line in table.concat(out):gmatch '[^\v]+' do
    line = sets.trim((line:gsub('[%s\u{a0}]+', ' ')))
    if line ~= '' then lines[#lines + 1] = line end
  end
  return table.concat(lines, LINE)
end

local function cells_of(row)
  local cells = {}
  for index = 1, row.n, 2 do
    local cell = row[index]
    if type(cell) == 'table' and tree.CELLS[cell.tag] and not is_left_out(cell) then cells[#cells + 1] = cell end
  end
  return cells
end

-- Adds the rows of a node: those of two cells or more. In the only cell of a row there may be a table.
local function add_rows(node, box)
  for index = 1, node.n, 2 do
    local item, format = node[index], node[index + 1]
    if type(item) == 'table' and item.n and not item.inline and not is_left_out(item, format) then
      item.is_in_box = true
      local cells = item.tag == 'tr' and cells_of(item) or {}
      if item.tag == 'caption' and not box.caption then box.caption = text_of({ item }, 1, 1) end
      if #cells < 2 then
        add_rows(item, box)
      else
        local key = text_of(cells, 1, 1):gsub(LINE, ' '):gsub('%s*:$', '')
        local value = text_of(cells, 2, #cells)
        if key ~= '' and value ~= '' then box.fields[#box.fields + 1] = { key, value } end
      end
    end
  end
end

-- Those of a list of { node, template } that say something, as { name, fields = { { key, value }, … } }.
function infoboxes.read(list)
  local found = {}
  for _, each in ipairs(list) do
    local node, template = table.unpack(each, 1, 2)
    if not node.is_in_box then
      local box = { fields = {} }
      add_rows(node, box)
      box.name = template or box.caption and box.caption:gsub(LINE, ' ') or ''
      if #box.fields > 0 then found[#found + 1] = box end
    end
  end
  return found
end

return infoboxes
