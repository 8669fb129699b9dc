-- `pandoc lua end_sections.lua ROOT`: for each line of input, a language, a tab and a heading, whether it is that of an end section.

package.path = arg[1] .. '/workflow/wikitext/?.lua;' .. package.path

local end_sections = require 'end_sections'

local tests = {}
for line in io.lines() do
  local language, heading = line:match '^([^\t]*)\t(.*)$'
  tests[language] = tests[language] or end_sections.of(language)
  print(tests[language](heading))
end
