-- Takes files out: [[File:…]] with its caption under every name the wiki has for the namespace, and
-- what pandoc makes of an image. Galleries and other media tags are taken out by the worker.

local gap = require 'gap'
local page = require 'page'
local scan = require 'scan'

local function wikitext(text)
  local function is_file(target) return page.in_namespace(target, page.site.file) end
  return gap.tidy(scan.links(text, is_file, function()
    page.dropped('images')
    return gap.MARK
  end))
end

local function out()
  page.dropped('images')
  return {}
end

return { wikitext = wikitext, Image = out, Figure = out }
