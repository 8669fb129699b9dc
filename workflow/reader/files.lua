-- The parts of [[File:A.jpg|thumb|caption]]: what is no option is its caption, the last of several.

local sets = require 'sets'

local FRAMES = sets.of 'thumb thumbnail frame framed enframed frameless' -- the first counts
local FLOATS = sets.of 'left right center centre none'
local NAMED = sets.of 'alt class lang link page thumb thumbnail upright'
local OPTIONS = sets.of 'border baseline sub super sup top text-top middle bottom text-bottom upright'

local files = {}

-- The caption and the kind of marker: `f` for a figure, which has a caption or none that is shown, `i` for an image in a text.
function files.caption(text)
  local caption, frame, floats = '', nil, false
  for piece in (text .. '|'):gmatch '([^|]*)|' do
    local option = sets.trim(piece)
    if FRAMES[option] and not frame then
      frame = option
    elseif FLOATS[option] then
      floats = true
    elseif not (OPTIONS[option] or option:find '^[%dx]+ ?px$' or NAMED[option:match '^(%l+)=']) then
      caption = option
    end
  end
  if frame and frame ~= 'frameless' then return caption, 'f' end
  return floats and '' or caption, floats and 'f' or 'i'
end

return files
