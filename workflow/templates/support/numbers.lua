-- Numbers as wikitext writes them: read, rounded and grouped, as fractions, ordinals and words.

local helpers = require 'helpers'

local numbers = {}

local LONGEST = 100 -- bytes of a number: the patterns below try every way to divide its digits

-- 1234567.5 → "1,234,567.5", -3 → "−3"; what is no number stays as it is.
function numbers.grouped(text, separator)
  if #text > LONGEST then return text end
  local sign, whole, rest = text:gsub(',', ''):gsub('−', '-'):match('^([-+]?)(%d+)(%.?%d*)$')
  if not whole then return text end
  whole = whole:reverse():gsub('%d%d%d', '%0,'):reverse():gsub('^,', ''):gsub(',', separator or ',')
  return sign:gsub('-', '−') .. whole .. rest
end

-- The text of a number with so many decimal places (negative: zeros before the point), halves away from zero.
function numbers.rounded(value, places)
  local scale = 10.0 ^ math.max(-300, math.min(places, 15))
  local result = math.floor(math.abs(value) * scale * (1 + 1e-14) + 0.5) / scale
  if result ~= result or result == math.huge then return tostring(value) end
  local text = string.format('%.' .. math.max(0, math.min(places, 15)) .. 'f', result)
  return (value < 0 and result ~= 0 and '-' or '') .. text
end

local VULGAR = {
  ['1/2'] = '½', ['1/3'] = '⅓', ['2/3'] = '⅔', ['1/4'] = '¼', ['3/4'] = '¾', ['1/5'] = '⅕', ['2/5'] = '⅖',
  ['3/5'] = '⅗',
  ['4/5'] = '⅘', ['1/6'] = '⅙', ['5/6'] = '⅚', ['1/8'] = '⅛', ['3/8'] = '⅜', ['5/8'] = '⅝', ['7/8'] = '⅞',
}

-- ('2', '1', '2') → "2½", ('', '3', '16') → "3⁄16".
function numbers.fraction(whole, above, below)
  local glyph = VULGAR[above .. '/' .. below]
  if glyph then return whole .. glyph end
  return (whole ~= '' and whole .. ' ' or '') .. above .. '⁄' .. below
end

-- Whole, above and below of "2+1/2", "2 1/2", "2½", "3/16" or "3//16"; nil when it is no fraction.
local function fraction_of(text)
  text = text:gsub('⁄', '/'):gsub('//', '/')
  for fraction, glyph in pairs(VULGAR) do text = text:gsub(glyph, ' ' .. fraction) end
  text = helpers.trim((text:gsub('%s+', ' ')))
  local above, below = text:match('^(%d+)%s*/%s*(%d+)$')
  if above then return '', above, below end
  return text:match('^(%d+)%s*[+%- ]%s*(%d+)%s*/%s*(%d+)$')
end

-- A number: its value, how it is shown, its decimal places (negative: zeros at the end), and whether what
-- it counts is singular; nil when the text is none.
function numbers.read(text)
  if #text > LONGEST then return nil end
  local plain = text:gsub('[,\1]', ''):gsub('−', '-'):gsub('&minus;', '-'):gsub('&nbsp;', ' ')
  local sign, rest = helpers.trim(plain):match('^([-+]?)(.*)$')
  local whole, above, below = fraction_of(rest)
  if whole then
    if tonumber(below) == 0 then return nil end
    local value = (tonumber(whole) or 0) + above / below
    local shown = numbers.fraction(whole ~= '' and numbers.grouped(whole) or '', above, below)
    return sign == '-' and -value or value, sign:gsub('-', '−') .. shown, math.max(1, math.log(below, 10)), value <= 1
  end
  local digits, point, decimals, exponent = rest:match('^(%d*)(%.?)(%d*)[eE]?([-+]?%d*)$')
  local value = digits and digits .. decimals ~= '' and tonumber(rest)
  if not value or value ~= value or value == math.huge then return nil end
  local shown = numbers.grouped((digits == '' and '0' or digits) .. point .. decimals)
  local places = point == '' and -#digits:match('0*$') or #decimals
  if rest:find('[eE]') then
    shown = shown .. '×10<sup>' .. exponent:gsub('-', '−'):gsub('+', '') .. '</sup>'
    places = places - tonumber(exponent)
  end
  if sign == '-' then value = -value end
  return value, sign:gsub('-', '−') .. shown, places, rest == '1'
end

-- 21 → "21st".
function numbers.ordinal(text)
  local last, before = text:match('(%d)$'), text:match('(%d)%d$')
  if not last then return text end
  return text .. (before ~= '1' and ({ ['1'] = 'st', ['2'] = 'nd', ['3'] = 'rd' })[last] or 'th')
end

local ONES = {
  [0] = 'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve',
  'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
}
local TENS = { 'ten', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety' }
local POWERS = { { 1000000000, 'billion' }, { 1000000, 'million' }, { 1000, 'thousand' }, { 100, 'hundred' } }

-- 142 → "one hundred and forty-two"; nil for what is no whole number below a trillion.
function numbers.words(value)
  value = math.tointeger(value)
  if not value or value < 0 or value >= 1000000000000 then return nil end
  if value < 20 then return ONES[value] end
  if value < 100 then
    return TENS[value // 10] .. (value % 10 > 0 and '-' .. ONES[value % 10] or '')
  end
  for _, power in ipairs(POWERS) do
    local size, name = table.unpack(power)
    if value >= size then
      local rest = value % size
      local joint = rest == 0 and '' or (rest < 100 and ' and ' or ' ') .. numbers.words(rest)
      return numbers.words(value // size) .. ' ' .. name .. joint
    end
  end
end

local ROMAN = {
  { 1000, 'M' }, { 900, 'CM' }, { 500, 'D' }, { 400, 'CD' }, { 100, 'C' }, { 90, 'XC' }, { 50, 'L' }, { 40, 'XL' },
  { 10, 'X' }, { 9, 'IX' }, { 5, 'V' }, { 4, 'IV' }, { 1, 'I' },
}

-- 14 → "XIV"; nil for what is no whole number from 1 to 4999.
function numbers.roman(value)
  value = math.tointeger(value)
  if not value or value < 1 or value > 4999 then return nil end
  local out = {}
  for _, pair in ipairs(ROMAN) do
    while value >= pair[1] do
      out[#out + 1] = pair[2]
      value = value - pair[1]
    end
  end
  return table.concat(out)
end

return numbers
