-- What the reader must know of a wiki. Called by pandoc alone it knows MediaWiki's core in English.
--
-- `file`, `category`: names of the namespaces in lower case; `languages`: prefixes of interlanguage links; `extensions`:
-- names of extension tags; `is_switch(word)`: whether __WORD__ is a behaviour switch; `trail`: a pattern of the letters
-- that continue a link's text; `subpages`: names of the namespaces whose pages have subpages.

local sets = require 'sets'

local site = {}

local SWITCHES = sets.of [[notoc forcetoc toc noeditsection newsectionlink nonewsectionlink nogallery hiddencat index noindex
  staticredirect notitleconvert notc nocontentconvert nocc expectunusedcategory expectunusedtemplate disambig noglobal
  archivedtalk nonewsection noexternallanglinks]]
local ANY_CASE = sets.of 'notoc forcetoc toc noeditsection nogallery notitleconvert notc nocontentconvert nocc'

local EXTENSIONS = sets.of [[nowiki pre gallery indicator langconvert ref references poem math chem ce syntaxhighlight source score
  timeline templatedata templatestyles imagemap inputbox mapframe maplink graph hiero categorytree charinsert section tabber
  infobox mainpage-leftcolumn-start mainpage-rightcolumn-start mainpage-endcolumn verbatim poll youtube tabview rss twitter dpl
  forum slideshow videogallery embedvideo choose html widget]]

local function lower_set(names)
  local set = {}
  for _, name in ipairs(names) do set[pandoc.text.lower(name)] = true end
  return set
end

-- From what is known of a wiki: `language`, lists `file`, `category` and `languages`, and `words`, from the wiki's magic words in
-- lower case to MediaWiki's names for them; empty when it was not asked.
function site.of(wiki)
  local words = wiki.words or {}
  local asked = next(words) ~= nil
  return {
    file = lower_set(wiki.file or { 'File', 'Image' }),
    category = lower_set(wiki.category or { 'Category' }),
    languages = lower_set(wiki.languages or {}),
    extensions = EXTENSIONS,
    subpages = sets.of 'talk user project help template mediawiki',
    trail = '^%l+',
    is_switch = function(word)
      local lower = pandoc.text.lower(word)
      if words['__' .. lower .. '__'] or words['＿＿' .. lower .. '＿＿'] or ANY_CASE[lower] then return true end
      if SWITCHES[lower] and word:upper() == word then return true end
      return not asked and (wiki.language or 'en') ~= 'en' and word:find '^%u[%u%d_]+$' ~= nil
    end,
  }
end

return site
