-- Pages that are no articles: redirects and disambiguation pages. They are counted as such, and the corpus may
-- leave them out.

local names = require 'names'
local page = require 'page'

local kind = {}

-- The templates that make a page a disambiguation page, by language; those of '' on every wiki.
local DISAMBIGUATION = {
  [''] = 'disambiguation, disambig, disamb, dab, hndis, geodis, numberdis, mathdab, roaddis, schooldis, hospitaldis, '
    .. 'letter-numbercombdisambig, letter-number combination disambiguation, human name disambiguation, '
    .. 'place name disambiguation, school disambiguation, hospital disambiguation, airport disambiguation, '
    .. 'call sign disambiguation, mathematical disambiguation, road disambiguation, disambiguation page, '
    .. 'species latin name disambiguation, biology disambiguation, disambiguation cleanup, disambig-cleanup',
  ar = 'توضيح, صفحة توضيح',
  bg = 'пояснение, к-пояснение',
  ca = 'desambiguació, acrònim',
  cs = 'rozcestník',
  da = 'flertydig',
  de = 'begriffsklärung',
  el = 'αποσαφήνιση',
  es = 'desambiguación, desambiguacion, des',
  fa = 'ابهام‌زدایی',
  fi = 'täsmennyssivu',
  fr = 'homonymie, homonymes',
  he = 'פירושונים',
  hu = 'egyért',
  id = 'disambiguasi',
  it = 'disambigua',
  ja = 'aimai, 曖昧さ回避, 人名の曖昧さ回避, 地名の曖昧さ回避',
  ko = '동음이의',
  nl = 'dp, dpintro, doorverwijspagina',
  no = 'peker, pekerside',
  pl = 'ujednoznacznienie',
  pt = 'desambiguação, desambig',
  ro = 'dezambiguizare',
  ru = 'неоднозначность',
  sv = 'förgrening, gren, robotskapad förgrening',
  tr = 'anlam ayrımı',
  uk = 'неоднозначність, багатозначність',
  vi = 'trang định hướng',
  zh = '消歧义, 消歧義, 消歧义页',
}

local sets = {}

local function names_of(language)
  if not sets[language] then
    sets[language] = {}
    for _, name in ipairs(names.of(DISAMBIGUATION, language, '')) do sets[language][name] = true end
  end
  return sets[language]
end

local function is_redirect(text)
  local word = text:match('^%s*#([^%s%[:]+)%s*:?%s*%[%[')
  if not word then return false end
  word = pandoc.text.lower(word)
  return word == 'redirect' or page.site.words[word] == 'redirect'
end

local function is_disambiguation(text)
  local templates = names_of(page.site.language)
  for name in text:gmatch('{{([^{}|<>\n]+)[|}\n]') do
    if templates[pandoc.text.lower(name:gsub('_', ' '):match('^%s*(.-)%s*$'))] then return true end
  end
  for switch in text:gmatch('__(%S-)__') do
    if page.site.words['__' .. pandoc.text.lower(switch) .. '__'] == 'disambiguation' or switch == 'DISAMBIG' then
      return true
    end
  end
  return false
end

-- Notes what a page with this wikitext is.
function kind.note(text)
  if is_redirect(text) then page.dropped('redirect') end
  if is_disambiguation(text) then page.dropped('disambiguation') end
end

return kind
