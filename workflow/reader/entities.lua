-- Character references: &amp;, &#945;, &#x3b1;. Those that would be control characters stay as they are written.

local entities = {}

local NAMED = { ['&amp;'] = '&', ['&lt;'] = '<', ['&gt;'] = '>', ['&quot;'] = '"', ['&nbsp;'] = '\u{a0}', ['&ndash;'] = '–' }

-- Of a reference that pandoc has in its table.
local function named(entity)
  local known = NAMED[entity]
  if known == nil then
    local text = pandoc.utils.stringify(pandoc.read(entity, 'html'))
    known = text ~= entity and text ~= '' and text ~= '?' and text
    NAMED[entity] = known
  end
  return known or entity
end

-- The character of a reference, or the reference when it is of none; browsers show those of Windows for 128 to 159.
local function decoded(entity)
  if entity:find '^&%a' then return named(entity) end
  local hex, decimal = entity:match '^&#[xX](%x+);$', entity:match '^&#(%d+);$'
  local digits = (hex or decimal or ''):gsub('^0+', '')
  local code = #digits < 9 and tonumber(digits, hex and 16 or 10)
  if not code or code > 0x10FFFF or code >= 0xD800 and code <= 0xDFFF or code < 32 and code ~= 9 and code ~= 10 or code == 127 then
    return entity
  end
  return code >= 128 and code < 160 and named(entity) or utf8.char(code)
end

function entities.decode(text)
  if not text:find('&', 1, true) then return text end
  return (text:gsub('&#?%w+;', decoded))
end

return entities
