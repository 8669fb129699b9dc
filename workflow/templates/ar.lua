-- Templates of Arabic wikis.

local family = require 'family'
local localized = require 'localized'

local templates, define = family.new()
local shows, constant = family.shows, family.constant

local quoted, speaker = shows(1, 'نص', 'النص', 'text', 'quote'), shows(2, 'مؤلف', 'المؤلف', 'قائل', 'author')
local source = shows(3, 'مصدر', 'المصدر', 'source')
define('اقتباس|اقتباس خاص|اقتباس محجوز|صندوق اقتباس|quote|cquote', localized.quotation('%s', quoted, speaker, source, '، '))
define('اقتباس مضمن', function(arguments) return quoted(arguments) and '«' .. quoted(arguments) .. '»' end)
define('نص أصلي|تشكيل|لا للالتفاف|لالتفاف|نص صغير|صغير|كبير', shows(1))

-- {{إنج|lighthouse}} and {{lang-en|lighthouse}} are "بالإنجليزية: lighthouse".
local LANGUAGES = 'bg بالبلغارية|cs بالتشيكية|da بالدنماركية|de بالألمانية|el باليونانية|en بالإنجليزية|es بالإسبانية|fa بالفارسية|'
  .. 'fi بالفنلندية|fr بالفرنسية|grc بالإغريقية|he بالعبرية|hi بالهندية|hu بالمجرية|hy بالأرمنية|it بالإيطالية|ja باليابانية|'
  .. 'ko بالكورية|ku بالكردية|la باللاتينية|nl بالهولندية|no بالنرويجية|pl بالبولندية|pt بالبرتغالية|ro بالرومانية|'
  .. 'ru بالروسية|sv بالسويدية|sw بالسواحلية|syr بالسريانية|tr بالتركية|uk بالأوكرانية|ur بالأردية|zh بالصينية'
localized.languages(templates, LANGUAGES, 'lang-%s', '%s: %s')
for name, code in pairs({ ['إنج'] = 'en', ['إنك'] = 'en', ['فرن'] = 'fr', ['ألم'] = 'de', ['إسب'] = 'es', ['إيط'] = 'it', ['رو'] = 'ru', ['لات'] = 'la', ['فار'] = 'fa', ['ترك'] = 'tr', ['عبر'] = 'he', ['إغر'] = 'grc', ['يون'] = 'el' }) do
  templates[name] = templates['lang-' .. code]
end

-- A link to an article that is not there yet.
define('وصلة إنترويكي|و إ|ill', shows('نص', 'عر', 'lt', 1))

-- Numbers and dates.
local MONTHS = { 'يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو', 'يوليو', 'أغسطس', 'سبتمبر', 'أكتوبر', 'نوفمبر', 'ديسمبر' }
define('تاريخ الميلاد|تاريخ الميلاد والعمر|تاريخ ميلاد وعمر|تاريخ الوفاة|تاريخ الوفاة والعمر|تاريخ وفاة وعمر|تاريخ البدء|birth date|death date', function(arguments)
  return localized.date('%d %m %y', MONTHS, arguments[1], arguments[2], arguments[3])
end)
define('تحويل', function(arguments) return arguments[1] and arguments[1] .. ' ' .. (arguments[2] or '') end)
localized.conversions(templates)
define('هـ|هجري', function(arguments) return (arguments[1] and arguments[1] .. ' ' or '') .. 'هـ' end)
define('م|ميلادي', function(arguments) return (arguments[1] and arguments[1] .. ' ' or '') .. 'م' end)

-- A verse of two halves.
define('بيت', function(arguments)
  return arguments[1] and '\n\n' .. arguments[1] .. (arguments[2] and ' … ' .. arguments[2] or '') .. '\n\n'
end)
define('بداية قصيدة|نهاية قصيدة|أبيات', constant(''))

-- Formulas after names.
define('ص|صلى الله عليه وسلم', constant('ﷺ'))
define('ع|عليه السلام', constant('عليه السلام'))
define('رضي الله عنه|رض', constant('رضي الله عنه'))

define('علم', shows('name', 1))
localized.countries(templates, 'ARE الإمارات العربية المتحدة|BHR البحرين|DEU ألمانيا|DZA الجزائر|EGY مصر|ESP إسبانيا|FRA فرنسا|GBR المملكة المتحدة|'
  .. 'IRN إيران|IRQ العراق|ITA إيطاليا|JOR الأردن|KSA السعودية|KWT الكويت|LBN لبنان|LBY ليبيا|MAR المغرب|OMN عمان|PSE فلسطين|'
  .. 'QAT قطر|RUS روسيا|SAU السعودية|SDN السودان|SYR سوريا|TUN تونس|TUR تركيا|USA الولايات المتحدة|YEM اليمن')

-- What readers do not read: notes, navigation, maintenance.
define('مفصلة|مفصل|انظر أيضا|طالع أيضا|أيضا|تمييز|عن|بذرة|بذرة *|صندوق *|مراجع|ثبت المراجع|هوامش|استشهاد *|مرجع *|'
  .. 'بحاجة لمصدر|حقيقة|شريط بوابات|بوابة|ضبط استنادي|تصنيف كومنز|كومنز|روابط شقيقة|معرفات *|مصدر|مقالة غير مراجعة|'
  .. 'لا مصدر|مصادر أكثر|يتيمة|إحداثيات|أيقونة علم|شريط *|توضيح|وضح|من|متى', false)

return templates
