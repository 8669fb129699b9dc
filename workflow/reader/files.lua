-- The parts of [[File:A.jpg|thumb|caption]]: what is no option is its caption, the last of several.

local sets = require 'sets'

local FRAMES = sets.of 'thumb thumbnail frame framed enframed frameless' -- the first counts
local FLOATS = sets.of 'left right center centre none'
local NAMED = sets.of 'alt class lang link page thumb thumbnail upright'
local OPTIONS = sets.of 'border baseline sub super sup top text-top middle bottom text-bottom upright'

local files = {}

-- The pieces between pipes that stand in no -{…}-.
local function pieces_of(text)
  local pieces, level, from, position = {}, 0, 1, 1
  while true do
    local at = text:find('[-|}]', position)
    if not at then break end
    local two = text:sub(at, at + 1)
    position = at + ((two == '-{' or two == '}-') and 2 or 1)
    if two == '-{' then
      level = level + 1
    elseif two == '}-' then
      level = level - 1
    elseif text:byte(at) == 124 and level == 0 then
      pieces[#pieces + 1] = text:sub(from, at - 1)
      from = at + 1
    end
  end
  pieces[#pieces + 1] = text:sub(from)
  return pieces
end

-- The caption and the kind of marker: `f` for a figure, which has a caption or none that is shown, `i` for an image in a text.
function files.caption(text)
  local caption, frame, floats = '', nil, false
  for _, piece in ipairs(pieces_of(text)) do
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
