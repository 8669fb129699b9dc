-- Templates about quantities and dates.

local dates = require 'dates'
local units = require 'units'

local templates = {}

local function define(names, render)
  for name in names:gmatch('[^,]+') do templates[name] = render end
end

define('convert', units.convert)
define('cvt', function(arguments)
  arguments.abbr = arguments.abbr or 'on'
  return units.convert(arguments)
end)

local VULGAR = { ['1/2'] = '½', ['1/3'] = '⅓', ['2/3'] = '⅔', ['1/4'] = '¼', ['3/4'] = '¾', ['1/5'] = '⅕', ['1/8'] = '⅛', ['3/8'] = '⅜', ['5/8'] = '⅝', ['7/8'] = '⅞' }
define('frac,fraction,sfrac,fracn', function(arguments)
  local whole, above, below = arguments[1], arguments[2], arguments[3]
  if not whole then return nil end
  if not above then whole, above, below = '', '1', whole end
  if not below then whole, above, below = '', whole, above end
  local glyph = VULGAR[above .. '/' .. below]
  if glyph then return whole .. glyph end
  return (whole ~= '' and whole .. ' ' or '') .. above .. '⁄' .. below
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
