-- Internal links (MediaWiki: Parser::handleInternalLinks2): [[target|text]]trail to a strip marker. Categories and links
-- between languages show nothing, files are strip markers of their own.

local external = require 'external'
local files = require 'files'
local marks = require 'marks'
local quotes = require 'quotes'
local sets = require 'sets'
local titles = require 'titles'

local MAX_DEPTH = 4 -- of links in captions of files

-- The pieces between one "[[" and the next; the first is what stands before all of them.
local function pieces_of(text)
  local pieces, position = {}, 1
  repeat
    local at = text:find('[[', position, true)
    pieces[#pieces + 1] = text:sub(position, at and at - 1)
    position = at and at + 2
  until not position
  return pieces
end

local function without_gaps(text) return (text:gsub(marks.GAP, '')) end

-- A target without what was left out of it. Where nothing else is named, the link is one still, and the mark is its name.
local function named(target)
  local rest = without_gaps(target)
  return rest ~= target and rest:find '^%s*$' and marks.GAP or rest ~= target and rest:find ':%s*$' and rest .. marks.GAP or rest
end

-- Target, text and what follows of a piece that begins a link; nil when it begins none. Without what follows, the link may
-- be a file that goes on in the next pieces.
local function parts_of(piece)
  local _, last = piece:find '^[^%[%]{}|<>%z\2-\31\127]+'
  if not last then return nil end
  local target = named(piece:sub(1, last))
  if piece:sub(last + 1, last + 2) == ']]' then return target, '', piece:sub(last + 3) end
  if piece:byte(last + 1) ~= 124 then return nil end
  local close = piece:find(']]', last + 3, true) -- the text is not empty
  if not close then return target, piece:sub(last + 2), nil end
  local text, rest = piece:sub(last + 2, close - 1), piece:sub(close + 2)
  if rest:byte() == 93 and text:find('[', 1, true) then text, rest = text .. ']', rest:sub(2) end
  return target, text, rest
end

-- What a link without a text shows: "B" for a property [[a::B]] of Semantic MediaWiki.
local function shown(target)
  if target:find '^SMW::o' then return marks.GAP end -- [[SMW::off]] switches properties off
  return target:match '^[^:|#]+::%s*(%S.*)$' or target
end

local links = {}

local Reading = {} -- the text so far, and the pieces that are left
Reading.__index = Reading

function Reading:put(piece) self.out[#self.out + 1] = piece end

-- Without the white space at the end of what was put.
function Reading:trim()
  local out = self.out
  for index = #out, 1, -1 do
    out[index] = sets.trim_right(out[index])
    if out[index] ~= '' then return end
    out[index] = nil
  end
end

-- The rest of a file's text, over pieces whose links are nested in it; what follows, nil when it does not close.
function Reading:nested(text)
  local parts = { text }
  while self.index <= #self.pieces do
    local piece = self.pieces[self.index]
    self.index = self.index + 1
    local one = piece:find(']]', 1, true)
    local two = one and piece:find(']]', one + 2, true)
    if two then
      parts[#parts + 1] = '[[' .. piece:sub(1, two - 1)
      return table.concat(parts), piece:sub(two + 2)
    end
    parts[#parts + 1] = '[[' .. piece
    if not one then break end
  end
  return table.concat(parts), nil
end

function Reading:file(target, text)
  text = external.links(quotes(text), self.options)
  if self.depth < MAX_DEPTH then text = links.read(text, self.options, self.depth + 1) end
  local html, kind = files.caption(text, self.options.site.images)
  self:put(marks.mark(kind, { target = without_gaps(target), html = html }))
end

function Reading:link(target, text, rest)
  local html = quotes(text)
  if html == '' then
    local subpage = titles.subpage(target, self.options.title, self.options.site)
    html = subpage and marks.mark('n', subpage) or shown(target)
  end
  local trail = self.options.site.trail(rest)
  if trail then rest = rest:sub(#trail + 1) end
  self:put(marks.mark('l', { href = sets.trim(without_gaps(target)), html = html .. (trail or ''), class = 'wikilink' }))
  self:put(rest)
end

function Reading:piece(piece)
  local site = self.options.site
  local target, text, rest = parts_of(piece)
  target = target and titles.percent_decoded(target):gsub('^ +', '')
  local forced = target and target:byte() == 58 -- [[:Category:A]] is a link to the category's page
  if forced then target = target:sub(2) end
  local is_subpage = target and titles.subpage(target, self.options.title, site)
  local prefix = is_subpage and '' or target and not external.begins(target, 1, false) and titles.prefix(target, site)
  if not prefix then return self:put('[[' .. piece) end
  local is_file = not forced and site.file[prefix]
  if not rest then
    if is_file then text, rest = self:nested(text) end
    if not rest then
      if is_file and self.depth < MAX_DEPTH then text = links.read(text, self.options, self.depth + 1) end
      return self:put('[[' .. (forced and ':' or '') .. target .. '|' .. text)
    end
  end
  if is_file then
    self:file(target, text)
    self:put(rest)
  elseif not forced and (site.category[prefix] or site.languages[prefix]) then
    local name = without_gaps(target:match '^[^:]*:%s*(.*)$' or '')
    if site.category[prefix] and name ~= '' then self.options.category(name) end
    self:trim()
    self:put(rest)
  else
    self:link(target, text, rest)
  end
end

-- The text with strip markers for its links.
function links.read(text, options, depth)
  if not text:find('[[', 1, true) then return text end
  local reading = setmetatable({ pieces = pieces_of(text), index = 2, out = {}, depth = depth or 1, options = options }, Reading)
  reading:put(reading.pieces[1])
  while reading.index <= #reading.pieces do
    local piece = reading.pieces[reading.index]
    reading.index = reading.index + 1
    reading:piece(piece)
  end
  return table.concat(reading.out)
end

return links
