-- Takes footnotes out.

local page = require 'page'

local function Note()
  page.dropped('references')
  return {}
end

return { without = { 'Note' }, Note = Note }
