-- Links become their text: "the [[Rome|city]]" reads "the city". An external link without a text,
-- which a wiki shows as a number, goes.

local gap = require 'gap'
local page = require 'page'

local function wikitext(text)
  local kept, count = text:gsub('%f[%[]%[%a[%w+.-]*://[^%s%[%]]*%s*%]', gap.MARK)
  for _ = 1, count do page.dropped('links') end
  return gap.tidy(kept)
end

local function Link(link)
  if #link.content == 0 then
    return { pandoc.Str((link.target:gsub('_', ' '):gsub('%s*%b()$', ''):gsub('^:', ''))) }
  end
  local first = link.content[1]
  if first.t == 'Str' then link.content[1] = pandoc.Str((first.text:gsub('^:', ''))) end -- [[:Category:X]]
  return link.content
end

return { wikitext = wikitext, Link = Link }
