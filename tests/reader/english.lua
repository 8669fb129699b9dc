-- A wiki in English, as src/wikimill/site/reader_table.py describes one.

local site = require 'site'

local function names(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  return list
end

return {
  language = 'en', languages = {}, redirect = names(site.redirect),
  file = names(site.file), category = names(site.category), subpages = names(site.subpages),
  extensions = names(site.extensions), images = site.images,
  switches = { notoc = 'notoc', toc = 'toc', nocc = 'nocontentconvert' }, case_sensitive_switches = { INDEX = 'index' },
  trail = { ranges = { { 97, 122 } }, words = {}, apostrophe = false },
}
