-- Reading wikitext on which pandoc aborts, with the smallest damage: first the page as it is, then its
-- sections one by one, then the paragraphs of a section that fails, then such a paragraph as plain words.

local page = require 'page'
local scan = require 'scan'

local repair = {}

local function read(text)
  local ok, doc = pcall(pandoc.read, text .. '\n', 'mediawiki') -- an item of a list ends with its line
  return ok and doc or nil
end

-- Words of a paragraph that pandoc does not read at all.
local function words(text)
  page.dropped('unread')
  text = text:gsub('<[^<>]*>', ''):gsub("''+", ''):gsub('%[%[([^%[%]|]*|?)([^%[%]]*)%]%]', function(target, label)
    return label ~= '' and label or target
  end)
  local kept = text:gsub('[{}%[%]<>]', ' ')
  return pandoc.Blocks { pandoc.Para(pandoc.Inlines(kept)) }
end

-- Pieces of a text that begin where `starts(line)` says so.
local function pieces(text, starts)
  local out, current = {}, {}
  for line in (text .. '\n'):gmatch('(.-)\n') do
    if starts(line) and #current > 0 then
      out[#out + 1] = table.concat(current, '\n')
      current = {}
    end
    current[#current + 1] = line
  end
  out[#out + 1] = table.concat(current, '\n')
  return out
end

local function is_heading(line) return scan.heading(line) ~= nil end
local function is_blank(line) return line:match('^%s*$') ~= nil end

local function blocks_of(text, levels)
  local doc = read(text)
  if doc then return doc.blocks end
  if #levels == 0 then return words(text) end
  local blocks = pandoc.Blocks {}
  for _, piece in ipairs(pieces(text, levels[1])) do
    blocks:extend(blocks_of(piece, { table.unpack(levels, 2) }))
  end
  return blocks
end

-- The document that plain scanning makes of a page whose reading took too long.
function repair.scan(text)
  local blocks = pandoc.Blocks {}
  for _, piece in ipairs(pieces(text, is_blank)) do blocks:extend(words(piece)) end
  return pandoc.Pandoc(blocks), true
end

-- The document, and whether pandoc aborted on the page as a whole.
function repair.read(text)
  local doc = read(text)
  if doc then return doc, false end
  return pandoc.Pandoc(blocks_of(text, { is_heading, is_blank })), true
end

return repair
