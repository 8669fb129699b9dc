-- Selectors of elements, as in style sheets: tag, .class, #id, [attribute], [attribute=value], [attribute~=value],
-- [attribute^=value], [attribute$=value], [attribute*=value], :not(…) of one of these, and several of them together.

local selectors = {}

local COMPARE = {
  [''] = function() return true end,
  ['='] = function(value, wanted) return value == wanted end,
  ['~='] = function(value, wanted) return (' ' .. value:gsub('%s+', ' ') .. ' '):find(' ' .. wanted .. ' ', 1, true) ~= nil end,
  ['^='] = function(value, wanted) return value:sub(1, #wanted) == wanted end,
  ['$='] = function(value, wanted) return value:sub(-#wanted) == wanted end,
  ['*='] = function(value, wanted) return value:find(wanted, 1, true) ~= nil end,
}

local NAME = '[%w_\128-\255-]+'

local function has(name, compare, wanted)
  return function(_, attributes)
    local value = attributes and attributes[name]
    return value ~= nil and compare(value, wanted)
  end
end

-- A test of tag and attributes, and the position after it; nil when there is none at the position.
local function simple(text, position)
  local name, after = text:match('^(' .. NAME .. ')()', position)
  if name then
    name = name:lower()
    return function(tag) return tag == name end, after
  end
  name, after = text:match('^%.(' .. NAME .. ')()', position)
  if name then return has('class', COMPARE['~='], name), after end
  name, after = text:match('^#(' .. NAME .. ')()', position)
  if name then return has('id', COMPARE['='], name), after end
  local sign, rest
  name, sign, rest = text:match('^%[%s*(' .. NAME .. ')%s*([~^$*]?=?)%s*()', position)
  if not name or sign ~= '' and not COMPARE[sign] then return nil end
  local value
  if sign == '' then
    value, after = '', text:match('^%]()', rest)
  else
    value, after = text:match('^"([^"]*)"%s*%]()', rest)
    if not value then value, after = text:match("^'([^']*)'%s*%]()", rest) end
    if not value then value, after = text:match('^([^%s"\'%]]+)%s*%]()', rest) end
  end
  if not after or value == '' and sign ~= '' then return nil end
  if name:lower() == 'style' then value = value:gsub('%s+', ' '):gsub(' ?([:;]) ?', '%1') end
  return has(name:lower(), COMPARE[sign], value), after
end

-- A function of tag and attributes (a table, or nil) that says whether an element is meant; nil when the text is no selector.
function selectors.parse(text)
  local tests, position = {}, 1
  while position <= #text do
    local inner = text:match('^:not%(%s*()', position)
    local test, after = simple(text, inner or position)
    if not test or #tests > 0 and not inner and text:find('^' .. NAME, position) then return nil end
    if inner then
      after = text:match('^%s*%)()', after)
      if not after then return nil end
      local meant = test
      test = function(tag, attributes) return not meant(tag, attributes) end
    end
    tests[#tests + 1], position = test, after
  end
  if #tests < 2 then return tests[1] end
  return function(tag, attributes)
    for _, test in ipairs(tests) do
      if not test(tag, attributes) then return false end
    end
    return true
  end
end

-- A function of tag and attributes that gives one of a list of selectors that means the element, else nil. Most selectors
-- are a tag, a class or an id, and are found by it.
function selectors.any(list)
  local tags, classes, ids = {}, {}, {}
  local others = { attribute = {}, negation = {} } -- by the tag that they begin with, or by what else
  for _, text in ipairs(list) do
    local test = selectors.parse(text) or error('not a selector: ' .. text, 0)
    local sign, name = text:match('^([.#]?)(' .. NAME .. ')$')
    if sign == '' then tags[name:lower()] = text
    elseif sign == '.' then classes[name] = text
    elseif sign == '#' then ids[name] = text
    else
      local tag = text:match('^' .. NAME)
      local kind = tag and tag:lower() or text:find '^:' and 'negation' or 'attribute'
      others[kind] = others[kind] or {}
      table.insert(others[kind], { text = text, test = test })
    end
  end
  local function first(list, tag, attributes)
    for index = 1, #list do
      if list[index].test(tag, attributes) then return list[index].text end
    end
    return nil
  end
  return function(tag, attributes)
    if tags[tag] then return tags[tag] end
    if attributes then
      if attributes.class then
        for class in attributes.class:gmatch '%S+' do
          if classes[class] then return classes[class] end
        end
      end
      if ids[attributes.id] then return ids[attributes.id] end
    end
    return others[tag] and first(others[tag], tag, attributes)
      or attributes and first(others.attribute, tag, attributes)
      or first(others.negation, tag, attributes)
  end
end

return selectors
