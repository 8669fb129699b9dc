-- The templates that are understood. Every file of workflow/templates/ returns a table from names to what
-- becomes of the template: a function from arguments to wikitext, or false when it is left out on purpose.
-- A name is in lower case for any case, else as it is written, with spaces for underscores. `cite *` is
-- every name whose first word is `cite`, `*-stub` every name whose last word is `stub`.
--
-- `arguments[1]` is the first positional argument, `arguments.at` a named one, trimmed; the function's second
-- argument is the template's name in the library. A function that returns nil leaves the template out. A parser
-- function, {{lc:TEXT}}, is `lc:`; all its arguments are positional, TEXT is the first.

local page = require 'page'
local sets = require 'sets'

local library = { templates = {} }

-- Whether a template is an infobox, which is a table: rendered when tables are kept, else left out with them.
function library.is_infobox(name)
  local lower = pandoc.text.lower(name)
  return lower:find('infobox', 1, true) or lower:find('taxobox', 1, true) or lower:find('^info/')
end

-- Adds the templates of a file; names that are known already are replaced.
function library.add(path)
  local templates = dofile(path)
  if type(templates) ~= 'table' then error(path .. ': a file of templates ends with `return` and a table', 0) end
  for name, render in pairs(templates) do library.templates[name] = render end
end

-- The name, in the library, of the parser function that {{lc:TEXT}} calls, `lc:`, and TEXT. The wiki may have a
-- word of its own for it, {{KLEIN:TEXT}}.
local function parser_function(name)
  local hash, word, rest = name:gsub('：', ':', 1):match('^(#?)([^:]+):%s*(.*)$')
  if not word then return nil end
  word = pandoc.text.lower(word):gsub(' ', '_')
  return hash .. (page.site.words[word] or word) .. ':', rest
end

-- {{subst:X}} is {{X}}.
local SILENT = { ['subst:'] = true, ['safesubst:'] = true, ['msg:'] = true, ['msgnw:'] = true }

-- What becomes of the template `name`: a function, false, or nil when it is unknown; and the name it has in
-- the library. For a parser function that is `lc:`, and its text comes third.
function library.find(name)
  local templates = library.templates
  if page.in_namespace(name, page.site.template) then name = name:match(':%s*(.*)$') end
  if templates[name] ~= nil then return templates[name], name end
  local lower = pandoc.text.lower(name)
  if templates[lower] ~= nil then return templates[lower], lower end
  local prefix, rest = parser_function(name)
  if SILENT[prefix] then return library.find(rest) end
  if templates[prefix] ~= nil then return templates[prefix], prefix, rest end
  local word = page.site.words[lower:gsub(' ', '_')]
  if word and templates[word] ~= nil then return templates[word], word end
  local first, last = lower:match('^[^ /-]+[ /-]'), lower:match('[ /-][^ /-]+$')
  if first and templates[first .. '*'] ~= nil then return templates[first .. '*'], lower end
  if last and templates['*' .. last] ~= nil then return templates['*' .. last], lower end
  return nil, lower:find('^#') and prefix or lower
end

-- The wikitext of a template, false when it is left out, nil when it is not known; and its name in the library.
-- `pieces` are the name and the arguments as they were written.
function library.render(name, arguments, pieces)
  local render, known, rest = library.find(name)
  if not render then return render, known end
  if rest then
    arguments = { sets.trim(pieces[1]:gsub('：', ':', 1):match ':(.*)$') }
    for index = 2, #pieces do arguments[index] = sets.trim(pieces[index]) end
  end
  local done, text = pcall(render, arguments, known)
  local kind = type(text)
  if done and (not text or kind == 'string' or kind == 'number') then return text or false, known end
  if done then text = 'it returned a ' .. kind end
  io.stderr:write('wikimill: page ', page.title, ': template ', name, ' failed and is left out: ', tostring(text), '\n')
  return false, known
end

return library
