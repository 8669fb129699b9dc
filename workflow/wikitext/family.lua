-- What the files of workflow/templates/ are written with: tables of renderers by name, and arguments that may be
-- missing, empty, or hold nothing but the mark of what was taken out of them.

local family = {}

-- The names of a list, which may run over several lines: 'small|big|no wrap'.
function family.names(list)
  return list:gsub('%s*|%s*', '|'):gsub('^%s+', ''):gsub('%s+$', ''):gmatch('[^|]+')
end

-- The table of a file's templates, and the function that fills it: define('small|smaller', render). `render` is given
-- the arguments and the name in the library; false is for templates that are left out on purpose.
function family.new()
  local templates = {}
  local function define(names, render)
    for name in family.names(names) do templates[name] = render end
  end
  return templates, define
end

-- The text, or nil when there is nothing to read in it.
function family.given(text)
  return text and text:find('[^%s\1]') and text or nil
end

-- The first argument of those named that says something.
function family.pick(arguments, ...)
  for index = 1, select('#', ...) do
    local text = family.given(arguments[(select(index, ...))])
    if text then return text end
  end
  return nil
end

-- The positional arguments that say something, from the position `first` (1) on.
function family.list(arguments, first)
  local positions, items = {}, {}
  for key in pairs(arguments) do
    if math.type(key) == 'integer' and key >= (first or 1) then positions[#positions + 1] = key end
  end
  table.sort(positions)
  for _, position in ipairs(positions) do items[#items + 1] = family.given(arguments[position]) end
  return items
end

local YES = { y = true, yes = true, on = true, ['true'] = true, ['1'] = true, t = true }

-- Whether an argument says yes.
function family.yes(text)
  return text ~= nil and YES[text:lower()] == true
end

-- A renderer that shows the first of these arguments.
function family.shows(...)
  local keys = { ... }
  return function(arguments) return family.pick(arguments, table.unpack(keys)) end
end

-- A renderer that shows this text.
function family.constant(text)
  return function() return text end
end

-- The pairs of a list such as 'ndash –|mdash —': a name without spaces, and the text after it.
function family.entries(list)
  return list:gsub('\n', ''):gmatch('([^| ]+) ([^|]+)')
end

return family
