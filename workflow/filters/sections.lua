-- Leaves out the sections that `convert.drop_sections` names, with their subsections, and headings under which nothing is
-- left. Without that option the names are those of the wiki's language; an empty list leaves nothing out. Sections go on over
-- the beginnings and ends of Divs.

local headings = require 'headings'
local page = require 'page'

-- The sections to leave out, in lower case.
local named = {}
for _, name in ipairs(page.options.drop_sections or headings.of(page.site.language)) do named[pandoc.text.lower(name)] = true end

local function plain(header)
  local text = pandoc.utils.stringify(header)
  return pandoc.text.lower(text:gsub('^[%s:]+', ''):match '^(.*[^%s:])' or '')
end

-- The blocks in their order, those in Divs instead of these.
local function flat(blocks, out)
  for _, block in ipairs(blocks) do
    if block.tag == 'Div' then flat(block.content, out) else out[#out + 1] = block end
  end
  return out
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

-- Of positions, those but for headings before a heading of their level or above, or the end.
local function without_empty(positions, levels)
  local kept, number, level = {}, 0, 0 -- as a set, and how many; the level of the heading that follows, nil before text
  for at = #positions, 1, -1 do
    local heading = levels[positions[at]]
    if heading and level and level <= heading then
      page.dropped('headings')
    else
      kept[positions[at]], number = true, number + 1
      level = heading
    end
  end
  return kept, number
end

-- Blocks without those that `keep`, which is asked for each one of `flat` in turn, does not keep, and without Divs around
-- nothing.
local function only(blocks, keep)
  local out = pandoc.List()
  for _, block in ipairs(blocks) do
    if block.tag == 'Div' then
      block.content = only(block.content, keep)
      if #block.content > 0 then out:insert(block) end
    elseif keep() then
      out:insert(block)
    end
  end
  return out
end

local function Pandoc(doc)
  if not next(named) then return nil end
  local blocks = flat(doc.blocks, {})
  local kept, number = without_empty(outside_named(blocks))
  if number == #blocks then return nil end
  local position = 0
  doc.blocks = only(doc.blocks, function()
    position = position + 1
    return kept[position]
  end)
  return doc
end

return { without = {}, Pandoc = Pandoc }
