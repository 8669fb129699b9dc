-- The page at hand: what filters may read, and where they count what they drop.

local page = {
  title = '',
  options = { tables = 'drop', templates = 'local', drop_sections = {} },
  site = { language = 'en', file = { 'File', 'Image' }, category = { 'Category' } },
  counts = {},
}

-- Begins a new page.
function page.start(title)
  page.title = title
  page.counts = {}
end

-- Notes that something was left out; `kind` is a plural noun such as "tables" or "templates".
function page.dropped(kind, count)
  page.counts[kind] = (page.counts[kind] or 0) + (count or 1)
end

-- "references:12 tables:1", sorted by kind; empty when nothing was dropped.
function page.summary()
  local items = {}
  for kind, count in pairs(page.counts) do items[#items + 1] = kind .. ':' .. count end
  table.sort(items)
  return table.concat(items, ' ')
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
