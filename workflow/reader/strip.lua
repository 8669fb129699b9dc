-- The first pass: comments go, as do the tags that are for templates; extension tags become strip markers, so that
-- nothing in them is taken for wikitext.

local extensions = require 'extensions'

-- Of these <includeonly> takes its content along, and its end tag alone is text.
local TEMPLATE_TAGS = { includeonly = true, noinclude = true, onlyinclude = true }

-- The line end behind the comments from `lt` on, if nothing else is on their line; nil where there is more.
local function line_end(text, lt)
  local after = lt
  while true do
    local _, last = text:find('-->', after + 4, true)
    if not last then return nil end
    _, last = text:find('^[ \t]*', last + 1)
    after = last + 1
    if text:byte(after) == 10 then return after end
    if not text:find('^<!%-%-', after) then return nil end
  end
end

-- The text with markers. `options.site.extensions` has the names of the extension tags.
local function strip(text, options)
  if not text:find('<', 1, true) then return text end
  local names, lower = options.site.extensions, text:lower()
  local out, from, position, known = {}, 1, 1, {}
  local next_gt = 0 -- looked for only behind the last
  while true do
    local lt = text:find('<', position, true)
    if not lt then break end
    position = lt + 1
    if text:find('^!%-%-', lt + 1) then
      local _, last = text:find('-->', lt + 4, true)
      local first = lt
      while first > from and text:find('^[ \t]', first - 1) do first = first - 1 end
      local newline = first > 1 and text:byte(first - 1) == 10 and line_end(text, lt)
      if not newline then first = lt end -- else the comments take their line along
      last = newline or last or #text
      out[#out + 1] = text:sub(from, first - 1)
      from, position = last + 1, last + 1
    else
      local slash, name, after = lower:match('^(/?)(%a[%w_-]*)()', lt + 1)
      if name and not lower:find('^[%s>]', after) and not lower:find('^/>', after) then name = nil end
      local for_templates = TEMPLATE_TAGS[name] and (slash == '' or name ~= 'includeonly')
      if next_gt and next_gt < lt then next_gt = text:find('>', lt, true) end
      local gt = (for_templates or slash == '' and names[name]) and next_gt
      if gt and for_templates then
        out[#out + 1] = text:sub(from, lt - 1)
        local last = gt
        if name == 'includeonly' and text:byte(gt - 1) ~= 47 then
          local _, close = lower:find('</includeonly%s*>', gt + 1)
          last = close or #text
        end
        from, position = last + 1, last + 1
      elseif gt then
        local close, last = gt + 1, gt
        local closed = text:byte(gt - 1) == 47
        if not closed then
          close, last = extensions.end_tag(lower, name, gt + 1, known)
        end
        if close then
          out[#out + 1] = text:sub(from, lt - 1)
          local attributes = text:sub(lt + 1 + #name, closed and gt - 2 or gt - 1)
          out[#out + 1] = extensions.read(name, attributes, text:sub(gt + 1, close - 1), options)
          from, position = last + 1, last + 1
        end
      end
    end
  end
  out[#out + 1] = text:sub(from)
  return table.concat(out)
end

return strip
