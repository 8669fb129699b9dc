-- Writes the tabs of Fandom's <tabber>, `Name=text`, one after the other, each under its name.

local function tabs(body)
  local out = {}
  for tab in (body .. '|-|'):gmatch('(.-)|%-|') do
    local name, text = tab:match('^%s*([^\n=]-)%s*=%s*(.-)%s*$')
    if name then out[#out + 1] = "'''" .. name .. "'''\n\n" .. text end
  end
  return '\n\n' .. table.concat(out, '\n\n') .. '\n\n'
end

local function wikitext(text)
  return (text:gsub('<[Tt]abber[^>]*>(.-)</[Tt]abber>', tabs))
end

return { wikitext = wikitext }
