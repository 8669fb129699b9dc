-- What the reader must know of a wiki; here of MediaWiki's core in English, for pandoc alone.
--
-- `file`, `category`: names of the namespaces in lower case; `languages`: prefixes of interlanguage links; `extensions`:
-- names of extension tags; `switch(word)`: MediaWiki's name of the behaviour switch __WORD__, if it is one; `trail(text)`: the
-- letters at the beginning of a text that belong to the link before it; `subpages`: names of the namespaces whose pages have
-- subpages; `redirect`: words that begin a redirect; `images`: MediaWiki's names of the options of images, `$1` for a value;
-- `variants`: of the language (variants.lua), nil where it has none.

local sets = require 'sets'

local SWITCHES = sets.of [[notoc forcetoc toc noeditsection newsectionlink nonewsectionlink nogallery hiddencat index noindex
  staticredirect notitleconvert notc nocontentconvert nocc expectunusedcategory expectunusedtemplate disambig noglobal
  archivedtalk nonewsection noexternallanglinks]]
local ANY_CASE = sets.of 'notoc forcetoc toc noeditsection nogallery notitleconvert notc nocontentconvert nocc'

local IMAGES = {
  img_thumbnail = 'thumb thumbnail', img_manualthumb = 'thumb=$1 thumbnail=$1', img_framed = 'frame framed enframed',
  img_frameless = 'frameless', img_left = 'left', img_right = 'right', img_center = 'center centre', img_none = 'none',
  img_width = '$1px', img_page = 'page=$1', img_upright = 'upright upright=$1', img_border = 'border', img_baseline = 'baseline',
  img_sub = 'sub', img_super = 'super sup', img_top = 'top', img_text_top = 'text-top', img_middle = 'middle',
  img_bottom = 'bottom', img_text_bottom = 'text-bottom', img_link = 'link=$1', img_alt = 'alt=$1', img_class = 'class=$1',
  img_lang = 'lang=$1',
}
local images = {}
for name, aliases in pairs(IMAGES) do
  for alias in aliases:gmatch '%S+' do images[alias] = name end
end

return {
  file = sets.of 'file image',
  category = sets.of 'category',
  languages = {},
  extensions = sets.of [[nowiki pre gallery indicator langconvert ref references poem math chem ce syntaxhighlight source score
  pages pagelist pagequality quiz tabs tab translate tvar languages ask dynamicpagelist abschnitt trecho קטע timeline templatedata templatestyles imagemap inputbox mapframe maplink graph hiero categorytree charinsert section tabber
  infobox mainpage-leftcolumn-start mainpage-rightcolumn-start mainpage-endcolumn verbatim poll youtube tabview rss twitter dpl
  forum slideshow videogallery embedvideo choose html widget]],
  subpages = sets.of 'talk user project help template mediawiki',
  redirect = sets.of '#redirect',
  images = images,
  trail = function(text) return text:match '^%l+' end,
  switch = function(word)
    local lower = word:lower()
    if not ANY_CASE[lower] and not (SWITCHES[lower] and word:upper() == word) then return nil end
    return lower == 'disambig' and 'disambiguation' or lower
  end,
}
