-- A text with tags and strip markers, into a builder of the tree.

local entities = require 'entities'
local marks = require 'marks'
local tree = require 'tree'

local markup = {}

local read = {} -- by kind of marker

function read.n(builder, text)
  if text ~= '' then builder:text(entities.decode(text)) end
end
function read.c(builder, text) builder:append { tag = 'code', inline = true, text = text } end
function read.v() end
function read.w() end
function read.m(builder, text) builder:append { tag = 'math', inline = true, text = text } end

function read.p(builder, code)
  builder:close_paragraph()
  local text = code.decode and entities.decode(code.text) or code.text
  builder:append { tag = 'pre', n = 2, language = code.language, removed = builder:removed 'pre', text, false }
end

function read.l(builder, link)
  local options = builder.options
  local text_alone = options.unwrap.Link and not options.link_sections and not options.removed('a', link)
  if not text_alone then builder:open('a', link) end
  options.add(builder, link.html)
  if not text_alone then builder:close 'a' end
end

-- What is read by itself: what is open in it ends with it.
local function apart(builder, write)
  local inner = tree.new(builder.options)
  write(inner)
  inner.root.tag = 'div'
  return inner.root
end

local function read_file(kind)
  local tag = kind == 'f' and 'figure' or 'img'
  return function(builder, file)
    local options = builder.options
    if options.without[kind == 'f' and 'Figure' or 'Image'] or options.removed(tag) then
      options.left_out('images')
      return builder:text(marks.GAP)
    end
    local content = apart(builder, function(inner) options.add(inner, file.html) end)
    if kind == 'f' then builder:close_paragraph() end
    builder:append { tag = tag, inline = kind == 'i', n = 0, target = file.target, content = content }
  end
end
read.i, read.f = read_file 'i', read_file 'f'

local MAX_DEPTH = 4 -- of notes in notes and poems in poems; deeper ones are text as it is

local function read_apart(builder, text)
  local options = builder.options
  options.depth = (options.depth or 0) + 1
  local node = apart(builder, function(inner)
    if options.depth <= MAX_DEPTH then options.read(text, inner) else inner:text(text) end
  end)
  options.depth = options.depth - 1
  return node
end

function read.r(builder, note)
  local options = builder.options
  if options.without.Note or options.removed('sup', { class = 'reference' }) then
    options.left_out('references')
    return builder:text(marks.GAP)
  end
  local text, name = note.text, note.name
  if name then -- its text stands in the first of them: in each, a page of 14 kB would become one of 3 MB
    text, marks.store[name] = marks.store[name] or '', ''
  end
  builder:append { tag = 'note', inline = true, content = read_apart(builder, text) }
end

function read.x(builder, element)
  local node = read_apart(builder, element.text)
  node.tag, node.attributes, node.keep = element.tag, element.attributes, element.keep
  node.removed = builder:removed(element.tag, element.attributes)
  builder:close_paragraph()
  builder:append(node)
end

-- Adds a text; every "<" in it begins a tag.
function markup.add(builder, text)
  local position, none = 1, #text + 1
  local tag, marker = 0, 0 -- the next of each, looked for only behind the last
  while true do
    if tag < position then tag = text:find('<', position, true) or none end
    if marker < position then marker = text:find('\127', position, true) or none end
    local at = tag < marker and tag or marker
    if at == none then break end
    if at > position then builder:text(entities.decode(text:sub(position, at - 1))) end
    if at == tag then
      local slash, name, number, label, last = text:match('^<(/?)(%w+) ?#?(%d*) ?@?(%d*)/?>()', at)
      if slash ~= '' then
        builder:close(name)
      else
        builder.label = label ~= '' and tonumber(label) or nil
        builder:open(name, marks.store[tonumber(number)])
        builder.label = nil
      end
      position = last
    else
      local kind, number, last = text:match('^\127(%a)(%d+)\127()', at)
      read[kind](builder, marks.store[tonumber(number)])
      position = last
    end
  end
  if position <= #text then builder:text(entities.decode(position == 1 and text or text:sub(position))) end
end

return markup
