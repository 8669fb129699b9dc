-- Tags of HTML that MediaWiki allows stay, as "<name>" or "<name #N>" with attributes that lie in the store under N, and "<name @L>"
-- or "<name #N @L>" where a template made them, whose label is L (marks.lua); any other "<" and ">" is text.

local attributes_of = require 'attributes'.parse
local marks = require 'marks'
local sets = require 'sets'

local ALLOWED = sets.of [[b bdi bdo del i ins u font big small sub sup h1 h2 h3 h4 h5 h6 cite code em s strike strong tt var div center
  blockquote ol ul dl table caption pre ruby rb rp rt rtc p span abbr dfn kbd samp data time mark br wbr hr li dt dd q tr td th
  meta link]]
local UNSEEN = sets.of 'meta link'
local NOTES = sets.of 'ref references' -- those left are of footnotes that do not close; MediaWiki shows them
local EMPTY = sets.of 'br hr wbr'
local ITEMS = sets.of 'li dt dd' -- <li/> is an item without content; other tags open an element, with a slash or without

local function escaped(text) return text:find('>', 1, true) and text:gsub('>', '&gt;') or text end

-- What follows a "<", up to the next one.
local function piece(rest)
  if not rest:find('>', 1, true) then return '&lt;' .. rest end
  local slash, name, attributes, after = rest:match '^(/?)(%a[^%s/>\2]*)([^>]*)>(.*)$'
  name = name and name:lower()
  if NOTES[name] then return (slash == '' and marks.mark('n', '') .. ' ' or '') .. escaped(after) end
  if not ALLOWED[name] then return '&lt;' .. escaped(rest) end
  if UNSEEN[name] then return attributes:find('itemprop', 1, true) and escaped(after) or '&lt;' .. escaped(rest) end
  local tag, label = '<' .. slash .. name, nil
  if attributes:byte() == 2 then label, attributes = attributes:match '^\2(%d*)\2?(.*)$' end
  if slash == '' and attributes:find '[%w]' then tag = tag .. ' #' .. marks.keep(attributes_of(attributes)) end
  if label and label ~= '' then tag = tag .. ' @' .. label end
  if attributes:sub(-1) == '/' then
    if ITEMS[name] then tag = tag .. '></' .. name elseif EMPTY[name] then tag = tag .. '/' end
  end
  return tag .. '>' .. escaped(after)
end

return function(text)
  local first = text:find('<', 1, true)
  if not first then return escaped(text) end
  return escaped(text:sub(1, first - 1)) .. text:sub(first):gsub('<([^<]*)', piece)
end
