-- The parts of [[File:A.jpg|thumb|caption]]: what is no option is its caption, the last of several.

local sets = require 'sets'

local OPTIONS = sets.of [[thumb thumbnail frame framed frameless border left right center none baseline sub super top text-top
  middle bottom text-bottom upright]]

local files = {}

-- The caption, as wikitext, and whether the file stands by itself, as a figure.
function files.caption(text)
  local caption, figure
  local function part(piece)
    local option = sets.trim(piece)
    if option == 'thumb' or option == 'thumbnail' or option == 'frame' or option == 'framed' then figure = true end
    if not (OPTIONS[option] or option:find '^%d*x?%d+ ?px$' or option:find '^%l+=') then caption = piece end
  end
  local position, start, depth = 1, 1, 0
  while true do -- a bar in a link is no bar between parts
    local at = text:find('[|%[%]]', position)
    if not at then break end
    local pair = text:sub(at, at + 1)
    position = at + 1
    if pair == '[[' or pair == ']]' then
      depth = math.max(0, depth + (pair == '[[' and 1 or -1))
      position = at + 2
    elseif text:byte(at) == 124 and depth == 0 then
      part(text:sub(start, at - 1))
      start = at + 1
    end
  end
  part(text:sub(start))
  return sets.trim(caption or ''), figure
end

return files
