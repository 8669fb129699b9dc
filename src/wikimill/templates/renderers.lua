-- What the files of renderers.py run in: Lua's own libraries, `require` of the modules that come with them, and these few
-- things that pandoc's Lua has as well. The chunk is given the host's functions and returns its own.

local host, modules, budget = ...

-- What a renderer prints is for a person to read: the standard output may be a program's.
local function write(...)
  local words = table.pack(...)
  for index = 1, words.n do words[index] = tostring(words[index]) end
  io.stderr:write(table.concat(words, '\t'), '\n')
end
print, io.stdout, python = write, io.stderr, nil
io.output(io.stderr)

pandoc = { text = {} }
function pandoc.text.lower(text) return host.lower(tostring(text)) end
function pandoc.text.upper(text) return host.upper(tostring(text)) end
function pandoc.text.len(text) return utf8.len(text, 1, -1, true) or #text end
function pandoc.text.sub(text, first, last) return host.sub(tostring(text), first, last or -1) end

local page = { title = '', options = {}, site = {} }
package.searchers = { package.searchers[1] } -- package.preload alone: no files
package.loaded.page = page
for name, source in pairs(modules) do
  package.preload[name] = function() return assert(load(source, '@' .. name .. '.lua', 't'))() end
end

-- Ends a renderer that takes too long: again at its next step, should it have caught the first error.
local function stop()
  debug.sethook(stop, '', 1)
  error('it takes too long', 0)
end

local function finish(...)
  debug.sethook()
  return ...
end

-- Calls a function, whose errors become texts, for no more than `budget` steps of Lua's machine, which every machine counts alike.
local function bounded(call, ...)
  debug.sethook(stop, '', budget)
  return finish(xpcall(call, tostring, ...))
end

-- The table that a file returns; every name in it is text, and what becomes of the template a function or false.
local function read(source, name)
  local chunk, problem = load(source, '@' .. name, 't')
  if not chunk then error(problem, 0) end
  local renderers = chunk()
  if type(renderers) ~= 'table' then error(name .. ': a file of renderers ends with `return` and a table', 0) end
  for template, render in pairs(renderers) do
    if type(template) ~= 'string' or render and type(render) ~= 'function' then
      error(('%s: [%s] is neither a function nor false'):format(name, tostring(template)), 0)
    end
  end
  return renderers
end

-- The text that a renderer makes, false when it leaves the template out.
local function text_of(render, arguments, known)
  local text = render(arguments, known)
  local kind = type(text)
  if kind == 'number' then return tostring(text) end
  if kind == 'string' or not text then return text or false end
  error('it returned a ' .. kind, 0)
end

return page, function(source, name) return bounded(read, source, name) end,
  function(render, arguments, known) return bounded(text_of, render, arguments, known) end, debug.sethook
