-- Finds the sections that hold nothing but links: lists whose items, and paragraphs whose lines, are each links to other pages,
-- or an address with at most a short remark. What a section is called does not matter, so no language has to be known.

local sets = require 'sets'
local tree = require 'tree'

-- Letters and digits that may stand beside a link to another site: an author, a newspaper and a date; and beside links to
-- pages of the wiki: a year there tells of works, which are what the page is about.
local REMARK, JOINT = 40, 3

local LISTS, ITEMS, BLOCKS = sets.of 'ul ol dl', sets.of 'li dd dt p', sets.of 'div center'

-- What stands under a heading. `item`: of the item at hand the letters in links and beside them, and whether one leads to
-- another site.
local Section = {}
Section.__index = Section

local function new(heading) return setmetatable({ heading = heading, items = 0, only_links = true }, Section) end

local function letters(text) return utf8.len((text:gsub('[%s%p%c]+', ''))) end

local function link_of(format)
  while format and format.tag ~= 'a' do format = format.up end
  return format and format.attributes or nil
end

local function is_removed(node, format)
  local removed = node.removed or format and format.removed
  return removed and not removed.stays
end

function Section:finish_item()
  local item = self.item
  self.item = nil
  if not item or item.linked + item.beside == 0 then return end
  if item.linked > 0 then
    self.items = self.items + 1
    self.only_links = self.only_links and item.beside <= (item.is_external and REMARK or JOINT)
  else
    self.only_links = self.only_links and item.is_label and item.beside <= REMARK
  end
end

-- Adds an item of a node.
function Section:add(item, format, options)
  local is_text = type(item) == 'string'
  if is_removed(is_text and {} or item, format) then return end
  if is_text then
    local link, found = link_of(format), self.item or { linked = 0, beside = 0 }
    local place = link and 'linked' or 'beside'
    found[place] = found[place] + letters(item)
    found.is_external = found.is_external or link and link.class ~= 'wikilink'
    if item:find '%S' then found.is_label = item:find ':%s*$' ~= nil or item:find '：%s*$' ~= nil end
    self.item = found
  elseif item.tag == 'br' or LISTS[item.tag] or ITEMS[item.tag] or BLOCKS[item.tag] then
    self:finish_item()
    for index = 1, item.n or 0, 2 do self:add(item[index], item[index + 1], options) end
    if self.item and item.tag == 'dt' then self.item.is_label = true end
    self:finish_item()
  elseif item.tag == 'table' or item.tag == 'figure' then
    local is_dropped = options.without[item.tag == 'table' and 'Table' or 'Figure']
    self.only_links = self.only_links and is_dropped
  elseif item.tag ~= 'hr' and item.tag ~= 'note' and item.tag ~= 'img' then
    self.only_links = false
  end
end

function Section:finish()
  self:finish_item()
  if self.heading and self.items > 0 and self.only_links then self.heading.only_links = true end
end

-- Marks the headings in a node under which, up to the next one, there is nothing but links.
return function(root, options)
  local section = new()
  local function walk(node)
    for index = 1, node.n, 2 do
      local item, format = node[index], node[index + 1]
      if type(item) == 'table' and tree.HEADINGS[item.tag] then
        section:finish()
        section = new(item)
      elseif type(item) == 'table' and BLOCKS[item.tag] and not is_removed(item, format) then
        section:finish_item()
        walk(item)
        section:finish_item()
      else
        section:add(item, format, options)
      end
    end
  end
  walk(root)
  section:finish()
end
