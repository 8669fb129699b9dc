-- Variants of a language (MediaWiki: LanguageConverter): -{…}- becomes what the page's variant shows, and where one is chosen,
-- all other text is converted into it. It works on a page whose blocks are written as tags, as MediaWiki does.

local conversion = require 'conversion'
local marks = require 'marks'
local replacement = require 'replacement'
local rule = require 'variant_rule'
local sets = require 'sets'

local MAX_DEPTH = 10 -- of rules in each other

local variants = {}

local Variants = {}
Variants.__index = Variants

local prepared = setmetatable({}, { __mode = 'k' }) -- what is known of a language, and its conversion

-- The state of a page. `known`: what `site.variants` has: `language`, `variants` (codes in order), `codes` (to variants as they
-- may be written), `fallbacks`, `levels`, `flags`, `names`, `separators`, `steps`, `tables`, `signs` and `chosen`, a variant or nil.
function variants.new(known)
  if not known.by_code then
    known.by_code = {}
    for code, variant in pairs(known.codes) do known.by_code[code:lower()] = variant end
  end
  prepared[known] = prepared[known] or conversion.new(known)
  local page = setmetatable({ known = known, conversion = prepared[known], variant = known.chosen or known.language }, Variants)
  -- The tables of the page, which rules change.
  page.tables = setmetatable({}, { __index = function(tables, variant)
    tables[variant] = replacement.over(page.conversion:table(variant))
    return tables[variant]
  end })
  function page.convert(text, variant) return page:automatic(text, variant) end
  function page.set(variant, from, to)
    if to then page.tables[variant]:set(from, to) else page.tables[variant]:remove(from) end
  end
  return page
end

-- Whether there may be something to do in a page with this text.
function Variants:concern(text)
  return text:find('-{', 1, true) ~= nil or text:lower():find('<langconvert', 1, true) ~= nil
    or not self.conversion:is_idle(self.variant, self.tables)
end

-- The position behind what is left alone at `at`: code, a tag, a strip marker, an entity.
local function behind(text, at, known)
  local byte = text:byte(at)
  if byte == 38 then return text:match('^&[%a#][%l%d]+;()', at) end
  if byte == 127 then return (text:find('\127', at + 1, true) or #text) + 1 end
  local name = text:match('^<(code)[ @%d]*>', at) or text:match('^<(pre)[ #@%d]*>', at)
  if name and (known[name] or 0) >= 0 then
    local _, last = text:find('</' .. name .. '>', at, true)
    if last then return last + 1 end
    known[name] = -1
  end
  return (text:find('>', at, true) or #text) + 1
end

-- What MediaWiki sees in a text by which it guesses what the text is written in: also what stands in the store.
local function with_hidden(text)
  text = text:gsub('<%w+ #(%d+)', function(number) return '<' .. (marks.store[tonumber(number)].href or '') end)
  return (text:gsub('\127[fiprx](%d+)\127', function(number)
    local value = marks.store[tonumber(number)]
    return value.html and with_hidden(value.html) or value.text
  end))
end

-- Whether a text seems to be in a variant already.
function Variants:is_in(text, variant)
  return self.known.signs[variant] and self.conversion:is_in(with_hidden(text), variant)
end

-- A text in a variant, unless it seems to be in it.
function Variants:automatic(text, variant)
  return self:is_in(text, variant) and text or self:converted(text, variant)
end

-- A text in a variant, but for its markup. Rules in it are not read.
function Variants:converted(text, variant)
  if self.conversion:is_idle(variant, self.tables) then return text end
  local texts, others, from, position, known = {}, {}, 1, 1, {}
  local rest = text:match '^[^<>]*>()' -- MediaWiki takes a ">" for the end of a tag that began before
  if rest then
    texts[1], others[1] = '', text:sub(1, rest - 1)
    from, position = rest, rest
  end
  while true do
    local at = text:find('[<&\127]', position)
    if not at then break end
    local after = behind(text, at, known)
    if after then
      texts[#texts + 1] = text:sub(from, at - 1)
      others[#others + 1] = text:sub(at, after - 1)
      from = after
    end
    position = after or at + 1
  end
  texts[#texts + 1] = text:sub(from)
  local converted = self.conversion:apply(table.concat(texts, '\0'), variant, self.tables)
  local out, index = {}, 0
  for part in (converted .. '\0'):gmatch '([^\0]*)\0' do
    index = index + 1
    out[#out + 1] = part
    out[#out + 1] = others[index]
  end
  return table.concat(out)
end

-- The next -{ or }- and its position.
local function bracket(text, position)
  while true do
    local at = text:find('[-}][{-]', position)
    local two = at and text:sub(at, at + 1)
    if not at or two == '-{' or two == '}-' then return at, two end
    position = at + 1
  end
end

-- What the rule whose -{ stands before `position` shows, and the position behind it; true if it has no end and is text.
function Variants:rule(text, position, depth)
  local out = {}
  while true do
    local at, two = bracket(text, position)
    if not at then break end
    out[#out + 1] = text:sub(position, at - 1)
    if two == '}-' then return rule(table.concat(out), self), at + 2 end
    if depth < MAX_DEPTH then
      out[#out + 1], position = self:rule(text, at + 2, depth + 1)
    else
      out[#out + 1], position = '-{', at + 2
    end
  end
  out[#out + 1] = text:sub(position)
  return '-{' .. self:automatic(table.concat(out), self.variant), #text + 1, true
end

-- The text with links and <pre> as tags in place of their strip markers: a rule may begin in a link and end behind it, and those
-- in <pre> count.
local function opened(text)
  text = text:gsub('\127l(%d+)\127', function(number)
    return '<a #' .. number .. '>' .. opened(marks.store[tonumber(number)].html) .. '</a>'
  end)
  return (text:gsub('\127p(%d+)\127', function(number)
    local code = marks.store[tonumber(number)]
    if not code.decode or not code.text:find('-{', 1, true) then return nil end
    return '<pre>' .. code.text:gsub('[<>]', { ['<'] = '&lt;', ['>'] = '&gt;' }) .. '</pre>'
  end))
end

-- Gives what a text becomes to `put`, piece by piece: what is put apart in a piece, such as the text of a figure, is converted by
-- the rules before it, if the text around it is.
function Variants:each(text, put)
  text = self:tagged(opened(text))
  local around = self.converting -- nil for the page itself
  local converts = around
  if around == nil then converts = not self:is_in(text, self.variant) end
  local function plain(part)
    if part == '' then return end
    self.converting = converts and (around ~= nil or not self:is_in(part, self.variant))
    put(self.converting and self:converted(part, self.variant) or part)
  end
  local from, first = 1, text:find('-{', 1, true)
  while first do -- none is in a tag: attributes lie in the store
    plain(text:sub(from, first - 1))
    local shown, after, is_text = self:rule(text, first + 2, 1)
    from = after
    self.converting = is_text and converts
    put(shown)
    first = text:find('-{', from, true)
  end
  plain(text:sub(from))
  self.converting = around
end

-- The variant that <langconvert from="…" to="…"> names, if it is one of this language.
function Variants:target(attributes)
  local from, to = attributes.from or '', attributes.to or ''
  local is_own = from:match '^%s*(%w+)' == self.known.language and to:match '^%s*(%w+)' == self.known.language
  return is_own and self.known.by_code[sets.trim(to):lower()]
end

-- The text with what stands between the markers of <langconvert> in its variant.
function Variants:tagged(text)
  return (text:gsub('\127v(%d+)\127(.-)\127w%d+\127', function(number, part)
    return self:automatic(part, marks.store[tonumber(number)])
  end))
end

return variants
