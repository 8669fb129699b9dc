-- {{convert}}: quantities in two units, rounded as the template rounds.
-- https://en.wikipedia.org/wiki/Template:Convert#Rounding

local units = {}

-- symbol = { factor to the base unit, base, singular, plural, symbol as printed }
local TABLE = {}

local function add(base, rows)
  for _, row in ipairs(rows) do
    local symbols, factor, singular, plural = table.unpack(row)
    local printed
    for symbol in symbols:gmatch('[^,]+') do
      printed = printed or symbol
      TABLE[symbol] = { factor = factor, base = base, singular = singular, plural = plural, symbol = printed }
    end
  end
end

add('length', {
  { 'm,metre,meter', 1, 'metre', 'metres' }, { 'km', 1000, 'kilometre', 'kilometres' },
  { 'cm', 0.01, 'centimetre', 'centimetres' }, { 'μm,um,µm', 1e-6, 'micrometre', 'micrometres' }, { 'nm', 1e-9, 'nanometre', 'nanometres' }, { 'mm', 0.001, 'millimetre', 'millimetres' },
  { 'mi,mile,miles', 1609.344, 'mile', 'miles' }, { 'ft,foot,feet', 0.3048, 'foot', 'feet' },
  { 'in,inch,inches', 0.0254, 'inch', 'inches' }, { 'yd,yard', 0.9144, 'yard', 'yards' },
  { 'nmi', 1852, 'nautical mile', 'nautical miles' }, { 'fathom', 1.8288, 'fathom', 'fathoms' },
  { 'furlong', 201.168, 'furlong', 'furlongs' }, { 'ly', 9.4607304725808e15, 'light-year', 'light-years' },
  { 'AU', 149597870700, 'astronomical unit', 'astronomical units' }, { 'pc', 3.0856775814914e16, 'parsec', 'parsecs' },
})
add('area', {
  { 'm2,sqm', 1, 'square metre', 'square metres' }, { 'km2,sqkm', 1e6, 'square kilometre', 'square kilometres' },
  { 'ha', 1e4, 'hectare', 'hectares' }, { 'acre,acres', 4046.8564224, 'acre', 'acres' },
  { 'sqmi,mi2', 2589988.110336, 'square mile', 'square miles' }, { 'sqft,ft2', 0.09290304, 'square foot', 'square feet' },
})
add('volume', {
  { 'm3', 1000, 'cubic metre', 'cubic metres' }, { 'L,l', 1, 'litre', 'litres' }, { 'ml,mL', 0.001, 'millilitre', 'millilitres' },
  { 'km3', 1e12, 'cubic kilometre', 'cubic kilometres' }, { 'cuft,ft3', 28.316846592, 'cubic foot', 'cubic feet' },
  { 'impgal', 4.54609, 'imperial gallon', 'imperial gallons' }, { 'USgal', 3.785411784, 'US gallon', 'US gallons' },
  { 'cumi,mi3', 4.168181825441e12, 'cubic mile', 'cubic miles' },
})
add('mass', {
  { 'kg', 1, 'kilogram', 'kilograms' }, { 'g', 0.001, 'gram', 'grams' }, { 't', 1000, 'tonne', 'tonnes' },
  { 'lb,lbs', 0.45359237, 'pound', 'pounds' }, { 'oz', 0.028349523125, 'ounce', 'ounces' },
  { 'LT', 1016.0469088, 'long ton', 'long tons' }, { 'ST', 907.18474, 'short ton', 'short tons' },
  { 'st', 6.35029318, 'stone', 'stone' }, { 'MT', 1000, 'metric ton', 'metric tons' },
})
add('speed', {
  { 'm/s', 1, 'metre per second', 'metres per second' }, { 'km/h,kph', 1 / 3.6, 'kilometre per hour', 'kilometres per hour' },
  { 'mph', 0.44704, 'mile per hour', 'miles per hour' }, { 'kn,knot,knots', 1852 / 3600, 'knot', 'knots' },
  { 'ft/s', 0.3048, 'foot per second', 'feet per second' },
})
add('power', {
  { 'kW', 1, 'kilowatt', 'kilowatts' }, { 'W', 0.001, 'watt', 'watts' }, { 'MW', 1000, 'megawatt', 'megawatts' },
  { 'hp,bhp,shp', 0.745699872, 'horsepower', 'horsepower' }, { 'ihp', 0.745699872, 'indicated horsepower', 'indicated horsepower' }, { 'PS', 0.73549875, 'metric horsepower', 'metric horsepower' },
})
add('pressure', {
  { 'Pa', 1, 'pascal', 'pascals' }, { 'kPa', 1000, 'kilopascal', 'kilopascals' }, { 'MPa', 1e6, 'megapascal', 'megapascals' },
  { 'psi', 6894.757293, 'pound per square inch', 'pounds per square inch' }, { 'bar', 1e5, 'bar', 'bars' },
  { 'atm', 101325, 'standard atmosphere', 'standard atmospheres' },
})
add('force', { { 'N', 1, 'newton', 'newtons' }, { 'kN', 1000, 'kilonewton', 'kilonewtons' }, { 'lbf', 4.4482216152605, 'pound-force', 'pounds-force' } })
add('density', {
  { '/km2', 1, 'per square kilometre', 'per square kilometre' }, { '/sqmi', 1 / 2.589988110336, 'per square mile', 'per square mile' },
})
add('temperature', {
  { 'C,°C', 1, 'degree Celsius', 'degrees Celsius' }, { 'F,°F', 5 / 9, 'degree Fahrenheit', 'degrees Fahrenheit' },
  { 'K', 1, 'kelvin', 'kelvins' },
})
local OFFSET = { C = 0, ['°C'] = 0, F = -160 / 9, ['°F'] = -160 / 9, K = -273.15 }
local PRINTED = { C = '°C', F = '°F', nmi = 'nmi', m2 = 'm²', km2 = 'km²', m3 = 'm³', km3 = 'km³', sqmi = 'sq mi', sqft = 'sq ft', cuft = 'cu ft', cumi = 'cu mi', L = 'L', LT = 'long tons', ST = 'short tons', hp = 'hp', acre = 'acres', impgal = 'imp gal', USgal = 'US gal', inch = 'in' }
-- What a quantity is converted to when the template does not say.
local DEFAULT = { m = 'ft', km = 'mi', cm = 'in', mm = 'in', mi = 'km', ft = 'm', ['in'] = 'mm', yd = 'm', nmi = 'km mi', kg = 'lb', g = 'oz', t = 'LT', lb = 'kg', oz = 'g', LT = 't', ST = 't', st = 'lb', ha = 'acre', acre = 'ha', ihp = 'kW', PS = 'kW', lbf = 'N', psi = 'kPa', kPa = 'psi', bar = 'psi', atm = 'kPa', Pa = 'psi', ['μm'] = 'in', km2 = 'sqmi', sqmi = 'km2', m2 = 'sqft', sqft = 'm2', kn = 'km/h mph', mph = 'km/h', ['km/h'] = 'mph', ['m/s'] = 'ft/s', hp = 'kW', kW = 'hp', C = 'F', F = 'C', fathom = 'm', L = 'impgal', ['/km2'] = '/sqmi', ['/sqmi'] = '/km2' }
local BETWEEN = { to = ' to ', ['-'] = '–', ['–'] = '–', ['and'] = ' and ', ['or'] = ' or ', by = ' by ', x = ' × ', ['×'] = ' × ', ['+/-'] = ' ± ', ['to('] = ' to ' }

-- 1234567.5 → "1,234,567.5"; what is no number stays as it is.
function units.grouped(text)
  local sign, whole, fraction = text:gsub(',', ''):match('^([-−+]?)(%d+)(%.?%d*)$')
  if not whole then return text end
  whole = whole:reverse():gsub('(%d%d%d)', '%1,'):reverse():gsub('^,', '')
  return sign:gsub('-', '−') .. whole .. fraction
end

local function number(text)
  local plain = text:gsub(',', ''):gsub('−', '-')
  local a, b = plain:match('^(%d+)/(%d+)$')
  if a then return tonumber(a) / tonumber(b), 0 end
  local decimals = plain:match('%.(%d+)$')
  if decimals then return tonumber(plain), #decimals end
  local zeros = plain:match('^%-?%d*[1-9](0*)$')
  return tonumber(plain), zeros and -#zeros or 0
end

-- Decimal places of a converted value: as precise as the input was, and at least two significant digits.
local function places_of(value, text, factor, sigfig)
  local _, given = number(text)
  local places = given - math.floor(math.log(math.abs(factor) * 5, 10)) -- [0.2, 2) keeps the decimals
  if value == 0 then return places end
  local magnitude = math.floor(math.log(math.abs(value), 10) + 1e-12)
  return sigfig and sigfig - 1 - magnitude or math.max(places, 1 - magnitude)
end

local function rounded(value, places)
  local scale = 10.0 ^ places
  local result = math.floor(math.abs(value) * scale + 0.5) / scale
  local shown = string.format('%.' .. math.max(0, math.min(places, 12)) .. 'f', result)
  return units.grouped((value < 0 and result ~= 0 and '-' or '') .. shown)
end

local function printed(unit, symbol)
  return PRINTED[symbol] or PRINTED[unit.symbol] or unit.symbol
end

local function name(unit, symbol, short, american, values)
  if short then return printed(unit, symbol) end
  local last = values[#values]:gsub(',', '')
  local one = #values == 1 and tonumber(last) == 1
  local long = one and unit.singular or unit.plural
  return american and long:gsub('metre', 'meter'):gsub('litre', 'liter') or long
end

local function shown(list, separators)
  local text = list[1]
  for index = 2, #list do text = text .. (separators[index - 1] or ' ') .. list[index] end
  return text
end

-- 2 m is 6 ft 7 in.
local function feet_and_inches(amount)
  local inches = math.floor(math.abs(amount) / 0.0254 + 0.5)
  return string.format('%s%d ft %d in', amount < 0 and '−' or '', inches // 12, inches % 12)
end

-- A quantity, given as the texts of its values in `from`, as the text in the unit `symbol`; nil when there is none.
local function converted(values, separators, from, symbol, options)
  local list = {}
  if symbol == 'ftin' and from.base == 'length' then
    for index, value in ipairs(values) do list[index] = feet_and_inches(number(value) * from.factor) end
    return shown(list, separators)
  end
  local to = TABLE[symbol]
  if not to or to.base ~= from.base or to == from then return nil end
  local factor = from.factor / to.factor
  local amounts, places = {}, -math.huge -- a range has the places of its most precise end
  for index, value in ipairs(values) do
    local amount = number(value) * factor
    if from.base == 'temperature' then
      amount = (number(value) * from.factor + (OFFSET[from.symbol] or 0) - (OFFSET[to.symbol] or 0)) / to.factor
    end
    amounts[index] = amount
    places = math.max(places, places_of(amount, value, factor, options.sigfig) + options.finer)
  end
  for index, amount in ipairs(amounts) do list[index] = rounded(amount, options.digits or places) end
  return shown(list, separators) .. ' ' .. name(to, symbol, options.short, options.american, list)
end

-- The values at the front of the arguments, what stands between them, and the position after them.
local function leading(arguments)
  local values, separators, position = {}, {}, 1
  while arguments[position] and number(arguments[position]) do
    values[#values + 1] = arguments[position]
    local between = BETWEEN[arguments[position + 1] or '']
    if not between then return values, separators, position + 1 end
    separators[#separators + 1] = between
    position = position + 2
  end
  return values, separators, position
end

-- {{convert|12|km|mi}}, {{convert|5|to|8|kn|km/h|abbr=on}}, {{convert|351|ft|2|in|m}}; nil without a number.
function units.convert(arguments)
  local values, separators, position = leading(arguments)
  local symbol = arguments[position]
  local from = symbol and TABLE[symbol]
  if #values == 0 then return nil end
  local texts = {}
  for index, value in ipairs(values) do texts[index] = units.grouped(value) end
  if not from then return symbol and shown(texts, separators) .. ' ' .. symbol or nil end
  local short = arguments.abbr == 'on' or arguments.abbr == 'in' or from.base == 'temperature'
  local american = arguments.sp == 'us'
  local first = shown(texts, separators) .. ' ' .. name(from, symbol, short, american, values)
  if arguments.adj == 'on' and not short then
    first = shown(texts, separators) .. '-' .. name(from, symbol, false, american, { '1' })
  end
  local default = DEFAULT[from.symbol]
  if from.symbol == 'm' and number(values[#values]) < 3 then default = 'ftin' end
  -- Feet and inches, pounds and ounces: the smaller part decides how precise the quantity is.
  local rest, part = arguments[position + 1], TABLE[arguments[position + 2] or '']
  local finer = 0
  if rest and number(rest) and part and part.base == from.base and part.factor < from.factor then
    first = first .. ' ' .. units.grouped(rest) .. ' ' .. name(part, arguments[position + 2], short, american, { rest })
    local whole = number(values[#values]) * from.factor / part.factor + number(rest)
    values, from, position = { string.format('%.10g', whole) }, part, position + 2
    finer = part.symbol == 'in' and 1 or 0 -- 5 ft 10 in is 1.78 m, 70 in is 1.8 m
  end
  local target = arguments[position + 1]
  local digits = tonumber(arguments[position + 2] or '')
  if target and target:match('^%-?%d+$') then target, digits = nil, tonumber(target) end
  local options = {
    digits = digits,
    sigfig = tonumber(arguments.sigfig or ''),
    short = arguments.abbr ~= 'off' and arguments.abbr ~= 'in',
    american = american,
    finer = finer,
  }
  local others = {}
  for each in (target and (TABLE[target] and target or target:gsub('%+', ' ')) or ''):gmatch('%S+') do
    others[#others + 1] = converted(values, separators, from, each, options)
  end
  if #others == 0 then
    for each in (default or ''):gmatch('%S+') do others[#others + 1] = converted(values, separators, from, each, options) end
  end
  if #others == 0 then return first end
  local second = table.concat(others, '; ')
  if arguments.disp == 'out' or arguments.disp == 'output only' or arguments.disp == 'number' then return second end
  if arguments.order == 'flip' then first, second = second, first end
  if arguments.disp == 'or' then return first .. ' or ' .. second end
  return first .. ' (' .. second .. ')'
end

return units
