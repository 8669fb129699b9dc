-- Writes tabs, such as those of Fandom's <tabber>, one after the other, each under its name.

local function Div(div)
  local name = div.classes:includes 'tabbertab' and div.attributes.title
  if not name then return nil end
  div.content:insert(1, pandoc.Para { pandoc.Strong { pandoc.Str(name) } })
  return div.content
end

return { without = {}, Div = Div }
