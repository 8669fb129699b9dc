-- The page at hand: what filters may read, and where they count what they drop.

local page = {
  title = '',
  options = { tables = 'drop' },
  site = { language = 'en' }, -- see src/wikimill/site/reader_table.py
  templates = {}, -- names of the templates on the page, by their labels
  kept = {}, -- whether what a template made stays whatever `convert.remove` says, by its label
  losses = {},
}

-- Begins a new page. `labels`: of its templates, in order, a line for each: a sign, + for one whose elements all stay, and its name.
function page.start(title, labels)
  page.title, page.losses, page.templates, page.kept = title, {}, {}, {}
  for sign, name in labels:gmatch '([+ ])([^\n]*)' do
    page.templates[#page.templates + 1] = name
    page.kept[#page.templates] = sign == '+'
  end
end

-- Notes that something was left out. `kind` is a plural noun such as "tables"; `name` says which, `example` shows the first one's
-- wikitext, `template` is the name of the template that made it.
function page.dropped(kind, name, example, template)
  local names = page.losses[kind] or {}
  page.losses[kind] = names
  local key = (name or '') .. '\0' .. (template or '')
  local loss = names[key]
  if loss then
    loss.count = loss.count + 1
  else
    names[key] = { name = name or '', template = template or '', count = 1, example = example or '' }
  end
end

-- A line for each thing that was left out: kind, name, template, how often, an example; sorted.
function page.report()
  local function one_line(text, limit)
    local line = tostring(text):gsub('[%s%c]+', ' ')
    if #line > limit then line = line:sub(1, utf8.offset(line, 0, limit) - 1) .. '…' end
    return line
  end
  local lines = {}
  for kind, names in pairs(page.losses) do
    for _, loss in pairs(names) do
      local fields = { one_line(kind, 80), one_line(loss.name, 80), one_line(loss.template, 80), loss.count, one_line(loss.example, 200) }
      lines[#lines + 1] = table.concat(fields, '\t')
    end
  end
  table.sort(lines)
  return table.concat(lines, '\n')
end

return page
