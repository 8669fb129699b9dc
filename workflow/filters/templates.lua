-- Renders the templates that carry text, by the functions in workflow/templates/, and leaves the rest out.
-- Unless tables are dropped an infobox becomes a table of two columns.

local GAP = require 'marks'.GAP
local page = require 'page'
local page_type = require 'page_type'
local scan = require 'scan'
local sets = require 'sets'
local library = require 'library'

-- Name and value of an argument that has a name.
local function named(piece)
  local equals = piece:find('=', 1, true)
  local name = equals and sets.trim(piece:sub(1, equals - 1))
  if not name or name:find '[<>%[%]\n]' then return nil end
  return name, sets.trim(piece:sub(equals + 1))
end

-- Name, and arguments by position and by name, each trimmed.
local function parse(body)
  local pieces = scan.split(body, '|')
  local name = pieces[1]:gsub('_', ' '):gsub('%s+', ' '):gsub('^ ', ''):gsub(' $', '')
  local arguments, position = {}, 0
  for index = 2, #pieces do
    local piece = pieces[index]
    local key, value = named(piece)
    if not key then
      position = position + 1
      key, value = position, sets.trim(piece)
    end
    arguments[tonumber(key) or key] = value
  end
  return name, arguments, pieces
end

-- Endings of file names: a row of them is a picture.
local FILE = { jpg = true, JPG = true, jpeg = true, png = true, PNG = true, svg = true, gif = true, webp = true, ogg = true }

-- White space between lines, and the stars of a list.
local function in_line(space) return space:find('\n', 1, true) and '; ' or nil end

-- A wikitext table of an infobox's filled rows, in the order of the source.
local function table_of(pieces)
  local rows = { '{|' }
  for index = 2, #pieces do
    local key, value = named(pieces[index])
    if key and value ~= '' and not value:find('\n{|', 1, true) and not FILE[value:match('%.(%a+)$') or ''] then
      rows[#rows + 1] = '|-\n| ' .. key:gsub('_', ' ') .. ' || ' .. value:gsub('[*%s]+', in_line):gsub('^; ', '')
    end
  end
  rows[#rows + 1] = '|}'
  return #rows > 2 and '\n' .. table.concat(rows, '\n') .. '\n' or GAP
end

local function render(body)
  local name, arguments, pieces = parse(body)
  local key = pandoc.text.lower(name)
  page_type.note_template(name)
  if library.is_infobox(key) and page.options.tables ~= 'drop' then return table_of(pieces) end
  local text, known
  if page.options.templates ~= 'drop' then text, known = library.render(name, arguments, pieces) end
  if text then return text end
  page.dropped(text == nil and 'unknown' or 'templates', known or key, body)
  return GAP
end

-- Before the page is read.
local function expand(text)
  if not text:find('[{}]') then return text end
  local plain, store = scan.strip(text)
  return scan.unstrip(scan.templates(plain, render), store)
end

return { without = {}, expand = expand }
