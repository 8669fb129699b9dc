-- Quantities and numbers: convert, val, fractions, ordinals, gauges of railways.

local helpers = require 'helpers'
local numbers = require 'numbers'
local quantities = require 'quantities'

local templates, define = helpers.new()
local given, pick = helpers.given, helpers.pick

define('convert|conv', quantities.convert)
define('cvt', function(arguments)
  arguments.abbr = given(arguments.abbr) or 'on'
  return quantities.convert(arguments)
end)

define('frac|fraction|sfrac|fracn|tfrac|sfracn|fract|fracs|intfrac|dfrac|efrac', function(arguments)
  local parts = helpers.list(arguments)
  if #parts == 0 then return nil end
  if #parts == 1 then return numbers.fraction('', '1', parts[1]) end
  if #parts == 2 then return numbers.fraction('', parts[1], parts[2]) end
  return numbers.fraction(parts[1], parts[2], parts[3])
end)

-- {{height|ft=5|in=11}}, {{height|m=1.8}}.
define('height|weight|convinfobox', function(arguments)
  local feet, pounds, stones = pick(arguments, 'ft'), pick(arguments, 'lb'), pick(arguments, 'st')
  if feet then return quantities.convert { feet, 'ft', pick(arguments, 'in') or '0', 'in', 'm', '2', abbr = 'on' } end
  for _, code in ipairs({ 'm', 'cm', 'kg' }) do
    local amount = pick(arguments, code)
    if amount then return quantities.convert { amount, code, code == 'kg' and 'lb' or 'ftin', '0', abbr = 'on' } end
  end
  if stones then return quantities.convert { stones, 'st', pounds or '0', 'lb', 'kg', abbr = 'on' } end
  return pounds and quantities.convert { pounds, 'lb', 'kg', abbr = 'on' }
end)

-- {{pop density|3645257|640081|km2|sqmi}} → "5.7/km² (14.7/sq mi)"
define('pop density|popdens|population density', function(arguments)
  local people, area = numbers.read(arguments[1] or ''), numbers.read(arguments[2] or '')
  if not people or not area or area <= 0 then return nil end
  local from, to = '/' .. (pick(arguments, 3) or 'km2'), '/' .. (pick(arguments, 4) or 'sqmi')
  local places = math.max(-9, math.min(9, math.floor(tonumber(arguments.prec or '') or 0)))
  local function density(unit, disp)
    return quantities.convert { tostring(people / area), from, unit, tostring(places), abbr = 'on', disp = disp }
  end
  local first, second = density(from, 'out'), density(to, 'out')
  return first and second and first .. ' (' .. second .. ')' or first
end)

local function superscript(text) return '<sup>' .. text:gsub('%-', '−') .. '</sup>' end

-- m/s2 → m/s², W.m-2 → W⋅m⁻².
local function unit_of(code)
  if not code:find('^[%w./*()%-μµ°Ω%%·⋅]+$') then return code end
  local names = {
    degC = '°C', degF = '°F', deg = '°', um = 'μm', us = 'μs', Ohm = 'Ω', ohm = 'Ω', solarmass = 'M☉',
    angstrom = 'Å', ['%'] = '%',
  }
  if names[code] then return names[code] end
  return (code:gsub('[.*]', '⋅'):gsub('(%a)(%-?%d)', function(letter, power) return letter .. superscript(power) end))
end

local BETWEEN = {
  ['-'] = '–', to = ' to ', by = ' by ', ['and'] = ' and ', ['or'] = ' or ', x = ' × ', ['×'] = ' × ', ['–'] = '–',
  [','] = ', ',
}

-- A number with its uncertainties.
local function uncertain(arguments)
  local value, plus, minus = numbers.grouped(arguments[1]), pick(arguments, 2), pick(arguments, 3)
  if not plus then return value, false end
  if BETWEEN[plus] then return value .. BETWEEN[plus] .. numbers.grouped(minus or ''), false end
  if plus:find('^%(.*%)$') then return value .. plus, false end
  if not minus then return value .. '±' .. numbers.grouped((plus:gsub('^[+±]', ''))), true end
  plus, minus = plus:gsub('^%+', ''), minus:gsub('−', ''):gsub('^%-', '')
  return value .. '<sup>+' .. plus .. '</sup><sub>−' .. minus .. '</sub>', true
end

define('val|value', function(arguments)
  local exponent = pick(arguments, 'e')
  if not given(arguments[1]) then return exponent and '10' .. superscript(exponent) end
  local text, is_uncertain = uncertain(arguments)
  if exponent then text = (is_uncertain and '(' .. text .. ')' or text) .. '×10' .. superscript(exponent) end
  local unit, per = pick(arguments, 'u', 'ul', 'end'), pick(arguments, 'up', 'upl')
  if unit then
    unit = unit_of(unit)
    text = text .. ((unit == '%' or unit == '°') and '' or ' ') .. unit
  end
  if per then text = text .. '/' .. unit_of(per) end
  return (pick(arguments, 'p') or '') .. text .. (pick(arguments, 's') or '')
end)

define('e|esp|x10^|×10^', function(arguments)
  local power = pick(arguments, 1)
  return power and '×10' .. superscript(power)
end)
define('10^|power of 10', function(arguments) return given(arguments[1]) and '10' .. superscript(arguments[1]) end)

define('nts|ntsc|number table sorting|formatnum|commas|format number', function(arguments)
  return given(arguments[1]) and numbers.grouped(arguments[1])
end)
define('gaps', function(arguments) return table.concat(helpers.list(arguments)) end)
define('ordinal|ord|nth|ordinal number', function(arguments) return given(arguments[1]) and numbers.ordinal(arguments[1]) end)
define('numtext|spellnum|number to word|spell number|num2words|spellnum per mos|wordnum', function(arguments)
  local number = tonumber(arguments[1] or '')
  local words = number and numbers.words(number)
  return words or given(arguments[1])
end)
define('roman|roman numeral|romannumeral', function(arguments)
  local number = tonumber(arguments[1] or '')
  return number and numbers.roman(number) or given(arguments[1])
end)
define('percentage|percent|pct|percent and number', function(arguments)
  local part, whole = numbers.read(arguments[1] or ''), numbers.read(arguments[2] or '')
  if not part or not whole or whole == 0 then return given(arguments[1]) and arguments[1] .. '%' end
  return numbers.rounded(100 * part / whole, math.floor(tonumber(arguments[3] or '') or 0)) .. '%'
end)
define('round|rnd|decimals', function(arguments)
  local number = numbers.read(arguments[1] or '')
  return number and numbers.grouped(numbers.rounded(number, math.floor(tonumber(arguments[2] or '') or 0)))
end)

-- Gauges of railways by millimetres: feet and inches.
local GAUGES = {
  ['381'] = '15 in', ['457'] = '18 in', ['600'] = '1 ft 11⅝ in', ['610'] = '2 ft', ['750'] = '2 ft 5½ in',
  ['760'] = '2 ft 5 15⁄16 in', ['762'] = '2 ft 6 in',
  ['891'] = '2 ft 11 3⁄32 in', ['900'] = '2 ft 11 7⁄16 in', ['914'] = '3 ft', ['950'] = '3 ft 1⅜ in',
  ['1000'] = '3 ft 3⅜ in', ['1067'] = '3 ft 6 in',
  ['1372'] = '4 ft 6 in', ['1432'] = '4 ft 8⅜ in', ['1435'] = '4 ft 8½ in', ['1520'] = '4 ft 11 27⁄32 in',
  ['1524'] = '5 ft', ['1588'] = '5 ft 2½ in', ['1600'] = '5 ft 3 in', ['1668'] = '5 ft 5 21⁄32 in',
  ['1676'] = '5 ft 6 in', ['2140'] = '7 ft ¼ in',
}
local IMPERIAL = {
  sg = '1435', standard = '1435', mg = '1000', metre = '1000', ussg = '1435', ['cape'] = '1067', ['ru'] = '1520',
  ['ru1520'] = '1520', ['iberian'] = '1668', ['irish'] = '1600', ['indian'] = '1676',
}
for metric, imperial in pairs(GAUGES) do IMPERIAL[imperial:gsub('½', '.5'):gsub('[^%w.]', '')] = metric end

define('railgauge|track gauge|rail gauge|gauge|tg', function(arguments)
  local code = given(arguments[1])
  if not code then return nil end
  local plain = code:lower():gsub('[%s,]', '')
  local digits = plain:match('^(%d+)mm$') or plain:match('^(%d+)$')
  if digits then return numbers.grouped(digits) .. ' mm' .. (GAUGES[digits] and ' (' .. GAUGES[digits] .. ')' or '') end
  local metric = IMPERIAL[plain]
  if not metric then return code end
  if plain:find('^%a') then return numbers.grouped(metric) .. ' mm (' .. GAUGES[metric] .. ')' end
  return GAUGES[metric] .. ' (' .. numbers.grouped(metric) .. ' mm)'
end)

return templates
