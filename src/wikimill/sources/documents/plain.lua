-- Keeps words, headings, emphasis, lists, quotations, code, notes and tables; removes images, the targets of links,
-- raw markup and attributes. Words are written as they are, without the backslashes that markdown would need to be
-- read back, as in wiki pages (workflow/filters/markup.lua).

local function remove() return {} end
local function content(element) return element.content end

local function without_attributes(element)
  element.attr = pandoc.Attr()
  return element
end

local function drop_if_empty(block)
  if #block.content == 0 then return {} end
end

local structure = {
  Image = remove,
  RawInline = remove,
  RawBlock = remove,
  HorizontalRule = remove,
  Link = content,
  Span = function(span) return span.attributes['tag-name'] and {} or span.content end, -- tags of headings in org
  Underline = content,
  SmallCaps = content,
  Strikeout = content,
  Cite = content,
  Div = content,
  Figure = content, -- its caption is about an image that is removed
  Code = without_attributes,
  Table = without_attributes,
  Para = drop_if_empty,
  Plain = drop_if_empty,
  CodeBlock = function(block)
    if block.text == '' then return {} end
    block.attr = pandoc.Attr('', { block.classes[1] }) -- the language
    return block
  end,
  Header = function(header)
    local title = header.content:walk { LineBreak = function() return pandoc.Space() end }
    while #title > 0 and title[#title].t == 'Space' do title:remove() end
    if #title == 0 then return {} end
    header.content = title
    return without_attributes(header)
  end,
}

-- A title that the format stores separately becomes the first heading, unless the first heading is the same.
local function Pandoc(doc)
  local title = doc.meta.title and pandoc.utils.stringify(doc.meta.title) or ''
  local first
  doc:walk { Header = function(header) first = first or pandoc.utils.stringify(header) end }
  if title ~= '' and title ~= first then doc.blocks:insert(1, pandoc.Header(1, title)) end
  return doc
end

local function raw(text) return pandoc.RawInline('markdown', text) end

local function between(sign)
  return function(element)
    element.content:insert(1, raw(sign))
    element.content:insert(raw(sign))
    return element.content -- in which spaces need no backslash
  end
end

local IS_LIST = { BulletList = true, OrderedList = true, DefinitionList = true }

local unescaped = {
  Str = function(str) return raw(str.text) end,
  LineBreak = function() return raw '\n' end,
  Subscript = between '~',
  Superscript = between '^',
  -- Without a block between them pandoc would write `&nbsp;`, to be read back as two lists, or as code behind a list.
  Blocks = function(blocks)
    for at = #blocks - 1, 1, -1 do
      if IS_LIST[blocks[at].t] then blocks:insert(at + 1, pandoc.RawBlock('markdown', '')) end
    end
    return blocks
  end,
}

return { structure, { Pandoc = Pandoc }, unescaped }
