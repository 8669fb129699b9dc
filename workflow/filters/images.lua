-- Takes files out, with their captions.

local page = require 'page'

local function drop()
  page.dropped('images')
  return {}, false -- of a figure nothing is counted for itself
end

return { without = { 'Image', 'Figure' }, traverse = 'topdown', Image = drop, Figure = drop }
