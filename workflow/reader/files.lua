-- The parts of [[File:A.jpg|thumb|caption]]: what is no option is its caption, the last of several.

local sets = require 'sets'

local FRAMES = sets.of 'img_thumbnail img_manualthumb img_framed img_frameless' -- the first counts
local FLOATS = sets.of 'img_left img_right img_center img_none'

local files = {}

-- MediaWiki's name of an option; nil for other text.
local function name_of(option, images)
  if images[option] then return images[option] end
  for _, sign in ipairs { '=', ' ' } do -- alt=A boat, page 7
    local before = option:match('^[^' .. sign .. ']*' .. sign)
    local name = before and images[before .. '$1']
    if name then return name end
  end
  local width, after = option:match '^([%dx]+) ?([^%d%s].*)$'
  return width and images['$1' .. after]
end

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
function files.caption(text, images)
  local caption, frame, floats = '', nil, false
  for _, piece in ipairs(pieces_of(text)) do
    local option = sets.trim(piece)
    local name = name_of(option, images)
    if FRAMES[name] and not frame then
      frame = name
    elseif FLOATS[name] then
      floats = true
    elseif not name or FRAMES[name] and name ~= 'img_manualthumb' then -- a second frame is none
      caption = option
    end
  end
  if frame and frame ~= 'img_frameless' then return caption, 'f' end
  return floats and '' or caption, floats and 'f' or 'i'
end

return files
