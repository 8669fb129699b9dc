-- What the reader must know of a wiki (workflow/reader/site.lua), from what is known of it: `language`, lists `file` and
-- `category` of names, and `words`, from the wiki's magic words in lower case to MediaWiki's names for them; empty when the wiki
-- was not asked, as with dumps: then whatever looks like a behaviour switch is one. `variants` are those of the language.

local english = require 'site'
local wikimedia = require 'wikimedia'

local function lower_set(names)
  local set = {}
  for _, name in ipairs(names) do set[pandoc.text.lower(name)] = true end
  return set
end

return function(wiki)
  local words = wiki.words
  local asked = next(words) ~= nil
  local site = {}
  for key, value in pairs(english) do site[key] = value end
  site.variants = wiki.variants
  site.file, site.category, site.languages = lower_set(wiki.file), lower_set(wiki.category), lower_set(wikimedia.languages)
  function site.is_switch(word)
    local lower = pandoc.text.lower(word)
    return words['__' .. lower .. '__'] or words['＿＿' .. lower .. '＿＿'] or english.is_switch(word)
      or not asked and wiki.language ~= 'en' and word:find '^%u[%u%d_]+$'
  end
  return site
end
