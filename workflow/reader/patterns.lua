-- The regular expressions that MediaWiki's converters use, compiled for LPeg: '/\bА([бв]|$)/ui'. They know characters and
-- classes of them, groups, |, ?, +, \b, ^, $, \1 and the flag i.

local P, B, C, Cb, Cc, Cg, Cmt, Cp, Cs = lpeg.P, lpeg.B, lpeg.C, lpeg.Cb, lpeg.Cc, lpeg.Cg, lpeg.Cmt, lpeg.Cp, lpeg.Cs
local R, S, V = lpeg.R, lpeg.S, lpeg.V

local patterns = {}

-- Letters and digits, as far as these languages have them: no punctuation, no symbols.
local tail = R '\x80\xBF'
local WORD = {
  R('az', 'AZ', '09') + '_',
  R '\xC3\xDF' * tail - S '\xC3' * S '\x97\xB7' + P '\xC2' * S '\xAA\xB5\xBA',
  R '\xE0\xEF' * tail * tail - P '\xE2' * R '\x80\xAF' * tail - P '\xE3\x80' * tail,
  R '\xF0\xF4' * tail * tail * tail,
}
local any_word, behind = P(false), P(false)
for _, word in ipairs(WORD) do any_word, behind = any_word + word, behind + B(word) end
local EDGE = behind * -any_word + -behind * #any_word
local ANY = R '\0\x7F' + R '\xC2\xDF' * tail + R '\xE0\xEF' * tail * tail + R '\xF0\xF4' * tail * tail * tail
local START = Cmt(true, function(_, position) return position == 1 and position end)
local END = -P(1)

-- A character as it is written, or in either case.
local function character(text, any_case)
  if not any_case then return P(text) end
  local lower, upper = pandoc.text.lower(text), pandoc.text.upper(text)
  return P(text) + (utf8.len(lower) == 1 and P(lower) or P(false)) + (utf8.len(upper) == 1 and P(upper) or P(false))
end

-- A class "[abc]" or "[^abc]" and the position behind it.
local function class(source, position, any_case)
  local negated = source:sub(position, position) == '^'
  if negated then position = position + 1 end
  local set, last = P(false), nil
  while source:sub(position, position) ~= ']' do
    local first = source:match(utf8.charpattern, position)
    position = position + #first
    if first == '-' and last and source:sub(position, position) ~= ']' then
      local upto = source:match(utf8.charpattern, position)
      position = position + #upto
      set = set + R(last .. upto) -- of ASCII
    else
      if first == '\\' then
        first = source:match(utf8.charpattern, position)
        position = position + #first
      end
      set, last = set + character(first, any_case), #first == 1 and first or nil
    end
  end
  return negated and ANY - set or set, position + 1
end

-- Lists that begin with those of `heads` and go on with those of `tails`, in the order in which they are tried.
local function joined(heads, tails)
  local out = {}
  for _, head in ipairs(heads) do
    for _, more in ipairs(tails) do
      local list = table.move(head, 1, #head, 1, {})
      out[#out + 1] = table.move(more, 1, #more, #list + 1, list)
    end
  end
  return out
end

-- A regular expression without | and ? for each way through it: LPeg does not try again inside of what has matched. Each is a
-- list of LPeg's patterns, with { group, true } and { group, false } where a group begins and ends.
local function ways_of(source, any_case)
  local position, groups = 1, 0
  local function alternatives()
    local all, ways = {}, { {} }
    while position <= #source do
      local first = source:match(utf8.charpattern, position)
      position = position + #first
      local atoms
      if first == ')' then
        break
      elseif first == '|' then
        table.move(ways, 1, #ways, #all + 1, all)
        ways = { {} }
      elseif first == '(' then
        groups = groups + 1
        local group = groups
        atoms = joined(joined({ { { group, true } } }, alternatives()), { { { group, false } } })
      elseif first == '[' then
        local set
        set, position = class(source, position, any_case)
        atoms = { { set } }
      elseif first == '^' then
        atoms = { { START } }
      elseif first == '$' then
        atoms = { { END } }
      elseif first == '\\' then
        first = source:match(utf8.charpattern, position)
        position = position + #first
        local group = first:match '%d'
        atoms = { { first == 'b' and EDGE or group and { tonumber(group) } or P(first) } }
      else
        atoms = { { character(first, any_case) } }
      end
      if atoms then
        local sign = source:sub(position, position)
        if sign == '?' or sign == '+' then position = position + 1 end
        if sign == '+' then atoms = { { atoms[1][1] ^ 1 } } end
        if sign == '?' then atoms = joined(atoms, { {} }); atoms[#atoms + 1] = {} end
        ways = joined(ways, atoms)
      end
    end
    table.move(ways, 1, #ways, #all + 1, all)
    return all
  end
  return alternatives(), groups
end

local function same_again(text, position, found)
  return text:sub(position, position + #found - 1) == found and position + #found
end

-- One way as a pattern of LPeg's; what group 1 matches is captured by the name 1.
local function way_of(list, from)
  local pattern = P(true)
  local index = from or 1
  while index <= #list do
    local each = list[index]
    if type(each) ~= 'table' then
      pattern = pattern * each
    elseif each[2] == nil then
      pattern = pattern * Cmt(Cb(each[1]), same_again)
    elseif each[2] then
      local inner
      inner, index = way_of(list, index + 1)
      pattern = pattern * Cg(C(inner), each[1])
    else
      return pattern, index
    end
    index = index + 1
  end
  return pattern
end

local function parts_of(regex)
  local source, flags = regex:match '^/(.*)/(%a*)$'
  return source, flags:find('i', 1, true) ~= nil
end

-- What a regular expression matches, in the order of its alternatives.
local function matching(regex)
  local ways = ways_of(parts_of(regex))
  local pattern = P(false)
  for _, list in ipairs(ways) do pattern = pattern + way_of(list) end
  return pattern
end

-- A function that puts `to`, in which $1 is what group 1 matched, for what a regular expression matches.
function patterns.replacer(regex, to)
  local pattern = P(false)
  local pieces = {}
  for text, group in (to .. '$'):gmatch '([^$]*)%$(%d?)' do
    pieces[#pieces + 1] = text
    pieces[#pieces + 1] = tonumber(group)
  end
  for _, list in ipairs((ways_of(parts_of(regex)))) do
    local found = {}
    for _, each in ipairs(list) do
      if type(each) == 'table' and each[2] then found[each[1]] = true end
    end
    local made = P(true)
    for _, piece in ipairs(pieces) do
      if type(piece) == 'string' then made = made * Cc(piece) elseif found[piece] then made = made * Cb(piece) end
    end
    pattern = pattern + (way_of(list) * made) / function(...) return table.concat { ... } end
  end
  local everywhere = Cs((pattern + 1) ^ 0)
  return function(text) return everywhere:match(text) end
end

-- A function that gives texts and what a regular expression matches between them, in turn.
function patterns.splitter(regex)
  local match = Cp() * matching(regex) * Cp()
  local next_match = P { match + 1 * V(1) }
  return function(text)
    local out, from = {}, 1
    while true do
      local first, after = next_match:match(text, from)
      if not first or type(after) ~= 'number' then break end
      out[#out + 1] = text:sub(from, first - 1)
      out[#out + 1] = text:sub(first, after - 1)
      from = after
    end
    out[#out + 1] = text:sub(from)
    return out
  end
end

return patterns
