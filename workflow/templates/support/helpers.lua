-- What files of renderers are written with: tables of renderers by name, and arguments that may be missing, empty, or hold
-- nothing but the mark of what was taken out of them.

local helpers = {}

-- The names of a list, which may run over several lines: 'small|big|no wrap'.
function helpers.names(list)
  return list:gsub('%s*|%s*', '|'):gsub('^%s+', ''):gsub('%s+$', ''):gmatch('[^|]+')
end

-- The table of a file's templates, and the function that fills it: define('small|smaller', render). `render` is given
-- the arguments and the name in the library; false is for templates that are left out on purpose.
function helpers.new()
  local templates = {}
  local function define(names, render)
    for name in helpers.names(names) do templates[name] = render end
  end
  return templates, define
end

-- White space at the ends of a text. ('^%s*(.-)%s*$' is quadratic on long runs of it.)
function helpers.trim(text) return text:find '%S' and text:match '^%s*(.*%S)' or '' end
function helpers.trim_right(text) return text:find '%S' and text:match '^(.*%S)' or '' end

-- The text, or nil when there is nothing to read in it.
function helpers.given(text)
  return text and text:find('[^%s\1]') and text or nil
end

-- The first argument of those named that says something.
function helpers.pick(arguments, ...)
  for index = 1, select('#', ...) do
    local text = helpers.given(arguments[(select(index, ...))])
    if text then return text end
  end
  return nil
end

-- The positional arguments that say something, from the position `first` (1) on.
function helpers.list(arguments, first)
  local positions, items = {}, {}
  for key in pairs(arguments) do
    if math.type(key) == 'integer' and key >= (first or 1) then positions[#positions + 1] = key end
  end
  table.sort(positions)
  for _, position in ipairs(positions) do items[#items + 1] = helpers.given(arguments[position]) end
  return items
end

local YES = { y = true, yes = true, on = true, ['true'] = true, ['1'] = true, t = true }

-- Whether an argument says yes.
function helpers.yes(text)
  return text ~= nil and YES[text:lower()] == true
end

-- A renderer that shows the first of these arguments.
function helpers.shows(...)
  local keys = { ... }
  return function(arguments) return helpers.pick(arguments, table.unpack(keys)) end
end

-- A renderer that shows this text.
function helpers.constant(text)
  return function() return text end
end

-- The pairs of a list such as 'ndash –|mdash —': a name without spaces, and the text after it.
function helpers.entries(list)
  return list:gsub('\n', ''):gmatch('([^| ]+) ([^|]+)')
end

return helpers
