-- Makes apostrophes balance, as MediaWiki's parser does it, line by line: ''i'', '''b''', '''''both'''''. pandoc
-- reads five of them, and those that do not balance, by trial, in time exponential in their number.
-- https://gerrit.wikimedia.org/g/mediawiki/core: Parser::doQuotes

local quotes = {}

-- Beginnings and ends while they are matched: \2i and \3i for italics, \2b and \3b for bold.
-- In each state, what a mark of 2, 3 or 5 apostrophes writes, and the state after it. `open` gathers text
-- behind five apostrophes until it is known which of the two ends first.
local STATES = {
  [''] = { [2] = { '\2i', 'i' }, [3] = { '\2b', 'b' }, [5] = { '', 'open' } },
  i = { [2] = { '\3i', '' }, [3] = { '\2b', 'ib' }, [5] = { '\3i\2b', 'b' } },
  b = { [2] = { '\2i', 'bi' }, [3] = { '\3b', '' }, [5] = { '\3b\2i', 'i' } },
  ib = { [2] = { '\3b\3i\2b', 'b' }, [3] = { '\3b', 'i' }, [5] = { '\3b\3i', '' } },
  bi = { [2] = { '\3i', 'b' }, [3] = { '\3i\3b\2i', 'i' }, [5] = { '\3i\3b', '' } },
}
-- What the gathered text gets around it when a mark ends `open`, or the line does (0).
local OPEN = {
  [2] = { '\2b\2i', '\3i', 'b' },
  [3] = { '\2i\2b', '\3b', 'i' },
  [5] = { '\2b\2i', '\3i\3b', '' },
  [0] = { '\2b\2i', '\3i\3b', '' },
}
local CLOSING = { [''] = '', i = '\3i', b = '\3b', ib = '\3b\3i', bi = '\3i\3b' }
local APOSTROPHES = { i = "''", b = "\'\'\'" }

-- Apostrophes again, with nothing visible between those of one mark and those of the next.
local function written(line)
  local before
  repeat
    before = line
    line = line:gsub('\2([bi])(%s*)\3%1', '%2')
  until line == before
  line = line:gsub("'([\2\3])", '&#39;%1'):gsub('([\2\3][bi])%f[\2\3]', '%1&#8203;')
  return (line:gsub('[\2\3]([bi])', APOSTROPHES))
end

-- Texts and marks (2, 3 or 5) in turn; apostrophes that belong to neither are text.
local function pieces_of(line)
  local texts, marks, from = {}, {}, 1
  while true do
    local open, close = line:find("''+", from)
    if not open then break end
    local length = close - open + 1
    local mark = length == 4 and 3 or math.min(length, 5)
    texts[#texts + 1] = line:sub(from, open - 1) .. ("'"):rep(length - mark)
    marks[#marks + 1] = mark
    from = close + 1
  end
  texts[#texts + 1] = line:sub(from)
  return texts, marks
end

-- With an odd number of both, one ''' is an apostrophe and '': behind a word of one letter, else behind a
-- longer word, else behind a space.
local function even(texts, marks)
  local italics, bolds = 0, 0
  for _, mark in ipairs(marks) do
    if mark ~= 3 then italics = italics + 1 end
    if mark ~= 2 then bolds = bolds + 1 end
  end
  if italics % 2 == 0 or bolds % 2 == 0 then return end
  local single, multi, space
  for index, mark in ipairs(marks) do
    if mark == 3 then
      local last, before = texts[index]:sub(-1), texts[index]:sub(-2, -2)
      if last == ' ' then
        space = space or index
      elseif before == ' ' then
        single = single or index
      else
        multi = multi or index
      end
    end
  end
  local chosen = single or multi or space
  if chosen then
    marks[chosen] = 2
    texts[chosen] = texts[chosen] .. "'"
  end
end

local function balanced(line)
  local texts, marks = pieces_of(line)
  even(texts, marks)
  local out, state, gathered = { texts[1] }, '', nil
  local function add(mark, text)
    if state == 'open' then
      local opening, closing, after = table.unpack(OPEN[mark])
      out[#out + 1] = opening .. gathered .. closing
      state = after
    else
      local tags, after = table.unpack(STATES[state][mark])
      out[#out + 1] = tags
      state = after
    end
    if state == 'open' then gathered = text else out[#out + 1] = text end
  end
  for index, mark in ipairs(marks) do add(mark, texts[index + 1]) end
  if state == 'open' then add(0, '') end
  out[#out + 1] = CLOSING[state]
  return written(table.concat(out))
end

-- The text with apostrophes that pair up.
function quotes.balance(text)
  if not text:find("''", 1, true) then return text end
  return (text:gsub('[^\n]+', function(line) return line:find("''", 1, true) and balanced(line) or nil end))
end

return quotes
