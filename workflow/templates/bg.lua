-- Templates of Bulgarian wikis.

local family = require 'family'
local localized = require 'localized'

local templates, define = family.new()
local shows, constant = family.shows, family.constant

define('цитат|цитат рамка|quote|cquote', localized.quotation('%s', shows(1, 'текст', 'цитат', 'text'), shows(2, 'автор', 'author'), shows(3, 'източник', 'source')))

localized.languages(templates, 'ar на арабски|az на азербайджански|be на беларуски|bs на босненски|ca на каталонски|cs на чешки|'
  .. 'da на датски|de на немски|el на гръцки|en на английски|es на испански|et на естонски|fa на персийски|fi на фински|'
  .. 'fr на френски|grc на старогръцки|he на иврит|hr на хърватски|hu на унгарски|hy на арменски|it на италиански|'
  .. 'ja на японски|ka на грузински|ko на корейски|la на латински|lt на литовски|lv на латвийски|mk на македонски|'
  .. 'nl на нидерландски|no на норвежки|pl на полски|pt на португалски|ro на румънски|ru на руски|sk на словашки|'
  .. 'sl на словенски|sq на албански|sr на сръбски|sv на шведски|tr на турски|uk на украински|zh на китайски', 'lang-%s', '%s: %s')

-- {{км|12}} is "12 км", {{км2}} by itself the unit.
for name, symbol in pairs({ ['км'] = 'км', ['м'] = 'м', ['см'] = 'см', ['км2'] = 'км²', ['м2'] = 'м²', ['м3'] = 'м³', ['ха'] = 'ха', ['км/ч'] = 'км/ч', ['°c'] = '°C' }) do
  templates[name] = function(arguments)
    local number = shows(1)(arguments)
    return (number and number .. ' ' or '') .. symbol
  end
end
define('formatnum:|formatnum|число', function(arguments) return localized.number(arguments[1], ' ', ',') end)
localized.conversions(templates)

local MONTHS = { 'януари', 'февруари', 'март', 'април', 'май', 'юни', 'юли', 'август', 'септември', 'октомври', 'ноември', 'декември' }
define('рождена дата|рождена дата и възраст|дата на смърт|дата на смърт и възраст|дата|birth date|death date', function(arguments)
  return localized.date('%d %m %y', MONTHS, arguments[1], arguments[2], arguments[3])
end)

localized.countries(templates, 'AUT Австрия|BEL Белгия|BGR България|BUL България|CHE Швейцария|CHN Китай|CZE Чехия|DEU Германия|'
  .. 'DNK Дания|ESP Испания|FIN Финландия|FRA Франция|GBR Великобритания|GRC Гърция|HRV Хърватия|HUN Унгария|ITA Италия|'
  .. 'JPN Япония|MKD Северна Македония|NLD Нидерландия|NOR Норвегия|POL Полша|PRT Португалия|ROU Румъния|RUS Русия|'
  .. 'SRB Сърбия|SWE Швеция|TUR Турция|UKR Украйна|USA САЩ')
define('флаг', shows(2, 1))
define('без пренос|нр|ударение', shows(1))

-- What readers do not read: notes, navigation, maintenance.
define('факт|източник|основна|вижте също|пояснение|към пояснение|за друго значение|мъниче|мъниче *|превод от|икона|'
  .. 'цитат *|commons|commonscat|общомедия|нормативен контрол|портал|портали|раздел-мъниче|без източници|недостатъчно източници|'
  .. 'обработка|редактиране|личност|личност *|навигация *|* инфо|флагче|флагче *|хронология|координати|картинка|уикицитат', false)

return templates
