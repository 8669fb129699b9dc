-- Wikitext whose templates are expanded to pandoc's document, in the order of MediaWiki's parser. Between the passes the page
-- is one string, of which strip markers (marks.lua) keep apart what no later pass may touch.

local ast = require 'ast'
local blocks = require 'blocks'
local external = require 'external'
local lines = require 'lines'
local link_sections = require 'link_sections'
local links = require 'links'
local marks = require 'marks'
local markup = require 'markup'
local quotes = require 'quotes'
local sanitize = require 'sanitize'
local site = require 'site'
local strip = require 'strip'
local tables = require 'tables'
local tree = require 'tree'
local variants = require 'variants'
local written = require 'written'

local function nothing() end

-- What `read` may be asked for; all of it has a default.
local DEFAULTS = {
  title = '', -- of the page
  site = site, -- what the wiki is
  words = true, -- a Str for each word, as pandoc's readers have it; else one for each run of text, which is faster
  removed = nothing, -- of a tag and its attributes: the selector by which the element is left out
  without = {}, -- elements of pandoc that are not made: Note, Image, Figure, Table
  unwrap = {}, -- elements of pandoc of which only the content is made: Link, Span, Div, Strikeout, Underline
  tidy = function(text) return (text:gsub(marks.GAP, '')) end, -- of a text with marks where something is left out: the text without
  is_kept = nothing, -- of a template's label: whether no element that the template made is left out
  left_out = nothing, -- is told of what is left out: kind, name, the label of the template that made it
  switch = nothing, -- is told of behaviour switches
  in_category = nothing, -- is told of the page's categories
  box = nothing, -- is told of each table and division that begins: its node, which is not filled yet
  formula = nothing, -- is told that there is a formula
  link_sections = false, -- whether headings of sections of nothing but links have the class `link-section`
}

-- Switches of pages on which -{…}- is text.
local NOT_CONVERTED = { nocontentconvert = true, nocc = true }

-- The passes up to the builder of the tree.
local function into(builder, text, options)
  text = lines(marks.without_labels(tables(sanitize(strip(text, options)))), options)
  text = external.addresses(external.links(quotes(links.read(text, options)), options), options)
  if options.variants then
    local tags = written()
    blocks(tags, text, tags.text)
    options.add(builder, tags:result())
  else
    blocks(builder, text)
  end
  builder:finish()
end

-- The document of a page, with its categories and behaviour switches as metadata. No text makes it fail, and the time grows
-- with the text's length.
return function(text, given)
  local options = {}
  for key, value in pairs(DEFAULTS) do options[key] = value end
  for key, value in pairs(given) do options[key] = value end
  function options.read(part, builder) into(builder, part, options) end
  function options.blocks(node) return ast.blocks(node, options) end
  local meta = {}
  local function note(key, value)
    meta[key] = meta[key] or {}
    table.insert(meta[key], value)
  end
  -- Gives a text with tags to a builder, in the page's variant of the language.
  function options.add(builder, part)
    if not options.variants then return markup.add(builder, part) end
    options.variants:each(part, function(piece) markup.add(builder, piece) end)
  end
  function options.category(title)
    note('categories', title)
    options.in_category(title)
  end
  function options.note_switch(word)
    note('switches', word)
    options.switch(word)
    if NOT_CONVERTED[word] then options.variants = nil end
  end
  local known = options.site.variants and variants.new(options.site.variants)
  options.variants = known and known:concern(text) and known
  marks.start()
  local builder = tree.new(options)
  into(builder, text, options)
  if options.link_sections then link_sections(builder.root, options) end
  return pandoc.Pandoc(ast.blocks(builder.root, options), meta)
end
