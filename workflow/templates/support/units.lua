-- Units of measurement as {{convert}} names them: https://en.wikipedia.org/wiki/Module:Convert/documentation/conversion_data
--
-- units.find(code) is a table: factor to the SI unit of its `base`, singular, plural, symbol (nil where the name
-- is always written), default (codes that it is converted to), offset of a temperature.

local units = {}

local KNOWN = {}

-- Rows are codes, factor, singular, plural (false: singular and s), symbol (false: the name), default.
local function add(base, rows)
  for _, row in ipairs(rows) do
    local codes, factor, singular, plural, symbol, default = table.unpack(row)
    local unit = { base = base, factor = factor, singular = singular, plural = plural or singular .. 's' }
    unit.symbol, unit.default, unit.code = symbol or nil, default, codes:match('^[^|]+')
    for code in codes:gmatch('[^|]+') do KNOWN[code] = unit end
  end
end

-- The same with SI prefixes before the code, the name and the symbol.
local PREFIXES = {
  { 'p', 1e-12, 'pico' }, { 'n', 1e-9, 'nano' }, { 'μ', 1e-6, 'micro' }, { 'u', 1e-6, 'micro' },
  { 'µ', 1e-6, 'micro' },
  { 'm', 1e-3, 'milli' }, { 'c', 1e-2, 'centi' }, { 'd', 1e-1, 'deci' }, { 'da', 10, 'deca' }, { 'h', 100, 'hecto' },
  { 'k', 1e3, 'kilo' }, { 'M', 1e6, 'mega' }, { 'G', 1e9, 'giga' }, { 'T', 1e12, 'tera' }, { 'P', 1e15, 'peta' },
}
local function add_metric(base, codes, factor, name, symbol, defaults)
  add(base, { { codes, factor, name, false, symbol, defaults[''] } })
  for _, prefix in ipairs(PREFIXES) do
    local letter, power, spelled = table.unpack(prefix)
    local shown = letter == 'u' and 'μ' or letter == 'µ' and 'μ' or letter
    for code in codes:gmatch('[^|]+') do
      local whole = #code > 3 and spelled .. code or letter .. code
      add(base, { { whole, power * factor, spelled .. name, false, shown .. symbol, defaults[shown] or defaults[''] } })
    end
  end
end

add_metric('length', 'm|metre|meter', 1, 'metre', 'm', { [''] = 'ft', k = 'mi', c = 'in', m = 'in', ['μ'] = 'in', n = 'in' })
add_metric('volume', 'l|L|litre|liter', 1e-3, 'litre', 'L', { [''] = 'impgal USgal', m = 'impfloz USfloz', c = 'impfloz USfloz' })
add_metric('mass', 'g|gram', 1e-3, 'gram', 'g', { [''] = 'oz', k = 'lb', m = 'gr' })
add_metric('power', 'W', 1, 'watt', 'W', { [''] = 'hp' })
add_metric('pressure', 'Pa', 1, 'pascal', 'Pa', { [''] = 'psi', h = 'inHg', M = 'ksi' })
add_metric('force', 'N', 1, 'newton', 'N', { [''] = 'lbf' })
add_metric('energy', 'J', 1, 'joule', 'J', { [''] = 'ftlbf', k = 'kcal', M = 'kWh' })
add_metric('energy', 'Wh|W.h', 3600, 'watt-hour', 'Wh', { [''] = 'kJ', k = 'MJ', M = 'GJ', G = 'TJ', T = 'PJ' })
add_metric('energy', 'eV', 1.602176634e-19, 'electronvolt', 'eV', { [''] = 'aJ' })
add_metric('energy', 'cal', 4.184, 'calorie', 'cal', { [''] = 'J', k = 'kJ' })
add_metric('torque', 'Nm|N.m|N·m', 1, 'newton-metre', 'N⋅m', { [''] = 'lbft' })
add_metric('data', 'B|byte', 8, 'byte', 'B', { [''] = 'bit' })
add_metric('data', 'bit', 1, 'bit', 'bit', { [''] = 'B' })
add_metric('frequency', 'Hz', 1, 'hertz', 'Hz', { [''] = 'rpm' })
add_metric('time', 's|sec|second', 1, 'second', 's', { [''] = 'min' })
add_metric('length', 'pc|parsec', 3.0856775814914e16, 'parsec', 'pc', { [''] = 'ly' })

add('length', {
  { 'mi|mile|miles', 1609.344, 'mile', false, 'mi', 'km' }, { 'ft|foot|feet', 0.3048, 'foot', 'feet', 'ft', 'm' },
  { 'in|inch|inches', 0.0254, 'inch', 'inches', 'in', 'mm' }, { 'yd|yard|yards', 0.9144, 'yard', false, 'yd', 'm' },
  { 'nmi|NM', 1852, 'nautical mile', false, 'nmi', 'km mi' },
  { 'fathom|fathoms|ftm', 1.8288, 'fathom', false, false, 'ft m' },
  { 'furlong|furlongs', 201.168, 'furlong', false, false, 'ft m' },
  { 'chain|ch|chains', 20.1168, 'chain', false, 'chains', 'ft m' },
  { 'rod|perch|pole|rd', 5.0292, 'rod', false, false, 'ft m' }, { 'league', 4828.032, 'league', false, false, 'km' },
  { 'ly|light-year|light-years', 9.4607304725808e15, 'light-year', false, 'ly', 'AU' },
  { 'kly', 9.4607304725808e18, 'kilolight-year', false, 'kly', 'pc' },
  { 'Mly', 9.4607304725808e21, 'megalight-year', false, 'Mly', 'Mpc' },
  { 'AU|au', 149597870700, 'astronomical unit', false, 'AU', 'km mi' },
  { 'solar radius|Solar radius', 6.957e8, 'solar radius', 'solar radii', 'R☉', 'km' },
  { 'mil|thou', 2.54e-5, 'thousandth of an inch', 'thousandths of an inch', 'thou', 'mm' },
  { 'angstrom|Å|Angstrom', 1e-10, 'ångström', false, 'Å', 'in' },
  { 'hand|hands', 0.1016, 'hand', false, 'hands', 'in cm' },
  { 'cable length', 185.2, 'cable length', false, 'cable lengths', 'm' },
  { 'verst', 1066.8, 'verst', false, false, 'km mi' },
  { 'admi', 1853.184, 'nautical mile', false, '(admiralty) nmi', 'km mi' },
})

for _, name in ipairs({
  'm metre', 'km kilometre', 'cm centimetre', 'mm millimetre', 'dm decimetre', 'μm micrometre', 'hm hectometre',
}) do
  local code, long = name:match('(%S+) (%S+)')
  local factor = KNOWN[code].factor
  add('area', { { code .. '2|sq' .. code, factor ^ 2, 'square ' .. long, false, code .. '<sup>2</sup>' } })
  add('volume', { { code .. '3|cu' .. code, factor ^ 3, 'cubic ' .. long, false, code .. '<sup>3</sup>' } })
end
for code, default in pairs({
  m2 = 'sqft', km2 = 'sqmi', cm2 = 'sqin', mm2 = 'sqin', m3 = 'cuft', km3 = 'cumi', cm3 = 'cuin', mm3 = 'cuin',
}) do
  KNOWN[code].default = default
end
for _, name in ipairs({
  'mi mile m2', 'ft foot ft2', 'in inch in2', 'yd yard yd2', 'nmi nautical_mile nmi2', 'rd rod rd2',
}) do
  local code, long = name:match('(%S+) (%S+)')
  long = long:gsub('_', ' ')
  local factor, many = KNOWN[code].factor, KNOWN[code].plural
  local metric = code == 'mi' and 'km' or code == 'in' and 'cm' or code == 'nmi' and 'km' or 'm'
  add('area', { { 'sq' .. code .. '|' .. code .. '2', factor ^ 2, 'square ' .. long, 'square ' .. many, 'sq ' .. code, metric .. '2' } })
  add('volume', { { 'cu' .. code .. '|' .. code .. '3', factor ^ 3, 'cubic ' .. long, 'cubic ' .. many, 'cu ' .. code, metric .. '3' } })
end
KNOWN['foot2'], KNOWN['sqfoot'], KNOWN['sqfeet'], KNOWN['cufoot'] = KNOWN.sqft, KNOWN.sqft, KNOWN.sqft, KNOWN.cuft

add('area', {
  { 'ha|hectare|hectares', 1e4, 'hectare', false, 'ha', 'acre' },
  { 'acre|acres|ac', 4046.8564224, 'acre', false, false, 'ha' },
  { 'a|are', 100, 'are', false, 'a', 'sqft' }, { 'daa|decare', 1000, 'decare', false, 'daa', 'acre' },
  { 'dunam', 1000, 'dunam', false, false, 'ha acre' }, { 'rood', 1011.7141056, 'rood', false, false, 'm2' },
})
local GALLON, US_GALLON = 4.54609e-3, 3.785411784e-3
add('volume', {
  { 'cc', 1e-6, 'cubic centimetre', false, 'cc', 'cuin' },
  { 'impgal|imp gal|gal', GALLON, 'imperial gallon', false, 'imp gal', 'L USgal' },
  { 'USgal|usgal|U.S.gal|US gal', US_GALLON, 'US gallon', false, 'US gal', 'L impgal' },
  { 'impqt', GALLON / 4, 'imperial quart', false, 'imp qt', 'L' },
  { 'USqt|usqt|qt', US_GALLON / 4, 'US quart', false, 'US qt', 'L' },
  { 'imppt|pt', GALLON / 8, 'imperial pint', false, 'imp pt', 'L' },
  { 'USpt|uspt', US_GALLON / 8, 'US pint', false, 'US pt', 'L' },
  { 'impoz|impfloz|floz', GALLON / 160, 'imperial fluid ounce', false, 'imp fl oz', 'mL' },
  { 'USoz|USfloz|usfloz|usoz|U.S.floz', US_GALLON / 128, 'US fluid ounce', false, 'US fl oz', 'mL' },
  { 'UScup|cup|US cup', US_GALLON / 16, 'US cup', false, false, 'mL' },
  { 'USbu|usbsh|bushel', 0.03523907016688, 'US bushel', false, 'US bsh', 'L' },
  { 'impbu|impbsh', GALLON * 8, 'imperial bushel', false, 'imp bsh', 'L' },
  { 'tbsp', US_GALLON / 256, 'tablespoon', false, 'tbsp', 'mL' },
  { 'tsp', US_GALLON / 768, 'teaspoon', false, 'tsp', 'mL' },
  { 'impbbl', GALLON * 36, 'imperial barrel', false, 'imp bbl', 'L' },
  { 'USbbl|usbbl', US_GALLON * 31.5, 'US barrel', false, 'US bbl', 'L' },
  { 'USbeerbbl', US_GALLON * 31, 'US beer barrel', false, 'US bbl', 'L' },
  { 'oilbbl|bbl|barrel', US_GALLON * 42, 'barrel', false, 'bbl', 'm3' },
  { 'Tcuft', 28316846592, 'trillion cubic foot', 'trillion cubic feet', '×10<sup>12</sup> cu ft', 'km3' },
  { 'acre.ft|acre-ft|acre.foot|acreft|acre·ft|acre feet', 1233.48183754752, 'acre-foot', 'acre-feet', 'acre⋅ft', 'm3' },
  { 'boardfoot|bdft|FBM', 0.002359737216, 'board foot', 'board feet', 'board feet', 'm3' },
  { 'GRT|grt', 2.8316846592, 'gross register ton', false, 'GRT', 'm3' },
  { 'cord', 3.624556363776, 'cord', false, false, 'm3' },
})
add('mass', {
  { 't|tonne|tonnes|mt|MT|metric ton', 1000, 'tonne', false, 't', 'LT ST' },
  { 'kt', 1e6, 'kilotonne', false, 'kt', 'LT ST' },
  { 'Mt|Mtonne', 1e9, 'megatonne', false, 'Mt', 'LT ST' }, { 'Gt', 1e12, 'gigatonne', false, 'Gt', 'LT ST' },
  { 'lb|lbs|pound|pounds', 0.45359237, 'pound', false, 'lb', 'kg' },
  { 'oz|ounce|ounces', 0.028349523125, 'ounce', false, 'oz', 'g' },
  { 'st|stone', 6.35029318, 'stone', 'stone', 'st', 'lb kg' },
  { 'LT|long ton|long tons', 1016.0469088, 'long ton', false, false, 't' },
  { 'ST|short ton|short tons|ton', 907.18474, 'short ton', false, false, 't' },
  { 'long cwt|longcwt|cwt|lcwt', 50.80234544, 'long hundredweight', 'long hundredweight', 'long cwt', 'lb kg' },
  { 'short cwt|shortcwt|scwt', 45.359237, 'short hundredweight', 'short hundredweight', 'short cwt', 'lb kg' },
  { 'qtr|long qtr', 12.70058636, 'quarter', false, 'qr', 'lb kg' },
  { 'gr|grain|grains', 6.479891e-5, 'grain', false, 'gr', 'mg' },
  { 'carat|carats', 2e-4, 'carat', false, 'carats', 'g' },
  { 'ozt|troy ounce|oz t', 0.0311034768, 'troy ounce', false, 'ozt', 'oz g' },
  { 'lbt', 0.3732417216, 'troy pound', false, 'troy pounds', 'lb kg' },
  { 'dr|drachm', 0.0017718451953125, 'drachm', false, 'dr', 'g' },
  { 'dwt', 0.00155517384, 'pennyweight', false, 'dwt', 'g' }, { 'viss', 1.632932532, 'viss', 'viss', false, 'kg' },
  { 'tola', 0.01166380384, 'tola', false, false, 'g' },
  { 'Da|dalton', 1.6605390666e-27, 'dalton', false, 'Da', 'kg' }, { 'q|quintal', 100, 'quintal', false, 'q', 'lb' },
})
add('length/time', {
  { 'mph|MPH', 0.44704, 'mile per hour', 'miles per hour', 'mph', 'km/h' },
  { 'kn|knot|knots|kt(speed)', 1852 / 3600, 'knot', false, 'kn', 'km/h mph' },
  { 'km/h|kph|kmh|km/hr', 1 / 3.6, 'kilometre per hour', 'kilometres per hour', 'km/h', 'mph' },
  { 'm/s', 1, 'metre per second', 'metres per second', 'm/s', 'ft/s' },
  { 'ft/s|fps', 0.3048, 'foot per second', 'feet per second', 'ft/s', 'm/s' },
  { 'km/s', 1000, 'kilometre per second', 'kilometres per second', 'km/s', 'mi/s' },
  { 'ft/min', 0.00508, 'foot per minute', 'feet per minute', 'ft/min', 'm/min' },
  { 'c', 299792458, 'time the speed of light', 'times the speed of light', 'c', 'km/s' },
})
add('length/time2', { { 'g0|g-force|gn', 9.80665, 'standard gravity', 'standard gravities', 'g<sub>0</sub>', 'm/s2' } })
add('power', {
  { 'hp|horsepower', 745.69987158227, 'horsepower', 'horsepower', 'hp', 'kW' },
  { 'bhp', 745.69987158227, 'brake horsepower', 'brake horsepower', 'bhp', 'kW' },
  { 'shp', 745.69987158227, 'shaft horsepower', 'shaft horsepower', 'shp', 'kW' },
  { 'ihp', 745.69987158227, 'indicated horsepower', 'indicated horsepower', 'ihp', 'kW' },
  { 'whp', 745.69987158227, 'wheel horsepower', 'wheel horsepower', 'whp', 'kW' },
  { 'hp-electric', 746, 'electric horsepower', 'electric horsepower', 'hp', 'kW' },
  { 'PS|metric hp|CV|cv|hp-metric', 735.49875, 'metric horsepower', 'metric horsepower', 'PS', 'kW hp' },
  { 'tonrefrigeration', 3516.853, 'ton', false, false, 'kW' },
})
add('pressure', {
  { 'psi|lb/sqin|lbf/in2|lbf/sqin|lb/in2', 6894.7572931684, 'pound per square inch', 'pounds per square inch', 'psi', 'kPa' },
  { 'ksi', 6894757.2931684, 'kilopound per square inch', 'kilopounds per square inch', 'ksi', 'MPa' },
  { 'bar', 1e5, 'bar', 'bar', 'bar', 'kPa' }, { 'mbar|millibar', 100, 'millibar', 'millibars', 'mbar', 'hPa inHg' },
  { 'kbar', 1e8, 'kilobar', 'kilobars', 'kbar', 'MPa' },
  { 'atm', 101325, 'standard atmosphere', false, 'atm', 'kPa' },
  { 'inHg', 3386.388640341, 'inch of mercury', 'inches of mercury', 'inHg', 'kPa' },
  { 'mmHg', 133.322387415, 'millimetre of mercury', 'millimetres of mercury', 'mmHg', 'kPa' },
  { 'Torr|torr', 101325 / 760, 'torr', 'torr', 'Torr', 'kPa' },
  { 'kg/cm2|kgf/cm2|kgf/sqcm', 98066.5, 'kilogram per square centimetre', 'kilograms per square centimetre', 'kg/cm<sup>2</sup>', 'psi' },
  { 'psf|lb/sqft|lbf/sqft|lb/ft2', 47.880258980336, 'pound per square foot', 'pounds per square foot', 'lb/sq ft', 'kPa' },
  { 'inH2O', 249.082, 'inch of water', 'inches of water', 'inH<sub>2</sub>O', 'kPa' },
  { 'kg/m2|kg/sqm', 9.80665, 'kilogram per square metre', 'kilograms per square metre', 'kg/m<sup>2</sup>', 'psf' },
})
add('force', {
  { 'lbf', 4.4482216152605, 'pound-force', 'pounds-force', 'lbf', 'N' },
  { 'kgf|kp|kg-f', 9.80665, 'kilogram-force', 'kilograms-force', 'kgf', 'N lbf' },
  { 'tf|tonne-force', 9806.65, 'tonne-force', 'tonnes-force', 'tf', 'kN' },
  { 'LTf', 9964.01641818352, 'long ton-force', 'long tons-force', 'LTf', 'kN' },
  { 'STf', 8896.443230521, 'short ton-force', 'short tons-force', 'STf', 'kN' },
  { 'dyn', 1e-5, 'dyne', false, 'dyn', 'gr-f' }, { 'gf', 0.00980665, 'gram-force', 'grams-force', 'gf', 'mN' },
})
add('energy', {
  { 'Cal|Calorie', 4184, 'calorie', false, 'kcal', 'kJ' },
  { 'BTU|Btu', 1055.05585262, 'British thermal unit', false, 'BTU', 'kJ' },
  { 'therm|thm', 105505585.262, 'therm', false, 'thm', 'MJ' }, { 'erg', 1e-7, 'erg', false, 'erg', 'μJ' },
  { 'ftlbf|ft.lbf|ftlb-f|ft·lbf|ftlb|ft.lb|ft-lbf', 1.3558179483314, 'foot-pound force', 'foot-pounds force', 'ft⋅lbf', 'J' },
  { 'tTNT|tonTNT|t(TNT)|TNT', 4.184e9, 'tonne of TNT', 'tonnes of TNT', 't', 'GJ' },
  { 'ktTNT|ktonTNT|kt(TNT)', 4.184e12, 'kilotonne of TNT', 'kilotonnes of TNT', 'kt', 'TJ' },
  { 'MtTNT|MtonTNT|Mt(TNT)', 4.184e15, 'megatonne of TNT', 'megatonnes of TNT', 'Mt', 'PJ' },
  { 'toe|tOE', 41.868e9, 'tonne of oil equivalent', 'tonnes of oil equivalent', 'toe', 'GJ' },
  { 'boe|BOE', 6.11786e9, 'barrel of oil equivalent', 'barrels of oil equivalent', 'BOE', 'GJ' },
  { 'quad', 1.05505585262e18, 'quadrillion British thermal units', 'quadrillion British thermal units', 'quad', 'EJ' },
  { 'aJ', 1e-18, 'attojoule', false, 'aJ', 'eV' }, { 'EJ', 1e18, 'exajoule', false, 'EJ', 'TWh' },
})
add('torque', {
  { 'lbft|lb.ft|lb·ft|lb-ft|pound-foot', 1.3558179483314, 'pound-foot', 'pound-feet', 'lb⋅ft', 'Nm' },
  { 'lbfft|lbf.ft|lbf·ft|lbf-ft|lb·fft', 1.3558179483314, 'pound force-foot', 'pound force-feet', 'lbf⋅ft', 'Nm' },
  { 'kgm|kg.m|kgf.m|kgfm|kgf·m|kg·m|mkg', 9.80665, 'kilogram metre', 'kilogram metres', 'kg⋅m', 'Nm lbft' },
  { 'lbin|lb.in|inlb|in.lb|lbf.in|in.lbf|inlbf', 0.11298482902762, 'pound-inch', 'pound-inches', 'lbf⋅in', 'Nm' },
})
add('time', {
  { 'min|minute|minutes', 60, 'minute', false, 'min', 's' }, { 'h|hr|hour|hours', 3600, 'hour', false, 'h', 'min' },
  { 'd|day|days', 86400, 'day', false, 'd', 'h' }, { 'wk|week|weeks', 604800, 'week', false, 'weeks', 'd' },
  { 'month', 2629800, 'month', false, 'months', 'd' },
  { 'year|yr|y|years|annum', 31557600, 'year', false, 'years', 'd' },
  { 'century', 3155760000, 'century', 'centuries', false, 'year' },
})
add('time2', { { 's2|sqs', 1, 'second squared', 'second squared', 's<sup>2</sup>' } })
add('data', {
  { 'KB', 8000, 'kilobyte', false, 'KB', 'bit' }, { 'KiB', 8192, 'kibibyte', false, 'KiB', 'kB' },
  { 'MiB', 8388608, 'mebibyte', false, 'MiB', 'MB' }, { 'GiB', 8589934592, 'gibibyte', false, 'GiB', 'GB' },
  { 'TiB', 8796093022208, 'tebibyte', false, 'TiB', 'TB' },
})
add('frequency', { { 'rpm|RPM', 1 / 60, 'revolution per minute', 'revolutions per minute', 'rpm', 'Hz' } })
add('fuel', {
  { 'mpgus|mpgUS|mpgU.S.|mpgu.s.|mpg|mpg-US|mpg‑US', 1609.344 / US_GALLON, 'mile per US gallon', 'miles per US gallon', 'mpg‑US', 'L/100km mpgimp' },
  { 'mpgimp|mpg-imp|mpg‑imp|mpgIMP', 1609.344 / GALLON, 'mile per imperial gallon', 'miles per imperial gallon', 'mpg‑imp', 'L/100km mpgus' },
  { 'km/L|km/l|kmL', 1e6, 'kilometre per litre', 'kilometres per litre', 'km/L', 'mpgimp mpgus' },
  { 'L/100km|l/100km|L/100 km|l/100 km', 1e8, 'litre per 100 kilometres', 'litres per 100 kilometres', 'L/100 km', 'mpgimp mpgus' },
})
KNOWN['L/100km'].inverse = true -- it grows as the others shrink
add('count', { { 'PD|people|PE|inhabitants', 1, 'inhabitant', false, '' } })

add('temperature', {
  { 'C|°C|degC|Celsius', 1, 'degree Celsius', 'degrees Celsius', '°C', 'F' },
  { 'F|°F|degF|Fahrenheit', 5 / 9, 'degree Fahrenheit', 'degrees Fahrenheit', '°F', 'C' },
  { 'K|kelvin', 1, 'kelvin', false, 'K', 'C F' },
  { 'R|°R|Rankine', 5 / 9, 'degree Rankine', 'degrees Rankine', '°R', 'K' },
})
KNOWN.C.offset, KNOWN.F.offset, KNOWN.K.offset, KNOWN.R.offset = 273.15, 459.67 * 5 / 9, 0, 0
add('temperature change', {
  { 'C-change|°C-change|C change|Δ°C', 1, 'degree Celsius change', 'degrees Celsius', '°C', 'F-change' },
  { 'F-change|°F-change|F change|Δ°F', 5 / 9, 'degree Fahrenheit', 'degrees Fahrenheit', '°F', 'C-change' },
  { 'K-change', 1, 'kelvin', false, 'K', 'F-change' },
})
KNOWN.C.short, KNOWN.F.short, KNOWN.K.short, KNOWN['C-change'].short, KNOWN['F-change'].short = true, true, true, true, true
KNOWN.ft.whole_numbers_count = true -- 501 m are 1,644 ft, though 500 m are 1,600 ft

local MANY = { e3 = 'thousand', e6 = 'million', e9 = 'billion', e12 = 'trillion', e15 = 'quadrillion' }
local LETTER = { k = 'e3', M = 'e6', B = 'e9', G = 'e9', T = 'e12' }
for power, word in pairs(MANY) do MANY[word] = power end

-- A unit in thousands, millions, …: e6acre, koilbbl, MUSgal.
local function many(code)
  local power, rest = code:match('^(e%d+) ?(.+)$')
  if not power then
    power, rest = code:match('^(%l+) (.+)$')
    power = MANY[power]
  end
  if not power then
    power, rest = code:match('^([kMBGT])(.+)$')
    power = LETTER[power]
    if not power or not (rest:find('^oilbbl') or rest:find('gal$') or rest:find('^cu') or rest:find('^boe')) then return nil end
  end
  local unit = MANY[power] and units.find(rest)
  if not unit then return nil end
  local default = unit.default and unit.default:gsub('%S+', power .. '%0')
  return {
    base = unit.base, factor = unit.factor * tonumber('1' .. power), default = default, code = code,
    singular = MANY[power] .. ' ' .. unit.singular, one = MANY[power] .. ' ' .. unit.plural, plural = MANY[power] .. ' ' .. unit.plural,
    symbol = '×10<sup>' .. power:sub(2) .. '</sup> ' .. (unit.symbol or unit.plural), joined = true,
  }
end

local SAME = { ['energy/time'] = 'power', ['force/area'] = 'pressure', ['length/volume'] = 'fuel' }

-- 30 kg/m3 are 30 kilograms per cubic metre; /km2 is per square kilometre.
local function quotient(code)
  local above, below = code:match('^(.*)/([^/]+)$')
  local per = below and units.find(below)
  local unit = above == '' and { base = '', factor = 1, singular = '', plural = '', symbol = '' } or above and units.find(above)
  if not per or not unit or unit.offset then return nil end
  local base = unit.base .. '/' .. per.base
  local function named(name) return (name == '' and '' or name .. ' ') .. 'per ' .. per.singular end
  return {
    base = SAME[base] or base, factor = unit.factor / per.factor, code = code, joined = unit.symbol == '',
    singular = named(unit.singular), plural = named(unit.plural), default = units.opposite[code],
    symbol = (unit.symbol or unit.plural) .. '/' .. (per.symbol or per.singular),
  }
end

-- What quotients are converted to.
units.opposite = {
  ['/km2'] = '/sqmi', ['/sqmi'] = '/km2', ['PD/km2'] = 'PD/sqmi', ['PD/sqmi'] = 'PD/km2', ['kg/m3'] = 'lb/cuyd',
  ['lb/cuft'] = 'kg/m3',
  ['g/cm3'] = 'lb/cuin', ['m3/s'] = 'cuft/s', ['cuft/s'] = 'm3/s', ['ft3/s'] = 'm3/s', ['km3/a'] = 'cumi/a',
  ['m/min'] = 'ft/min',
  ['mi/s'] = 'km/s', ['m/s2'] = 'ft/s2', ['ft/s2'] = 'm/s2', ['kg/m'] = 'lb/ft', ['lb/ft'] = 'kg/m',
  ['lb/yd'] = 'kg/m', ['kg/ha'] = 'lb/acre', ['lb/acre'] = 'kg/ha',
  ['t/ha'] = 'LT/acre', ['L/min'] = 'USgal/min', ['USgal/min'] = 'L/min', ['L/s'] = 'cuft/min',
  ['oilbbl/d'] = 'm3/d', ['oilbbl/year'] = 'm3/year', ['km/h/s'] = 'mph/s', ['lb/USgal'] = 'kg/L',
  ['kg/kW'] = 'lb/hp', ['lb/hp'] = 'kg/kW', ['g/m2'] = 'oz/sqyd', ['in/h'] = 'mm/h', ['mm/h'] = 'in/h',
  ['mm/year'] = 'in/year', ['ha/a'] = 'acre/a', ['m3/h'] = 'cuft/h', ['m3/d'] = 'cuft/d', ['cuft/min'] = 'm3/min',
}

-- Codes for a quantity written with two units: 5 ft 10 in.
units.composite = {
  ftin = { 'ft', 'in' }, ftin2 = { 'ft', 'in' }, ydft = { 'yd', 'ft' }, lboz = { 'lb', 'oz' },
  stlb = { 'st', 'lb' }, miyd = { 'mi', 'yd' }, mich = { 'mi', 'chain' },
}

-- Whether a value in `smaller` may follow one in `unit`.
local PARTS = {
  ft = 'in', yd = 'ft in', mi = 'ft yd furlong chain', lb = 'oz', st = 'lb oz', LT = 'long cwt lb',
  ST = 'short cwt', ['long cwt'] = 'qtr lb', h = 'min s', min = 's', chain = 'ft', fathom = 'ft',
}
function units.is_part(unit, smaller)
  local parts = PARTS[unit.code]
  return parts ~= nil and smaller.base == unit.base and (' ' .. parts .. ' '):find(' ' .. smaller.code .. ' ', 1, true) ~= nil
end

-- The unit of this code, or nil.
function units.find(code)
  if #code > 40 then return nil end
  local unit = KNOWN[code] or many(code)
  if not unit and code:find('/', 1, true) then unit = quotient(code) end
  return unit
end

return units
