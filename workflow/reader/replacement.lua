-- Words that become others: at each position the longest that is known is replaced (PHP: strtr).

local Replacement = {}
Replacement.__index = Replacement

local CHARACTER, NOT_ASCII = '()(' .. utf8.charpattern .. ')', '()([\xC2-\xFD][\x80-\xBF]*)'

local replacement = {}

-- An empty table over another one, `below`, which it leaves as it is. `map`: words, false for one that is taken out;
-- `lengths`: of the words that begin with a character, longest first; `ascii`: whether such a character is of ASCII.
function replacement.over(below)
  local function inherit(part) return setmetatable({}, { __index = below and below[part] }) end
  return setmetatable({ map = inherit 'map', lengths = inherit 'lengths', ascii = below and below.ascii,
    is_empty = not below or below.is_empty }, Replacement)
end

-- From a text: a line for each word, a tab between it and what it becomes.
function replacement.parse(text, below)
  local parsed = replacement.over(below)
  for from, to in text:gmatch '([^\t\n]+)\t([^\n]*)' do parsed:set(from, to) end
  return parsed
end

function Replacement:set(from, to)
  if from == '' then return end
  self.map[from], self.is_empty = to, false
  local first, size = from:match(utf8.charpattern), #from
  if #first == 1 then self.ascii = true end
  local known, lengths, placed = self.lengths[first] or {}, {}, false
  for _, length in ipairs(known) do
    if length == size then return end
    if length < size and not placed then lengths[#lengths + 1], placed = size, true end
    lengths[#lengths + 1] = length
  end
  if not placed then lengths[#lengths + 1] = size end
  self.lengths[first] = lengths
end

function Replacement:remove(from) self.map[from] = false end

function Replacement:apply(text)
  if self.is_empty then return text end
  local map, all_lengths = self.map, self.lengths
  local out, from, after = {}, 1, 1
  for position, first in text:gmatch(self.ascii and CHARACTER or NOT_ASCII) do
    local lengths = position >= after and all_lengths[first]
    if lengths then
      for index = 1, #lengths do
        local length = lengths[index]
        local to = map[length == #first and first or text:sub(position, position + length - 1)]
        if to then
          out[#out + 1] = text:sub(from, position - 1)
          out[#out + 1] = to
          after = position + length
          from = after
          break
        end
      end
    end
  end
  if from == 1 then return text end
  out[#out + 1] = text:sub(from)
  return table.concat(out)
end

return replacement
