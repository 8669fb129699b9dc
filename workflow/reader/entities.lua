-- Character references: &amp;, &#945;, &#x3b1;. Those that would be control characters stay as they are written.

local entities = {}

local NAMED = { amp = '&', lt = '<', gt = '>', quot = '"', nbsp = '\u{a0}', ndash = '–', mdash = '—' }

-- What browsers show for the codes 128 to 159, which are none of Unicode.
local WINDOWS = '€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ'

local function character(code)
  if not code or code > 0x10FFFF or code >= 0xD800 and code <= 0xDFFF then return nil end
  if code >= 128 and code < 160 then
    local at = utf8.offset(WINDOWS, code - 127)
    local shown = WINDOWS:sub(at, utf8.offset(WINDOWS, 2, at) - 1)
    return utf8.codepoint(shown) >= 160 and shown or nil
  end
  if code == 9 or code == 10 or code >= 32 and code ~= 127 then return utf8.char(code) end
end

local function named(entity, name)
  local known = NAMED[name]
  if known == nil then -- pandoc has the table
    local text = pandoc.utils.stringify(pandoc.read(entity, 'html'))
    known = text ~= entity and text ~= '' and text or false
    NAMED[name] = known
  end
  return known or entity
end

-- The character of a reference, or the reference when it is of none.
local function decoded(entity)
  local name = entity:match '^&(%a%w*);$'
  if name then return named(entity, name) end
  local hex = entity:match '^&#[xX]0*(%x+);$'
  local decimal = entity:match '^&#0*(%d+);$'
  local code = hex and #hex < 8 and tonumber(hex, 16) or decimal and #decimal < 9 and tonumber(decimal, 10)
  return character(code) or entity
end

function entities.decode(text)
  if not text:find('&', 1, true) then return text end
  return (text:gsub('&#?%w+;', decoded))
end

return entities
