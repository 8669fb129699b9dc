-- Templates that the wiki's own parser expands, with `convert.templates: server`: which those are, and their
-- expansions in place of them.
--
-- What the library does not know is expanded whole, its arguments with it. What the library renders is looked
-- into; what it leaves out is not, nor are infoboxes when tables are dropped, nor footnotes.

local library = require 'library'
local page = require 'page'
local page_type = require 'page_type'
local scan = require 'scan'

-- `expansions`: the wikitext, by the template's wikitext, that the next page needs.
local server = { expansions = {} }

local GAP = '\1' -- where something is left out; the reader tidies around it

-- Stands, with a number, for a template that was found. No wiki stores it.
local MARK = '\2'

local function name_of(body)
  return (scan.split(body, '|')[1]:gsub('_', ' '):gsub('%s+', ' '):gsub('^ ', ''):gsub(' $', ''))
end

-- What becomes of a template: 'ask', 'inside' to look into it, or 'keep' as it is.
local function fate(body)
  local name = name_of(body)
  if name == '' then return 'keep' end
  if library.is_infobox(name) then return page.options.tables ~= 'drop' and 'inside' or 'keep' end
  local render = library.find(name)
  if render == nil then return 'ask' end
  return render and 'inside' or 'keep'
end

-- Puts templates back in place of their marks, outermost first; `replace(body)` may give another wikitext, else
-- says whether to go on inside. Without recursion: pages may nest deeper than Lua's stack.
local function put_back(text, bodies, replace)
  local out, last = {}, '\n'
  local function add(piece)
    if piece == '' then return end
    out[#out + 1] = piece
    last = piece:sub(-1)
  end
  local stack = { { text = text, from = 1, replace = replace } }
  while #stack > 0 do
    local top = stack[#stack]
    local open, close, index = top.text:find('\2(%d+)\2', top.from)
    add(top.text:sub(top.from, (open or 0) - 1))
    if open then
      top.from = close + 1
      local body = bodies[tonumber(index)]
      local other, inside
      if top.replace then other, inside = top.replace(body) end
      if other then
        -- The parser begins a list or a table on a line of its own, which it may have already.
        add(last == '\n' and other:gsub('^\n', '') or other)
      else
        add('{{')
        stack[#stack + 1] = { text = body, from = 1, replace = inside and replace }
      end
    else
      stack[#stack] = nil
      if #stack > 0 then add('}}') end
    end
  end
  return table.concat(out)
end

-- The title as the parser writes it into arguments, where an equals sign would end a name.
local function title_in(source)
  if page.title == '' or page.title:find(':', 1, true) then return source end -- perhaps of another namespace
  local title = page.title:gsub('=', '&#61;')
  local function own() return title end
  return (source:gsub('{{%s*PAGENAME%s*}}', own):gsub('{{%s*FULLPAGENAME%s*}}', own))
end

-- The text with what `replace(source, name)` gives for each template that is to be expanded; nil leaves it.
local function replaced(text, replace)
  local plain, store = scan.strip(text)
  local function raw(tag) return tag.raw end
  local bodies = {}
  local marked = scan.templates(plain, function(body)
    bodies[#bodies + 1] = body
    page_type.note_template(name_of(body))
    return MARK .. #bodies .. MARK
  end)
  local text_with = put_back(marked, bodies, function(body)
    local what = fate(body)
    if what ~= 'ask' then return nil, what == 'inside' end
    local whole = put_back(body, bodies)
    return replace(title_in(scan.unstrip('{{' .. whole .. '}}', store, raw)), pandoc.text.lower(name_of(whole)))
  end)
  return scan.unstrip(text_with, store, raw)
end

-- The classes of elements that wikis do not count as text, and the parser's own of what went wrong.
local ASIDE = {
  error = 'unknown', ['scribunto-error'] = 'unknown', ambox = 'templates', hatnote = 'templates', metadata = 'templates',
  navbox = 'templates', ['navigation-not-searchable'] = 'templates', noprint = 'templates', sidebar = 'templates',
}

-- As what an element is left out, by its attributes; nil for one that stays.
local function aside(attributes)
  if attributes:lower():find('display%s*:%s*none') then return 'templates' end
  for class in (attributes:match('class%s*=%s*["\']?([^"\']*)') or ''):gmatch('%S+') do
    if ASIDE[class] then return ASIDE[class] end
  end
end

-- The last byte of the element whose opening tag ends before `from`, elements of its name inside it counted.
local function element_end(text, name, from)
  local depth, position = 1, from
  while true do
    local slash, found, last = text:match('<(/?)(%a+)[^<>]*>()', position)
    if not last then return nil end
    if found:lower() == name then
      depth = depth + (slash == '/' and -1 or 1)
      if depth == 0 then return last - 1 end
    end
    position = last
  end
end

-- The text without elements that are `aside`; `left_out(kind)` is told of each. Where one never closes, its tag
-- is no reason to look at another of that name: looking stays linear.
local function without_asides(text, left_out)
  local out, from, position, unclosed = {}, 1, 1, {}
  while true do
    local open, last, tag, attributes = text:find('<(%a+)%s([^<>]*)>', position)
    if not open then break end
    local name, kind = tag:lower(), attributes:sub(-1) ~= '/' and aside(attributes)
    local close = kind and not unclosed[name] and element_end(text, name, last + 1)
    if close then
      out[#out + 1] = text:sub(from, open - 1) .. GAP
      from = close + 1
      left_out(kind)
    elseif kind then
      unclosed[name] = true
    end
    position = (close or last) + 1
  end
  out[#out + 1] = text:sub(from)
  return table.concat(out)
end

-- An expansion without what the wiki does not know either, without error messages and what is no text; nil when
-- it is nothing but something that the wiki does not know.
local function known(text, name, source)
  local lost, unknown = {}, false
  text = text:gsub('%[%[:([^%[%]|:]+:)([^%[%]|]+)%]%]', function(space, missing)
    if not page.in_namespace(space, page.site.template) then return nil end
    lost[#lost + 1] = { 'unknown', pandoc.text.lower(missing) }
    unknown = true
    return GAP
  end)
  text = without_asides(text, function(kind)
    lost[#lost + 1] = { kind, name }
    unknown = unknown or kind == 'unknown'
  end)
  if unknown and not text:find('[^%s\1]') then return nil end
  for _, each in ipairs(lost) do page.dropped(each[1], each[2], source:sub(3, -3)) end
  return text:find('%S') and text or GAP
end

-- The templates of a page that are to be expanded: each once, in the order of the page.
function server.templates(title, text)
  text = page.start(title, text)
  local found, seen = {}, {}
  replaced(text, function(source)
    if not seen[source] then found[#found + 1] = source end
    seen[source] = true
  end)
  return found
end

-- The wikitext of the page at hand with the expansions that were given for it.
function server.expand(text)
  local expansions = server.expansions
  if not next(expansions) then return text end
  server.expansions = {}
  return replaced(text, function(source, name)
    local expansion = expansions[source]
    return expansion and known(page.clean(expansion), name, source)
  end)
end

return server
