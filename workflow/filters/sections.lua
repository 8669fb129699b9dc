-- Leaves out the sections that `convert.drop_sections` names, with their subsections, and headings under which nothing is
-- left. Without that option the names are those of the wiki's language, and prose under such a name stays where other text
-- follows it: a country's literature is no end section. With `convert.drop_link_sections` sections at the end of the page
-- that hold nothing but links, whose headings the reader marks, go as well. Sections go on over the beginnings and ends of Divs.

local end_sections = require 'end_sections'
local page = require 'page'

local PARAGRAPH = 60 -- bytes that a paragraph of prose has at least
local PROSE = 200 -- bytes of such paragraphs in a section that is more than its title says
local SHARE = 0.5 -- of the text that stays: what may go because it is links

local given = page.options.drop_sections
local is_named = end_sections.is_named

-- The blocks in their order, those in Divs instead of these.
local function flat(blocks, out)
  for _, block in ipairs(blocks) do
    if block.tag == 'Div' then flat(block.content, out) else out[#out + 1] = block end
  end
  return out
end

-- The bytes of blocks, and how many of them are of paragraphs of prose.
local function size_of(blocks, first, last)
  local size, prose = 0, 0
  for index = first, last do
    local block = blocks[index]
    local bytes = block.tag == 'Header' and 0 or #pandoc.utils.stringify(block)
    size = size + bytes
    if block.tag == 'Para' and bytes >= PARAGRAPH then prose = prose + bytes end
  end
  return size, prose
end

local function is_prose(blocks, first, last)
  local _, prose = size_of(blocks, first, last)
  return prose >= PROSE
end

-- The sections of blocks, each up to the next heading: { first, last, level, heading, links }; the first, of level 0, is what
-- stands before all headings.
local function sections_of(blocks)
  local sections = { { first = 1, level = 0 } }
  for index, block in ipairs(blocks) do
    if block.tag == 'Header' then
      sections[#sections].last = index - 1
      sections[#sections + 1] = { first = index, level = block.level, heading = block, links = block.classes:includes 'link-section' }
    end
  end
  sections[#sections].last = #blocks
  return sections
end

-- The last section below the one at an index.
local function last_below(sections, index)
  local last = index
  while sections[last + 1] and sections[last + 1].level > sections[index].level do last = last + 1 end
  return last
end

-- The first section of those at the end that are named, hold only links or nothing, or are below one that is named.
local function apparatus_begins(sections)
  local in_apparatus, level = {}, nil
  for index, section in ipairs(sections) do
    if level and section.level <= level then level = nil end
    if section.heading and is_named(pandoc.utils.stringify(section.heading)) then
      section.is_named = true
      level = level or section.level
    end
    in_apparatus[index] = level or section.links or section.first == section.last
  end
  local index = #sections
  while index > 1 and in_apparatus[index] do index = index - 1 end
  return index + 1
end

-- Marks the sections that are left out by name, with those below them.
local function drop_named(blocks, sections)
  local apparatus = apparatus_begins(sections)
  local parents, index = {}, 1 -- by level, what the section at hand is below
  while index <= #sections do
    local section = sections[index]
    for level = section.level, 6 do parents[level] = nil end
    local parent = 0
    for level = 1, section.level - 1 do parent = parents[level] or parent end
    local last = section.is_named and last_below(sections, index) or index
    local in_text = not given and (index < apparatus or parent > 0 and parent < apparatus)
    if section.is_named and not (in_text and is_prose(blocks, section.first, sections[last].last)) then
      page.dropped 'sections'
      for below = index, last do sections[below].is_dropped = true end
      index = last
    end
    parents[section.level] = index
    index = index + 1
  end
end

-- Marks the sections at the end that, with those below them, hold nothing but links, unless the page is a list.
local function drop_links(blocks, sections)
  local top = 6
  for index = 2, #sections do top = math.min(top, sections[index].level) end
  local first, found = #sections + 1, false
  for index = #sections, 2, -1 do
    local section = sections[index]
    if not (section.is_dropped or section.links or section.first == section.last) then break end
    found = found or not section.is_dropped and section.links
    if section.level == top then first = index end
  end
  if not found then return end
  local size, others, prose = 0, 0, 0
  for index, section in ipairs(sections) do
    local bytes, of_prose = size_of(blocks, section.first, section.is_dropped and 0 or section.last)
    if index >= first then
      size = size + bytes
    else
      others, prose = others + bytes, prose + of_prose
    end
  end
  if prose < PROSE or size > SHARE * others then return end
  for index = first, #sections do
    local section = sections[index]
    if section.links and not section.is_dropped then
      page.dropped('link_sections', pandoc.utils.stringify(section.heading))
      section.is_dropped = true
    end
  end
end

-- The positions of the blocks that stay, and by position the levels of the headings among them.
local function staying(sections)
  local kept, levels = {}, {}
  for _, section in ipairs(sections) do
    if not section.is_dropped then
      for index = section.first, section.last do kept[#kept + 1] = index end
      if section.heading then levels[section.first] = section.level end
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
  if given and #given == 0 then return nil end
  local blocks = flat(doc.blocks, {})
  local sections = sections_of(blocks)
  drop_named(blocks, sections)
  if page.options.drop_link_sections then drop_links(blocks, sections) end
  local kept, number = without_empty(staying(sections))
  if number == #blocks then return nil end
  local position = 0
  doc.blocks = only(doc.blocks, function()
    position = position + 1
    return kept[position]
  end)
  return doc
end

return { without = {}, Pandoc = Pandoc }
