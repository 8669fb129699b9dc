-- Templates of German wikis.

local family = require 'family'
local localized = require 'localized'

local templates, define = family.new()
local shows, constant = family.shows, family.constant

-- Quotations. {{"|…}} stands in a sentence, {{Zitat|…}} by itself.
local text, speaker = shows('Text', 1), shows('Autor', 'author')
local source = shows('Quelle', 'quelle', 'source')
define('"|"-de|zitat im fließtext', function(arguments)
  return text(arguments) and '„' .. text(arguments) .. '“'
end)
define('zitat|zitat-de', localized.quotation('„%s“', text, speaker, source))
define('zitat-*', localized.quotation('„%s“', text, speaker, source))
define('quote', localized.quotation('%s', shows(1, 'text', 'Text', 'zitat'), shows(2, 'author', 'Autor'), shows(3, 'source', 'Quelle')))

-- {{enS|Lighthouse|Leuchtturm}} is "englisch Lighthouse ‚Leuchtturm‘", {{ruS|Маяк|Majak}} "russisch Маяк Majak".
local LANGUAGES = 'ang altenglisch|ar arabisch|az aserbaidschanisch|be belarussisch|bg bulgarisch|br bretonisch|bs bosnisch|'
  .. 'ca katalanisch|cs tschechisch|cy walisisch|da dänisch|de deutsch|dsb niedersorbisch|el neugriechisch|en englisch|'
  .. 'eo Esperanto|es spanisch|et estnisch|eu baskisch|fa persisch|fi finnisch|fo färöisch|fr französisch|'
  .. 'fy westfriesisch|ga irisch|gd schottisch-gälisch|gl galicisch|grc altgriechisch|he hebräisch|hi Hindi|'
  .. 'hr kroatisch|hsb obersorbisch|hu ungarisch|hy armenisch|id indonesisch|is isländisch|it italienisch|ja japanisch|'
  .. 'ka georgisch|kk kasachisch|ko koreanisch|la lateinisch|lb luxemburgisch|lt litauisch|lv lettisch|mk mazedonisch|'
  .. 'mn mongolisch|mt maltesisch|nds niederdeutsch|nl niederländisch|no norwegisch|non altnordisch|oc okzitanisch|'
  .. 'pl polnisch|pt portugiesisch|rm rätoromanisch|ro rumänisch|ru russisch|sa Sanskrit|sk slowakisch|sl slowenisch|'
  .. 'sq albanisch|sr serbisch|sv schwedisch|sw Swahili|th thailändisch|tr türkisch|uk ukrainisch|ur Urdu|'
  .. 'uz usbekisch|vi vietnamesisch|yi jiddisch|zh chinesisch'
localized.languages(templates, LANGUAGES, '%sS', '%s %s')
for code in ('en,fr,es,it,pt,la,nl,da,sv,no,pl,cs,hu,fi,tr,ro'):gmatch('%l+') do
  local plain = templates[code .. 'S']
  templates[code .. 'S'] = function(arguments)
    local meaning = shows(2, 'de')(arguments)
    return arguments[1] and plain({ "''" .. arguments[1] .. "''" }) .. (meaning and ' ‚' .. meaning .. '‘' or '')
  end
end
for code in ('ru,uk,be,bg,sr,mk,el,grc,he,ja,ko,fa,hy,ka,yi,hi,th'):gmatch('%l+') do
  local plain = templates[code .. 'S']
  templates[code .. 'S'] = function(arguments)
    return arguments[1] and plain(arguments) .. (arguments[2] and " ''" .. arguments[2] .. "''" or '')
  end
end
define('arS', function(arguments)
  return arguments[1] and 'arabisch ' .. arguments[1] .. (arguments.DMG and ", DMG ''" .. arguments.DMG .. "''" or '')
end)
define('zh', function(arguments)
  local characters = shows('c', 't', 'v', 'kurz')(arguments)
  return characters and 'chinesisch ' .. characters .. (arguments.p and ", Pinyin ''" .. arguments.p .. "''" or '')
end)
define('lautschrift|ipa', function(arguments) return arguments[1] and '[' .. arguments[1] .. ']' end)
define('ipa-text', shows(1))

-- Numbers, heights, dates.
local MONTHS = { 'Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember' }
define('formatnum:|formatnum|formatzahl', function(arguments) return localized.number(arguments[1], '.', ',') end)
define('datumzelle|dts|datum', function(arguments)
  local year, month, day = (arguments[1] or ''):match('^(%d+)-(%d+)-?(%d*)$')
  if year then return localized.date('%d. %m %y', MONTHS, year, month, day) end
  return localized.date('%d. %m %y', MONTHS, arguments[3] or arguments[1], arguments[3] and arguments[2], arguments[3] and arguments[1])
end)
local LEVELS = { ['DE-NN'] = ' ü. NN', ['DE-NHN'] = ' ü. NHN', ['DE-HN'] = ' ü. HN', DE = ' ü. NHN', AT = ' ü. A.', CH = ' ü. M.', IT = ' s.l.m.' }
define('höhe', function(arguments)
  return arguments[1] and arguments[1] .. ' m' .. (LEVELS[arguments[2] or ''] or '')
end)
define('eur', function(arguments) return (arguments[1] and arguments[1] .. ' ' or '') .. '€' end)
define('0', constant(''))
localized.conversions(templates)

-- {{DEU}} is the flag and the name, {{DEU|#}} the flag alone.
localized.countries(templates, 'AFG Afghanistan|ALB Albanien|AND Andorra|ARE Vereinigte Arabische Emirate|ARG Argentinien|'
  .. 'ARM Armenien|AUS Australien|AUT Österreich|AZE Aserbaidschan|BEL Belgien|BGR Bulgarien|BIH Bosnien und Herzegowina|'
  .. 'BLR Belarus|BOL Bolivien|BRA Brasilien|CAN Kanada|CHE Schweiz|CHL Chile|CHN Volksrepublik China|CMR Kamerun|'
  .. 'COL Kolumbien|CRI Costa Rica|CUB Kuba|CYP Zypern|CZE Tschechien|DDR Deutsche Demokratische Republik|DEU Deutschland|'
  .. 'DNK Dänemark|DZA Algerien|ECU Ecuador|EGY Ägypten|ESP Spanien|EST Estland|ETH Äthiopien|FIN Finnland|FRA Frankreich|'
  .. 'FRO Färöer|GBR Vereinigtes Königreich|GEO Georgien|GHA Ghana|GRC Griechenland|HRV Kroatien|HUN Ungarn|IDN Indonesien|'
  .. 'IND Indien|IRL Irland|IRN Iran|IRQ Irak|ISL Island|ISR Israel|ITA Italien|JAM Jamaika|JOR Jordanien|JPN Japan|'
  .. 'KAZ Kasachstan|KEN Kenia|KOR Südkorea|LBN Libanon|LBY Libyen|LIE Liechtenstein|LTU Litauen|LUX Luxemburg|LVA Lettland|'
  .. 'MAR Marokko|MCO Monaco|MDA Moldau|MEX Mexiko|MKD Nordmazedonien|MLT Malta|MNE Montenegro|MNG Mongolei|NGA Nigeria|'
  .. 'NLD Niederlande|NOR Norwegen|NZL Neuseeland|PAK Pakistan|PER Peru|PHL Philippinen|POL Polen|PRK Nordkorea|'
  .. 'PRT Portugal|PRY Paraguay|ROU Rumänien|RUS Russland|SAU Saudi-Arabien|SEN Senegal|SGP Singapur|SMR San Marino|'
  .. 'SRB Serbien|SUN Sowjetunion|SVK Slowakei|SVN Slowenien|SWE Schweden|SYR Syrien|THA Thailand|TUN Tunesien|TUR Türkei|'
  .. 'TWN Taiwan|UKR Ukraine|URY Uruguay|USA Vereinigte Staaten|UZB Usbekistan|VAT Vatikanstadt|VEN Venezuela|VNM Vietnam|'
  .. 'YUG Jugoslawien|ZAF Südafrika')
for code, name in pairs(templates) do
  if name and code:match('^%u%u%u$') then
    templates[code] = function(arguments) return arguments[1] == '#' and '' or arguments[1] or name(arguments) end
  end
end

-- Text in a wrapper.
define('nowrap|nobr|ist nobr|klein|schwarz', shows(1))
define('audio', shows(2))
define('abkürzung|abk', shows(1))
define('anker|absatz|nobr-ende', constant(''))

-- What readers do not read: notes, navigation, maintenance.
define('fn|fnz|fnbox|siehe auch|hauptartikel|weitere bedeutungen|begriffsklärungshinweis|dieser artikel|coordinate|'
  .. 'internetquelle|literatur|webarchiv|toter link|der spiegel|bibisbn|dnb-portal|normdaten|personendaten|commons|'
  .. 'commonscat|wiktionary|wikisource|wikiquote|wikinews|imdb|taxobox|belege fehlen|belege|überarbeiten|lückenhaft|'
  .. 'veraltet|exzellent|lesenswert|informativ|sortkey|all coordinates|positionskarte|panorama|begriffsklärung|'
  .. 'navigationsleiste *|navileiste *|infobox *|hinweis *|gesprochene version', false)

return templates
