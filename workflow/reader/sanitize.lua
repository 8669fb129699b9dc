-- Tags of HTML that MediaWiki allows stay, as "<name>" or "<name #N>" with attributes that lie in the store under N; any
-- other "<" is text.

local attributes_of = require 'attributes'.parse
local marks = require 'marks'
local sets = require 'sets'

local ALLOWED = sets.of [[b bdi bdo del i ins u font big small sub sup h1 h2 h3 h4 h5 h6 cite code em s strike strong tt var div center
  blockquote ol ul dl table caption pre ruby rb rp rt rtc p span abbr dfn kbd samp data time mark br wbr hr li dt dd q tr td th
  meta link]]
local UNSEEN = sets.of 'meta link'

-- What follows a "<", up to the next one.
local function piece(rest)
  local slash, name, attributes, after = rest:match '^(/?)(%a[^%s/>]*)([^>]*)>(.*)$'
  name = name and name:lower()
  if not ALLOWED[name] then return '&lt;' .. rest end
  if UNSEEN[name] then return attributes:find('itemprop', 1, true) and after or '&lt;' .. rest end
  if slash == '' and attributes:find '[%w]' then
    return '<' .. name .. ' #' .. marks.keep(attributes_of(attributes)) .. '>' .. after
  end
  return '<' .. slash .. name .. '>' .. after
end

return function(text)
  if not text:find('<', 1, true) then return text end
  return (text:gsub('<([^<]*)', piece))
end
