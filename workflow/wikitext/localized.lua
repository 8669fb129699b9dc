-- What the template files of single languages are built of, beyond family.lua.

local countries = require 'countries'
local family = require 'family'
local library = require 'library'

local localized = {}

-- A quotation in a paragraph of its own. `text`, `speaker` and `source` are renderers that find it in the
-- arguments; `form` is where it goes, such as '„%s“', `comma` what stands between speaker and source.
function localized.quotation(form, text, speaker, source, comma)
  return function(arguments)
    local said, by = text(arguments), {}
    if not said then return nil end
    by[1] = speaker(arguments)
    by[#by + 1] = source(arguments)
    local credit = #by > 0 and '\n\n— ' .. table.concat(by, comma or ', ') or ''
    return '\n<blockquote>\n' .. form:gsub('%%s', function() return said end) .. credit .. '\n</blockquote>\n'
  end
end

-- A day in the order and with the names of a language: `form` as '%d. %m %y', months by number.
function localized.date(form, months, year, month, day)
  local number = tonumber(month or '')
  local name = number and months[number] or month
  if (year or '') == '' then return nil end
  if (name or '') == '' then return year end
  if not tonumber(day or '') then form = form:gsub('^.*%%d[^%%]*', '') end
  return (form:gsub('%%(%a)', { d = tonumber(day or '') and tostring(tonumber(day)), m = name, y = year }))
end

-- Digits in groups of three: 1.234.567 with the separators of a language.
function localized.number(text, group, decimal)
  if not (text or ''):match('^[+-]?%d+%.?%d*$') then return text end
  local sign, whole, fraction = text:match('^([+-]?)(%d+)%.?(%d*)$')
  whole = whole:reverse():gsub('%d%d%d', '%0\1'):reverse():gsub('^\1', ''):gsub('\1', group)
  return sign .. whole .. (fraction ~= '' and decimal .. fraction or '')
end

-- {{lang-fr|…}} and its like, from a list as 'en English|fr French'. `key` makes the template's name of the
-- code, `form` has a place for the language's name and one for the text. What the library says in English of
-- languages that are not in the list becomes the text alone.
function localized.languages(templates, list, key, form)
  local text = family.shows(1, 'text')
  for name in pairs(library.templates) do
    if name:match('^lang%-%l+$') and templates[name] == nil then templates[name] = text end
  end
  templates['lang-*'] = text
  for code, language in family.entries(list) do
    templates[key:format(code)] = function(arguments)
      return text(arguments) and form:format(language, text(arguments))
    end
  end
end

-- {{FRA}} from a list as 'FRA France'; of countries that are not in it nothing is written, instead of the
-- library's English name.
function localized.countries(templates, list)
  for code in pairs(countries.names) do templates[code] = false end
  for code, name in family.entries(list) do templates[code] = family.constant(name) end
end

-- {{convert}} and {{cvt}} with symbols, which are the same in many languages, instead of English words.
function localized.conversions(templates)
  local convert = library.templates.convert
  local function abbreviated(arguments, name)
    arguments.abbr = 'on'
    return convert(arguments, name)
  end
  templates.convert, templates.cvt = abbreviated, abbreviated
end

return localized
