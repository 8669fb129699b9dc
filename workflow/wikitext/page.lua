-- The page at hand: what filters may read, and where they count what they drop.

local page = {
  title = '',
  options = { tables = 'drop', templates = 'local' },
  site = { language = 'en', file = { 'File', 'Image' }, category = { 'Category' }, template = { 'Template' }, words = {} },
  losses = {},
}

-- Begins a new page; its wikitext with one kind of line ends and without control characters.
function page.start(title, text)
  page.title = title
  page.losses = {}
  if text:find('\r', 1, true) then text = text:gsub('\r\n?', '\n') end
  return page.clean((text:gsub('^\u{feff}', '')))
end

local CONTROL = '[%z\1-\8\11\12\14-\31\127]'
local has_none = (1 - lpeg.R('\0\8', '\11\12', '\14\31', '\127\127')) ^ 0 * -1 -- many times faster than text:find(CONTROL)

-- The text without control characters, which no wiki stores and some of which are ours.
function page.clean(text)
  if has_none:match(text) then return text end
  return (text:gsub(CONTROL, function(character)
    page.dropped('characters', ('U+%04X'):format(character:byte()))
    return ''
  end))
end

-- Notes that something was left out. `kind` is a plural noun such as "tables", or "unknown" for templates
-- that no one has written a renderer for; `name` says which, `example` shows the first one's wikitext.
function page.dropped(kind, name, example)
  local names = page.losses[kind] or {}
  page.losses[kind] = names
  local loss = names[name or '']
  if loss then
    loss.count = loss.count + 1
  else
    names[name or ''] = { count = 1, example = example }
  end
end

-- A line for each thing that was left out: kind, name, how often, an example; sorted.
function page.report()
  local function one_line(text, limit)
    local line = tostring(text):gsub('[%s%c]+', ' ')
    if #line > limit then line = line:sub(1, utf8.offset(line, 0, limit) - 1) .. '…' end
    return line
  end
  local lines = {}
  for kind, names in pairs(page.losses) do
    for name, loss in pairs(names) do
      lines[#lines + 1] = table.concat({ one_line(kind, 80), one_line(name, 80), loss.count, one_line(loss.example or '', 200) }, '\t')
    end
  end
  table.sort(lines)
  return table.concat(lines, '\n')
end

local sets = setmetatable({}, { __mode = 'k' })

-- The names, in lower case, as the keys of a table.
local function set_of(names)
  if not sets[names] then
    sets[names] = {}
    for _, name in ipairs(names) do sets[names][pandoc.text.lower(name)] = true end
  end
  return sets[names]
end

-- Whether a link target begins with one of the namespace names in `names`.
function page.in_namespace(target, names)
  local colon = target:find(':', 1, true)
  if not colon then return false end
  local prefix = target:sub(1, colon - 1):gsub('[_%s]+', ' '):gsub('^ ', ''):gsub(' $', '')
  return prefix ~= '' and set_of(names)[pandoc.text.lower(prefix)] == true
end

return page
