-- Titles, as links name them (MediaWiki: MediaWikiTitleCodec::splitTitleString).

local entities = require 'entities'
local sets = require 'sets'

local titles = {}

-- %41 becomes A; what would be a tag becomes text.
function titles.percent_decoded(target)
  if not target:find('%', 1, true) then return target end
  local decoded = target:gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end)
  if not utf8.len(decoded) or decoded:find '[%c\127]' then return target end
  return (decoded:gsub('[<>]', { ['<'] = '&lt;', ['>'] = '&gt;' }))
end

-- What stands before the colon of a title, in lower case, '' without one; nil where MediaWiki sees no title.
function titles.prefix(target, site)
  if #target < 256 and target:find "^[%w\128-\255][%w '(),\128-\255-]*$" then return '' end -- most are that plain
  local title = sets.trim((entities.decode(target):gsub('[_%s]+', ' ')))
  local page = title:match '^([^#]*)'
  if title == '' or #page > 255 then return nil end
  if page:find '[<>%[%]{}|\127]' or page:find '%%%x%x' or page:find '&#?%w+;' or page:find '~~~' then return nil end
  if page:find '^:' or ('/' .. page .. '/'):find '/%.%.?/' then return nil end
  local prefix = page:match '^([^:]+):'
  prefix = prefix and pandoc.text.lower(sets.trim(prefix))
  if prefix and (site.file[prefix] or site.category[prefix]) and not page:match ':%s*%S' then return nil end
  return prefix or ''
end

local function without_slashes(text) return text:sub(1, -1 - #text:reverse():match '^/*') end

-- What a link to a subpage shows: [[/A/]] is "A", [[../]] the page above, [[../B]] one beside it; nil for another link,
-- or where the page that links has no subpages.
function titles.subpage(target, page, site)
  local prefix = page:match '^([^:]+):'
  prefix = prefix and pandoc.text.lower(prefix)
  if not prefix or not (site.subpages[prefix] or site.subpages[prefix:match '%S+$' or '']) then return nil end
  if target:find '^/[^/].*/' and target:byte(-1) == 47 then return without_slashes(target:sub(2)) end
  local rest, above = target, page
  while rest:find '^%.%./' do
    above, rest = above:match '^(.+)/[^/]*$', rest:sub(4)
    if not above then return nil end
  end
  if rest == target then return nil end
  if rest == '' then return above end
  return rest:byte(-1) == 47 and without_slashes(rest) or above .. '/' .. rest
end

return titles
