-- Quotations in a block, verse, and verses of scriptures.

local helpers = require 'helpers'

local templates, define = helpers.new()
local pick = helpers.pick

local function block(text, by)
  local credit = #by > 0 and '\n\n— ' .. table.concat(by, ', ') or ''
  return '\n<blockquote>\n' .. text .. credit .. '\n</blockquote>\n'
end

-- A renderer of quotations whose text, speaker and sources are the arguments at these positions, or have names.
local function quotation(text_at, ...)
  local credits = { ... }
  return function(arguments)
    local text = pick(arguments, 'text', 'quote', 'content', 'quotetext', text_at)
    if not text then return nil end
    local by = { pick(arguments, 'author', 'by', 'sign', 'cite', 'attribution', 'speaker', 'character', credits[1] or 'author') }
    by[#by + 1] = pick(arguments, 'title', credits[2] or 'title')
    by[#by + 1] = pick(arguments, 'source', 'work', credits[3] or 'source')
    return block(text, by)
  end
end
define([[
  quote|blockquote|quotation|bq|bquote|block quote|quote block|quotebox|long quotation|bquotation|quotation2|
  quote without source|longquote|block quotation|epigraph|quotation templates|lquote|pquote inline|block-quote|
  quote4]], quotation(1, 2, 3, 4))
define('quote box|quotebox2|qb|quotation box|centered pull quote|quote frame box', quotation(1, 2, 3, 4))
define('pull quote|pq|pullquote|rquote2', quotation(1, 2, 3))
define('cquote|cquote2|centered quote', quotation(1, 4, 5))
define('rquote|lrquote|right quote', quotation(2, 3, 4))
define('talkquote|talk quote block|quote inline block|tquote|displayquote|inset quote', quotation(1, 2, 3))

define('poemquote|poem quote|poem|verse quote|poem block|lyrics quote|stanza', function(arguments)
  local text = pick(arguments, 'text', 1, 'quote')
  if not text then return nil end
  local by = { pick(arguments, 'author', 'char', 'sign', 2) }
  by[#by + 1] = pick(arguments, 'title', 3)
  by[#by + 1] = pick(arguments, 'source', 4)
  return block('<poem>' .. text .. '</poem>', by)
end)
define('verse translation|verse transliteration-translation|verse|text and translation', function(arguments)
  local parts = {}
  for _, text in ipairs(helpers.list(arguments)) do parts[#parts + 1] = '<poem>' .. text .. '</poem>' end
  return #parts > 0 and '\n' .. table.concat(parts, '\n\n') .. '\n' or nil
end)

-- {{bibleverse|1|John|3:16|KJV}} → "1 John 3:16".
define([[
  bibleverse|bibleref|bibleref2|bible verse|bibleverse-lb|sourcetext|bible|bibleverse with invisible|bibleref2-nb|
  bibleverse-nb|bibleref2c|bibleref2c-nb|lds]], function(arguments, name)
  local first, second, third = pick(arguments, 1), pick(arguments, 2), pick(arguments, 3)
  if not second then return first end
  local short = name:find('2c', 1, true) and second or nil
  if short then return second end
  if first and not first:find('^%d$') then return first .. ' ' .. second end
  return (first and first .. ' ' or '') .. second .. (third and ' ' .. third or '')
end)
define('qref|quran-usc|quran|quran-usc-range|quran verse|surah|cite quran|quranref|qr', function(arguments)
  local chapter, verse, last = pick(arguments, 1), pick(arguments, 2), pick(arguments, 3)
  if not chapter then return nil end
  return 'Quran ' .. chapter .. (verse and ':' .. verse .. (last and last:find('^%d+$') and '–' .. last or '') or '')
end)
define('hadith|hadith-usc|bukhari|muslim|abudawud', function(arguments, name)
  local parts = helpers.list(arguments)
  return #parts > 0 and name:gsub('%-usc', ''):gsub('^%l', string.upper) .. ' ' .. table.concat(parts, ':') or nil
end)
define('lds scripture|sourceverse|pali|gita|rigveda|rv', function(arguments) return table.concat(helpers.list(arguments), ' ') end)

return templates
