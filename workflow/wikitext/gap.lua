-- What is left where markup was taken out: white space and punctuation that only made sense around it.

local gap = {}

-- Stands where something was taken out, until the lines around it are tidied. No wiki stores it.
gap.MARK = '\1'

-- A line without its marks; a mark alone when nothing is left.
local function closed(line)
  line = line:gsub('%(([%s,;:\1]*)%)', function(inner) return inner:find('\1', 1, true) and '\1' or nil end)
  line = line:gsub('%(\1[,;:%s]+', '('):gsub('[,;:%s]+\1%)', ')')
  line = line:gsub('([,;])%s*\1%s*[,;]', '%1'):gsub('[,;]%s*\1%s*%.', '.')
  line = line:gsub('^([%*#:;]*)[ \t]*\1[ \t\1]*', '%1')
  line = line:gsub(' +\1+([^%s,%.;:!%?%)%]\1])', ' %1'):gsub(' +\1', '\1'):gsub('\1+', '')
  return line:find('^[%*#:;]*%s*$') and '\1' or line
end

-- Takes the marks out: with the line that held nothing else, with one of two spaces around them, with
-- parentheses that are empty now, with one of two commas.
function gap.tidy(text)
  if not text:find('\1', 1, true) then return text end
  text = text:gsub('[^\n]+', function(line) return line:find('\1', 1, true) and closed(line) or nil end)
  return (('\n' .. text):gsub('\n\1%f[\n\0]', ''):sub(2))
end

return gap
