-- What the reader must know of a wiki; here of MediaWiki's core in English, for pandoc alone.
--
-- `file`, `category`: names of the namespaces in lower case; `languages`: prefixes of interlanguage links; `extensions`:
-- names of extension tags; `is_switch(word)`: whether __WORD__ is a behaviour switch; `trail`: a pattern of the letters
-- that continue a link's text; `subpages`: names of the namespaces whose pages have subpages; `variants`: of the language
-- (variants.lua), nil where it has none.

local sets = require 'sets'

local SWITCHES = sets.of [[notoc forcetoc toc noeditsection newsectionlink nonewsectionlink nogallery hiddencat index noindex
  staticredirect notitleconvert notc nocontentconvert nocc expectunusedcategory expectunusedtemplate disambig noglobal
  archivedtalk nonewsection noexternallanglinks]]
local ANY_CASE = sets.of 'notoc forcetoc toc noeditsection nogallery notitleconvert notc nocontentconvert nocc'

return {
  file = sets.of 'file image',
  category = sets.of 'category',
  languages = {},
  extensions = sets.of [[nowiki pre gallery indicator langconvert ref references poem math chem ce syntaxhighlight source score
  timeline templatedata templatestyles imagemap inputbox mapframe maplink graph hiero categorytree charinsert section tabber
  infobox mainpage-leftcolumn-start mainpage-rightcolumn-start mainpage-endcolumn verbatim poll youtube tabview rss twitter dpl
  forum slideshow videogallery embedvideo choose html widget]],
  subpages = sets.of 'talk user project help template mediawiki',
  trail = '^%l+',
  is_switch = function(word)
    local lower = word:lower()
    return ANY_CASE[lower] or SWITCHES[lower] and word:upper() == word
  end,
}
