-- Names by language: tables of lists such as { [''] = 'a, b', de = 'c' }.

local names = {}

local function add(found, list)
  for name in list:gmatch('[^,]+') do found[#found + 1] = name:match('^%s*(.-)%s*$') end
end

-- The names in a language, of which `de-at` is a variant, and those under the key `everywhere`.
function names.of(lists, language, everywhere)
  local found = {}
  add(found, lists[everywhere])
  add(found, lists[language:match('^%l+')] or '')
  return found
end

return names
