-- `pandoc lua cases.lua ROOT`: what a pass of the reader makes of texts. In: a JSON list of pairs, pass and text; out: a JSON
-- list of texts. What a pass puts aside is written in place of its strip marker: «kind …», <td class="a">.

package.path = arg[1] .. '/workflow/reader/?.lua;' .. arg[1] .. '/workflow/wikitext/?.lua;' .. package.path

local attributes = require 'attributes'
local blocks = require 'blocks'
local entities = require 'entities'
local external = require 'external'
local files = require 'files'
local gaps = require 'gaps'
local lines = require 'lines'
local links = require 'links'
local marks = require 'marks'
local quotes = require 'quotes'
local read = require 'read'
local sanitize = require 'sanitize'
local strip = require 'strip'
local tables = require 'tables'
local titles = require 'titles'
local tree = require 'tree'

local WIKI = setmetatable({ languages = { de = true, es = true, fr = true, simple = true, ['zh-min-nan'] = true } }, { __index = require 'site' })

local function none() end

local noted -- what the reader was told of: switches, categories, what is left out

local function note(...) noted[#noted + 1] = table.concat({ ... }, ' ') end

local function options()
  noted = {}
  return {
    title = 'Help:Harbour/Lights', site = WIKI, without = {}, unwrap = {}, removed = none, tidy = gaps.tidy,
    left_out = function(kind, name) note('left out:', kind, name) end,
    note_switch = function(word) note('switch:', word) end,
    category = function(name) note('category:', name) end,
    box = none, formula = none,
  }
end

local function with_notes(text)
  for _, each in ipairs(noted) do text = text .. '\n(' .. each .. ')' end
  return text
end

-- name="value" for each attribute, sorted.
local function attributes_shown(found)
  local out = {}
  for name, value in pairs(found) do out[#out + 1] = ('%s="%s"'):format(name, value) end
  table.sort(out)
  return table.concat(out, ' ')
end

local shown

local function value_shown(value)
  if type(value) == 'string' then return shown(value) end
  local out = {}
  for key, each in pairs(value) do
    each = key == 'attributes' and attributes_shown(each) or shown(tostring(each))
    out[#out + 1] = key .. '=' .. each:gsub('\n', '⏎')
  end
  table.sort(out)
  return table.concat(out, ', ')
end

-- A text with what lies in the store in place of markers.
function shown(text)
  text = text:gsub('\127(%a)(%d+)\127', function(kind, number) return '«' .. kind .. ' ' .. value_shown(marks.store[tonumber(number)]) .. '»' end)
  text = text:gsub('<(%w+) #(%d+)>', function(tag, number) return '<' .. tag .. ' ' .. attributes_shown(marks.store[tonumber(number)]) .. '>' end)
  return (text:gsub('\1', '¤'))
end

-- A line for each block, text and item of a node, with the formats that it stands in.
local function outline(node, out, indent)
  for _, each in ipairs { node.before or false, node } do
    for index = 1, each and each.n or 0, 2 do
      local item, format = each[index], each[index + 1]
      local chain = {}
      while format do
        table.insert(chain, 1, format.tag)
        format = format.up
      end
      local line
      if type(item) == 'string' then line = ('%q'):format(item):gsub('\\\n', '\\n') else line = item.tag end
      out[#out + 1] = indent .. line .. (#chain > 0 and '  in ' .. table.concat(chain, ' ') or '') .. (each ~= node and '  before' or '')
      if type(item) == 'table' and item.n then outline(item, out, indent .. '  ') end
    end
  end
  return out
end

-- What `each` makes of every line of a text.
local function by_line(each)
  return function(text)
    local out = {}
    for line in (text .. '\n'):gmatch '([^\n]*)\n' do out[#out + 1] = tostring(each(line)) end
    return table.concat(out, '\n')
  end
end

local function html(text) return pandoc.write(read(text, { title = 'Harbour', site = WIKI, tidy = gaps.tidy }), 'html', { wrap_text = 'none' }) end

local passes = {
  strip = function(text) return with_notes(shown(strip(text, options()))) end,
  sanitize = function(text) return shown(sanitize(text)) end,
  attributes = by_line(function(line) return attributes_shown(attributes.parse(line)) end),
  entities = by_line(entities.decode),
  tables = function(text) return shown(tables(text)) end,
  lines = function(text) return with_notes(lines(text, options())) end,
  quotes = quotes,
  links = function(text) return with_notes(shown(links.read((text:gsub('¤', marks.GAP)), options()))) end,
  files = by_line(function(line)
    local caption, figure = files.caption(line, WIKI.images)
    return (figure and 'figure: ' or 'image: ') .. caption
  end),
  external = function(text) return shown(external.addresses(external.links(text, options()), {})) end,
  titles = by_line(function(line)
    local target = titles.percent_decoded(line)
    local subpage = titles.subpage(target, 'Help:Harbour/Lights', WIKI)
    local prefix = titles.prefix(subpage or target, WIKI)
    return not prefix and 'no title' or ('prefix "%s", %s'):format(prefix, subpage and 'subpage "' .. subpage .. '"' or '"' .. target .. '"')
  end),
  blocks = function(text)
    local given = options()
    local builder = tree.new(given)
    blocks(builder, sanitize(text))
    return table.concat(outline(builder.root, {}, ''), '\n')
  end,
  gaps = by_line(function(line) return '"' .. gaps.tidy(line:gsub('¤', '\1')) .. '"' end),
  -- Headings, those of sections of nothing but links with a sign.
  link_sections = function(text)
    local out = {}
    local doc = read(text, { site = WIKI, tidy = gaps.tidy, link_sections = true })
    doc:walk { Header = function(header)
      out[#out + 1] = (header.classes:includes 'link-section' and '* ' or '- ') .. pandoc.utils.stringify(header)
    end }
    return table.concat(out, '\n')
  end,
  inlines = html, ast = html, table_of = html, extensions = html, read = html,
}

local out = {}
for index, case in ipairs(pandoc.json.decode(io.read 'a', false)) do
  marks.start()
  out[index] = passes[case[1]](case[2])
end
io.write(pandoc.json.encode(out))
