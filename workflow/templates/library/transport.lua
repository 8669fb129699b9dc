-- Ships, aircraft, stations and roads.

local helpers = require 'helpers'

local templates, define = helpers.new()
local given, pick, list = helpers.given, helpers.pick, helpers.list

-- A ship with its prefix and, in parentheses, hull number or year. `form` says which of them are shown:
-- https://en.wikipedia.org/wiki/Template:Ship
local function ship(prefix, name, mark, form)
  if not name then return mark end
  local italic = "''" .. name .. "''"
  local lead = prefix and prefix ~= '' and prefix .. ' ' or ''
  if form == '1' then return mark or lead .. italic end
  if form == '2' then return italic end
  if form == '3' then return italic .. (mark and ' (' .. mark .. ')' or '') end
  if form == '4' then return mark and lead .. mark or lead .. italic end
  if form == '5' then return lead .. (mark or italic) end
  if form == '6' then return lead .. italic end
  return lead .. italic .. (mark and ' (' .. mark .. ')' or '')
end

define('ship|ship2|warship', function(arguments)
  return ship(given(arguments[1]), given(arguments[2]), given(arguments[3]), given(arguments[4]))
end)
for prefix in ([[
  USS USNS USCGC USRC USAT USAV USFS USRM USAHS USACS CSS CSCS RPS HMS HMAS HMCS HMNZS HMSAS HMIS HMBS HMVS HMQS 
  HMT HMHS HMY HMSM HMM SS MV MS MY MT MF RMS RMV RV RRS SMS SMU INS INSV ICGS ORP ARA ARC BAP BAE NRP NMS 
  PNS BNS BRP BRF KRI KD ROKS ROCS JS JDS JDF LÉ MTS PS TSS TS TCG TMS SAS SLNS FGS FNS ENS EML LVNS HNLMS HNoMS 
  HDMS HSwMS HTMS HMPNGS RFA CCGS CCGC CGS GTS NS NNS GS KNM ITS RN SNS RSS UMS VOC DEFI RFS PT USLHT USC&GS 
  NOAAS HS IRIS RIN IMO KMS SY ST LV AHS HMAT HMFT HMML EDVMS DS TB TT SV PSS ZMS HZMS RNLB]]):gmatch('%S+') do
  templates[prefix] = function(arguments) return ship(prefix, given(arguments[1]), given(arguments[2]), given(arguments[3])) end
end
templates.SMU = function(arguments) return ship('SM', given(arguments[1]), given(arguments[2]), given(arguments[3])) end
templates.GS = function(arguments) return ship('German submarine', given(arguments[1]), given(arguments[2]), given(arguments[3])) end
define('empire', function(arguments) return given(arguments[1]) and "''Empire " .. arguments[1] .. "''" end)

-- {{sclass|Indiana|battleship}} → "Indiana-class battleship"; `0` is without what kind of ship it is.
define('sclass|sclass2|sclass-|ship class|sclass/sandbox', function(arguments)
  local name, kind, form = given(arguments[1]), given(arguments[2]), given(arguments[3])
  if not name then return nil end
  local plain = form == '3' or form == '4' or form == '5'
  local class = (plain and name or "''" .. name .. "''") .. (form == '3' and ' class' or '-class')
  if form == '0' or form == '3' or form == '5' then return class end
  return class .. (kind and ' ' .. kind or '')
end)

-- Types of road and what is written before the number.
local ROADS = {
  I = 'I-', IH = 'I-', US = 'US ', SR = 'SR ', SH = 'SH ', Hwy = 'Highway ', CR = 'CR ', LR = 'LR ',
  ['I-Bus'] = 'I-', TCH = 'Highway ', ['US-Bus'] = 'US ', ['US-Alt'] = 'US ', M = 'M', A = 'A', FM = 'FM ',
  RM = 'RM ', PA = 'PA ', Fwy = 'Freeway ',
}
local BANNERS = {
  Bus = ' Bus.', Alt = ' Alt.', Byp = ' Byp.', Truck = ' Truck', Spur = ' Spur', Loop = ' Loop', Conn = ' Conn.',
}

-- {{jct|state=NY|I|90|US|20|city1=Skerrow}} → "I-90 / US 20 in Skerrow"
define('jct|jct2|junction', function(arguments)
  local out = {}
  for index = 1, 19, 2 do
    local kind, number = given(arguments[index]), given(arguments[index + 1])
    if not kind or not number then break end
    local base, banner = kind:match('^(.-)%-(%a+)$')
    local order = tostring((index + 1) // 2)
    local text = (ROADS[base or kind] or kind .. ' ') .. number .. (BANNERS[banner or ''] or '')
    local direction, name = pick(arguments, 'dir' .. order), pick(arguments, 'name' .. order)
    text = (pick(arguments, 'to' .. order) and 'To ' or '') .. text .. (direction and ' ' .. direction or '')
    out[#out + 1] = text .. (name and ' (' .. name .. ')' or '')
  end
  local city = pick(arguments, 'city1', 'location1')
  return #out > 0 and table.concat(out, ' / ') .. (city and ' in ' .. city or '') or nil
end)
define('roadlink|road link|uk road|i-*', function(arguments) return #list(arguments) > 0 and table.concat(list(arguments), ' ') or nil end)
define('auslink|ausr|auslink2|auth road', function(arguments) return given(arguments[1]) end)

-- Stations and lines are called by their names.
define([[
  stn|rws|stnlnk|sta|station|stnl|rail-stn|metro|tram|tramstop|lul stations|dlr|lrt|mrt|mtr|subway|metrolink|luas|
  lnl|lml|tube|overground|bus stop|ferry|uksta|ukstation|rail|railway station|stations|lus|nrws|tst|stnlink|
  metro station|amtk|septa|lirr|bts sta|hkmtr|metra|viaduct link|njt sta|mbta|cta|thsr sta|tra sta|jrsta|krail|
  subway stop]], function(arguments)
  return pick(arguments, 'name', 1)
end)
define('station link|stl|stlink|line link|railway line|rail link|line|rcs|ustrain|train', helpers.shows(2, 1))
define('amtrak line|nycs|nyc bull', function(arguments) return given(arguments[1]) end)
define([[
  rint|rail-interchange|rail interchange|ric|rcb|rail color box|rail color|rail icon|bsicon|bsto|bsflag|
  access icon|tram icon|airplane|bus icon|aircraft icon|jct image|jcticon|shield|bsrail]], false)
define('ov', function(arguments) -- {{OV|102}}, a space shuttle
  local shuttles = {
    ['098'] = 'Pathfinder', ['099'] = 'Challenger', ['101'] = 'Enterprise', ['102'] = 'Columbia',
    ['103'] = 'Discovery', ['104'] = 'Atlantis', ['105'] = 'Endeavour',
  }
  local number = given(arguments[1])
  return number and (shuttles[number] and "''" .. shuttles[number] .. "''" or 'OV-' .. number)
end)

return templates
