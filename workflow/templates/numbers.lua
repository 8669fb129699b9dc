-- Templates about quantities and dates.

local dates = require 'dates'
local units = require 'units'

local templates = {}

local function define(names, render)
  for name in names:gmatch('[^,]+') do templates[name] = render end
end

define('convert,cvt', units.convert)

define('frac,fraction,sfrac,fracn', function(arguments)
  local a, b, c = arguments[1], arguments[2], arguments[3]
  if c then return a .. '+' .. b .. '⁄' .. c end
  if b then return a .. '⁄' .. b end
  return a and '1⁄' .. a
end)

define('val', function(arguments)
  if not arguments[1] then return nil end
  local unit = arguments.u or arguments.ul
  local power = arguments.e and '×10<sup>' .. arguments.e .. '</sup>' or ''
  return units.grouped(arguments[1]) .. power .. (unit and ' ' .. unit or '')
end)
define('formatnum:', function(arguments) return units.grouped(arguments[1]) end)

define('circa,c.,ca', function(arguments)
  if not arguments[1] then return 'c.' end
  local to = arguments[2] and arguments[2] ~= '' and ' – c. ' .. arguments[2] or ''
  return 'c. ' .. arguments[1] .. to
end)

-- {{birth date|1721|3|4}} and its kin, with or without "and age".
local function date(arguments)
  local month_first = not (arguments.df == 'y' or arguments.df == 'yes')
  return dates.words(arguments[1], arguments[2], arguments[3], month_first)
end
define('birth date,birth date and age,death date,dob,start date,end date,film date,birth-date,date,dts', date)
define('death date and age,start date and age', date)
define('birth year and age,birth year', function(arguments) return arguments[1] end)
define('reign,r.', function(arguments)
  return arguments[1] and 'r. ' .. arguments[1] .. (arguments[2] and '–' .. arguments[2] or '')
end)

return templates
