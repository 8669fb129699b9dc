-- Strip markers: what no later pass may touch lies in a store, and "\127<kind><number>\127" stands for it in the text.
-- DEL is no character of a page; entities do not make one (entities.lua).

local marks = {
  store = {}, -- of the page at hand, by number
  GAP = '\1', -- where something was left out; neighbours lose the space and punctuation that were there for it
}

-- What the template of label L made is known by "\2L\2" behind the name of each tag, <div\2L\2 class="a">, and behind {|.
local LABEL = '\2%d*\2?'

-- A new page begins.
function marks.start() marks.store = {} end

-- Puts a value aside; its number.
function marks.keep(value)
  marks.store[#marks.store + 1] = value
  return #marks.store
end

-- Puts a value aside; the marker that stands for it.
function marks.mark(kind, value) return '\127' .. kind .. marks.keep(value) .. '\127' end

-- The text without labels.
function marks.without_labels(text)
  return text:find('\2', 1, true) and text:gsub(LABEL, '') or text
end

return marks
