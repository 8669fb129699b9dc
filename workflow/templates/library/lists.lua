-- Lists: in one line, in lines of their own, and in columns.

local helpers = require 'helpers'

local templates, define = helpers.new()

-- The items of a list, given as arguments or as lines that begin with a star.
local function items_of(arguments)
  local items = {}
  local function add(text)
    text = helpers.trim_right((text:gsub('^[*#:;%s]+', '')))
    if helpers.given(text) then items[#items + 1] = text end
  end
  local given = helpers.list(arguments)
  if #given == 0 then given = { helpers.pick(arguments, 'list', 'content', 'list1', 'bodystyle') } end
  for _, argument in ipairs(given) do
    if argument:find('^%s*[*#]') or argument:find('\n[*#]') then
      for line in argument:gmatch('[^\n]+') do add(line) end
    else
      add(argument)
    end
  end
  return items
end

-- {{hlist|a|b}} → "a, b".
define([[
  ubl|unbulleted list|ublist|ubt|plain list|hlist|flatlist|plainlist|flat list|cslist|comma separated entries|
  comma-separated entries|unbulleted|csv|nblist|vunblist|horizontal list|pipelist|hlist-comma|startflatlist|
  startplainlist|ubli|unordered list|br separated entries|br list|br-separated entries|slist|dotlist|bare list|
  flowlist|hlist2|catenate|inline list|enum|pagelist|indented plainlist|longlist|simple list|
  space separated entries|ubol|plural list|color list]], function(arguments)
  local items = items_of(arguments)
  return table.concat(items, ', ')
end)
define('enum|and list|andlist|or list|english list', function(arguments)
  local items = helpers.list(arguments)
  if #items < 2 then return items[1] end
  return table.concat(items, ', ', 1, #items - 1) .. ' and ' .. items[#items]
end)

-- A list with an item in each line.
local function lines(mark)
  return function(arguments)
    local items = items_of(arguments)
    if #items == 0 then return nil end
    for index, item in ipairs(items) do items[index] = mark .. item:gsub('%s+', ' ') end
    return '\n' .. table.concat(items, '\n') .. '\n'
  end
end
define('bulleted list|blist|bulletedlist|bullet list|indented list|bl|vlist|bullets|tree list item', lines('* '))
define('ordered list|ol|olist|numbered list|orderedlist|roman list|alphalist|ordered', lines('# '))

define('collapsible list|collapsed list|hidden list|collapsible', function(arguments)
  local items, title = items_of(arguments), helpers.pick(arguments, 'title')
  if #items == 0 then return nil end
  return '\n' .. (title and title .. '\n' or '') .. '* ' .. table.concat(items, '\n* ') .. '\n'
end)

-- {{columns-list|…}} and kin hold their text; {{col-begin}} and kin stand around it.
define([[
  columns-list|col-list|columns list|column list|columnslist|colist|col list|tree list|div col list|multicol list|
  columned list|glossary list|multi-column list|list-columns|listcol|cmn|dcl]], function(arguments)
  local text = helpers.pick(arguments, 1, 2, 'content')
  return text and '\n' .. text .. '\n' or ''
end)
define('columns|column|multi-column numbered list|multi-column', function(arguments)
  local parts = {}
  for index = 1, 12 do parts[#parts + 1] = helpers.pick(arguments, 'col' .. index) end
  if #parts == 0 then parts = helpers.list(arguments) end
  return #parts > 0 and '\n' .. table.concat(parts, '\n') .. '\n' or ''
end)
define([[
  div col|div col begin|colbegin|col-begin|col-float|col-float-end|col-float-break|col-begin-small|col begin|cols|
  colb|div col start|divcol|div 2col|div col break|div col end|colend|col-end|col end|cole|div end|div-col-end|
  divcolend|div col-end|end div col|end div|enddivcol|col break|col-break|colbreak|multicol|multicol-break|
  multicol-end|mcb|mcs|mce|columns-start|columns-end|column-start|columns-start2|plainlist end|endplainlist|
  endflatlist|end plainlist|end hlist|hlist end|end flatlist|plainlistend|flatlist end|collapse top|
  collapse bottom|collapse begin|collapse end|hidden begin|hidden end|hiddenbegin|hiddenend|cot|cob|hat|hab|
  show begin|show end|collapsed top|collapsed infobox section begin|collapsed infobox section end|small div end|
  smalldiv end|small div|align end|div flow|outdent|od|tree list/end|tree list end|tree chart end|
  block indent begin|block indent end|quote begin|quote end|blockquote begin|blockquote end|div begin|div start|
  nobold begin|center begin|center end|aligned table|font begin|font end|scroll begin|scroll end|scroll box|
  scrollbox end]], helpers.constant('\n'))
define('col-*|col *', helpers.constant('\n')) -- {{col-2}}, {{col-1-of-3}}

-- Glossaries, which are lists of definitions.
define('term|definition term', function(arguments)
  local text = helpers.pick(arguments, 'content', 2, 1, 'term')
  return text and '\n; ' .. text .. '\n' or nil
end)
define('defn|definition|glossary definition', function(arguments)
  local text = helpers.pick(arguments, 'defn', 1)
  return text and '\n: ' .. text .. '\n' or nil
end)
define('glossary|glossary begin|glossary end|glossaryend|glossend|gbq|gbq end', helpers.constant('\n'))

return templates
