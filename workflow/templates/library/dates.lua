-- Dates and ages. An age is shown where both of its dates are given; one that depends on today's date is left out.

local dates = require 'dates'
local helpers = require 'helpers'
local numbers = require 'numbers'

local templates, define = helpers.new()
local given, pick, yes = helpers.given, helpers.pick, helpers.yes

-- {{birth date|1721|3|4}}, {{birth date|4 March 1721}}: in words.
local function words(arguments, first)
  local year, month, day = given(arguments[first]), given(arguments[first + 1]), given(arguments[first + 2])
  return dates.words(year, month, day, not yes(arguments.df) and pick(arguments, 'mf') ~= 'n')
end

local function date(arguments)
  local hour, minute = given(arguments[4]), given(arguments[5])
  local text = words(arguments, 1)
  if text and hour and minute and tonumber(hour) and tonumber(minute) then return hour .. ':' .. minute .. ', ' .. text end
  return text
end
define([[
  birth date|birthdate|dob|bda|birth date and age|birth date and age2|birth-date|birth-date and age|death date|
  deathdate|death-date]], date)
define([[
  start date|startdate|start-date|start date and age|start-date and age|end date|enddate|end-date|
  end date and age|sdate|date of birth]], date)
define('launch date|dts|date table sorting', date)
define('birth year and age|birth year|byo|birth based on age as of date', helpers.shows(1))
define('date|formatdate|date2|ymd', function(arguments)
  if given(arguments[2]) and tonumber(arguments[1] or '') then return words(arguments, 1) end
  local year, month, day = dates.parse(arguments[1] or '')
  local style = (arguments[2] or ''):lower()
  if not day or style == 'iso' or style == 'ymd' then return given(arguments[1]) end
  return dates.words(tostring(year), tostring(month), tostring(day), style:find('^m') ~= nil)
end)
define('film date|release date|release date and age', function(arguments)
  local out = {}
  for first = 1, 40, 4 do
    local text = words(arguments, first)
    if not text then break end
    out[#out + 1] = text .. (given(arguments[first + 3]) and ' (' .. arguments[first + 3] .. ')' or '')
  end
  return #out > 0 and table.concat(out, ', ') or nil
end)

-- Two dates in the arguments from `first` on: by parts, or each in words.
local function two_dates(arguments, first)
  local one, other = {}, {}
  if tonumber(arguments[first + 1] or '') then
    for index = 1, 3 do
      one[index] = tonumber(arguments[first + index - 1] or '')
      other[index] = tonumber(arguments[first + index + 2] or '')
    end
  else
    one, other = { dates.parse(arguments[first] or '') }, { dates.parse(arguments[first + 1] or '') }
  end
  return one, other
end

local function some(number, noun)
  return numbers.grouped(tostring(number)) .. ' ' .. noun .. (number == 1 and '' or 's')
end

-- {{death date and age|2000|1|2|1950|3|4}} → "January 2, 2000 (aged 49)".
define('death date and age|dda|death-date and age|deathdateandage|disappeared date and age', function(arguments)
  local death, birth = two_dates(arguments, 1)
  local years = dates.between(birth, death)
  local text = tonumber(arguments[2] or '') and words(arguments, 1) or given(arguments[1])
  if not years and birth[1] and death[1] then
    local span = death[1] - birth[1]
    years = math.tointeger(span) and string.format('%d–%d', span - 1, span)
  end
  return text and text .. (years and ' (aged ' .. years .. ')' or '')
end)
define('death year and age|dya', function(arguments)
  local death, birth = math.tointeger(tonumber(arguments[1] or '')), math.tointeger(tonumber(arguments[2] or ''))
  return death and birth and string.format('%d (aged %d–%d)', death, death - birth - 1, death - birth) or given(arguments[1])
end)

-- How the time between two dates is told.
local function span(tell)
  return function(arguments)
    local years, months, days, all = dates.between(two_dates(arguments, 1))
    return years and tell(years, months, days, all)
  end
end
define('age|age in years|years between', span(function(years) return tostring(years) end))
define('age in years, months and days|ayd|age in years, months and days nts', span(function(years, months, days)
  local out = {}
  for _, part in ipairs({ { years, 'year' }, { months, 'month' }, { days, 'day' } }) do
    if part[1] ~= 0 then out[#out + 1] = some(part[1], part[2]) end
  end
  return table.concat(out, ', ')
end))
define('age in years and months', span(function(years, months) return some(years, 'year') .. ', ' .. some(months, 'month') end))
define([[
  age in days|age in days nts|days elapsed|age in days2|
  number of days]], span(function(_, _, _, all) return numbers.grouped(tostring(all)) end))
define('age in months', span(function(years, months) return tostring(12 * years + months) end))
define('age in weeks and days', span(function(_, _, _, all) return some(all // 7, 'week') .. ', ' .. some(all % 7, 'day') end))
define('age in years and days|age in years and days nts|age for infant|time interval', function(arguments)
  local from, to = two_dates(arguments, 1)
  local years = dates.between(from, to)
  if not years then return nil end
  local _, _, _, rest = dates.between({ from[1] + years, from[2], from[3] }, to)
  return rest and (years > 0 and some(years, 'year') .. ', ' or '') .. some(rest, 'day')
end)

-- {{start and end dates|1805|3|4|1806|5|6}}
define('start and end dates|daterange|date range', function(arguments)
  local from, to = words(arguments, 1), words(arguments, 4)
  return from and from .. (to and ' – ' .. to or '')
end)
define('oldstyledate|old style date|os date|oldstyledatedy|oldstyledatemdy|oldstyledatenew', function(arguments)
  local day, year, old = given(arguments[1]), given(arguments[2]), given(arguments[3])
  return day and day .. (old and ' [O.S. ' .. old .. ']' or '') .. (year and ' ' .. year or '')
end)

-- "c. 1740", "c. 1740 – c. 1750", "fl. 1200–1250".
local function dated(sign, joint)
  return function(arguments)
    local from, to = given(arguments[1]), given(arguments[2])
    if not from then return sign end
    return sign .. ' ' .. from .. (to and joint .. to or '')
  end
end
define('circa|c.|ca|ca.|approx date', dated('c.', ' – c. '))
define('floruit|fl.|fl|flourished', dated('fl.', '–'))
define('reign|r.|ruled|regnal', dated('r.', '–'))
define('born|born-in|b.|birth in', dated('b.', '–'))
define('died|died-in|d.|ob', dated('d.', '–'))
define('active', dated('active', '–'))
define('marriage|married', function(arguments)
  local from, to, reason = given(arguments[2]), given(arguments[3]), pick(arguments, 'end', 'reason')
  reason = (reason or ''):lower()
  local by = reason:find('^di?v') and '; divorced ' or (reason:find('^d') or reason:find('death')) and '; died ' or '–'
  local years = from and ' (m. ' .. from .. (to and by .. to or '') .. ')'
  return given(arguments[1]) and arguments[1] .. (years or '')
end)

-- {{as of|2001|3|lc=y}}
define('as of|asof|as-of', function(arguments)
  if given(arguments.alt) then return arguments.alt end
  local since, lower = yes(arguments.since), yes(arguments.lc)
  local text = given(arguments[1])
  if tonumber(arguments[2] or '') then
    text = dates.words(arguments[1], arguments[2], arguments[3], (arguments.df or ''):lower() == 'us')
  elseif given(arguments[2]) then
    text = arguments[2] .. ' ' .. (text or '')
  end
  local prefix = since and (lower and 'since' or 'Since') or (lower and 'as of' or 'As of')
  if yes(arguments.bare) then return text end
  return text and prefix .. (pick(arguments, 'pre') and ' ' .. arguments.pre or '') .. ' ' .. text .. (pick(arguments, 'post') or '')
end)

define('monthname|month name', function(arguments)
  return dates.months[dates.month(arguments[1]) or 0] or given(arguments[1])
end)
-- {{CENTURY|1998}} is the number of a year's century, and another template than {{century|20}}.
function templates.CENTURY(arguments)
  local year = (arguments[1] or ''):match '^%d%d?%d?%d?$'
  return year and tostring((tonumber(year) + 99) // 100)
end
define('century|cent', function(arguments)
  local era = given(arguments[2])
  return given(arguments[1]) and numbers.ordinal(arguments[1]) .. ' century' .. (era and ' ' .. era or '')
end)
define('bce|bc|ce', function(arguments, name) return (given(arguments[1]) and arguments[1] .. ' ' or '') .. name:upper() end)
define('ad', function(arguments) return 'AD' .. (given(arguments[1]) and ' ' .. arguments[1] or '') end)
define('ah|hijri', function(arguments) return given(arguments[1]) and arguments[1] .. ' AH' end)

define([[
  time ago|years ago|months ago|days ago|ago|age in months and days|current age|years since|time since|updated|today|
  now|currentdate|current date|time|utc|countdown|days from today|calendar|lastrev|age by date]], false)

return templates
