-- Leaves out the sections that `convert.drop_sections` names, with their subsections, and headings
-- under which nothing is left. Without that option the names are those of the wiki's language.

local headings = require 'headings'
local page = require 'page'
local scan = require 'scan'

local function named()
  local names = {}
  for _, name in ipairs(page.options.drop_sections or headings.of(page.site.language)) do names[pandoc.text.lower(name)] = true end
  return names
end

local function plain(title)
  title = title:gsub("''+", ''):gsub('<[^>]*>', ''):gsub('%[%[([^%]|]*|?)([^%]]*)%]%]', '%2')
  title = title:gsub('[\127]%d+[\127]', ''):gsub('{{.-}}', '')
  return pandoc.text.lower((title:gsub('^[%s:]+', ''):gsub('[%s:]+$', '')))
end

local function wikitext(text)
  local names, kept, dropping = named(), {}, nil
  for line in (text .. '\n'):gmatch('(.-)\n') do
    local level, title = scan.heading(line)
    if level and (not dropping or level <= dropping) then
      dropping = nil
      if names[plain(title)] then
        dropping = level
        page.dropped('sections')
      end
    end
    if not dropping then kept[#kept + 1] = line end
  end
  return table.concat(kept, '\n')
end

-- A heading is empty when the next block is a heading of its level or above, or the end.
local function Pandoc(doc)
  local kept = pandoc.List()
  for index = #doc.blocks, 1, -1 do
    local block, next_kept = doc.blocks[index], kept[#kept]
    local empty = block.t == 'Header'
      and (next_kept == nil or (next_kept.t == 'Header' and next_kept.level <= block.level))
    if not empty then kept:insert(block) end
  end
  local blocks = pandoc.List()
  for index = #kept, 1, -1 do blocks:insert(kept[index]) end
  doc.blocks = blocks
  return doc
end

return { wikitext = wikitext, Pandoc = Pandoc, drops = true }
