-- Words as the keys of a table, and white space at the ends of a text. ('^%s*(.-)%s*$' is quadratic on long runs of it.)

local sets = {}

function sets.of(words)
  local set = {}
  for word in words:gmatch '%S+' do set[word] = true end
  return set
end

function sets.trim(text) return text:find '%S' and text:match '^%s*(.*%S)' or '' end

function sets.trim_right(text) return text:find '%S' and text:match '^(.*%S)' or '' end

return sets
