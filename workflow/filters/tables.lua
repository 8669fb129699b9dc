-- Tables: out with `convert.tables: drop`, as markdown tables with `keep`.

local page = require 'page'
local scan = require 'scan'

local function wikitext(text)
  if page.options.tables == 'keep' then return text end
  return scan.tables(text, function()
    page.dropped('tables')
    return ''
  end)
end

-- What pandoc still finds, such as HTML tables.
local function Table()
  if page.options.tables == 'keep' then return nil end
  page.dropped('tables')
  return {}
end

return { wikitext = wikitext, Table = Table }
