-- Apostrophes to <i> and <b>, line by line (MediaWiki: Parser::doQuotes): ''i'', '''b''', '''''both'''''.

-- In each state, what a run of 2, 3 or 5 apostrophes writes, and the state after it. `open` holds text back behind five
-- apostrophes until it is known which of the two ends first.
local STATES = {
  [''] = { [2] = { '<i>', 'i' }, [3] = { '<b>', 'b' }, [5] = { '', 'open' } },
  i = { [2] = { '</i>', '' }, [3] = { '<b>', 'ib' }, [5] = { '</i><b>', 'b' } },
  b = { [2] = { '<i>', 'bi' }, [3] = { '</b>', '' }, [5] = { '</b><i>', 'i' } },
  ib = { [2] = { '</b></i><b>', 'b' }, [3] = { '</b>', 'i' }, [5] = { '</b></i>', '' } },
  bi = { [2] = { '</i>', 'b' }, [3] = { '</i></b><i>', 'i' }, [5] = { '</i></b>', '' } },
}
-- What the text that was held back gets around it when a run ends `open`, or the line does (0).
local OPEN = {
  [2] = { '<b><i>', '</i>', 'b' },
  [3] = { '<i><b>', '</b>', 'i' },
  [5] = { '<b><i>', '</i></b>', '' },
  [0] = { '<b><i>', '</i></b>', '' },
}
local CLOSING = { [''] = '', i = '</i>', b = '</b>', ib = '</b></i>', bi = '</i></b>' }

-- Texts and runs (2, 3 or 5) in turn; apostrophes that belong to neither are text.
local function pieces_of(line)
  local texts, runs, from = {}, {}, 1
  while true do
    local first, last = line:find("''+", from)
    if not first then break end
    local length = last - first + 1
    local run = length == 4 and 3 or math.min(length, 5)
    texts[#texts + 1] = line:sub(from, first - 1) .. ("'"):rep(length - run)
    runs[#runs + 1] = run
    from = last + 1
  end
  texts[#texts + 1] = line:sub(from)
  return texts, runs
end

-- With an odd number of both, one ''' is an apostrophe and '': behind a word of one letter, else behind a longer word,
-- else behind a space.
local function make_even(texts, runs)
  local italics, bolds = 0, 0
  for _, run in ipairs(runs) do
    if run ~= 3 then italics = italics + 1 end
    if run ~= 2 then bolds = bolds + 1 end
  end
  if italics % 2 == 0 or bolds % 2 == 0 then return end
  local single, multi, space
  for index, run in ipairs(runs) do
    if run == 3 then
      local text = texts[index]
      if text:sub(-1) == ' ' then
        space = space or index
      elseif text:sub(-2, -2) == ' ' then
        single = single or index
      else
        multi = multi or index
      end
    end
  end
  local chosen = single or multi or space
  if chosen then
    runs[chosen] = 2
    texts[chosen] = texts[chosen] .. "'"
  end
end

local function with_tags(line)
  local texts, runs = pieces_of(line)
  make_even(texts, runs)
  local out, state, held = { texts[1] }, '', nil
  local function add(run, text)
    local before, after, next_state
    if state == 'open' then
      before, after, next_state = table.unpack(OPEN[run])
      out[#out + 1] = before .. held .. after
    else
      out[#out + 1], next_state = table.unpack(STATES[state][run])
    end
    state = next_state
    if state == 'open' then held = text else out[#out + 1] = text end
  end
  for index, run in ipairs(runs) do add(run, texts[index + 1]) end
  if state == 'open' then
    if held ~= '' then add(0, '') else state = '' end
  end
  out[#out + 1] = CLOSING[state]
  return table.concat(out)
end

return function(text)
  if not text:find("''", 1, true) then return text end
  return (text:gsub('[^\n]+', function(line) return line:find("''", 1, true) and with_tags(line) or nil end))
end
