-- {{convert}}: quantities in two units, rounded and named as the template does.
-- https://en.wikipedia.org/wiki/Template:Convert, https://en.wikipedia.org/wiki/Module:Convert

local helpers = require 'helpers'
local numbers = require 'numbers'
local units = require 'units'

local quantities = {}

-- What may stand between two values, as it is shown: with names, with symbols, before a noun.
local BETWEEN = {
  ['to'] = { ' to ', ' to ', '-to-' }, ['and'] = { ' and ', ' and ', '-and-' }, ['or'] = { ' or ', ' or ', '-or-' },
  ['by'] = { ' by ', ' by ', '-by-' }, ['x'] = { ' by ', ' × ', '-by-', repeats = true },
  ['xx'] = { ' × ', ' × ', ' × ' }, ['*'] = { '×', '×', '×' },
  ['-'] = { '–', '–', '–' }, ['+/-'] = { ' ± ', ' ± ', ' ± ', change = true }, ['+'] = { ' + ', ' + ', ' + ' },
  [','] = { ', ', ', ', ', ' },
  ['to(-)'] = { ' to ', '–', '-to-' }, ['and(-)'] = { ' and ', ' and ', '-and-' },
  ['or(-)'] = { ' or ', ' or ', '-or-' },
  ['to about'] = { ' to about ', ' to about ', ' to about ' },
  ['and about'] = { ' and about ', ' and about ', ' and about ' }, ['/'] = { '/', '/', '/' },
}
for alias, name in pairs({
  ['–'] = '-', ['&ndash;'] = '-', ['−'] = '-', ['×'] = 'x', ['&times;'] = 'x', ['±'] = '+/-', ['&plusmn;'] = '+/-',
  ['–to–'] = 'to', ['-to-'] = 'to', ['&'] = 'and',
  ['till'] = 'to', ['plus'] = '+', ['to('] = 'to', ['(or)'] = 'or', ['(to)'] = 'to', ['X'] = 'x', ['by(x)'] = 'x',
  ['x(x)'] = 'x', ['and-'] = 'and', ['to-'] = 'to(-)', ['or-'] = 'or',
}) do BETWEEN[alias] = BETWEEN[name] end

-- A range in one argument: "10-20", "5 by 8", "1–2".
local INSIDE = { ' to ', ' by ', ' and ', ' or ', ' x ', 'x', '×', '+/-', '±', '–', '-' }

local function value_of(text)
  local value, shown, places, singular = numbers.read(text)
  return value and { value = value, shown = shown, places = places, singular = singular }
end

local function range_of(text)
  for _, word in ipairs(INSIDE) do
    local from, to = text:find(word, 2, true)
    local first = from and value_of(text:sub(1, from - 1))
    if first then
      local rest = value_of(text:sub(to + 1))
      if rest then return { first, rest }, { BETWEEN[word:match('^%s*(.-)%s*$')] } end
    end
  end
end

-- The values at the front of the arguments, what stands between them, and the position after them.
local function leading(arguments)
  local values, between, position = {}, {}, 1
  while arguments[position] do
    local value = value_of(arguments[position])
    if not value then
      if #values > 0 then break end
      values, between = range_of(arguments[position])
      return values or {}, between or {}, position + 1
    end
    values[#values + 1] = value
    local word = BETWEEN[arguments[position + 1] or '']
    if not word or not value_of(arguments[position + 2] or '') then return values, between, position + 1 end
    between[#between + 1] = word
    position = position + 2
  end
  return values, between, position
end

local function amount(value, from, to, is_change)
  if from.offset and to.offset then
    if is_change then return value * from.factor / to.factor end
    return (value * from.factor + from.offset - to.offset) / to.factor
  end
  if from.inverse and to.inverse then return value end
  if from.inverse then return from.factor / (to.factor * value) end
  if to.inverse then return to.factor / (from.factor * value) end
  return value * from.factor / to.factor
end

local function magnitude(value) return math.floor(math.log(math.abs(value), 10) + 1e-14) end

-- Decimal places of a converted value: as precise as the input was, and at least two significant digits.
-- Module:Convert, default_precision.
local function places_of(value, result, from, to, part)
  if from.offset and to.offset then
    local kelvins = math.abs(value.value * from.factor + from.offset)
    return math.max(math.floor(value.places), kelvins < 1e-8 and 2 or 2 - magnitude(kelvins))
  end
  if value.value == 0 or result == 0 then return 0 end
  local finer = math.log(math.abs(value.value / result), 10)
  if to.whole_numbers_count and value.value % 1 == 0 then finer = -math.log(from.factor, 10) end
  if part == 'in' then finer = math.log(to.factor, 10) + 2 end -- 5 ft 10 in is 1.78 m, 70 in is 1.8 m
  return math.max(math.floor(value.places + finer + math.log(2, 10)), 1 - magnitude(result))
end

-- The number as text, rounded as the options say.
local function round(result, places, options)
  local step = tonumber(options.round or '')
  if step and step > 0 then return numbers.rounded(math.floor(result / step + 0.5) * step, step < 1 and 1 or 0) end
  local digits = tonumber(options.sigfig or '')
  if digits and digits > 0 and result ~= 0 then places = digits - 1 - magnitude(result) end
  return numbers.rounded(result, math.floor(places))
end

local SEPARATOR = { off = '', gaps = ' ' }

local function grouped(text, options)
  return numbers.grouped(text, SEPARATOR[options.comma or ''])
end

-- 2 m are 6 ft 7 in. `parts` are the two units.
local function in_parts(values, between, from, parts, options)
  local large, small = units.find(parts[1]), units.find(parts[2])
  if large.base ~= from.base then return nil end
  local ratio, list = math.floor(large.factor / small.factor + 0.5), {}
  for index, value in ipairs(values) do
    local result = amount(value.value, from, small)
    local places = options.precision or math.max(0, places_of(value, result, from, small))
    local total = tonumber((round(math.abs(result), places, options)))
    local whole, rest = total // ratio, numbers.rounded(total % ratio, places)
    list[index] = (result < 0 and '−' or '') .. grouped(string.format('%.0f', whole), options) .. ' '
      .. (large.symbol or large.plural) .. ' ' .. rest .. ' ' .. (small.symbol or small.plural)
    if index > 1 then list[index] = between[index - 1][2] .. list[index] end
  end
  return table.concat(list)
end

local function americanized(name, options)
  if options.sp ~= 'us' then return name end
  return (name:gsub('metre', 'meter'):gsub('litre', 'liter'):gsub('tonne', 'metric ton'):gsub('deca', 'deka'))
end

-- The values with their unit. `style` is name, symbol, or adjective.
local function named(values, between, unit, style, options)
  local adjective = style == 'adjective'
  local short = (style == 'symbol' or unit.short and not options.long) and unit.symbol ~= nil
  local column = short and 2 or adjective and 3 or 1
  local label = unit.singular
  local last = values[#values]
  if short then
    label = unit.symbol
  elseif not adjective then
    label = #values == 1 and last.singular and (unit.one or unit.singular) or unit.plural
  end
  label = short and label or americanized(label, options)
  if options.pre then label = options.pre .. ' ' .. label end
  if options.mid and not short then label = label .. options.mid end
  local joint = (short and unit.joined or label == '' or options.values) and '' or adjective and not short and '-' or ' '
  if options.values then label = '' end
  local out = {}
  for index, value in ipairs(values) do
    local word = between[index]
    out[#out + 1] = value.shown
    if word and word.repeats and short then out[#out + 1] = joint .. label end
    out[#out + 1] = word and word[column] or ''
  end
  return table.concat(out) .. joint .. label
end

-- The quantity in the unit `code`; nil when it cannot be converted to it.
local function converted(quantity, code, style, options)
  local values, between, from = quantity.values, quantity.between, quantity.from
  if units.composite[code] then return in_parts(values, between, from, units.composite[code], options) end
  local to = units.find(code)
  if not to or to.base ~= from.base then return nil end
  local results, places = {}, -math.huge -- a range has the places of its most precise end
  for index, value in ipairs(values) do
    results[index] = amount(value.value, from, to, index > 1 and between[index - 1].change)
    if results[index] ~= results[index] or math.abs(results[index]) == math.huge then return nil end
    places = math.max(places, places_of(value, results[index], from, to, quantity.part))
  end
  local shown = {}
  for index, result in ipairs(results) do
    if options.round == 'each' then places = places_of(values[index], result, from, to, quantity.part) end
    local text = round(result, options.precision or places, options)
    shown[index] = { value = result, shown = grouped(text, options), singular = text == '1' }
  end
  return named(shown, between, to, style, options)
end

-- Reads values, unit and what follows; nil without a number and a unit that is known.
local function read(arguments, options)
  local values, between, position = leading(arguments)
  local from = #values > 0 and units.find(arguments[position] or '')
  if not from then return nil, values, between, arguments[position] end
  local quantity = { values = values, between = between, from = from, after = position + 1 }
  -- Feet and inches, pounds and ounces: the smaller part decides how precise the quantity is.
  while #values == 1 do
    local rest, part = value_of(arguments[quantity.after] or ''), units.find(arguments[quantity.after + 1] or '')
    if not rest or not part or not units.is_part(quantity.from, part) then break end
    quantity.heads = quantity.heads or { { values[1], quantity.from } }
    table.insert(quantity.heads, { rest, part })
    local whole = values[1].value * quantity.from.factor / part.factor
    whole = whole + (whole < 0 and -rest.value or rest.value)
    values = { { value = whole, places = math.max(0, rest.places), shown = '' } }
    quantity.values, quantity.from, quantity.part, quantity.after = values, part, part.code, quantity.after + 2
  end
  return quantity
end

-- The quantity as it was given.
local function original(quantity, style, options)
  if not quantity.heads then return named(quantity.values, quantity.between, quantity.from, style, options) end
  local parts = {}
  for index, head in ipairs(quantity.heads) do parts[index] = named({ head[1] }, {}, head[2], style, options) end
  return table.concat(parts, style == 'adjective' and '-' or ' ')
end

local function default_of(quantity)
  local from, last = quantity.from, quantity.values[#quantity.values].value
  if quantity.part == 'in' then return 'm' end
  if quantity.part == 'oz' or quantity.part == 'lb' then return 'kg' end
  if from.code == 'm' and math.abs(last) < 3 then return 'ftin' end
  return from.default
end

local TAKES_TEXT = { mid = true, pre = true }

-- Target units, precision, and the words of adj=mid and disp=x, which follow the unit in this order.
local function targets(quantity, arguments, options)
  local position, codes = quantity.after, nil
  local target = helpers.given(arguments[position])
  if target and not tonumber(target) then
    codes = target:gsub('([Ll])/100 km', '%1/100km')
    if not units.find(codes) and not units.composite[codes] then codes = codes:gsub('%+', ' ') end
    local first = codes:match('%S+')
    local known = units.find(codes) or units.composite[codes] or (first and (units.find(first) or units.composite[first]))
    if known or not TAKES_TEXT[options.adj or ''] and options.disp ~= 'x' then position = position + 1 else codes = nil end
  elseif target == nil and arguments[position] then
    position = position + 1
  end
  local precision = tonumber((arguments[position] or ''))
  if precision then
    options.precision = math.floor(math.max(-30, math.min(15, precision)))
    position = position + 1
  end
  options.texts = { arguments[position], arguments[position + 1] }
  codes = codes or default_of(quantity) or ''
  if units.find(codes) or units.composite[codes] then return { codes } end
  local list = {}
  for code in codes:gmatch('%S+') do list[#list + 1] = code end
  return list
end

-- disp=, as the text around the other unit.
local AROUND = {
  ['or'] = { ' or ', '' }, comma = { ', ', '' }, slash = { '/', '' }, ['/'] = { '/', '' }, sqbr = { ' [', ']' },
  semicolon = { '; ', '' }, br = { '<br />', '' },
  ['br()'] = { '<br />(', ')' }, table = { ' ', '' }, tablecen = { ' ', '' }, ['s'] = { '/', '' },
}
local ONLY_OTHER = {
  out = true, ['output only'] = true, number = true, ['output number only'] = true, ['unit2'] = true,
}

-- The styles of the quantity given and of the others.
local function styles(options)
  local adjective = helpers.yes(options.adj) or options.adj == 'mid' or helpers.yes(options.sing)
  local long = adjective and 'adjective' or 'name'
  local abbr = options.abbr
  if abbr == 'on' or abbr == 'values' then return 'symbol', 'symbol' end
  if abbr == 'off' or abbr == 'none' then return long, long end
  if abbr == 'in' then return 'symbol', long end
  return long, 'symbol'
end

local function copied(arguments)
  local options = {}
  for key, value in pairs(arguments) do
    if type(key) == 'string' then options[key] = helpers.given(value) and value:lower() or nil end
  end
  if options.disp == 'flip' then options.order, options.disp = 'flip', nil end
  if options.disp == '5' then options.round, options.disp = '5', nil end
  options.capital = (arguments.spell or ''):find('^%u') ~= nil
  options.values = options.abbr == 'values' or options.disp == 'number' or options.disp == 'output number only'
  options.long = options.abbr == 'off' or options.abbr == 'none'
  return options
end

-- What the quantity given is called: its number in words, a text before or after its unit.
local function first_options(quantity, options)
  local first = setmetatable({}, { __index = options })
  local text = helpers.given(options.texts[1])
  if options.adj == 'mid' then first.mid = text and (text:find('^[%a]') and ' ' or '') .. text end
  if options.adj == 'pre' then first.pre = text end
  for _, value in ipairs(options.spell and quantity.values or {}) do
    local words = numbers.words(value.value)
    if words and options.capital then words = words:sub(1, 1):upper() .. words:sub(2) end
    value.shown = words or value.shown
  end
  return first
end

local function combined(first, second, options)
  if options.disp == 'x' then
    local before, after = options.texts[1] or '', options.texts[2] or ''
    return first .. (before:find('^[,;:/–—]') and '' or ' ') .. before .. (before:find('%w$') and ' ' or '') .. second .. after
  end
  local around = AROUND[options.disp or ''] or { ' (', ')' }
  return first .. around[1] .. second .. around[2]
end

-- {{convert|12|km|mi}}, {{convert|5|to|8|kn|km/h|abbr=on}}, {{convert|351|ft|2|in|m}}; nil without a number.
function quantities.convert(arguments)
  local options = copied(arguments)
  local quantity, values, between, unknown = read(arguments, options)
  if not quantity then
    if #values == 0 or not helpers.given(unknown) then return nil end
    return named(values, between, { singular = unknown, plural = unknown }, 'name', options)
  end
  local given_style, other_style = styles(options)
  if options.order == 'flip' then given_style, other_style = other_style, given_style end
  local codes, others = targets(quantity, arguments, options), {}
  for _, code in ipairs(codes) do others[#others + 1] = converted(quantity, code, other_style, options) end
  local first = original(quantity, given_style, first_options(quantity, options))
  if #others == 0 then return first end
  local second = table.concat(others, '; ')
  if options.disp == 'unit' then return first:match('[%a°].*$') or first end
  if ONLY_OTHER[options.disp or ''] then return second end
  if options.order == 'flip' then first, second = second, first end
  return combined(first, second, options)
end

return quantities
