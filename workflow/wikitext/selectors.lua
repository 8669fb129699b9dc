-- Selectors of elements, as src/wikimill/config/selectors.py has taken them apart: a selector is { text, conditions }, a condition
-- { name, sign, value, negated }; its name is an attribute, empty for the tag.

local selectors = {}

local COMPARE = {
  [''] = function() return true end,
  ['='] = function(value, wanted) return value == wanted end,
  ['~='] = function(value, wanted)
    for word in value:gmatch '[^ \t\n\f\r]+' do
      if word == wanted then return true end
    end
    return false
  end,
  ['^='] = function(value, wanted) return value:sub(1, #wanted) == wanted end,
  ['$='] = function(value, wanted) return value:sub(-#wanted) == wanted end,
  ['*='] = function(value, wanted) return value:find(wanted, 1, true) ~= nil end,
}

local function test_of(condition)
  local name, sign, wanted, negated = table.unpack(condition)
  local compare = COMPARE[sign]
  if name == '' then
    return function(tag) return (tag == wanted) ~= negated end
  end
  return function(_, attributes)
    local value = attributes and attributes[name]
    return (value ~= nil and compare(value, wanted)) ~= negated
  end
end

local function all(conditions)
  local tests = {}
  for index, condition in ipairs(conditions) do tests[index] = test_of(condition) end
  if #tests == 1 then return tests[1] end
  return function(tag, attributes)
    for index = 1, #tests do
      if not tests[index](tag, attributes) then return false end
    end
    return true
  end
end

-- A function of tag and attributes (a table, or nil) that gives the text of one of a list of selectors that means the element,
-- else nil. Most selectors are a tag, a class or an id, and are found by it.
function selectors.any(list)
  local quick = { [''] = {}, class = {}, id = {} } -- by the name of the only condition
  local others = { attribute = {}, negation = {} } -- by the tag that they begin with, or by what else
  for _, each in ipairs(list) do
    local name, sign, value, negated = table.unpack(each.conditions[1])
    local is_quick = #each.conditions == 1 and not negated and quick[name] and sign == (name == 'class' and '~=' or '=')
    if is_quick then
      quick[name][value] = each.text
    else
      local kind = negated and 'negation' or name == '' and value or 'attribute'
      others[kind] = others[kind] or {}
      table.insert(others[kind], { text = each.text, test = all(each.conditions) })
    end
  end
  local function first(tests, tag, attributes)
    for index = 1, #tests do
      if tests[index].test(tag, attributes) then return tests[index].text end
    end
    return nil
  end
  return function(tag, attributes)
    if quick[''][tag] then return quick[''][tag] end
    if attributes then
      if attributes.class then
        for class in attributes.class:gmatch '[^ \t\n\f\r]+' do
          if quick.class[class] then return quick.class[class] end
        end
      end
      if quick.id[attributes.id] then return quick.id[attributes.id] end
    end
    return others[tag] and first(others[tag], tag, attributes)
      or attributes and first(others.attribute, tag, attributes)
      or first(others.negation, tag, attributes)
  end
end

return selectors
