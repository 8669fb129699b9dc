-- Takes [[Category:…]] links out, under every name the wiki has for the namespace. [[:Category:…]], a
-- link to a category's page, stays text. Interlanguage links at the page's foot go too.

local gap = require 'gap'
local page = require 'page'
local scan = require 'scan'

local function wikitext(text)
  local function is_category(target) return page.in_namespace(target, page.site.category) end
  text = scan.links(text, is_category, function()
    page.dropped('categories')
    return gap.MARK
  end)
  -- A line that holds nothing but [[xx:Title]] names the page on another language's wiki.
  return ((('\n' .. text):gsub('\n[ \t]*%[%[%l%l%l?%f[:%-][%l%-]*:[^%]|\n]+%]%][ \t]*%f[\n\0]', '\n')):sub(2))
end

return { wikitext = wikitext }
