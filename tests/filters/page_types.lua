-- `pandoc lua page_types.lua ROOT`: for each table of names and each name in the input, JSON, the kind of a page in a category
-- of this name, or an empty line.

package.path = arg[1] .. '/workflow/wikitext/?.lua;' .. package.path

local kind
local page = { dropped = function(found) kind = found end }
package.loaded.page = page
local page_type = require 'page_type'

for _, each in ipairs(pandoc.json.decode(io.read 'a', false)) do
  page.site = { page_types = each.table }
  for _, name in ipairs(each.names) do
    kind = ''
    page_type.note_category(name)
    print(kind)
  end
end
