-- Links become their text: "the [[Rome|city]]" reads "the city". An external link without a text, which a wiki shows as a
-- number, goes.

local page = require 'page'

local function Link(link)
  if not link.classes:includes 'autonumber' then return link.content end
  page.dropped('links')
  return {}
end

-- What pandoc takes for an address in the text is text.
local function markdown(text)
  return text:find('<', 1, true) and text:gsub('%f[\\<]<(%a[%w+.-]*:[^%s<>]*)>', '%1') or text
end

return { unwrap = { 'Link' }, Link = Link, markdown = markdown }
