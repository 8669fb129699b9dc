-- Templates that Fandom's wikis share.

-- {{Dialogue a-b|Vane|Who goes?|Marrin|I do.}}: speakers and what they say, in turn.
local function dialogue(arguments)
  local lines = {}
  for index = 1, #arguments - 1, 2 do lines[#lines + 1] = arguments[index] .. ': ' .. arguments[index + 1] end
  return #lines > 0 and '\n<blockquote>\n' .. table.concat(lines, '\n\n') .. '\n</blockquote>\n' or nil
end

return {
  dialogue = dialogue,
  ['dialogue *'] = dialogue,
}
