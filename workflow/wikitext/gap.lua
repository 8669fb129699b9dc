-- What is left where markup was taken out: white space and punctuation that only made sense around it.

local gap = {}

-- Stands where something was taken out, until the lines around it are tidied. No wiki stores it.
gap.MARK = '\1'

-- Takes the marks out: with the line that held nothing else, with one of two spaces around them, with
-- parentheses that are empty now, with one of two commas.
function gap.tidy(text)
  if not text:find('\1', 1, true) then return text end
  text = text:gsub('%(([%s,;:\1]*)%)', function(inner) return inner:find('\1', 1, true) and '\1' or nil end)
  text = text:gsub('%(\1[,;:%s]+', '('):gsub('[,;:%s]+\1%)', ')'):gsub('([,;])%s*\1%s*[,;]', '%1'):gsub('[,;]%s*\1%s*%.', '.')
  local lines = {}
  for line in (text .. '\n'):gmatch('(.-)\n') do
    if line:find('\1', 1, true) then
      line = line:gsub('^([%*#:;]*)[ \t]*\1[ \t\1]*', '%1')
      line = line:gsub(' +\1+([^%s,%.;:!%?%)%]\1])', ' %1'):gsub(' +\1', '\1'):gsub('\1+', '')
      if line:match('^[%*#:;]*%s*$') then line = nil end
    end
    if line then lines[#lines + 1] = line end
  end
  return table.concat(lines, '\n')
end

return gap
