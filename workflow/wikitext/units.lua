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
  { 'cm', 0.01, 'centimetre', 'centimetres' }, { 'mm', 0.001, 'millimetre', 'millimetres' },
  { 'mi,mile,miles', 1609.344, 'mile', 'miles' }, { 'ft,foot,feet', 0.3048, 'foot', 'feet' },
  { 'in,inch,inches', 0.0254, 'inch', 'inches' }, { 'yd,yard', 0.9144, 'yard', 'yards' },
  { 'nmi,nm', 1852, 'nautical mile', 'nautical miles' }, { 'fathom', 1.8288, 'fathom', 'fathoms' },
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
  { 'hp,bhp,shp', 0.745699872, 'horsepower', 'horsepower' }, { 'PS', 0.73549875, 'metric horsepower', 'metric horsepower' },
})
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
local DEFAULT = { m = 'ft', km = 'mi', cm = 'in', mm = 'in', mi = 'km', ft = 'm', ['in'] = 'cm', yd = 'm', nmi = 'km', kg = 'lb', g = 'oz', t = 'LT', lb = 'kg', oz = 'g', LT = 't', ha = 'acre', acre = 'ha', km2 = 'sqmi', sqmi = 'km2', m2 = 'sqft', sqft = 'm2', kn = 'km/h', mph = 'km/h', ['km/h'] = 'mph', ['m/s'] = 'ft/s', hp = 'kW', kW = 'hp', C = 'F', F = 'C', fathom = 'm', L = 'impgal', ['/km2'] = '/sqmi', ['/sqmi'] = '/km2' }
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

-- {{convert|12|km|mi}}, {{convert|5|to|8|kn|km/h|abbr=on}}; nil when a unit is not known.
function units.convert(arguments)
  local values, separators, position = {}, {}, 1
  while arguments[position] and number(arguments[position]) do
    values[#values + 1] = arguments[position]
    local between = BETWEEN[arguments[position + 1] or '']
    if not between then
      position = position + 1
      break
    end
    separators[#separators + 1] = between
    position = position + 2
  end
  local symbol = arguments[position]
  local from = symbol and TABLE[symbol]
  if #values == 0 then return nil end
  local function show(list)
    local text = list[1]
    for index = 2, #list do text = text .. (separators[index - 1] or ' ') .. list[index] end
    return text
  end
  local shown = {}
  for _, value in ipairs(values) do shown[#shown + 1] = units.grouped(value) end
  if not from then return symbol and show(shown) .. ' ' .. symbol or nil end
  local target = arguments[position + 1]
  local to = target and TABLE[target]
  if not to then
    target = DEFAULT[from.symbol] or symbol
    to = TABLE[target]
  end
  local short = arguments.abbr == 'on' or arguments.abbr == 'in' or from.base == 'temperature'
  local american = arguments.sp == 'us'
  local first = show(shown) .. ' ' .. name(from, symbol, short, american, values)
  if arguments.adj == 'on' and not short then first = show(shown) .. '-' .. name(from, symbol, false, american, { '1' }) end
  if not to or to.base ~= from.base or to == from then return first end
  local factor = from.factor / to.factor
  local converted, amounts = {}, {}
  local digits = tonumber(arguments[position + 2] or '')
  local places = -math.huge -- a range has the places of its most precise end
  for _, value in ipairs(values) do
    local amount = number(value) * factor
    if from.base == 'temperature' then
      amount = (number(value) * from.factor + (OFFSET[from.symbol] or 0) - (OFFSET[to.symbol] or 0)) / to.factor
    end
    amounts[#amounts + 1] = amount
    places = math.max(places, places_of(amount, value, factor, tonumber(arguments.sigfig or '')))
  end
  for _, amount in ipairs(amounts) do converted[#converted + 1] = rounded(amount, digits or places) end
  local second = show(converted) .. ' ' .. name(to, target, arguments.abbr ~= 'off' and arguments.abbr ~= 'in', american, converted)
  if arguments.disp == 'out' or arguments.disp == 'output only' then return second end
  if arguments.order == 'flip' then first, second = second, first end
  if arguments.disp == 'or' then return first .. ' or ' .. second end
  return first .. ' (' .. second .. ')'
end

return units
