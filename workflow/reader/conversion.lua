-- What converts a text into a variant of its language: steps, as MediaWiki's converters take them (wikimill/site/variants.py).

local patterns = require 'patterns'
local replacement = require 'replacement'

local conversion = {}

local ROMAN = '[MDCLXVI]+'

-- Whether letters are a Roman number as it is usually written.
local function is_roman(letters)
  local rest = letters:gsub('^M?M?M?M?', '', 1)
  for _, part in ipairs { 'CMD', 'XCL', 'IXV' } do
    local one, ten, five = part:sub(1, 1), part:sub(2, 2), part:sub(3, 3)
    if rest:find('^' .. one .. '[' .. ten .. five .. ']') then
      rest = rest:sub(3)
    else
      rest = rest:gsub('^' .. five .. '?' .. one .. '?' .. one .. '?' .. one .. '?', '', 1)
    end
  end
  return rest == ''
end

-- Texts and the Roman numbers between them, with a character on each side that is no letter: that one may not belong to the next
-- number too, unless `many` stand in a row. An initial with a full stop, "M. X", is then none.
local function numbers_apart(many)
  return function(text)
    local out, from, position = {}, 1, 1
    while true do
      local first, last = text:find(ROMAN, position)
      if not first then break end
      local before = first == 1 or first > from and text:find('^[^%w_\x80-\xFF]', first - 1) ~= nil
      local function number_at(at)
        local _, stop = text:find('^' .. ROMAN, at)
        local ends = stop and (stop == #text or text:find('^[^%w_\x80-\xFF]', stop + 1))
        local initial = many and stop == at and text:byte(stop + 1) == 46
        return ends and not initial and is_roman(text:sub(at, stop)) and stop
      end
      local stop = before and number_at(first)
      if stop then
        local start = first == 1 and 1 or first - 1
        out[#out + 1] = text:sub(from, start - 1)
        from = math.min(stop + 1, #text) + 1 -- behind the character that ends it
        local more = many and number_at(from)
        while more do
          from = math.min(more + 1, #text) + 1
          more = number_at(from)
        end
        out[#out + 1] = text:sub(start, from - 1)
        position = from
      else
        position = last + 1
      end
    end
    out[#out + 1] = text:sub(from)
    return out
  end
end

-- Kazakh in Arabic letters: a sign stands before a word with front vowels, unless other letters say as much.
local function with_hamza(given)
  local letter = lpeg.P(false)
  for _, code in utf8.codes(given.letters) do letter = letter + utf8.char(code) end
  local function any(characters)
    local pattern = lpeg.P(false)
    for _, code in utf8.codes(characters) do pattern = pattern + utf8.char(code) end
    return lpeg.P { pattern + 1 * lpeg.V(1) }
  end
  local front, never = any(given.front), any(given.never)
  local signed = lpeg.Cs((lpeg.Cc(given.sign) * letter ^ 1 + 1) ^ 0)
  return function(text)
    return (text:gsub('[^\b%s%-%.:]+', function(word) return front:match(word) and not never:match(word) and signed:match(word) or nil end))
  end
end

local function in_turn(functions)
  return function(text)
    for _, each in ipairs(functions) do text = each(text) end
    return text
  end
end

-- What a step does, but for those that use the tables of the page.
local function prepared(step, tables)
  if step.pairs then
    local fixed = replacement.parse(step.pairs)
    return function(text) return fixed:apply(text) end
  elseif step.fixed then
    return function(text) return tables[step.fixed]:apply(text) end
  elseif step.patterns then
    local all = {}
    for _, pair in ipairs(step.patterns) do all[#all + 1] = patterns.replacer(pair[1], pair[2]) end
    return in_turn(all)
  elseif step.hamza then
    return with_hamza(step.hamza)
  elseif step.apart == 'roman' or step.apart == 'romans' then
    return numbers_apart(step.apart == 'romans')
  elseif step.apart then
    return patterns.splitter(step.apart)
  end
end

local Conversion = {}
Conversion.__index = Conversion

-- Of a language, from what is known of its variants.
function conversion.new(known)
  return setmetatable({ known = known, tables = {}, steps = {} }, Conversion)
end

-- The pairs of a variant, as they are when a page begins.
function Conversion:table(name)
  local made = self.tables[name]
  if not made then
    local given = self.known.tables[name]
    made = replacement.parse(given.pairs, given.below and self:table(given.below))
    self.tables[name] = made
  end
  return made
end

function Conversion:step(variant, index)
  local steps = self.steps[variant] or {}
  self.steps[variant] = steps
  if steps[index] == nil then
    local fixed = self.known.steps[variant][index].fixed
    steps[index] = prepared(self.known.steps[variant][index], fixed and { [fixed] = self:table(fixed) }) or false
  end
  return steps[index]
end

-- The text in a variant; `tables` are those of the page by variant, from `index` of the steps on.
function Conversion:apply(text, variant, tables, index)
  local steps = self.known.steps[variant]
  for at = index or 1, #steps do
    if steps[at].table then
      text = tables[variant]:apply(text)
    elseif steps[at].apart then
      local parts = self:step(variant, at)(text)
      for number = 1, #parts, 2 do parts[number] = self:apply(parts[number], variant, tables, at + 1) end
      return table.concat(parts)
    else
      text = self:step(variant, at)(text)
    end
  end
  return text
end

-- Whether nothing is converted, as in the variant that shows a page as it is written.
function Conversion:is_idle(variant, tables)
  for _, step in ipairs(self.known.steps[variant]) do
    if step.table and not tables[variant].is_empty or not (step.table or step.apart) then return false end
  end
  return true
end

-- Whether a text seems to be in a variant already, by the letters that only texts in one have.
function Conversion:is_in(text, variant)
  local own, other = 0, 0
  for code, letters in pairs(self.known.signs) do
    local count = 0
    for character in text:gmatch '[\xC2-\xF4][\x80-\xBF]+' do
      if letters:find(character, 1, true) then count = count + 1 end
    end
    if code == variant then own = own + count else other = other + count end
  end
  return own > other
end

return conversion
