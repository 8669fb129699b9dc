-- Plain scanning of wikitext for templates, which the library renders before the page is read.
-- Every function is linear in the length of its text and treats what does not balance as text.

local extensions = require 'extensions'

local scan = {}

-- Tags whose content is shown as typed, or is no text at all: nothing inside them is markup.
local VERBATIM = {
  nowiki = true, pre = true, math = true, chem = true, ce = true, syntaxhighlight = true, source = true,
  score = true, timeline = true, gallery = true, imagemap = true, graph = true, mapframe = true,
  maplink = true, hiero = true, templatedata = true, inputbox = true, templatestyles = true,
  indicator = true, categorytree = true, charinsert = true, infobox = true,
  -- Footnotes, which are left out, and Fandom's.
  ref = true,
  verbatim = true, poll = true, youtube = true, tabview = true, rss = true, twitter = true, dpl = true, forum = true,
  slideshow = true, videogallery = true, embedvideo = true, choose = true, html = true, widget = true,
}

-- Replaces comments by nothing and verbatim tags by markers, so that later scans see only markup.
-- Returns the text and the store that `unstrip` needs. Markers hold DEL, which no wiki stores.
function scan.strip(text)
  local store, out, from, position, known = {}, {}, 1, 1, {}
  local lower = text:lower()
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
      local tag_end = name and VERBATIM[name] and known[name] ~= false and text:find('>', open, true)
      if tag_end then
        local close = tag_end
        if text:sub(tag_end - 1, tag_end - 1) ~= '/' then
          _, close = extensions.end_tag(lower, name, tag_end + 1, known)
        end
        if close then
          store[#store + 1] = text:sub(open, close)
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

-- Puts the verbatim tags back.
function scan.unstrip(text, store)
  return (text:gsub('\127(%d+)\127', function(index) return store[tonumber(index)] end))
end

local to_brace = (1 - lpeg.S '{}') ^ 0 * lpeg.Cp()

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
    local at = to_brace:match(text, position)
    if at > #text then break end
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

return scan
