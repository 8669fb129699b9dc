-- Takes files out, with their captions.

local page = require 'page'

local function drop()
  page.dropped('images')
  return {}
end

return { without = { 'Image', 'Figure' }, Image = drop, Figure = drop }
