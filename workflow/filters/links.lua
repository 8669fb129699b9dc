-- Links become their text: "the [[Rome|city]]" reads "the city". An external link without a text,
-- which a wiki shows as a number, goes.

local gap = require 'gap'
local page = require 'page'
local scan = require 'scan'

-- What stands for a link in the text. `[[A (b)|]]` is shown without the parentheses, `[[:Category:X]]`
-- without the colon.
local function shown(body)
  local target, label = body:match('^([^|]*)|(.*)$')
  if not target then return (body:gsub('^%s*:', ''):gsub('_', ' ')) end
  if label:find('%S') then return label end
  return (target:gsub('^%s*:?', ''):gsub('%s*%b()%s*$', ''))
end

local function wikitext(text)
  text = scan.links(text, function() return true end, shown)
  local kept = text:gsub('%[(%a[%w+.-]*:[^%s%[%]]*)([^%[%]\n]*)%]', function(target, label)
    if not target:find('^%a[%w+.-]*://') and not target:find('^mailto:') then return nil end
    if label:find('%S') then return (label:gsub('^%s+', '')) end
    page.dropped('links')
    return gap.MARK
  end)
  return (kept:gsub('%[', '&#91;')) -- what is left opens nothing, and pandoc would try long whether it does
end

-- What pandoc takes for an address in the text is text.
local function markdown(text)
  return (text:gsub('%f[\\<]<(%a[%w+.-]*:[^%s<>]*)>', '%1'))
end

return { wikitext = wikitext, markdown = markdown }
