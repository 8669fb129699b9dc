-- External links: [https://example.org text] and addresses in the text, to <a>.

local entities = require 'entities'
local marks = require 'marks'
local sets = require 'sets'

local PROTOCOLS = sets.of [[http https ftp ftps ssh sftp irc ircs xmpp sip sips gopher telnet nntp worldwind mailto tel sms news svn git
  mms bitcoin magnet urn geo redis matrix]]
local SLASHLESS = sets.of 'xmpp sip sips mailto tel sms news bitcoin magnet urn geo matrix'

local external = {}

-- Whether an address begins at a position: a known protocol, with slashes where it has them, or // if `relative`.
function external.begins(text, position, relative)
  local scheme, slashes = text:match('^(%a[%w+.-]*):(/?/?)', position)
  if not scheme then return relative and text:find('^//', position) ~= nil end
  scheme = scheme:lower()
  return PROTOCOLS[scheme] and (slashes == '//' or SLASHLESS[scheme]) or false
end

-- The last byte of an address: before white space, brackets, quotation marks, tags and markers, and the entities and
-- wide spaces that MediaWiki counts with these; where it would end if it had no entities.
local function address_end(text, position)
  local _, host = text:find('^%a*:?//%[[%x:.]+%]', position) -- of IPv6
  local _, last = text:find('^[^%s%[%]<>"\127]*', host and host + 1 or position)
  local address = text:sub(position, last)
  local cut = address:find('&[lg]t;')
  if address:find '[\xc2\xe2\xe3]' then
    for _, space in ipairs { '\u{a0}', '\u{1680}', '\u{2003}', '\u{2009}', '\u{202f}', '\u{3000}' } do
      local at = address:find(space, 1, true)
      if at and (not cut or at < cut) then cut = at end
    end
  end
  return cut and position + cut - 2 or last, last
end

-- An address as MediaWiki writes it (Sanitizer::cleanUrl): without what no one sees in the name of a host, and with %xx for
-- what would end an address.
local function clean(address)
  address = address:gsub(marks.GAP, '')
  if not address:find '[&|\xc2\xcd\xe1\xe2\xef]' then return address end
  address = entities.decode(address):gsub('&#%w+;', '\u{fffd}'):gsub(' ', '+')
  address = address:gsub('[%c"<>|%[%]]', function(sign) return ('%%%02X'):format(sign:byte()) end)
  address = address:gsub('//%%5B([%x:.]+)%%5D', '//[%1]', 1) -- IPv6
  local scheme, host, rest = address:match '^(%a[%w+.-]*://)([^/]*)(.*)$'
  if not scheme then return address end
  for _, unseen in ipairs { '\u{ad}', '\u{34f}', '\u{1806}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}' } do
    host = host:gsub(unseen, '')
  end
  return scheme .. host .. rest
end

-- An address that stands in the text, which is not converted into a variant of the language.
local function unconverted(text, options)
  if not options.variants or text:find('-{', 2, true) or text:find('}-', 2, true) then return text end
  return '-{R|' .. text .. '}-'
end

-- The text with <a #N> for each link in brackets; one without a text is numbered.
function external.links(text, options)
  local at = text:find('[', 1, true)
  if not at then return text end
  local out, position = {}, 1
  local bracket, newline = 0, 0 -- the next of each, looked for only behind the last
  while at do
    local after = at + 1
    if external.begins(text, after, true) then
      local last = address_end(text, after)
      if bracket and bracket <= last then bracket = text:find(']', last + 1, true) end
      if newline and newline < after then newline = text:find('\n', after, true) end
      local url = text:sub(after, last)
      local host = url:match '^%a[%w+.-]*:/*(.*)$' or url:sub(3)
      if bracket and (not newline or newline > bracket) and (host ~= '' or text:byte(last + 1) == 38) then
        local label = text:sub(last + 1, bracket - 1):gsub('^ +', ''):gsub('^(&[lg]t;[^%s\127]*) *', '%1 ')
        out[#out + 1] = text:sub(position, at - 1)
        if label:find '%S' then
          if external.begins(label, 1) then label = unconverted(label, options) end
          out[#out + 1] = '<a #' .. marks.keep { href = clean(url), class = 'external text' } .. '>' .. label .. '</a>'
        elseif options.unwrap.Link then
          options.left_out 'links'
          out[#out + 1] = marks.GAP
        else
          options.numbered = (options.numbered or 0) + 1
          local attributes = { href = clean(url), class = 'external autonumber' }
          out[#out + 1] = '<a #' .. marks.keep(attributes) .. '>[' .. options.numbered .. ']</a>'
        end
        position, after = bracket + 1, bracket + 1
      end
    end
    at = text:find('[', after, true)
  end
  out[#out + 1] = text:sub(position)
  return table.concat(out)
end

-- Entities for what ends an address in the text: no-break space, < and >.
local ENDS = { '&nbsp;', '&#x0*[Aa]0;', '&#x0*3[CcEe];', '&#0*160;', '&#0*6[02];' }

-- An address as MediaWiki ends it: without the punctuation after it, and a parenthesis that it does not open; the last byte
-- in which it looks for no other.
local function bare(text, position)
  local last, seen = address_end(text, position)
  local address = text:sub(position, last)
  for _, entity in ipairs(ENDS) do address = address:sub(1, (address:find(entity) or 0) - 1) end
  local tail = address:reverse():match(address:find('(', 1, true) and '^[,;.:!?]*' or '^[,;.:!?)]*')
  address = address:sub(1, -#tail - 1)
  local in_entity = tail:byte(-1) == 59
    and (address:find '&%a+$' or address:find '&#%d+$' or address:find '&#[xX]%x+$')
  return in_entity and address .. ';' or address, seen
end

-- Where the scheme begins whose colon is at a position, if one does.
local function scheme_start(text, colon, from)
  local at = colon
  while at > from and colon - at < 12 and text:find('^[%w+.-]', at - 1) do at = at - 1 end
  while at < colon and not external.begins(text, at) do at = at + 1 end
  local inside_word = at > 1 and text:find('^[%w_\128-\255]', at - 1)
  return at < colon and not inside_word and at or nil
end

-- The text with <a #N> around addresses that stand in it, outside of links.
function external.addresses(text, options)
  if not text:find(':', 1, true) then return text end
  local out, from, position, in_link = {}, 1, 1, false
  while true do
    local at = text:find('[:<]', position)
    if not at then break end
    position = text:match('^:*()', at + 1) -- before the others of a row of colons stands no scheme
    if text:byte(at) == 60 then
      local slash = text:match('^(/?)a[ >]', at + 1)
      if slash then in_link = slash == '' end
    elseif not in_link then
      local start = scheme_start(text, at, from)
      local address, seen = '', nil
      if start then address, seen = bare(text, start) end
      local _, scheme_end = text:find('^:/?/?', at)
      if start and start + #address - 1 > scheme_end then
        out[#out + 1] = text:sub(from, start - 1)
        local shown = clean(address)
        out[#out + 1] = '<a #' .. marks.keep { href = shown, class = 'external free' } .. '>' .. unconverted(shown:gsub('&', '&amp;'), options) .. '</a>'
        from, position = start + #address, seen + 1
      end
    end
  end
  out[#out + 1] = text:sub(from)
  return table.concat(out)
end

return external
