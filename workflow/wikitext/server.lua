-- Templates that the wiki's own parser expands, with `convert.templates: server`: which those are, and their
-- expansions in place of them.
--
-- What the library does not know is expanded whole, its arguments with it. What the library renders is looked
-- into; what it leaves out is not, nor are infoboxes when tables are dropped, nor footnotes.

local library = require 'library'
local marks = require 'marks'
local page = require 'page'
local page_type = require 'page_type'
local scan = require 'scan'

-- `expansions`: the wikitext, by the template's wikitext, that the next page needs.
local server = { expansions = {} }

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

-- The text with what `replace(source)` gives for each template that is to be expanded; nil leaves it.
local function replaced(text, replace)
  local plain, store = scan.strip(text)
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
    return replace(title_in(scan.unstrip('{{' .. whole .. '}}', store)))
  end)
  return scan.unstrip(text_with, store)
end

-- An expansion without what the wiki does not know either; nil when nothing else is in it, or an error of the parser.
local function known(text, source)
  local lost = {}
  text = text:gsub('%[%[:([^%[%]|:]+:)([^%[%]|]+)%]%]', function(space, missing)
    if not page.in_namespace(space, page.site.template) then return nil end
    lost[#lost + 1] = pandoc.text.lower(missing)
    return marks.GAP
  end)
  local class = text:match '^%s*<%a+ class="([^"]*)">'
  if class and (class .. ' '):find '%f[%w]error ' then return nil end
  if #lost > 0 and not text:find('[^%s\1]') then return nil end
  for _, name in ipairs(lost) do page.dropped('unknown', name, source:sub(3, -3)) end
  return text:find('%S') and text or marks.GAP
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
  return replaced(text, function(source)
    local expansion = expansions[source]
    return expansion and known(page.clean(expansion), source)
  end)
end

return server
