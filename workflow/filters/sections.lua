-- Leaves out the sections that `convert.drop_sections` names, with their subsections, and headings under which nothing is
-- left. Without that option the names are those of the wiki's language; an empty list leaves nothing out.

local headings = require 'headings'
local page = require 'page'

-- The sections to leave out, in lower case.
local named = {}
for _, name in ipairs(page.options.drop_sections or headings.of(page.site.language)) do named[pandoc.text.lower(name)] = true end

local function plain(header)
  local text = pandoc.utils.stringify(header)
  return pandoc.text.lower(text:gsub('^[%s:]+', ''):match '^(.*[^%s:])' or '')
end

-- The positions of the blocks outside of these sections, and the levels of the headings among them by position.
local function outside_named(blocks)
  local kept, levels, dropping = {}, {}, nil
  for index, block in ipairs(blocks) do
    local level = block.tag == 'Header' and block.level
    if level and (not dropping or level <= dropping) then
      dropping = named[plain(block)] and level
      if dropping then page.dropped('sections') end
    end
    if not dropping then
      kept[#kept + 1] = index
      levels[index] = level or nil
    end
  end
  return kept, levels
end

-- The positions without those of headings before a heading of their level or above, or the end.
local function without_empty(positions, levels)
  local kept, level = {}, 0 -- from the end; the level of the heading that follows, nil before text
  for at = #positions, 1, -1 do
    local heading = levels[positions[at]]
    if not (heading and level and level <= heading) then
      kept[#kept + 1] = positions[at]
      level = heading
    end
  end
  return kept
end

local function Pandoc(doc)
  if not next(named) then return nil end
  local blocks = doc.blocks
  local kept = without_empty(outside_named(blocks))
  if #kept == #blocks then return nil end
  local out = pandoc.List()
  for at = #kept, 1, -1 do out:insert(blocks[kept[at]]) end
  doc.blocks = out
  return doc
end

return { without = {}, Pandoc = Pandoc }
