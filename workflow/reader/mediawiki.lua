-- A custom reader for pandoc: pandoc -f workflow/reader/mediawiki.lua page.wiki -t markdown

package.path = pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), '?.lua' } .. ';' .. package.path

local read = require 'read'

function Reader(input)
  local text = tostring(input):gsub('\r\n?', '\n'):gsub('[%z\1-\8\11\12\14-\31\127]', '')
  return read(text, {})
end
