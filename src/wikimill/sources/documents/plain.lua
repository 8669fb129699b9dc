-- What a document keeps: words, headings, emphasis, lists, quotations, code, notes and tables. Images, the
-- targets of links, raw markup and attributes go. Words are written as they are, without the backslashes that
-- markdown would need to be read back: the same as of wiki pages (workflow/filters/markup.lua).

local function out() return {} end
local function content(element) return element.content end

local function bare(element)
  element.attr = pandoc.Attr()
  return element
end

local function filled(block)
  if #block.content == 0 then return {} end
end

local structure = {
  Image = out,
  RawInline = out,
  RawBlock = out,
  HorizontalRule = out,
  Link = content,
  Span = function(span) return span.attributes['tag-name'] and {} or span.content end, -- org's tags of headings
  Underline = content,
  SmallCaps = content,
  Strikeout = content,
  Cite = content,
  Div = content,
  Figure = content, -- its caption speaks of an image that is not there
  Code = bare,
  Table = bare,
  Para = filled,
  Plain = filled,
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
    return bare(header)
  end,
}

-- A title that the format keeps apart from the text heads it, unless its first heading says the same.
local function Pandoc(doc)
  local title = doc.meta.title and pandoc.utils.stringify(doc.meta.title) or ''
  local first
  doc:walk { Header = function(header) first = first or pandoc.utils.stringify(header) end }
  if title ~= '' and title ~= first then doc.blocks:insert(1, pandoc.Header(1, title)) end
  return doc
end

local words = {
  Str = function(str) return pandoc.RawInline('markdown', str.text) end,
  LineBreak = function() return pandoc.RawInline('markdown', '\n') end,
}

return { structure, { Pandoc = Pandoc }, words }
