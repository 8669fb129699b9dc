-- Music, chess, law, sports, identifiers and other matters that have templates of their own.

local helpers = require 'helpers'
local numbers = require 'numbers'

local templates, define = helpers.new()
local given, pick, list = helpers.given, helpers.pick, helpers.list

-- {{music|flat}}
local MUSIC = {
  flat = '♭', b = '♭', sharp = '♯', ['#'] = '♯', natural = '♮', n = '♮', doubleflat = '𝄫', bb = '𝄫',
  doublesharp = '𝄪', ['##'] = '𝄪', x = '𝄪', quarter = '♩', crotchet = '♩', eighth = '♪', quaver = '♪', half = '𝅗𝅥',
  whole = '𝅝', dim = 'o', diminished = 'o', halfdim = 'ø', ['half-diminished'] = 'ø',
  aug = '+', augmented = '+', major = '△', delta = '△', fermata = '𝄐', treble = '𝄞', bass = '𝄢', segno = '𝄋',
  coda = '𝄌', trill = 'tr', common = '𝄴', cut = '𝄵', ['cut-time'] = '𝄵', halfflat = '𝄳', halfsharp = '𝄲',
  quarterrest = '𝄽',
}
define('music|music symbol', function(arguments)
  local sign, rest = pick(arguments, 1), pick(arguments, 2)
  if not sign then return nil end
  if sign == 'time' or sign == 'timesig' then return rest and rest .. '/' .. (pick(arguments, 3) or '4') end
  if sign == 'chord' or sign == 'scale' then return rest end
  return MUSIC[sign:lower()] or sign
end)
define('flat', helpers.constant('♭'))
define('sharp', helpers.constant('♯'))
define('natural', helpers.constant('♮'))
define('song|work title|title of song', helpers.shows(1))
define('audio sample|music score|external music video', false)

-- {{chessgloss|fork}}, {{algebraic notation}}, {{chess|e4}}
define('chessgloss|chess notation|chess opening|an|chess from', helpers.shows(2, 1))
define('xiangqi|shogi|go move', helpers.shows(1))

-- Law: an act is cited as law books do.
local function cited(before, between, after)
  return function(arguments)
    local first, second, third = pick(arguments, 1), pick(arguments, 2), pick(arguments, 3)
    if not first then return nil end
    return before .. first .. (second and between .. second or '') .. (after and third and ' (' .. third .. ')' or '')
  end
end
define('usc|unitedstatescode|us code|uscsub|usc2|usctitle|uscode', cited('', ' U.S.C. § '))
define('usstat|us statute at large|usstatute|ussal', cited('', ' Stat. '))
define('cfr|codefedreg|usctfr', cited('', ' C.F.R. § '))
define('uspl|us pub.l.|uspublaw|pub. l.|us public law', cited('Pub. L. ', '–'))
define('us patent|uspat|patent us', function(arguments)
  return given(arguments[1]) and 'U.S. patent ' .. numbers.grouped(arguments[1])
end)
define('patent', function(arguments)
  local country, number = pick(arguments, 1, 'country'), pick(arguments, 2, 'number')
  return country and number and country .. ' patent ' .. number
end)
define('ussc|scotus|ussc link', function(arguments)
  local name, year = pick(arguments, 'name'), pick(arguments, 'year', 3)
  local volume, page = pick(arguments, 'volume', 1), pick(arguments, 'page', 2)
  local text = volume and page and volume .. ' U.S. ' .. page .. (year and ' (' .. year .. ')' or '')
  return text and (name and "''" .. name .. "'', " or '') .. text or name
end)
define('cite act|legis|ukpga|uk-si|act of parliament link|canlii|aust act', false)
define([[
  us house of representatives bill|usbill|usbil|un resolution|unscr|unsc resolution|ungar|
  un doc]], function(arguments) return #list(arguments) > 0 and table.concat(list(arguments), ' ') or nil end)

-- Identifiers, as the words that stand in a text.
for names, label in pairs({
  ['isbn|isbnt'] = 'ISBN ', ['issn|issn link'] = 'ISSN ', ['oclc'] = 'OCLC ', ['doi|doi-inline|doix'] = 'doi:',
  ['pmid'] = 'PMID ', ['pmc'] = 'PMC ', ['jstor'] = 'JSTOR ', ['arxiv'] = 'arXiv:', ['bibcode'] = 'Bibcode:',
  ['lccn'] = 'LCCN ', ['asin'] = 'ASIN ',
  ['rfc|ietf rfc|cite ietf rfc'] = 'RFC ', ['s2cid'] = 'S2CID ', ['hdl'] = 'hdl:', ['cve'] = 'CVE-',
  ['mr|mathscinet'] = 'MR ', ['zbl'] = 'Zbl ', ['asteroid link'] = '', 
  ['nr.'] = 'No. ', ['sdos'] = 'ADS ',
}) do
  define(names, function(arguments) return given(arguments[1]) and label .. arguments[1] end)
end
define('icd10|icd9|icd-10|icd-9|icd11|omim|mesh', false)
define('javadoc:se|javadoc|java api', function(arguments)
  local items = list(arguments)
  return #items > 0 and '<code>' .. items[#items] .. '</code>' or nil
end)
define('man|man page|mono man', function(arguments)
  local section, name = pick(arguments, 1), pick(arguments, 2)
  return name and name .. (section and '(' .. section .. ')' or '') or section
end)
define('ipaddr|ipaddr link|unichar link', helpers.shows(1))

for names, label in pairs({ ['p.|pg'] = 'p. ', ['pp.'] = 'pp. ', ['vol.|vol'] = 'vol. ' }) do -- {{pp.|3|16}}
  define(names, function(arguments) return #list(arguments) > 0 and label .. table.concat(list(arguments), '–') or nil end)
end

-- Sport.
define([[
  player|fs player|football squad player|nat fs player|nat fs g player|baseball player|cricketer|
  basketball player|depth chart|squad player|rugby player]], false)
define('winpct|winning percentage|win-loss|win–loss record|winning percentage2', function(arguments)
  local won, lost, tied = tonumber(arguments[1] or ''), tonumber(arguments[2] or ''), tonumber(arguments[3] or '') or 0
  if not won or not lost or won + lost + tied <= 0 then return nil end
  return (numbers.rounded((won + tied / 2) / (won + lost + tied), 3):gsub('^0', ''))
end)
define('score|sports score|ahscore|scoreline', function(arguments) return table.concat(list(arguments), '–') end)
define('goal|pengoal|yel|sent off|subon|suboff|booked', function(arguments)
  local minute = given(arguments[1])
  return minute and minute .. '′' or ''
end)
define([[
  cbb link|cfb link|cbsb link|nfl year|mlby|by|nbay|nhly|nfly|wnbay|afl year|mlsy|baseball year|
  baseball primary style|nbanba|csby|aflw year|ussoccer]], function(arguments, name)
  return pick(arguments, 'title') or given(arguments[1]) and (name:find('link') and arguments[2] or arguments[1])
end)
define('mlb season|nfl season|wl|wdl|record|w-l', function(arguments) return table.concat(list(arguments), '–') end)
define('flagged team|team|lt team', helpers.shows(1))

-- Elections and parties.
define([[
  party name|party name with color|party name with colour|party shortname|party link|partyname|election link|
  uk party|political party]], helpers.shows(1))
define('elect|party color|party color cell|party stripe|* meta/color|majority', false)

-- Board and video games.
define('vgrelease|video game release|vgrelease new|video game release hlist|vgr', function(arguments)
  local items, out = list(arguments), {}
  for index = 1, #items - 1, 2 do out[#out + 1] = items[index] .. ': ' .. items[index + 1] end
  return #out > 0 and table.concat(out, ', ') or nil
end)
define('start box office|domain|dice', helpers.shows(1))

return templates
