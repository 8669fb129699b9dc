-- One page: wikitext in, markdown out, through the filters in their order.
--
-- A filter is a file that returns a pandoc filter, or a list of them. Two more functions may stand in it:
-- `wikitext(text)` runs before pandoc reads the page, `markdown(text)` on what pandoc wrote. What is left
-- out anyway is best left out by `wikitext`: pandoc then neither stumbles over it nor spends time on it.

local gap = require 'gap'
local kind = require 'kind'
local page = require 'page'
local quotes = require 'quotes'
local repair = require 'repair'
local scan = require 'scan'
local server = require 'server'

local convert = {}

-- Every extension named here costs: pandoc reads the list anew for each page (nineteen took 3.4 ms).
local FORMAT = 'markdown-smart-simple_tables-multiline_tables'
local OPTIONS = { wrap_text = 'none' }

-- The verbatim tags that are text; the others (galleries, maps, scores, …) are left out.
local SHOWN = { nowiki = true, pre = true, math = true, syntaxhighlight = true, source = true }

local CODE = { syntaxhighlight = true, source = true }

local function verbatim(tag)
  if tag.name == 'chem' or tag.name == 'ce' then return tag.body end
  if tag.name == 'pre' then return '<pre>' .. tag.body .. '</pre>' end
  if CODE[tag.name] and tag.attributes:lower():find '%sinline%f[%W]' then
    return '<code><nowiki>' .. tag.body .. '</nowiki></code>'
  end
  if SHOWN[tag.name] then return tag.raw end
  if tag.body ~= '' then page.dropped('media') end
  return ''
end

-- Reads the filters of `paths`; the result is given to `convert.page`.
function convert.load(paths)
  local filters = {}
  for _, path in ipairs(paths) do
    local filter = dofile(path)
    for _, part in ipairs(type(filter) == 'table' and filter[1] and filter or { filter or false }) do
      if type(part) ~= 'table' then error(path .. ': a filter ends with `return` and a table, or a list of tables', 0) end
      part.path = path
      filters[#filters + 1] = part
    end
  end
  return filters
end

-- Whether a filter has to do with pandoc's document; walking through one for nothing costs as much.
local function walks(filter)
  for name in pairs(filter) do
    if type(name) == 'string' and name:find('^%u') then return true end
  end
  return false
end

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

-- Markdown of a page and whether it had to be repaired.
function convert.page(filters, mode, title, text)
  text = page.start(title, text)
  kind.note(text)
  text = server.expand(filters, text)
  local plain, store = scan.strip(text)
  for _, filter in ipairs(filters) do
    if filter.wikitext then plain = run(filter, 'wikitext', 'string', filter.wikitext, plain) end
  end
  plain = scan.unstrip(quotes.balance(gap.tidy(plain)), store, verbatim)
  local doc, repaired = (mode == 'scan' and repair.scan or repair.read)(plain)
  for _, filter in ipairs(filters) do
    if walks(filter) then doc = run(filter, 'walk', 'Pandoc', doc.walk, doc, filter) end
  end
  local markdown = pandoc.write(doc, FORMAT, OPTIONS)
  for _, filter in ipairs(filters) do
    if filter.markdown then markdown = run(filter, 'markdown', 'string', filter.markdown, markdown) end
  end
  return markdown, repaired
end

return convert
