-- Takes footnotes out: <ref>…</ref>, <ref name="…" />, <references>, and those that {{note}} begins.
-- A <ref> that never closes loses its tag only, so that no sentence goes with it.

local gap = require 'gap'
local page = require 'page'
local scan = require 'scan'

-- The next `<ref …>` tag from `position`: first byte, last byte, whether it closes itself.
local function next_tag(text, position)
  while true do
    local open = text:find('<', position, true)
    if not open then return nil end
    if text:find('^[Rr][Ee][Ff][%s/>]', open + 1) then
      local last = text:find('>', open, true)
      if not last then return nil end
      if not text:sub(open + 1, last - 1):find('<', 1, true) then
        return open, last, text:sub(last - 1, last - 1) == '/'
      end
    end
    position = open + 1
  end
end

-- The first and last byte of what `find(position)` finds, which is looked for anew only behind the last find.
local function ahead(find)
  local first, last = 0, nil
  return function(position)
    if first and first < position then first, last = find(position) end
    return first, last
  end
end

-- Footnotes by hand: lines that begin with {{note|…}} or {{note label|…}}.
local function by_hand(line)
  page.dropped('references')
  return line:match('\n$')
end

local function wikitext(text)
  if text:find('{{[Nn]ote') then
    text = ('\n' .. text .. '\n'):gsub('%f[^\n][*#: ]*{{[Nn]ote[ _]?[label]*|[^{}\n]*}}[ \t]*[^%s|}][^\n]*\n', by_hand)
  end
  text = text:gsub('<[Rr][Ee][Ff][Ee][Rr][Ee][Nn][Cc][Ee][Ss][^>]*/>', '')
  local out, from = {}, 1
  local closing = ahead(function(position)
    local body_end, close = scan.find_close(text, 'ref', position)
    return body_end and body_end + 1, close
  end)
  local paragraph_end = ahead(function(position) return text:find('\n%s*\n', position) end)
  while true do
    local open, last, selfclosing = next_tag(text, from)
    if not open then break end
    out[#out + 1] = text:sub(from, open - 1)
    from = last + 1
    if not selfclosing then
      local closes, close = closing(from)
      local inner, _, inner_selfclosing = next_tag(text, from)
      local paragraph = paragraph_end(from)
      local nested = inner and closes and inner < closes and not inner_selfclosing
      local runs_on = paragraph and closes and paragraph < closes and closes - from > 2000
      local whole = close and not nested and not runs_on
      out[#out + 1] = whole and gap.MARK or ' ' .. gap.MARK
      if whole then from = close + 1 end
    else
      out[#out + 1] = gap.MARK
    end
    page.dropped('references')
  end
  out[#out + 1] = text:sub(from)
  text = table.concat(out)
  return (text:gsub('</?[Rr][Ee][Ff][^>%a]*>', ''):gsub('</?[Rr][Ee][Ff][Ee][Rr][Ee][Nn][Cc][Ee][Ss][^>]*>', ''))
end

return { wikitext = wikitext, drops = true }
