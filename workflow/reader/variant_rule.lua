-- What stands between -{ and }-: flags, and a text for each variant (MediaWiki: ConverterRule).
--
-- -{zh-hans:甲;zh-hant:乙}- is a text for each of them, 丙=>zh-cn:丁 one for a word on the rest of the page. Flags: A both, H for
-- the rest of the page alone, - no longer for it, D the rule in words, N a variant's name, R nothing but text, T the page's title;
-- -{zh-cn;zh-tw|text}- is for these variants.

local marks = require 'marks'
local sets = require 'sets'

local FLAGS = { A = 'A', T = 'T', R = 'R', D = 'D', ['-'] = '-', H = 'H', N = 'N' }

-- Keys in the order in which they came, as in PHP's arrays; `of` has their values.
local Ordered = {}
Ordered.__index = Ordered
local function ordered() return setmetatable({ of = {} }, Ordered) end

function Ordered:set(key, value)
  if self.of[key] == nil then self[#self + 1] = key end
  self.of[key] = value
end

function Ordered:without(key)
  local out = ordered()
  for _, each in ipairs(self) do
    if each ~= key then out:set(each, self.of[each]) end
  end
  return out
end

local function flags_of(...)
  local flags = ordered()
  for _, each in ipairs { ... } do flags:set(each, true) end
  return flags
end

-- The flags, and those of them that are variants.
local function read_flags(text, known)
  local flags, variants = ordered(), {}
  for each in (text .. ';'):gmatch '([^;]*);' do
    local name = sets.trim(each)
    local flag = FLAGS[name] or known.flags[name] or known.fallbacks[name] and name
    if flag then flags:set(flag, true) end
  end
  local has = flags.of
  if #flags == 0 then return flags_of 'S', variants end
  for _, alone in ipairs { 'R', 'N', '-' } do
    if has[alone] then return flags_of(alone), variants end
  end
  if #flags == 1 and has.T then
    flags:set('H', true)
  elseif has.H then
    return flags_of('+', 'H', has.T and 'T' or has.D and 'D', has.T and has.D and 'D' or nil), variants
  else
    if has.A then
      flags:set('+', true)
      flags:set('S', true)
    end
    if has.D then flags = flags:without 'S' end
    for _, flag in ipairs(flags) do
      if known.fallbacks[flag] then variants[flag] = true end
    end
    if next(variants) then flags = ordered() end
  end
  return flags, variants
end

-- The rules of a text: at a semicolon that a variant and a colon follow, or a word, => and these.
local function split(text, known)
  local pieces, from, position = {}, 1, 1
  while true do
    local at = text:find(';', position, true)
    if not at then break end
    position = at + 1
    local rest = text:match('^%s*()', position)
    local code = text:match('^([%w-]+)%s*:', rest)
    local starts = rest > #text or known.codes[code]
    if not starts then
      local piece = text:sub(rest, (text:find(';', rest, true) or 0) - 1)
      for after in piece:gmatch '=>%s*([%w-]+)%s*:' do starts = starts or known.codes[after] end
    end
    if starts then
      pieces[#pieces + 1] = text:sub(from, at - 1)
      from = rest
    end
  end
  pieces[#pieces + 1] = text:sub(from)
  return pieces
end

-- Whether MediaWiki finds a colon in a text that is none of ours: in an address or a style, which lie in the store.
local function has_hidden_colon(text)
  if text:find '\127[fi]' then return true end
  for number in text:gmatch '<%w+ #(%d+)' do
    for name, value in pairs(marks.store[tonumber(number)]) do
      if name ~= 'html' and value:find(':', 1, true) then return true end
    end
  end
  return false
end

-- The texts by variant, and the words that become others in a variant; both empty if one rule is of no variant.
local function read_rules(text, known)
  local texts, words = ordered(), ordered()
  -- The semicolon of an entity ends nothing.
  for _, piece in ipairs(split(text:gsub('(&[#%w]+);', '%1\3'), known)) do
    local before, to = piece:gsub('\3', ';'):match '^([^:]*):(.*)$'
    if has_hidden_colon(before or piece) then return ordered(), ordered() end
    if before then
      local from, code = before:match '^(.-)=>(.*)$'
      local variant = known.by_code[sets.trim(code or before):lower()]
      if not variant then return ordered(), ordered() end
      to = sets.trim(to)
      if not from then
        if to ~= '' then texts:set(variant, to) end
      else
        from = sets.trim(from)
        if from ~= '' then
          if not words.of[variant] then words:set(variant, ordered()) end
          words.of[variant]:set(from, to)
        end
      end
    end
  end
  return texts, words
end

local function fallbacks_of(variant, known)
  local found = known.fallbacks[variant]
  return type(found) == 'table' and found or { found }
end

local function first_of(texts, variants)
  for _, variant in ipairs(variants) do
    if texts.of[variant] then return texts.of[variant] end
  end
end

-- What a variant shows; nil where MediaWiki has an error message.
local function shown_in(variant, texts, words, known)
  local own = texts.of[variant] or first_of(texts, fallbacks_of(variant, known))
  if own then return own end
  if words.of[variant] then return words.of[variant].of[words.of[variant][1]] end
end

-- The first text, which is shown where no rule is for the variant.
local function first_text(texts, words)
  if #texts > 0 then return texts.of[texts[1]] end
  local first = words.of[words[1]]
  return first.of[first[1]]
end

-- The rules in words.
local function described(texts, words, known)
  local out = {}
  local colon, semicolon = table.unpack(known.separators)
  for _, variant in ipairs(texts) do out[#out + 1] = known.names[variant] .. colon .. texts.of[variant] .. semicolon end
  for _, variant in ipairs(words) do
    local pairs_of = words.of[variant]
    for _, from in ipairs(pairs_of) do
      out[#out + 1] = from .. '⇒' .. known.names[variant] .. colon .. pairs_of.of[from] .. semicolon
    end
  end
  return table.concat(out)
end

-- Tells `change` of each word that becomes another in a variant: variant, word, the other. In variants with a `level` the texts of
-- the others do not.
local function each_pair(texts, words, known, change)
  local marked, own = {}, {} -- variants with a text, and it
  for _, variant in ipairs(known.variants) do
    local level = known.levels[variant]
    own[variant] = texts.of[variant] or first_of(texts, fallbacks_of(variant, known))
    if own[variant] then
      for _, other in ipairs(marked) do
        if not level then change(variant, own[other], own[variant]) end
        if not known.levels[other] then change(other, own[variant], own[other]) end
      end
      marked[#marked + 1] = variant
    end
    local others = level ~= 'disable' and words.of[variant]
    for _, from in ipairs(others or {}) do change(variant, from, others.of[from]) end
  end
end

-- What is shown for the text of a rule. `page` converts into the page's `variant`: `known` are the variants of its language,
-- `convert` makes a text one of a variant, `set` changes what words become on the rest of the page.
return function(text, page)
  local known, variant = page.known, page.variant
  local flags, for_variants = flags_of 'S', {}
  local before, rest = text:match '^([^|]*)|(.*)$'
  if before then
    flags, for_variants = read_flags(before, known)
    text = rest
  end
  if next(for_variants) then
    local chosen = for_variants[variant] and variant
    local fallbacks = known.fallbacks[variant]
    for _, fallback in ipairs(type(fallbacks) == 'table' and fallbacks or {}) do
      chosen = chosen or for_variants[fallback] and fallback
    end
    return chosen and page.convert(text, chosen) or text
  end
  if flags.of.R then return text end
  if flags.of.N then return known.names[sets.trim(text)] or '' end
  text = text:gsub('=&gt;', '=>')
  local texts, words = read_rules(text, known)
  if #texts + #words == 0 then
    if flags.of['+'] or flags.of['-'] then
      if text ~= '' then
        for _, each in ipairs(known.variants) do texts:set(each, text) end
      end
    elseif not flags.of.T then
      return text
    end
  end
  local shown
  for _, flag in ipairs(flags) do
    if flag == 'D' then
      shown = described(texts, words, known)
    elseif flag == 'S' then
      shown = shown_in(variant, texts, words, known)
    elseif flag == 'H' or flag == '-' or flag == '+' or flag == 'T' then
      shown = ''
    end
  end
  if flags.of['+'] or flags.of['-'] then
    each_pair(texts, words, known, function(which, from, to) page.set(which, from, flags.of['+'] and to or nil) end)
  end
  if not shown then shown = #texts + #words > 0 and first_text(texts, words) or '' end
  return shown
end
