-- One page: wikitext in, text out, through the filters in their order.
--
-- Templates are expanded already. A filter is a file that returns a pandoc filter. Two more functions may stand in it:
-- `wikitext(text)` gets the page before it is read, `markdown(text)` what pandoc wrote. With a list `without` or `unwrap` a filter says which
-- elements it does not need: those it would drop, and those it would replace by their content. They are not made at all, which
-- saves most of their time, unless an earlier filter has neither list and is to see everything, each word for itself.

local end_sections = require 'end_sections'
local facts = require 'facts'
local gaps = require 'gaps'
local page = require 'page'
local page_type = require 'page_type'
local plain = require 'plain'
local read = require 'read'
local selectors = require 'selectors'
local wiki = require 'wiki'

local convert = {}

-- Every extension named here costs a page 0.13 ms: pandoc reads the list anew. Those of tables are for pages that have some.
local MARKDOWN = 'markdown-smart'
local MARKDOWN_WITH_TABLES = 'markdown-smart-simple_tables-multiline_tables'
local OPTIONS = pandoc.WriterOptions { wrap_text = 'none', html_math_method = 'mathjax' }

-- The kind under which an element that is not made is counted.
local KIND = { Note = 'references', Image = 'images', Figure = 'images', Table = 'tables' }

-- The names that may stand in these lists: what the reader can do for a filter.
local LISTS = {
  without = { 'Note', 'Image', 'Figure', 'Table' },
  unwrap = { 'Link', 'Span', 'Div', 'Strong', 'Emph', 'Strikeout', 'Underline', 'Subscript', 'Superscript', 'Quoted' },
}

local function check_lists(filter)
  for list, known in pairs(LISTS) do
    local given = filter[list] or {}
    for _, name in pairs(type(given) == 'table' and given or { given }) do
      if type(given) ~= 'table' or not pandoc.List(known):includes(name) then
        error(('%s: `%s` is a list of any of %s, not %s'):format(filter.path, list, table.concat(known, ', '), name), 0)
      end
    end
  end
end

-- Reads the filters of `paths`; the result is given to `convert.page`.
function convert.load(paths)
  local filters = {}
  for _, path in ipairs(paths) do
    local filter = dofile(path)
    for _, part in ipairs(type(filter) == 'table' and filter[1] and filter or { filter or false }) do
      if type(part) ~= 'table' then error(path .. ': a filter ends with `return` and a table, or a list of tables', 0) end
      part.path = path
      check_lists(part)
      filters[#filters + 1] = part
    end
  end
  return filters
end

-- The names of what a filter has functions for.
local function elements_of(filter)
  local names = {}
  for name in pairs(filter) do
    if type(name) == 'string' and name:find '^%u' then names[#names + 1] = name end
  end
  return names
end

local WORDS = { Str = true, Space = true, SoftBreak = true, Inline = true, Inlines = true }

-- What the reader is asked for, by the filters and the options; `walks`: the filters that have something to walk for.
local function plan(filters)
  local reading = {
    site = wiki(page.site),
    tidy = gaps.tidy,
    words = false, without = {}, unwrap = {}, walks = {},
    removed = selectors.any(page.options.remove or {}),
    left_out = function(kind, name, label)
      page.dropped(KIND[kind] or kind, name, nil, page.templates[label])
      if kind == 'removed' then page_type.note_removed(name) end
    end,
    is_kept = function(label) return page.kept[label] end,
    switch = page_type.note_switch,
    in_category = function(name)
      facts.note_category(name)
      page_type.note_category(name)
    end,
    box = facts.note_box,
    formula = facts.note_formula,
  }
  local declared = true -- by all filters up to here
  for _, filter in ipairs(filters) do
    local names, walks = elements_of(filter), false
    if #names > 0 and not (filter.without or filter.unwrap) then declared, reading.words = false, true end
    local done = {} -- by the reader
    if declared then
      for list in pairs(LISTS) do
        for _, name in ipairs(filter[list] or {}) do reading[list][name], done[name] = true, true end
      end
      done.Image = done.Image and done.Figure -- which has an Image in it
      done.Div = false -- those of tabs are made
    end
    for _, name in ipairs(names) do
      walks = walks or not done[name]
      reading.words = reading.words or WORDS[name] or false
    end
    reading.walks[filter] = walks
  end
  reading.markdown = declared and reading.without.Table and MARKDOWN or MARKDOWN_WITH_TABLES
  return reading
end

local plans = setmetatable({}, { __mode = 'k' })

-- What a function of a filter makes of the page; an error in it names the filter's file, and line where it has one.
local function run(filter, name, wanted, ...)
  local done, result = pcall(...)
  local problem
  if not done then
    problem = tostring(result):gsub('%s*stack traceback:.*', '')
  elseif pandoc.utils.type(result) ~= wanted then
    problem = ('%s() returned %s, not a %s'):format(name, type(result), wanted)
  else
    return result
  end
  error(problem:find(filter.path, 1, true) and problem or filter.path .. ': ' .. problem, 0)
end

-- The wikitext of a page with what `name`, a function of filters, makes of it.
local function text_through(filters, name, text)
  for _, filter in ipairs(filters) do
    if filter[name] then text = run(filter, name, 'string', filter[name], text) end
  end
  return text
end

-- HTML without what is left out (convert/html_elements.py), as pandoc reads it: in a sandbox, it opens no file or address.
local MARK = '\u{fdd0}' -- where something was left out of a line

local function read_html(text)
  local doc = pandoc.read(text, 'html-auto_identifiers', nil, {})
  doc.meta = pandoc.Meta {}
  return doc
end

-- The lines of a text without the marks in them.
local function without_marks(text)
  if not text:find(MARK, 1, true) then return text end
  return (text:gsub(MARK, '\1'):gsub('[^\n]*\1[^\n]*', function(line)
    return gaps.tidy(line:gsub('^([>%-%s]*)\1+ +', '%1'), false)
  end))
end

-- The page in the format that `page.options.to` names; its words alone if `mode` is `plain`, from HTML if it is `html`.
function convert.page(filters, mode, text)
  page_type.note(text)
  if mode == 'plain' then return plain(text) end
  local reading = plans[filters] or plan(filters)
  plans[filters] = reading
  reading.title = page.title
  local is_html, doc = mode == 'html', nil
  if is_html then
    doc = read_html(text)
  else
    text = text_through(filters, 'wikitext', text)
    reading.link_sections = page.options.drop_link_sections and end_sections.may_be_links(text)
    doc = read(text, reading)
  end
  for _, filter in ipairs(filters) do
    if is_html or reading.walks[filter] then doc = run(filter, 'walk', 'Pandoc', doc.walk, doc, filter) end
  end
  if page.options.to ~= 'markdown' then return without_marks(pandoc.write(doc, page.options.to, OPTIONS)) end
  return text_through(filters, 'markdown', without_marks(pandoc.write(doc, reading.markdown, OPTIONS)))
end

return convert
