-- Writes the tabs of Fandom's <tabber>, `Name=text`, one after the other, each under its name.

local scan = require 'scan'

local function tabs(body)
  local out = {}
  for tab in (body .. '|-|'):gmatch('(.-)|%-|') do
    local name, text = tab:match('^%s*([^\n=]+)=%s*(.*)$')
    if name then out[#out + 1] = "'''" .. name .. "'''\n\n" .. text end
  end
  return '\n\n' .. table.concat(out, '\n\n') .. '\n\n'
end

local function wikitext(text)
  local out, from = {}, 1
  while true do
    local open, last = text:find('<[Tt]abber[^<>]*>', from)
    local body_end, close
    if open then body_end, close = scan.find_close(text, 'tabber', last + 1) end
    if not close then break end
    out[#out + 1] = text:sub(from, open - 1)
    out[#out + 1] = tabs(text:sub(last + 1, body_end))
    from = close + 1
  end
  out[#out + 1] = text:sub(from)
  return table.concat(out)
end

return { wikitext = wikitext }
