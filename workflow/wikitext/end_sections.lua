-- Headings of the sections that are apparatus, not text: what end_sections.txt lists for a language, and in English.

local page = require 'page'

local end_sections = {}

local LONGEST = 300 -- bytes of a heading that is looked at
local PROSE = 160 -- bytes beside the links of a line, more than a section of nothing but links has (reader/link_sections.lua)

-- Signs that join headings in every language.
local SIGNS = { ',', '/', '&', '+', ';', '·', '・', '、', '،', '|', '–', '-' }

-- What is written or left out by taste: vowel signs of Arabic, joiners, the dot that İ leaves behind, forms of letters.
local UNSEEN = { '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{307}', '\u{640}' }
for code = 0x64b, 0x652 do UNSEEN[#UNSEEN + 1] = utf8.char(code) end
local FORMS = { ['’'] = "'", ['ʼ'] = "'", ['`'] = "'", ['ي'] = 'ی', ['ك'] = 'ک', ['ş'] = 'ș', ['ţ'] = 'ț', ['ё'] = 'е', ['ı'] = 'i',
  ['\u{3000}'] = ' ', ['\u{a0}'] = ' ', ['＆'] = '&', ['／'] = '/' }
for _, unseen in ipairs(UNSEEN) do FORMS[unseen] = '' end

local function folded(text) return (pandoc.text.lower(text):gsub(utf8.charpattern, FORMS):gsub('%s+', ' ')) end

-- A heading as it is compared: in lower case, without number, colon and the spaces around it.
local function plain(heading) return folded(heading):gsub('^[%d.)%s:]+', ''):match '^(.-)[%s:.]*$' end

local function each(list, separator)
  local position = 1
  return function()
    if position > #list then return nil end
    local from, to = list:find(separator, position, true)
    local part = list:sub(position, (from or #list + 1) - 1)
    position = (to or #list) + 1
    return part:match '^%s*(.-)%s*$'
  end
end

-- The words for "and" and the headings on the line of one of these languages.
local function add_line(line, wanted, found)
  local codes, joints, names = line:match '^(%l[%l%s-]*)%s%(([^)]*)%):(.*)$'
  local is_wanted = false
  for code in (codes or ''):gmatch '%S+' do is_wanted = is_wanted or wanted[code] end
  if not is_wanted then return end
  for joint in each(joints, ',') do table.insert(found.joints, folded(joint)) end
  for name in each(names, ';') do found.names[plain(name)] = true end
end

local function read(language)
  local wanted = { en = true, [language] = true, [language:match '^%l+' or ''] = true }
  local found = { names = {}, joints = table.move(SIGNS, 1, #SIGNS, 1, {}) }
  local path = assert(package.searchpath('end_sections', (package.path:gsub('%.lua', '.txt'))))
  for line in io.lines(path) do add_line(line, wanted, found) end
  return found
end

-- Whether a text from a position on is known headings with joints between them. `failed`: positions from which it is not.
local function joined(text, position, found, failed)
  local rest = text:sub(position)
  if found.names[rest] then return true end
  if failed[position] then return false end
  failed[position] = true
  for _, joint in ipairs(found.joints) do
    local from, to = text:find(joint, position + 1, true)
    while from do
      local name = text:sub(position, from - 1):match '^%s*(.-)%s*$'
      local after = text:match('^%s*()', to + 1)
      if found.names[name] and joined(text, after, found, failed) then return true end
      from, to = text:find(joint, from + 1, true)
    end
  end
  return false
end

-- What says of a heading whether it is one of those of a language.
function end_sections.of(language)
  local found = read(language)
  return function(heading)
    if #heading > LONGEST then return false end
    local text = plain(heading)
    return text ~= '' and joined(text, 1, found, {})
  end
end

-- The same of a list of headings, in any case.
local function named(list)
  local names = {}
  for _, name in ipairs(list) do names[plain(name)] = true end
  return function(heading) return names[plain(heading)] or false end
end

local test

-- Whether a heading is that of a section to leave out, by `convert.drop_sections`, else by the wiki's language.
function end_sections.is_named(heading)
  local given = page.options.drop_sections
  test = test or (given and named(given) or end_sections.of(page.site.language))
  return test(heading)
end

-- Whether the last section with another heading may be one of nothing but links, as far as wikitext tells: two of three pages
-- end in prose, and links need not be told from text to read them.
function end_sections.may_be_links(text)
  local bodies, headings, from = {}, {}, nil
  for first, heading, after in text:gmatch '\n()=+([^\n]-)=+[ \t]*%f[\n\0]()' do
    if from then bodies[#bodies + 1] = text:sub(from, first - 1) end
    headings[#headings + 1], from = heading, after
  end
  bodies[#headings] = from and text:sub(from)
  for index = #headings, 1, -1 do
    if not end_sections.is_named(headings[index]) then
      for line in bodies[index]:gmatch '[^\n]+' do
        local beside = line:gsub('%[%[[^%[%]]*%]%]', ''):gsub('%[[^%[%]]*%]', ''):gsub('<[^<>]*>', '')
        if #beside > PROSE then return false end
      end
      return true
    end
  end
  return false
end

return end_sections
