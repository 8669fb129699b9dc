-- The templates that can be rendered: every file of workflow/templates/ returns a table from names (lower
-- case for any case, other names as they are written; spaces for underscores) to functions that turn arguments into wikitext. `arguments[1]` is the first
-- positional argument, `arguments.name` a named one. A function that returns nil leaves the template out.

local page = require 'page'

local library = { templates = {} }

-- Adds the templates of a file; names that are known already are replaced.
function library.add(path)
  for name, render in pairs(dofile(path)) do library.templates[name] = render end
end

-- The wikitext of a template, nil when it is not known.
function library.render(name, arguments)
  local exact = library.templates[name]
  name = pandoc.text.lower(name)
  local render = exact or library.templates[name]
  if not render then
    -- {{lc:TEXT}}: a parser function's first argument stands after the colon.
    local prefix, rest = name:match('^(#?[%a]+:)%s*(.*)$')
    render = prefix and library.templates[prefix]
    if not render then return nil end
    table.insert(arguments, 1, rest)
  end
  local done, text = pcall(render, arguments)
  if done then return text end
  io.stderr:write('wikimill: page ', page.title, ': template ', name, ' failed and is left out: ', tostring(text), '\n')
  return nil
end

return library
