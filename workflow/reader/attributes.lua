-- Attributes of a tag: class="a b" id='c' rowspan=2 nowrap.

local entities = require 'entities'

local attributes = {}

-- As name and value pairs: { id = 'c', class = 'a b', … }; names in lower case, the last of
-- equal ones counts, styles without spaces around colons.
function attributes.parse(text)
  if text:find '[\1\127]' then text = text:gsub('\127%a%d+\127', ''):gsub('\1', '') end
  local found, position, size = {}, 1, #text
  while true do
    local name, after = text:match('([%w_:][%w_:.-]*)()', position)
    if not name then return found end
    local equals = text:match('^%s*=%s*()', after)
    local value = ''
    position = after
    if equals then
      local quote = text:match('^["\']', equals)
      local last = quote and text:find(quote, equals + 1, true)
      if last then
        value, position = text:sub(equals + 1, last - 1), last + 1
      else
        if quote then equals = equals + 1 end
        value, position = text:match('^([^%s"\'`<>]*)()', equals)
      end
    end
    name, value = name:lower(), entities.decode(value)
    if name == 'style' then value = value:gsub('%s+', ' '):gsub(' ?([:;]) ?', '%1') end
    found[name] = value
    if position > size then return found end
  end
end

-- The number that an attribute such as rowspan says, within bounds; 1 when it says none.
function attributes.span(found, name)
  local number = found and found[name] and found[name]:match '^%s*(%d+)'
  return number and #number < 7 and math.max(1, math.min(1000, tonumber(number))) or 1
end

-- As pandoc has them.
function attributes.to_pandoc(found)
  if not found then return pandoc.Attr() end
  local classes, others = {}, {}
  for name, value in pairs(found) do
    if name == 'class' then
      for class in value:gmatch '%S+' do classes[#classes + 1] = class end
    elseif name ~= 'id' and name ~= 'rowspan' and name ~= 'colspan' then
      others[#others + 1] = { name, value }
    end
  end
  table.sort(others, function(a, b) return a[1] < b[1] end)
  return pandoc.Attr(found.id or '', classes, others)
end

return attributes
