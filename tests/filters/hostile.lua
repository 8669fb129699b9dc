-- `pandoc lua hostile.lua ROOT`: calls every renderer of the library with arguments that nobody means, and writes
-- the names of those that fail, answer with something that is no text, or stand in two files.

local root = arg[1]
package.path = root .. '/workflow/templates/support/?.lua;' .. root .. '/workflow/wikitext/?.lua;' .. root .. '/workflow/reader/?.lua;' .. package.path
local library = require 'library'
local folder = root .. '/workflow/templates/library'
local files = pandoc.system.list_directory(folder)
table.sort(files)
local owners = {}
for _, file in ipairs(files) do
  for name in pairs(dofile(folder .. '/' .. file)) do
    if owners[name] then print(name, owners[name], file) end
    owners[name] = file
  end
  library.add(folder .. '/' .. file)
end

local VALUES = {
  '', ' ', '\1', 'x', '1', '-1', '0', '1e999', '99999999999999999999', '1/0', '%1 %', 'a|b', '\xff\xfe', 'km', 'ft', '10', 'é', 'y', 'fr',
  '[[a|b]]', 'e9999', '//', '((((', '−3', '+', 'to', 'ftin', ('9'):rep(400), ('('):rep(3000),
}
local NAMES = {
  'text', 'lt', 'df', 'sigfig', 'round', 'adj', 'disp', 'abbr', 'order', 'u', 'e', 'prec', 'label', 'lit', 's', 't', 'm', 'ft', 'spell', 'C', 'title',
}
local names = {}
for name, render in pairs(library.templates) do
  if render then names[#names + 1] = name end
end
table.sort(names)
math.randomseed(7)
for _, name in ipairs(names) do
  for try = 1, 20 do
    local arguments = {}
    for index = 1, try == 1 and 0 or math.random(0, 7) do arguments[index] = VALUES[math.random(#VALUES)] end
    for _ = 1, math.random(0, 3) do arguments[NAMES[math.random(#NAMES)]] = VALUES[math.random(#VALUES)] end
    if name:find(':$') then arguments[1] = arguments[1] or '' end -- {{lc:}} has one at least
    local ok, text = pcall(library.templates[name], arguments, (name:gsub('%*', 'x')))
    if not ok or text ~= nil and (type(text) ~= 'string' or #text > 20000) then print(name, ok, text) end
  end
end
print(#names .. ' renderers')
