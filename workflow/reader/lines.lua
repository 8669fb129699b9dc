-- What stands on a line of its own, or anywhere: rules ----, behaviour switches __NOTOC__, == headings ==.

local marks = require 'marks'
local sets = require 'sets'

-- "\n== A ==": any number of equals signs, of which the shorter side counts.
local function heading(newline, line)
  local body = sets.trim_right(line)
  local _, opening = body:find '^=+'
  local closing = #body:reverse():match '^=*'
  local level = math.min(6, opening, closing)
  while 2 * level + 1 > #body do level = level - 1 end
  if level < 1 then return nil end
  return newline .. '<h' .. level .. '>' .. body:sub(level + 1, -level - 1) .. '</h' .. level .. '>'
end

return function(text, options)
  local function switch(word)
    local name = options.site.is_switch(word) -- MediaWiki's name, where it is known
    if not name then return nil end
    options.note_switch(pandoc.text.lower(word), name)
    return word == 'TOC' and marks.mark('x', { tag = 'div', text = '' }) or '' -- the table of contents is a block
  end
  text = '\n' .. text
  if text:find('\n----', 1, true) then text = text:gsub('\n%-%-%-%-+', '\n<hr>') end
  if text:find('__', 1, true) then
    text = text:gsub('__([%w\128-\255]+)__', switch):gsub('__([%w\128-\255]+_[%w_\128-\255]-)__', switch)
  end
  if text:find('＿＿', 1, true) then text = text:gsub('＿＿(.-)＿＿', switch) end
  if text:find('\n=', 1, true) then text = text:gsub('(\n)(=[^\n]*)', heading) end
  return text:sub(2)
end
