-- `pandoc lua variants.lua ROOT`: pages in variants of languages. In: JSON, a list of { known, pages }, what the reader is told of
-- a language and texts; out: a list for each, of a page's HTML and the CPU seconds that it took.

package.path = arg[1] .. '/workflow/reader/?.lua;' .. arg[1] .. '/workflow/wikitext/?.lua;' .. arg[1] .. '/tests/reader/?.lua;' .. package.path

local english = require 'english'
local gaps = require 'gaps'
local read = require 'read'
local wiki = require 'wiki'

local out = {}
for index, each in ipairs(pandoc.json.decode(io.read 'a', false)) do
  local site = wiki(setmetatable({ language = each.known.language, variants = each.known.variants and each.known }, { __index = english }))
  out[index] = {}
  for number, page in ipairs(each.pages) do
    local start = os.clock()
    local html = pandoc.write(read(page, { site = site, tidy = gaps.tidy, words = false }), 'html', { wrap_text = 'none' })
    out[index][number] = { html, os.clock() - start }
  end
end
io.write(pandoc.json.encode(out))
