-- The words of a page by plain scanning, for one that exceeds its limits: quick, and without a tree.

local marks = require 'marks'
local page = require 'page'
local variants = require 'variants'

-- The text in the page's variant of its language: nothing of -{…}- is left but what it shows.
local function in_variant(text)
  local known = page.site.variants and variants.new(page.site.variants)
  if not (known and known:concern(text)) then return text end
  marks.start()
  local shown = {}
  known:each(text, function(piece) shown[#shown + 1] = piece end)
  return table.concat(shown)
end

return function(text)
  text = marks.without_labels(text):gsub('<[^<>\n]*>', ''):gsub("''+", ''):gsub('%[%[([^%[%]\n]+)%]%]', function(link)
    return (link:gsub('^[^|]*|(.+)$', '%1'))
  end)
  -- Braces of templates are none of rules, and what is left of a tag is none.
  text = in_variant(text:gsub('{{+', ' '):gsub('}}', ' '):gsub('[<>]', { ['<'] = '&lt;', ['>'] = '&gt;' }))
  return (text:gsub('&[lg]t;', ' '):gsub('[{}%[%]|]', ' '):gsub('[ \t]+', ' '):gsub('\n ?\n[ \n]*', '\n\n'))
end
