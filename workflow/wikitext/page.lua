-- The page at hand: what filters may read, and where they count what they drop.

local page = {
  title = '',
  options = { tables = 'drop', templates = 'local', drop_sections = {} },
  site = { language = 'en', file = { 'File', 'Image' }, category = { 'Category' }, template = { 'Template' } },
  losses = {},
}

-- Begins a new page.
function page.start(title)
  page.title = title
  page.losses = {}
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
    local line = text:gsub('[%s%c]+', ' ')
    if #line > limit then line = line:sub(1, utf8.offset(line, 0, limit) - 1) .. '…' end
    return line
  end
  local lines = {}
  for kind, names in pairs(page.losses) do
    for name, loss in pairs(names) do
      lines[#lines + 1] = table.concat({ kind, one_line(name, 80), loss.count, one_line(loss.example or '', 200) }, '\t')
    end
  end
  table.sort(lines)
  return table.concat(lines, '\n')
end

-- Whether a link target begins with one of the namespace names in `names`.
function page.in_namespace(target, names)
  local prefix = target:match('^%s*([^:]-)%s*:')
  if not prefix or prefix == '' then return false end
  prefix = pandoc.text.lower((prefix:gsub('[_%s]+', ' ')))
  for _, name in ipairs(names) do
    if pandoc.text.lower(name) == prefix then return true end
  end
  return false
end

return page
