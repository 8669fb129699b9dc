-- Takes behaviour switches such as __NOTOC__ out, in every spelling that the wiki knows. Of a wiki that was not
-- asked for its magic words, as with dumps, all go that look like one.

local gap = require 'gap'
local page = require 'page'

local function switch(word)
  local words = page.site.words
  if words[pandoc.text.lower(word)] or (not next(words) and word:find('^__%u[%u%d_]+__$')) then return gap.MARK end
end

local function wikitext(text)
  if text:find('__', 1, true) then text = text:gsub('__[^%s_]%S-__', switch) end
  if text:find('＿＿', 1, true) then text = text:gsub('＿＿%S-＿＿', switch) end
  return text
end

return { wikitext = wikitext }
