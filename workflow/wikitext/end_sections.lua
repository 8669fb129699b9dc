-- Headings of the sections that are apparatus, not text: what end_sections.txt lists for a language, and in English.

local end_sections = {}

local LONGEST = 300 -- bytes of a heading that is looked at

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

-- What says of a heading whether it is one of a list's, in any case.
function end_sections.named(list)
  local names = {}
  for _, name in ipairs(list) do names[plain(name)] = true end
  return function(heading) return names[plain(heading)] or false end
end

return end_sections
