-- Pages that are no articles: redirects, disambiguation pages, stubs. They are counted as such, and the corpus may leave them
-- out. What templates tell whose texts are not at hand is counted where they are expanded (templates/page_types.py).

local page = require 'page'

local page_type = {}

-- Notes whether the page, of this wikitext, leads to another.
function page_type.note(text)
  local line = text:match '^%s*(#[^\n]*)' or text:match '^%s*(＃[^\n]*)'
  if not line then return end
  local start = pandoc.text.lower(line)
  for _, word in ipairs(page.site.redirect) do
    if start:sub(1, #word) == word and start:find('^%s*:?%s*%[%[', #word + 1) then return page.dropped 'redirect' end
  end
end

-- Notes a disambiguation page by MediaWiki's name of a behaviour switch on it.
function page_type.note_switch(name)
  if name == 'disambiguation' then page.dropped 'disambiguation' end
end

-- Notes what a category of the page says that it is, by the rule of `PageTypes.of` in site/page_types.py.
function page_type.note_category(name)
  local known = page.site.page_types
  if not known then return end
  name = pandoc.text.lower(name:gsub('_', ' '):match '^%s*([^|]-)%s*$' or name:match '^[^|]*')
  local kind = known.exact[name]
  for _, start in ipairs(known.starts) do kind = kind or name:sub(1, #start[1]) == start[1] and start[2] end
  for _, ending in ipairs(known.ends) do kind = kind or name:sub(-#ending[1]) == ending[1] and ending[2] end
  if kind then page.dropped(kind) end
end

-- Notes a stub by the selector of an element that is left out.
function page_type.note_removed(selector)
  if selector == '.stub' or selector == '.asbox' then page.dropped 'stub' end
end

return page_type
