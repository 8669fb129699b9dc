-- `pandoc lua worker.lua`: converts pages for as long as its input lasts.
--
-- Frames on stdin: "MODE TITLE_BYTES TEXT_BYTES\n", title, text. The first frame's text is the settings as
-- JSON (filters, templates: paths; options; site). Modes: `page`, and `plain` for its words alone;
-- `templates`, which answers with those that the wiki is to expand, as JSON, and `expansions`, whose text is JSON of
-- those that the next page needs. Answers on stdout: "ok|error BYTES BYTES\n", the text or the error's
-- message, and what was dropped (page.report).

-- What a page makes is garbage after it: 3 to 8 % faster than Lua's default, in the same memory.
collectgarbage 'generational'

local folder = pandoc.path.directory(arg[0])
package.path = table.concat({
  pandoc.path.join { folder, '?.lua' },
  pandoc.path.join { pandoc.path.directory(folder), 'reader', '?.lua' },
  pandoc.path.join { pandoc.path.directory(folder), 'templates', 'support', '?.lua' },
  package.path,
}, ';')

local convert = require 'convert'
local library = require 'library'
local page = require 'page'
local server = require 'server'

-- What a filter prints is for a person to read and must not run into the answers.
local answers = io.stdout
print = function(...)
  local words = {}
  for index = 1, select('#', ...) do words[index] = tostring((select(index, ...))) end
  io.stderr:write(table.concat(words, '\t'), '\n')
end
io.output(io.stderr)
io.stdout = io.stderr

local function frame()
  local header = io.read('l')
  if not header then return nil end
  local mode, title_bytes, text_bytes = header:match('^(%l+) (%d+) (%d+)$')
  local title = tonumber(title_bytes) > 0 and io.read(tonumber(title_bytes)) or ''
  local text = tonumber(text_bytes) > 0 and io.read(tonumber(text_bytes)) or ''
  return mode, title, text
end

local function answer(status, text, dropped)
  answers:write(status, ' ', #text, ' ', #dropped, '\n', text, dropped)
  answers:flush()
end

local _, _, settings_json = frame()
local settings = pandoc.json.decode(settings_json, false)
page.options, page.site = settings.options, settings.site
local ok, filters = pcall(function()
  for _, path in ipairs(settings.templates) do library.add(path) end
  return convert.load(settings.filters)
end)
if not ok then
  answer('error', tostring(filters), '')
  return
end
answer('ok', '', '')

for mode, title, text in frame do
  if mode == 'templates' then
    local done, found = xpcall(server.templates, tostring, title, text)
    answer(done and 'ok' or 'error', done and pandoc.json.encode { templates = found } or found, '')
  elseif mode == 'expansions' then
    server.expansions = pandoc.json.decode(text, false)
    answer('ok', '', '')
  else
    if mode == 'plain' then server.expansions = {} end
    local done, markdown = xpcall(convert.page, tostring, filters, mode, title, text)
    answer(done and 'ok' or 'error', tostring(markdown), page.report())
  end
end
