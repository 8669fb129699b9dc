-- Countries and teams: {{flag|FRA}}, {{FRA}} and {{fb|FRA}} are "France"; flags by themselves are left out.

local countries = require 'countries'
local helpers = require 'helpers'

local templates, define = helpers.new()
local given, pick = helpers.given, helpers.pick

for code, name in pairs(countries.names) do
  templates[code] = helpers.constant(name) -- {{USA}}; {{and}} is no country
end

local function name_of(code)
  return code and (countries.names[code] or countries.names[code:upper()] or code)
end

local function country(arguments)
  return pick(arguments, 'name') or name_of(given(arguments[1]))
end
define([[
  flag|flagcountry|flagu|country|flag country|flagg|flagteam|flaglist|flagcountry2|flag2|flag+link|flag link|
  noflag|noflagteam|team flag|flag decoration|country alias name|fb|fb-rt|fb-big|fbw|fbw-rt|nft|fbu|fbwu|fba|
  futsal|ru|ru-rt|ruw|rut|ru7|rl|rl-rt|cr|cr-rt|crw|cr19|bk|bkw|bk-rt|ih|ih-rt|ihw|vb|vb-rt|vbw|hb|hbw|fh|fhw|wpw|bb|bbl|sb|rh team|nbt|afl|flagioc|flagipc|flagioc2|flagioc2team|flagiocteam|flagcgf|flagcgfteam|flagwg|
  flagdeaf|flagnat|flagpan|flag asian games|flagsport|cg|cgf|davis|fed cup|nation|teamflag]], country)

-- {{flagIOCathlete|Isbel Grannoch|SKE|2012 Summer}} → "Isbel Grannoch (SKE)".
define([[
  flagiocathlete|flagathlete|flagmedalist|flagiocmedalist|flagipcathlete|flagipcmedalist|flagcgfathlete|
  flagcgfmedalist|flagplayer|flagiocshort|flagdeafathlete|flagxmedalist]], function(arguments)
  local name, code = given(arguments[1]), given(arguments[2])
  return name and name .. (code and ' (' .. code .. ')' or '')
end)

-- {{navy|France}} → "French Navy" where the name is not only an adjective; else the country's.
local ADJECTIVES = {}
for name, adjective in helpers.entries([[
  France French|Germany German|Italy Italian|Spain Spanish|Russia Russian|Japan Japanese|China Chinese|
  Portugal Portuguese|Poland Polish|Greece Hellenic|Turkey Turkish|Argentina Argentine|Brazil Brazilian|
  Chile Chilean|Mexico Mexican|Canada Canadian|Australia Australian|India Indian|Israel Israeli|Egypt Egyptian|
  Iran Iranian|Iraq Iraqi|Norway Norwegian|Sweden Swedish|Denmark Danish|Finland Finnish|Austria Austrian|
  Hungary Hungarian|Romania Romanian|Bulgaria Bulgarian|Ukraine Ukrainian|Belgium Belgian|Indonesia Indonesian]]) do
  ADJECTIVES[name] = adjective
end
local ROYAL = {
  UK = { army = 'British Army', navy = 'Royal Navy', ['air force'] = 'Royal Air Force' },
  US = { army = 'United States Army', navy = 'United States Navy', ['air force'] = 'United States Air Force' },
}
define('army|navy|air force', function(arguments, kind)
  local name = name_of(given(arguments[1]))
  if not name then return nil end
  local own = ROYAL[name == 'United Kingdom' and 'UK' or name == 'United States' and 'US' or '']
  local noun = kind:gsub('%f[%a]%l', string.upper)
  return pick(arguments, 'name') or own and own[kind] or (ADJECTIVES[name] or name) .. ' ' .. noun
end)

define('flagicon|flag icon|flagdeco|flagicon image|flag image|flagiconlink', false)

return templates
