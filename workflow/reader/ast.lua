-- The tree of a page to pandoc's blocks.

local attributes = require 'attributes'
local inlines = require 'inlines'
local sets = require 'sets'
local table_of = require 'table_of'
local tree = require 'tree'

local ast = {}

local function extend(out, blocks) table.move(blocks, 1, #blocks, #out + 1, out) end

-- Whether a node is left out, which is counted once.
function ast.is_left_out(node, format, options)
  local removed = node.removed or format and format.removed
  if not removed or removed.stays then return false end
  if not removed.seen then options.left_out('removed', removed.by, removed.label) end
  removed.seen = true
  return true
end

-- What says that a format raises or lowers a text, if it does.
local function sign_of(format)
  while format and format.tag ~= 'sup' and format.tag ~= 'sub' do format = format.up end
  return format and (format.tag == 'sup' and '^' or '_')
end

-- The text of a node as it is, with its line ends.
local function raw_text(node, out)
  for index = 1, node.n, 2 do
    local item, format = node[index], node[index + 1]
    if type(item) == 'string' then
      local sign = sign_of(format)
      if sign and item:find '^%S+$' then item = inlines.raised(sign, item) end
      if not (format and format.removed) or format.removed.stays then out[#out + 1] = item:gsub('\1', '') end
    elseif item.tag == 'br' then
      out[#out + 1] = '\n'
    elseif item.text then
      out[#out + 1] = item.text
    elseif not item.inline then
      if #out > 0 then out[#out + 1] = '\n' end
      raw_text(item.content or item, out)
    end
  end
  return out
end

local write = {} -- by tag: adds a node's blocks to a list

-- Blocks in a Div with the node's attributes, or as they are where it has none, or Divs are not wanted.
local function in_div(out, node, options, blocks)
  if #blocks == 0 then return end
  if node.attributes and not options.unwrap.Div or node.keep then
    out[#out + 1] = pandoc.Div(blocks, attributes.to_pandoc(node.attributes))
  else
    extend(out, blocks)
  end
end

local function write_div(out, node, options) in_div(out, node, options, ast.blocks(node, options)) end

-- The runs of text of a node, and the blocks between them, in turn: first and last position; the block and its format.
local function parts_of(node)
  local index = 1
  return function()
    local first = index
    if first > node.n then return nil end
    while index <= node.n and (type(node[index]) == 'string' or node[index].inline) do index = index + 2 end
    if index > first then return first, index - 1 end
    index = index + 2
    return first, index - 1, node[first], node[first + 1]
  end
end

local function write_list(out, node, options)
  local items = {}
  for first, last, item, format in parts_of(node) do
    local blocks = {}
    if not item or item.tag ~= 'li' then
      blocks = ast.blocks(node, options, true, first, last)
    elseif not ast.is_left_out(item, format, options) then
      blocks = ast.blocks(item, options, true)
    end
    if #blocks > 0 then items[#items + 1] = blocks end
  end
  if #items == 0 then return end
  in_div(out, node, options, { node.tag == 'ul' and pandoc.BulletList(items) or pandoc.OrderedList(items) })
end
write.ul, write.ol = write_list, write_list

-- Terms with their definitions. Definitions without a term are an indentation: blocks.
function write.dl(out, node, options)
  local items
  local function flush()
    if items then out[#out + 1] = pandoc.DefinitionList(items) end
    items = nil
  end
  local function term(item)
    local blocks = ast.blocks(item, options, true)
    if #blocks == 0 then return end
    items = items or {}
    local first = blocks[1]
    local is_text = first.t == 'Plain' or first.t == 'Para'
    items[#items + 1] = { is_text and first.content or {}, {} }
    if is_text then table.remove(blocks, 1) end
    if #blocks > 0 then table.insert(items[#items][2], blocks) end
  end
  for first, last, item, format in parts_of(node) do
    local tag = item and item.tag
    if (tag == 'dt' or tag == 'dd') and ast.is_left_out(item, format, options) then
      -- nothing
    elseif tag == 'dt' then
      term(item)
    elseif tag == 'dd' and items then
      local blocks = ast.blocks(item, options, true)
      if #blocks > 0 then table.insert(items[#items][2], blocks) end
    else
      local blocks = tag == 'dd' and ast.blocks(item, options) or ast.blocks(node, options, false, first, last)
      if #blocks > 0 then flush() end
      extend(out, blocks)
    end
  end
  flush()
end

function write.pre(out, node)
  local text = sets.trim_right(table.concat(raw_text(node, {})))
  if text ~= '' then out[#out + 1] = pandoc.CodeBlock(text, { class = node.language }) end
end

function write.hr(out) out[#out + 1] = pandoc.HorizontalRule() end

-- A heading's text, and behind it the blocks that stand in it.
local function write_heading(out, node, options)
  local _, last, block = parts_of(node)()
  if block or not last then last = 0 end
  local text = inlines.of(node, 1, last, options)
  if #text > 0 then
    local attr = attributes.to_pandoc(node.attributes)
    if node.only_links then attr.classes:insert 'link-section' end
    out[#out + 1] = pandoc.Header(tonumber(node.tag:sub(2)), text, attr)
  end
  if last < node.n then extend(out, ast.blocks(node, options, false, last + 1)) end
end
for tag in pairs(tree.HEADINGS) do write[tag] = write_heading end

function write.blockquote(out, node, options)
  local blocks = ast.blocks(node, options)
  if #blocks > 0 then in_div(out, node, options, { pandoc.BlockQuote(blocks) }) end
end

function write.figure(out, node, options)
  local caption = ast.blocks(node.content, options)
  out[#out + 1] = pandoc.Figure({ pandoc.Plain { pandoc.Image({}, node.target) } }, { long = caption })
end

function write.table(out, node, options)
  if options.without.Table then
    options.left_out('tables', nil, node.label)
  else
    table_of(out, node, options, ast)
  end
end

-- Adds the blocks of a node to a list.
function ast.add(out, node, format, options)
  if ast.is_left_out(node, format, options) then return end
  local writer = write[node.tag] or write_div
  writer(out, node, options)
end

-- The blocks of a node's items first..last; text that stands in no block becomes a Para, or a Plain if `plain`.
function ast.blocks(node, options, plain, first, last)
  local out, start = {}, nil
  local make = plain and pandoc.Plain or pandoc.Para
  local function flush(before)
    if not start then return end
    local text = inlines.of(node, start, before, options, not plain)
    if #text > 0 then out[#out + 1] = make(text) end
    start = nil
  end
  last = last or node.n
  for index = first or 1, last, 2 do
    local item = node[index]
    if type(item) == 'string' or item.inline then
      start = start or index
    else
      flush(index - 1)
      ast.add(out, item, node[index + 1], options)
    end
  end
  flush(last)
  return out
end

return ast
