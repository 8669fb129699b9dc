-- Plain scanning of wikitext: finds balanced templates, tables and links without building a tree.
-- Every function is linear in the length of its text and treats what does not balance as text.

local scan = {}

-- Tags whose content is shown as typed, or is no text at all: nothing inside them is markup.
local VERBATIM = {
  nowiki = true, pre = true, math = true, chem = true, ce = true, syntaxhighlight = true, source = true,
  score = true, timeline = true, gallery = true, imagemap = true, graph = true, mapframe = true,
  maplink = true, hiero = true, templatedata = true, inputbox = true, templatestyles = true,
  indicator = true, categorytree = true, charinsert = true, infobox = true,
  -- Fandom's.
  verbatim = true, poll = true, youtube = true, tabview = true, rss = true, twitter = true, dpl = true, forum = true,
  slideshow = true, videogallery = true, embedvideo = true, choose = true, html = true, widget = true,
}

-- Replaces comments by nothing and verbatim tags by markers, so that later scans see only markup.
-- Returns the text and the store that `unstrip` needs. Markers hold DEL, which no wiki stores.
function scan.strip(text)
  local store, out, from, position = {}, {}, 1, 1
  while true do
    local open = text:find('<', position, true)
    if not open then break end
    if text:sub(open, open + 3) == '<!--' then
      local _, close = text:find('-->', open + 4, true)
      close = close or #text
      -- As MediaWiki does: a comment alone on its line takes the line with it.
      local before = text:sub(from, open - 1)
      local margin = before:match('\n[ \t]*$')
      local line_end = text:match('^[ \t]*\n()', close + 1)
      if (margin or (open == 1)) and line_end then
        before = before:gsub('[ \t]*$', '')
        close = line_end - 1
      end
      out[#out + 1] = before
      from, position = close + 1, close + 1
    else
      local name = text:match('^<(%a+)', open)
      name = name and name:lower()
      local tag_end = name and VERBATIM[name] and text:find('>', open, true)
      if tag_end then
        local body_end, close = tag_end, tag_end
        if text:sub(tag_end - 1, tag_end - 1) ~= '/' then
          body_end, close = scan.find_close(text, name, tag_end + 1)
        end
        if close then
          local selfclosing = body_end == tag_end and close == tag_end
          store[#store + 1] = {
            name = name,
            attributes = text:sub(open + #name + 1, tag_end - (selfclosing and 2 or 1)),
            body = selfclosing and '' or text:sub(tag_end + 1, body_end),
            raw = text:sub(open, close),
          }
          out[#out + 1] = text:sub(from, open - 1)
          out[#out + 1] = '\127' .. #store .. '\127'
          from, position = close + 1, close + 1
        else
          position = tag_end + 1
        end
      else
        position = open + 1
      end
    end
  end
  out[#out + 1] = text:sub(from)
  return table.concat(out), store
end

-- Puts the verbatim tags back; `render(tag)` gives the wikitext for each.
function scan.unstrip(text, store, render)
  return (text:gsub('\127(%d+)\127', function(index)
    local tag = store[tonumber(index)]
    return tag and render(tag) or ''
  end))
end

-- Case-insensitive search for `</name >`: the last byte before it and the last byte of it.
function scan.find_close(text, name, from)
  local position = from
  while true do
    local open = text:find('</', position, true)
    if not open then return nil end
    local last = text:match('^%s*>()', open + 2 + #name)
    if last and text:sub(open + 2, open + 1 + #name):lower() == name then
      return open - 1, last - 1
    end
    position = open + 2
  end
end

-- Calls `render(body)` for every <name …>body</name>, none of which holds another, and puts its result in place.
function scan.elements(text, name, render)
  local out, from, position = {}, 1, 1
  while true do
    local open = text:find('<%a', position)
    if not open then break end
    position = open + 1
    if text:sub(open + 1, open + #name):lower() == name then
      local tag_end = text:match('^[%s>]', open + 1 + #name) and text:find('>', open, true)
      local body_end, close
      if tag_end then body_end, close = scan.find_close(text, name, tag_end + 1) end
      if tag_end and not close then break end
      if close then
        out[#out + 1] = text:sub(from, open - 1)
        out[#out + 1] = render(text:sub(tag_end + 1, body_end))
        from, position = close + 1, close + 1
      end
    end
  end
  if from == 1 then return text end
  out[#out + 1] = text:sub(from)
  return table.concat(out)
end

-- Calls `render(body)` for every {{template}}, innermost first, and puts its result in place.
-- Unmatched braces are left out, the text between them stays.
function scan.templates(text, render)
  local stack = { { parts = {} } } -- frames: opening position and what was gathered since
  local position = 1
  local function add(piece)
    local parts = stack[#stack].parts
    parts[#parts + 1] = piece
  end
  while true do
    local at = text:find('[{}]', position)
    if not at then break end
    local run = text:match('^{+', at) or text:match('^}+', at)
    if at > position then add(text:sub(position, at - 1)) end
    if #run == 1 then
      add(run)
      position = at + 1
    elseif run:sub(1, 1) == '{' then
      -- An odd brace stays outside: {{{1}}} is a parameter, {{{{a}}}} two templates.
      local width = (#run == 3 or #run % 2 == 1) and 3 or 2
      local rest = #run - width
      if #run == 3 and text:sub(at + 3, at + 3) == '|' then width, rest = 2, 1 end -- {{{| is a table
      if rest == 1 then add('{') end
      for _ = 1, rest // 2 do stack[#stack + 1] = { parts = {}, width = 2 } end
      stack[#stack + 1] = { parts = {}, width = width }
      position = at + #run
    else
      local left = #run
      while left >= 2 and #stack > 1 do
        local frame = stack[#stack]
        local width = math.min(frame.width, left)
        if frame.width == 3 and left == 2 then
          -- {{{a}}: the third brace was text
          stack[#stack - 1].parts[#stack[#stack - 1].parts + 1] = '{'
        end
        stack[#stack] = nil
        local body = table.concat(frame.parts)
        add(width == 3 and (body:match('|(.*)$') or '') or render(body))
        left = left - width
      end
      if left == 1 then add('}') end
      position = at + #run
    end
  end
  add(text:sub(position))
  local parts = {}
  for _, frame in ipairs(stack) do
    parts[#parts + 1] = table.concat(frame.parts)
  end
  return table.concat(parts)
end

-- Splits at each `separator` character that is outside of [[links]] and [external links].
function scan.split(text, separator)
  local pieces, from, position, depth = {}, 1, 1, 0
  local pattern = '[%[%]%' .. separator .. ']'
  while true do
    local at = text:find(pattern, position)
    if not at then break end
    local character = text:sub(at, at)
    if character == '[' then
      if text:sub(at, at + 1) == '[[' then depth = depth + 1; at = at + 1 end
    elseif character == ']' then
      if text:sub(at, at + 1) == ']]' and depth > 0 then depth = depth - 1; at = at + 1 end
    elseif depth == 0 then
      pieces[#pieces + 1] = text:sub(from, at - 1)
      from = at + 1
    end
    position = at + 1
  end
  pieces[#pieces + 1] = text:sub(from)
  return pieces
end

-- The last byte of each link that closes, by its first, nested links included.
local function link_ends(text)
  local ends, open, position = {}, {}, 1
  while true do
    local at = text:find('[%[%]]', position)
    if not at then return ends end
    local pair = text:sub(at, at + 1)
    if pair == '[[' then
      open[#open + 1] = at
    elseif pair == ']]' then
      if #open > 0 then ends[table.remove(open)] = at + 1 end
    else
      at = at - 1
    end
    position = at + 2
  end
end

-- Calls `render(body)` for every outermost [[link]] whose target matches `wanted(target)`; others stay.
function scan.links(text, wanted, render)
  local out, from, position, ends = {}, 1, 1, nil
  while true do
    local open = text:find('[[', position, true)
    if not open then break end
    local target = text:match('^%s*:?[^%[%]|\n]*', open + 2)
    if wanted(target) then
      ends = ends or link_ends(text)
      local close = ends[open]
      if close then
        out[#out + 1] = text:sub(from, open - 1)
        out[#out + 1] = render(text:sub(open + 2, close - 2))
        from, position = close + 1, close + 1
      else
        -- It never closes: only its target and options on this line go.
        out[#out + 1] = text:sub(from, open - 1)
        from = text:match('^|()', open + 2 + #target) or open + 2
        while text:match('^[%w%s=\128-\255]*|()', from) do from = text:match('^[%w%s=\128-\255]*|()', from) end
        position = from
      end
    else
      position = open + 2
    end
  end
  out[#out + 1] = text:sub(from)
  return table.concat(out)
end

-- Calls `render(source)` for every outermost {| table |}; a table that never closes ends at the next
-- heading or blank line, so that it takes no prose with it.
function scan.tables(text, render)
  if not text:find('{|', 1, true) then return text end
  local out, gathered, depth = {}, nil, 0
  local function flush_unclosed()
    -- Only lines of table syntax are taken; the rest of what was gathered is text.
    local rows, kept = {}, {}
    for index, line in ipairs(gathered) do
      local is_row = index == 1 or line:match('^%s*[|!]') or line:match('^[%s:*#;]*{|')
      table.insert(is_row and rows or kept, line)
    end
    out[#out + 1] = render(table.concat(rows, '\n') .. ('\n|}'):rep(depth))
    for _, line in ipairs(kept) do out[#out + 1] = line end
    gathered, depth = nil, 0
  end
  for line in (text .. '\n'):gmatch('(.-)\n') do
    local opens = line:match('^[%s:*#;]*{|') ~= nil
    if opens then
      depth = depth + 1
      gathered = gathered or {}
    end
    if gathered then
      if not opens and line:match('^=+[^=].-=+%s*$') then flush_unclosed() end
    end
    if gathered then
      gathered[#gathered + 1] = line
      local rest = line:match('^%s*|}(.*)$')
      if rest and not rest:match('^}') then
        depth = depth - 1
        if depth == 0 then
          gathered[#gathered] = '|}'
          out[#out + 1] = render(table.concat(gathered, '\n'))
          if rest:match('%S') then out[#out + 1] = rest:match('%S.*') end
          gathered = nil
        end
      end
    else
      out[#out + 1] = line
    end
  end
  if gathered then flush_unclosed() end
  return table.concat(out, '\n')
end

-- Level and text of a heading line, nil for any other line.
function scan.heading(line)
  local open, title, close = line:match('^(=+)%s*(.-)%s*(=+)%s*$')
  if not open or title == '' then return nil end
  return math.min(#open, #close, 6), title
end

return scan
