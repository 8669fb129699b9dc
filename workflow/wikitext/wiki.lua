-- What the reader must know of a wiki (workflow/reader/site.lua), from its table (src/wikimill/site/reader_table.py).

local function set_of(names)
  local set = {}
  for _, name in ipairs(names) do set[name] = true end
  return set
end

-- A function that finds the letters with which a text continues the link before it; nil where there are none.
local function trail_of(letters)
  local known = {} -- whether a letter is one, by its code point
  local function is_letter(point)
    if known[point] == nil then
      known[point] = false
      for _, range in ipairs(letters.ranges) do
        if point >= range[1] and point <= range[2] then known[point] = true end
      end
    end
    return known[point]
  end
  local function length(rest, from)
    for _, word in ipairs(letters.words) do
      if rest:sub(from, from + #word - 1) == word then return #word end
    end
    local apostrophe = letters.apostrophe and rest:byte(from) == 39 and rest:byte(from + 1) ~= 39
    if apostrophe then return 1 end
    local letter = rest:match('^' .. utf8.charpattern, from)
    return letter and utf8.len(letter) and is_letter(utf8.codepoint(letter)) and #letter
  end
  return function(rest)
    local at = 1
    while at <= #rest do
      local step = length(rest, at)
      if not step then break end
      at = at + step
    end
    return at > 1 and rest:sub(1, at - 1) or nil
  end
end

return function(wiki)
  local site = {}
  for _, list in ipairs { 'file', 'category', 'subpages', 'languages', 'extensions', 'redirect' } do site[list] = set_of(wiki[list]) end
  site.images, site.variants, site.trail = wiki.images, wiki.variants, trail_of(wiki.trail)
  function site.switch(word) return wiki.case_sensitive_switches[word] or wiki.switches[pandoc.text.lower(word)] end
  return site
end
