-- `pandoc lua worker.lua`: converts pages for as long as its input lasts.
--
-- Frames on stdin: "MODE TITLE_BYTES LABELS_BYTES TEXT_BYTES\n", title, labels (page.start), text. The first frame's text is the
-- settings as JSON (filters: paths; options; site). Modes: `page`, whose templates are expanded, `html` for HTML in
-- place of wikitext, and `plain` for its words alone.
-- Answers on stdout: "ok|error BYTES BYTES BYTES\n", the text or the error's message, what was dropped (page.report), and what else
-- there is to say of the page (facts.report).

-- What a page makes is garbage after it: 3 to 8 % faster than Lua's default, in the same memory.
collectgarbage 'generational'

local folder = pandoc.path.directory(arg[0])
package.path = table.concat({
  pandoc.path.join { folder, '?.lua' },
  pandoc.path.join { pandoc.path.directory(folder), 'reader', '?.lua' },
  package.path,
}, ';')

local convert = require 'convert'
local facts = require 'facts'
local page = require 'page'

-- What a filter prints is for a person to read and must not run into the answers.
local answers = io.stdout
print = function(...)
  local words = {}
  for index = 1, select('#', ...) do words[index] = tostring((select(index, ...))) end
  io.stderr:write(table.concat(words, '\t'), '\n')
end
io.output(io.stderr)
io.stdout = io.stderr

local function bytes(count) return count == '0' and '' or io.read(tonumber(count)) end

local function frame()
  local header = io.read('l')
  if not header then return nil end
  local mode, title, labels, text = header:match('^(%l+) (%d+) (%d+) (%d+)$')
  return mode, bytes(title), bytes(labels), bytes(text)
end

local function answer(status, text, dropped, facts)
  answers:write(status, ' ', #text, ' ', #dropped, ' ', #facts, '\n', text, dropped, facts)
  answers:flush()
end

local _, _, _, settings_json = frame()
local settings = pandoc.json.decode(settings_json, false)
page.options, page.site = settings.options, settings.site
local ok, filters = pcall(convert.load, settings.filters)
if not ok then
  answer('error', tostring(filters), '', '')
  return
end
answer('ok', '', '', '')

for mode, title, labels, text in frame do
  page.start(title, labels)
  facts.start()
  local done, markdown = xpcall(convert.page, tostring, filters, mode, text)
  answer(done and 'ok' or 'error', tostring(markdown), page.report(), done and facts.report() or '')
end
