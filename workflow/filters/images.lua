-- Takes files out: [[File:…]] with its caption under every name the wiki has for the namespace. Galleries
-- and other media tags are taken out by the worker.

local gap = require 'gap'
local page = require 'page'
local scan = require 'scan'

local function wikitext(text)
  local function is_file(target) return page.in_namespace(target, page.site.file) end
  return scan.links(text, is_file, function()
    page.dropped('images')
    return gap.MARK
  end)
end

return { wikitext = wikitext }
