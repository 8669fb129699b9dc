-- Leaves out the sections that `convert.drop_sections` names, with their subsections, and headings under which nothing is
-- left. Without that option the names are those of the wiki's language; an empty list leaves nothing out.

local headings = require 'headings'
local page = require 'page'

local function named()
  local names = {}
  for _, name in ipairs(page.options.drop_sections or headings.of(page.site.language)) do names[pandoc.text.lower(name)] = true end
  return names
end

local function plain(header)
  local text = pandoc.utils.stringify(header.content)
  return pandoc.text.lower(text:gsub('^[%s:]+', ''):match '^(.*[^%s:])' or '')
end

-- The blocks without the sections of these names.
local function without_named(blocks, names)
  local kept, dropping = pandoc.List(), nil
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and (not dropping or block.level <= dropping) then
      dropping = nil
      if names[plain(block)] then
        dropping = block.level
        page.dropped('sections')
      end
    end
    if not dropping then kept:insert(block) end
  end
  return kept
end

-- The blocks without headings before a heading of their level or above, or the end.
local function without_empty(blocks)
  local kept, level = pandoc.List(), 0 -- from the end; the level of the heading that follows, nil before text
  for index = #blocks, 1, -1 do
    local block = blocks[index]
    local heading = block.t == 'Header' and block.level
    if not (heading and level and level <= heading) then
      kept:insert(block)
      level = heading or nil
    end
  end
  local out = pandoc.List()
  for index = #kept, 1, -1 do out:insert(kept[index]) end
  return out
end

local function Pandoc(doc)
  local names = named()
  if not next(names) then return nil end
  doc.blocks = without_empty(without_named(doc.blocks, names))
  return doc
end

return { without = {}, Pandoc = Pandoc }
