-- Pages that are no articles: redirects and disambiguation pages. They are counted as such, and the corpus may
-- leave them out.

local names = require 'names'
local page = require 'page'

local page_type = {}

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

-- Notes whether the page, of this wikitext, leads to another, and whether the name of a template on it makes it a disambiguation page.
function page_type.note(text)
  local word, after = text:match '^%s*([^%s%[:]+)%s*()'
  local is_redirect = word and text:find('^:?%s*%[%[', after) and pandoc.List(page.site.redirect):includes(pandoc.text.lower(word))
  if is_redirect then page.dropped 'redirect' end
  local known = names_of(page.site.language)
  for _, name in ipairs(page.templates) do
    if known[pandoc.text.lower(name)] then page.dropped 'disambiguation' end
  end
end

-- Notes a disambiguation page by MediaWiki's name of a behaviour switch on it.
function page_type.note_switch(name)
  if name == 'disambiguation' then page.dropped 'disambiguation' end
end

return page_type
